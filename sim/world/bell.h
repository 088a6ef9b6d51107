/* SPDX-License-Identifier: MIT
 *
 * bell.h - another thread of the process wakes its loop.
 *
 * There are no threads here; but what one can do to a loop that waits is known to the
 * kernel.  It writes to what the loop watches for just that: an eventfd, or one end of a
 * pipe or a pair of sockets, the other of which is the process's, too, and watched by
 * nobody. */
#ifndef WT_BELL_H
#define WT_BELL_H

#include "world/tank.h"

/* Rings each bell of the host's process; false: there is none. */
bool wt_bell_ring(struct wt_host *);

#endif
