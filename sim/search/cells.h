/* SPDX-License-Identifier: MIT
 *
 * cells.h - which edge cases a run has met: (handler, call, outcome). */
#ifndef WT_SEARCH_CELLS_H
#define WT_SEARCH_CELLS_H

#include "search/set.h"
#include "trace/event.h"

#define WT_CELLS_HOSTS     64
#define WT_CELLS_DEPTH_MAX 8 /* handlers inside handlers */

struct wt_cells {
	struct wt_sink sink;
	const struct wt_set *known; /* not its own: cells met before */
	struct wt_set *met;         /* not its own: where they go */
	bool new_ones;              /* in this run */
	uint8_t *counters;          /* not its own; NULL: known and met are asked */
	size_t counter_count;
	/* private: the handlers each host is in */
	struct {
		uint8_t at[WT_CELLS_DEPTH_MAX];
		unsigned depth;
	} hosts[WT_CELLS_HOSTS];
};

/* Before each run. */
void wt_cells_begin(struct wt_cells *, const struct wt_set *known, struct wt_set *met);
/* Instead, for who wants no set: each is counted where its hash says, up to 255.
 * count: a power of two. */
void wt_cells_count(struct wt_cells *, uint8_t *counters, size_t count);

#endif
