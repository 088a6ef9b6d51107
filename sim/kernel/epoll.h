/* SPDX-License-Identifier: MIT
 *
 * epoll.h - epoll(7): items that watch files, and the list of those that may be
 * ready, in the kernel's order.
 *
 * A wake (wt_file_wake) puts an item at the end of the list; a wait looks at each
 * item in it, forgets those that are not ready, and afterwards takes out what it
 * told: level-triggered items go back to the end, edge-triggered ones wait for
 * the next wake, one-shot ones for EPOLL_CTL_MOD.  The wait itself is the world's
 * (world/wait.c). */
#ifndef WT_EPOLL_H
#define WT_EPOLL_H

#include <sys/epoll.h>

#include "kernel/net.h"

struct wt_epoll;

struct wt_watch {
	struct wt_epoll *epoll;
	struct wt_file *file;
	int fd; /* under which it was added; what it is now does not matter */
	uint32_t events;
	epoll_data_t data;
	bool ready; /* in the list */
	struct wt_watch *next_ready, **ready_link;
	struct wt_watch *next, **link;                 /* of its epoll, in order of addition */
	struct wt_watch *next_at_file, **at_file_link; /* the newest first */

	/* what the wait that looks has found */
	unsigned found;
	uint64_t before; /* hash of the object it goes before; 0: none */
	struct wt_watch *next_found;
};

struct wt_epoll {
	struct wt_file file;
	struct wt_watch *ready, **ready_end;
	struct wt_watch *watches, **watches_end;
	struct wt_watch *spare;
	size_t count;
	struct wt_watch *found, **found_end; /* by the wait that looks: next_found */
};

int wt_sys_epoll_create(struct wt_kernel *);
int wt_sys_epoll_ctl(struct wt_kernel *, int epfd, int op, int fd, const struct epoll_event *);
/* The epoll a wait may look at: 0 and *ret, -EBADF, -EINVAL. */
int wt_sys_epoll_get(struct wt_kernel *, int epfd, int max, struct wt_epoll **ret);

/* What poll(2) reports of a watched file, of what is asked. */
unsigned wt_watch_ready(const struct wt_watch *);
/* It is not ready: the next wake brings it back. */
void wt_watch_forget(struct wt_watch *);
/* It was reported; keep: something about it is still to come. */
void wt_watch_told(struct wt_watch *, bool keep);
/* The file is closed: nobody watches it any more. */
void wt_file_unwatch(struct wt_file *);

#endif
