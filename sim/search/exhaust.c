/* SPDX-License-Identifier: MIT */
#include "search/exhaust.h"

/* Closes a branch once the hosts have waited so often. */
struct counter {
	struct wt_sink sink;
	struct wt_branch *branch;
	unsigned left;
};

static bool is_wait(const struct wt_event *event)
{
	return event->kind == WT_EV_CALL &&
	       (event->what == WT_CALL_poll || event->what == WT_CALL_select ||
		event->what == WT_CALL_epoll_wait);
}

static void count_wait(struct wt_sink *sink, const struct wt_event *event)
{
	struct counter *counter = (struct counter *)(void *)sink;

	if (counter->left > 0 && is_wait(event) && --counter->left == 0)
		counter->branch->closed = true;
}

int wt_exhaust_run(struct wt_staged *staged, struct wt_branch *branch, unsigned passes,
		   struct wt_verdict *verdict, struct wt_run_stats *stats)
{
	struct counter counter = {{count_wait}, branch, passes};
	struct wt_sink *sinks[] = {&counter.sink, NULL};

	return wt_staged_judge(staged, 1, false, &branch->strategy, sinks, verdict, stats);
}

static int make_run(struct wt_exhaust *search, struct wt_branch *branch, struct wt_verdict *verdict,
		    struct wt_run_stats *stats)
{
	uint64_t until = search->prune ? search->prune->until : 0;
	int rc;

	if (!search->prune || branch->closed)
		return wt_exhaust_run(search->staged, branch, search->passes, verdict, stats);
	if (branch->list->count > 1)
		search->prune->until = 0;
	wt_prune_begin(search->prune, branch);
	rc = wt_exhaust_run(search->staged, branch, search->passes, verdict, stats);
	wt_prune_end(search->prune);
	search->prune->until = until;
	return rc;
}

/* One run of the list; what could follow it is in the branch. */
static bool run_list(struct wt_exhaust *search, struct wt_branch *branch, size_t further,
		     struct wt_verdict *verdict, struct wt_run_stats *stats)
{
	if (search->runs_max && search->runs == search->runs_max) {
		search->end = WT_EXHAUST_LIMIT;
		return false;
	}
	search->runs++;
	wt_branch_begin(branch, &search->list);
	branch->closed = further == 0;
	if (make_run(search, branch, verdict, stats) < 0) {
		search->end = WT_EXHAUST_INTERNAL;
		return false;
	}
	if (branch->met < search->list.count) {
		search->end = WT_EXHAUST_NONDETERMINISM;
		return false;
	}
	return true;
}

static bool go(struct wt_exhaust *search, size_t further)
{
	struct wt_branch branch;
	struct wt_verdict verdict;
	struct wt_run_stats stats;
	bool goes_on;

	wt_branch_init(&branch, &search->reach, search->pins);
	goes_on = run_list(search, &branch, further, &verdict, &stats);
	if (goes_on && further == 0) {
		goes_on = search->visit(search->context, &search->list, &verdict, &stats);
		if (!goes_on)
			search->end = WT_EXHAUST_ENOUGH;
	}
	for (size_t i = 0; goes_on && further > 0 && i < branch.further.count; i++) {
		wt_list_add(&search->list, branch.further.at[i]);
		goes_on = go(search, further - 1);
		if (goes_on)
			search->list.count--;
	}
	wt_branch_fini(&branch);
	return goes_on;
}

enum wt_exhaust_end wt_exhaust_below(struct wt_exhaust *search, const struct wt_list *list,
				     size_t further)
{
	search->end = WT_EXHAUST_ALL;
	wt_list_copy(&search->list, list);
	go(search, further);
	return search->end;
}

enum wt_exhaust_end wt_exhaust(struct wt_exhaust *search, size_t size)
{
	const struct wt_list none = {0};

	return wt_exhaust_below(search, &none, size);
}

void wt_exhaust_fini(struct wt_exhaust *search)
{
	wt_list_fini(&search->list);
}
