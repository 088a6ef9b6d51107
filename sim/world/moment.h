/* SPDX-License-Identifier: MIT
 *
 * moment.h - a run that can be gone back into.
 *
 * The run has a stack of its own, the trunk's.  A moment of it is a copy of all that
 * changes while it goes on: the world's heap (time/heap.h), which programs' memory of
 * the seam is a part of, their globals (state.h), and the used part of each stack.
 * Gone back to, all that is as it was, and the function that kept the moment returns
 * once more; nothing else has happened.  So a search comes to where its next run
 * differs without making what both have in common again.
 *
 * It is no way for a program that keeps something elsewhere: in libc, in threads, in
 * a shared object; nor under a checker of memory. */
#ifndef WT_MOMENT_H
#define WT_MOMENT_H

#include <stdbool.h>
#include <stddef.h>

struct wt_heap;
struct wt_moment;
struct wt_tank;
struct wt_trunk;

/* Why moments of this tank do not hold all that its programs know; NULL: they do. */
const char *wt_tank_uncovered(const struct wt_tank *, const struct wt_heap *);

/* NULL: no memory. */
struct wt_trunk *wt_trunk_new(struct wt_tank *, struct wt_heap *);
void wt_trunk_free(struct wt_trunk *);
/* On the trunk's stack, until it returns. */
void wt_trunk_run(struct wt_trunk *, void (*body)(void *), void *context);

/* By the body or who it calls.  False: *ret is the moment, or NULL where it could not
 * be kept.  True, each time it is gone back to. */
bool wt_trunk_keep(struct wt_trunk *, struct wt_moment **ret);
/* From outside: goes on from there, until the body returns. */
void wt_trunk_go_back(struct wt_trunk *, const struct wt_moment *);
void wt_moment_free(struct wt_trunk *, struct wt_moment *);
size_t wt_moment_size(const struct wt_moment *);

#endif
