/* SPDX-License-Identifier: MIT
 *
 * branch.h - the strategy of exhaustive search: says what a list says, and notes
 * what else could have been said after its last line. */
#ifndef WT_BRANCH_H
#define WT_BRANCH_H

#include "decisions/list.h"

/* What is looked at.  All zero: everything that `may` leaves open. */
struct wt_reach {
	unsigned kinds;          /* bit per enum wt_kind; 0: all */
	unsigned asks;           /* bit per enum wt_ask; 0: all */
	unsigned verbs;          /* bit per enum wt_verb; 0: all */
	const uint64_t *objects; /* hashes of names; NULL: all */
	size_t object_count;
	uint64_t bytes_max; /* of a `take` or `cut` every number up to this, beyond it only
			     * powers of two and one less than all; 0: WT_BYTES_MAX */
};
#define WT_BYTES_MAX 64

struct wt_branch {
	struct wt_strategy strategy;
	const struct wt_list *list; /* not its own; in the order of asking */
	struct wt_reach reach;
	size_t met;             /* lines of the list that were asked for */
	struct wt_list further; /* what could follow the list: in order of first question */
	bool closed;            /* nothing follows from here on */
};

/* pins: as of struct wt_strategy. */
void wt_branch_init(struct wt_branch *, const struct wt_reach *, bool pins);
/* Before each run. */
void wt_branch_begin(struct wt_branch *, const struct wt_list *);
void wt_branch_fini(struct wt_branch *);

#endif
