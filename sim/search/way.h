/* SPDX-License-Identifier: MIT
 *
 * way.h - how an exhaustive search comes to where the next list differs from the one
 * before it.
 *
 *	rerun	from the start: always right, and what the others are held against
 *	arena	back to a moment that was kept when the question was asked
 *		(world/moment.h): of programs that keep nothing outside of their memory
 *	fork	the process is forked at the question: slow, but of any program */
#ifndef WT_SEARCH_WAY_H
#define WT_SEARCH_WAY_H

#include "search/exhaust.h"
#include "world/moment.h"

/* All moments of one search; further ones are not kept. */
#define WT_MOMENTS_MAX ((size_t)128 << 20)

/* Where the choices of a branch from `first` on are made. */
struct wt_fork_point {
	size_t first;
	struct wt_moment *moment; /* or NULL: from the start */
};

/* What one list's run leaves behind for those that go on from it. */
struct wt_forks {
	struct wt_fork_point *points;
	size_t count, capacity, gone;
	char **texts; /* of processes: what came of each, in order */
	size_t text_count, text_capacity;
};

void wt_forks_fini(struct wt_exhaust *, struct wt_forks *);
/* The moment of the i-th choice, or NULL. */
const struct wt_moment *wt_forks_moment(const struct wt_forks *, size_t i);
/* Those of choices whose question is before that of the i-th are needed no more. */
void wt_forks_let_go(struct wt_exhaust *, struct wt_forks *, size_t i);

/* One run of the list, by the search's way: from `from`, or from the start. */
int wt_way_run(struct wt_exhaust *, struct wt_branch *, struct wt_forks *,
	       const struct wt_moment *from);
/* In a process of its own: what it found goes to who made it, and it ends. */
void wt_way_end_process(struct wt_exhaust *);

#endif
