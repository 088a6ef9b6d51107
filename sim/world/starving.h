/* SPDX-License-Identifier: MIT
 *
 * starving.h - who is ready, wait after wait, and never served. */
#ifndef WT_STARVING_H
#define WT_STARVING_H

#include "world/tank.h"

#define WT_STARVES_AFTER 1000 /* waits in a row */

/* The wait that now returns found these files ready for what it asked. */
void wt_starving_count(struct wt_host *);
/* A call on it, or a handler of its channel. */
void wt_starving_served(struct wt_file *);

#endif
