/* SPDX-License-Identifier: MIT
 *
 * Equal states, of which one is gone on from.  A run of one decision need not be gone
 * on from where the run without one, or an earlier one of one decision, has been in the
 * same state.  Every process and every shard finds the same, whoever makes which runs;
 * what is below one decision compares itself with these and with its own alone. */
#include "search/exhaust.h"
#include "search/explore.h"

/* What happened within a stretch of time is nobody's state. */
static bool looks_back(const struct wt_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		if (plan->nodes[i].id == WT_LINE_NEVER &&
		    wt_node_field(&plan->nodes[i], WT_FIELD_TIME, 0))
			return true;
	}
	return false;
}

static uint64_t compare(struct wt_explore *explore, size_t value, const struct wt_list *list)
{
	const struct wt_reach reach = {.bytes_max = explore->options.bytes_max};
	struct wt_staged *staged = wt_explore_staged(explore, value);
	struct wt_prune prune = {.tank = staged ? staged->stage->tank : NULL,
				 .seen = &explore->states};
	struct wt_branch branch, *now = &branch;
	struct wt_verdict verdict;
	struct wt_run_stats stats;

	if (!staged)
		return WT_PRUNE_NEVER;
	wt_branch_init(&branch, &reach, false);
	wt_branch_begin(&branch, list);
	wt_prune_begin(&prune, &branch);
	wt_exhaust_run(staged, &branch.strategy, &now, explore->options.passes, &verdict, &stats);
	wt_prune_end(&prune);
	wt_branch_fini(&branch);
	return prune.merged;
}

void wt_explore_compare(struct wt_explore *explore)
{
	const struct wt_list none = {0};

	if (explore->compared || explore->options.no_prune ||
	    explore->options.state == WT_EXPLORE_FORK || looks_back(explore->scenario->plan))
		return;
	explore->compared = true;
	for (size_t i = 0; i < explore->values; i++)
		compare(explore, explore->first_value + i, &none);
	for (size_t i = 0; i < explore->single_count; i++) {
		struct wt_single *single = &explore->singles[i];
		struct wt_list list = {0};

		wt_list_add(&list, single->choice);
		single->merges = compare(explore, single->value, &list);
		wt_list_fini(&list);
	}
}
