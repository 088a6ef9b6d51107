/* SPDX-License-Identifier: MIT
 *
 * explore.h - between the files of the search.
 *
 *	explore.c        its life, and what was found
 *	explore_plan.c   rounds: which runs come next
 *	explore_unit.c   the runs of one unit
 *	explore_state.c  how runs come to where they branch
 *	explore_root.c   one search for each value
 *	explore_equal.c  equal states, of which one is gone on from
 *	explore_claim.c  what can be said at the end */
#ifndef WT_SEARCH_EXPLORE_H
#define WT_SEARCH_EXPLORE_H

#include "search/file.h"
#include "search/findings.h"
#include "search/way.h"

enum wt_work_kind {
	WT_WORK_KNOWN,   /* entries of `known` */
	WT_WORK_BASE,    /* nothing is decided */
	WT_WORK_SINGLES, /* one decision: entries of `singles` */
	WT_WORK_SWARM,   /* seeds */
	WT_WORK_RANDOM,
	WT_WORK_POINTS,
	WT_WORK_GUIDED,
	WT_WORK_LEVEL, /* exhaustive: all below these entries of `singles` */
};

struct wt_work {
	enum wt_work_kind kind;
	uint64_t first, count;
	uint64_t before; /* runs before its first, as if all were made one after another */
	size_t level;    /* LEVEL: decisions of each run */
};

#define WT_WORKS_MAX 64

/* One decision at one value of `for`. */
struct wt_single {
	size_t value;
	struct wt_choice choice;
	uint64_t merges; /* as wt_prune.merged: where a run of it alone needs not be gone on from */
};

struct wt_explore {
	struct wt_scenario *scenario;
	struct wt_explore_options options;
	size_t first_value, values; /* of `for`, that are run */
	struct wt_findings total;
	struct wt_failure *failures; /* of total, as the caller sees them */
	struct wt_entry *known;
	size_t known_count;

	struct wt_single *singles; /* all there are */
	size_t single_count;
	uint64_t stride;     /* in which order they are tried; coprime to their number */
	uint64_t *questions; /* asked in a run without decisions, by value */
	bool surveyed, compared;
	struct wt_set states; /* EXHAUSTIVE: gone on from by runs of at most one decision */

	struct wt_work units[WT_WORKS_MAX];
	size_t unit_count;
	uint64_t round, planned;
	uint64_t next_single, next_seed;
	size_t level;
	bool cut_off; /* runs ran out before an exhaustive search ended */
	char name[128];

	bool arena_failed;      /* it does not hold all that the program knows */
	struct wt_root **roots; /* by value; explore_root.c */
};

/* One run of a value without decisions: finds questions and singles. */
void wt_explore_survey(struct wt_explore *);
/* Before runs of two decisions: where do those of one come to equal states? */
void wt_explore_compare(struct wt_explore *);
bool wt_explore_is_exhaustive(const struct wt_explore *);
struct wt_staged *wt_explore_staged(struct wt_explore *, size_t value);

enum wt_way wt_explore_way(struct wt_explore *, size_t value);
/* Of that value; as long as the explorer. */
struct wt_exhaust *wt_explore_search(struct wt_explore *, size_t value);
/* Where that decision is asked for in a run of its own, or NULL: begin at the start. */
const struct wt_moment *wt_explore_moment(struct wt_explore *, const struct wt_single *);
void wt_explore_forget_roots(struct wt_explore *);

#endif
