/* SPDX-License-Identifier: MIT
 *
 * told.h - what a host was told: the results of all its calls, as one number.
 *
 * A program is a function of what its calls give it.  Two runs in which every host
 * was told the same are the same run to the programs in it, however the world came
 * to say so. */
#ifndef WT_TOLD_H
#define WT_TOLD_H

#include "world/tank.h"

/* From the next run on every host has a listener before its seam, in place of a checker
 * of memory: wt_host.told is kept, and the tank's `entered` is called at the beginning of
 * each call. */
void wt_tank_listen(struct wt_tank *);

/* Of all hosts together, in file order. */
uint64_t wt_tank_told(const struct wt_tank *);

#endif
