/* SPDX-License-Identifier: MIT
 *
 * answer.h - a server that answers the first thing it is sent, or does not. */
#ifndef ANSWER_H
#define ANSWER_H

#include "ac_sys.h"

/* NULL: reads, and says nothing. */
int answer_with(struct ac_sys *, const char *answer);

#endif
