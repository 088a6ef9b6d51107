/* SPDX-License-Identifier: MIT
 *
 * talk.h - a chat that uses everything a chat has. */
#ifndef WT_SWEEP_TALK_H
#define WT_SWEEP_TALK_H

#include "ac_sys.h"

int sweep_talk_main(struct ac_sys *, int argc, char **argv);

#endif
