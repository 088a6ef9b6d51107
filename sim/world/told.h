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

/* The seam of a host with a listener before it: wt_host.told is kept, and the
 * tank's `entered` is called at the beginning of each call. */
extern const struct ac_sys_ops wt_told_ops;

/* From the next run on, or no longer. */
void wt_tank_listen(struct wt_tank *, bool listens);

/* Of all hosts together, in file order. */
uint64_t wt_tank_told(const struct wt_tank *);

#endif
