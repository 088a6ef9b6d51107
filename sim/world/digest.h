/* SPDX-License-Identifier: MIT
 *
 * digest.h - the state of the whole world as one number.
 *
 * Of a program's memory nobody knows anything, but a program is a function of what
 * it was told (told.h): hosts that were told the same are the same.  So it is asked
 * at the beginning of a call, when nothing is half done. */
#ifndef WT_WORLD_DIGEST_H
#define WT_WORLD_DIGEST_H

#include "world/tank.h"

/* 0: it can not be said. */
uint64_t wt_tank_digest(const struct wt_tank *);

#endif
