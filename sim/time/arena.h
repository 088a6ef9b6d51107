/* SPDX-License-Identifier: MIT
 *
 * arena.h - memory that lives as long as a run: taken piece by piece, given
 * back all at once, kept for the next run. */
#ifndef WT_ARENA_H
#define WT_ARENA_H

#include <stddef.h>

struct wt_arena {
	struct wt_arena_block *first, *current;
	unsigned char *at, *end; /* what is free of the current block */
};

void wt_arena_init(struct wt_arena *);
/* Zeroed and aligned for anything; NULL on exhaustion. */
void *wt_arena_take(struct wt_arena *, size_t size);
void wt_arena_reset(struct wt_arena *);
/* Says to the heap how much of its blocks is in use. */
void wt_arena_hold(struct wt_arena *);
void wt_arena_fini(struct wt_arena *);

#endif
