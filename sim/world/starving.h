/* SPDX-License-Identifier: MIT
 *
 * starving.h - who is ready, wait after wait, and never served. */
#ifndef WT_STARVING_H
#define WT_STARVING_H

#include "world/tank.h"

#define WT_STARVES_AFTER 1000 /* waits in a row */

/* A call on it, a handler of its channel, or a wait that found nothing. */
static inline void wt_starving_served(struct wt_file *file)
{
	file->passed[WT_READABLE] = file->passed[WT_WRITABLE] = 0;
}

/* The wait that now returns found it ready so, for what it asked. */
void wt_starving_found(struct wt_file *, unsigned bits);

#endif
