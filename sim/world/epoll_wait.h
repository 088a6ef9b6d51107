/* SPDX-License-Identifier: MIT
 *
 * epoll_wait.h - a wait on an epoll. */
#ifndef WT_EPOLL_WAIT_H
#define WT_EPOLL_WAIT_H

#include "world/tank.h"

/* How many items host->epoll could report; the list of them begins at its found. */
int wt_host_look_at_epoll(struct wt_host *);
/* The first host->epoll_max of them are told. */
void wt_host_tell_epoll(struct wt_host *);

#endif
