/* SPDX-License-Identifier: MIT
 *
 * vary.h - few changes: a list that is kept for the most part, and here and there
 * something else.
 *
 * Where is a function of (seed, name), as all chance is: a question is answered
 * otherwise once in `one_in` of them, at most `changes` times in a run.  With an
 * empty list and one_in the number of questions of a calm run divided by `changes`
 * this is a run of few change points spread evenly over its length. */
#ifndef WT_VARY_H
#define WT_VARY_H

#include "decisions/list.h"

struct wt_vary {
	struct wt_strategy strategy;
	const struct wt_list *list; /* not its own; NULL: empty */
	uint64_t seed;
	uint64_t one_in;
	unsigned changes, changed;
	unsigned kept_parts; /* in how many of WT_DRAW_PARTS the list holds */
};

void wt_vary_init(struct wt_vary *, uint64_t seed, uint64_t one_in, unsigned changes);

#endif
