/* SPDX-License-Identifier: MIT
 *
 * reduce.h - steps from a failing scenario to a smaller one that fails alike.
 *
 *	reduce.c         what is smaller; dropping lines
 *	reduce_steps.c   scripts, and whole hosts and peers
 *	reduce_values.c  payloads, sizes, times
 *	sweep.c          all smaller lists of decisions
 *
 * Each pass is a function of the plan it begins with: so a plan that none of them
 * makes smaller stays as it is when it is shrunk again. */
#ifndef WT_SEARCH_REDUCE_H
#define WT_SEARCH_REDUCE_H

#include "search/trial.h"

struct wt_reduction {
	struct wt_trial trial;
	struct wt_plan *plan; /* the smallest so far */
	uint64_t runs_max;    /* enough, when the trial has made so many */
};

/* Takes the candidate; it becomes the plan if it is smaller and fails alike.
 * With aim, decisions that stand elsewhere in it may take the place of its own. */
bool wt_reduce_to(struct wt_reduction *, struct wt_plan *candidate, bool aim);
bool wt_reduction_is_out_of_runs(const struct wt_reduction *);

/* The passes.  True if the plan is another one now. */
bool wt_reduce_decisions(struct wt_reduction *);
bool wt_reduce_lines(struct wt_reduction *); /* checks, links, limits ... */
bool wt_reduce_actors(struct wt_reduction *);
bool wt_reduce_steps(struct wt_reduction *);
bool wt_reduce_values(struct wt_reduction *);
/* The first smallest list of decisions of the kinds and objects there are. */
bool wt_sweep(struct wt_reduction *);

/* -- between these files ------------------------------------------------- */

/* Drops as many as it can of the plan's nodes that `is_one` says yes to. */
bool wt_reduce_nodes(struct wt_reduction *,
		     bool (*is_one)(const struct wt_plan *, size_t index, const void *context),
		     const void *context);
bool wt_is_decision(const struct wt_node *);
/* Does the line speak of that host or peer? */
bool wt_node_mentions(const struct wt_node *, const char *actor);
/* The node's own copy of its fields, to be changed. */
struct wt_field *wt_node_own_fields(struct wt_plan *, size_t index);
/* Fewer lines, then fewer kinds, bytes, smaller numbers, earlier places. */
bool wt_plan_is_smaller(const struct wt_plan *, const struct wt_plan *than);
/* The candidate with other decisions, no more than it has and of the same kinds,
 * that fails alike; NULL: none was found.  It takes nothing. */
struct wt_plan *wt_sweep_aim(struct wt_reduction *, const struct wt_plan *candidate);

#endif
