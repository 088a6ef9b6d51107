/* SPDX-License-Identifier: MIT */
#include "search/exhaust.h"

#include "search/way.h"

/* Closes the branch once the hosts have waited so often. */
struct counter {
	struct wt_sink sink;
	struct wt_branch **now;
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
		(*counter->now)->closed = true;
}

int wt_exhaust_run(struct wt_staged *staged, struct wt_strategy *strategy, struct wt_branch **now,
		   unsigned passes, struct wt_verdict *verdict, struct wt_run_stats *stats)
{
	struct counter counter = {{count_wait}, now, passes};
	struct wt_sink *sinks[] = {&counter.sink, NULL};

	return wt_staged_judge(staged, 1, false, strategy, sinks, verdict, stats);
}

/* The run of one list, and what could follow it. */
struct step {
	struct wt_branch branch;
	struct wt_forks forks;
	const struct wt_moment *from; /* where its last question was asked, or NULL */
	size_t further;
};

static int make_run(struct wt_exhaust *search, struct step *step)
{
	uint64_t until = search->prune ? search->prune->until : 0;
	int rc;

	if (!search->prune || step->branch.closed)
		return wt_way_run(search, &step->branch, &step->forks, step->from);
	if (search->list.count > 1)
		search->prune->until = 0;
	wt_prune_begin(search->prune, &step->branch);
	rc = wt_way_run(search, &step->branch, &step->forks, step->from);
	wt_prune_end(search->prune);
	search->prune->until = until;
	return rc;
}

/* One run of the list; what could follow it is in the branch. */
static bool run_list(struct wt_exhaust *search, struct step *step)
{
	if (search->runs_max && search->runs == search->runs_max) {
		search->end = WT_EXHAUST_LIMIT;
		return false;
	}
	search->runs++;
	search->further = step->further;
	search->deeper = 0;
	wt_branch_begin(&step->branch, &search->list);
	step->branch.closed = step->further == 0;
	if (make_run(search, step) < 0 || search->lost) {
		search->end = WT_EXHAUST_INTERNAL;
		return false;
	}
	step->further -= search->deeper;
	if (step->branch.met < search->list.count) {
		search->end = WT_EXHAUST_NONDETERMINISM;
		return false;
	}
	return true;
}

static bool visit(struct wt_exhaust *search)
{
	bool goes_on =
		search->visit(search->context, &search->list, &search->verdict, &search->stats);

	if (!goes_on)
		search->end = WT_EXHAUST_ENOUGH;
	return goes_on;
}

static bool go(struct wt_exhaust *search, size_t further, const struct wt_moment *from);

static bool go_further(struct wt_exhaust *search, struct step *step)
{
	bool goes_on = true;

	for (size_t i = 0; search->way == WT_WAY_FORK && i < step->forks.text_count; i++)
		search->take(search->context, step->forks.texts[i]);
	for (size_t i = 0; search->way != WT_WAY_FORK && i < step->branch.further.count; i++) {
		const struct wt_moment *moment = wt_forks_moment(&step->forks, i);

		wt_forks_let_go(search, &step->forks, i);
		wt_list_add(&search->list, step->branch.further.at[i]);
		goes_on = go(search, step->further - 1, moment);
		if (!goes_on)
			break;
		search->list.count--;
	}
	return goes_on;
}

static bool go(struct wt_exhaust *search, size_t further, const struct wt_moment *from)
{
	struct step step = {.further = further, .from = from};
	bool goes_on;

	wt_branch_init(&step.branch, &search->reach, search->pins);
	goes_on = run_list(search, &step);
	if (goes_on)
		goes_on = step.further == 0 ? visit(search) : go_further(search, &step);
	if (search->process)
		wt_way_end_process(search);
	wt_forks_fini(search, &step.forks);
	wt_branch_fini(&step.branch);
	return goes_on;
}

enum wt_exhaust_end wt_exhaust_from(struct wt_exhaust *search, const struct wt_moment *from,
				    const struct wt_list *list, size_t further)
{
	search->end = WT_EXHAUST_ALL;
	wt_list_copy(&search->list, list);
	go(search, further, from);
	if (search->prune)
		wt_prune_end(search->prune);
	return search->end;
}

enum wt_exhaust_end wt_exhaust_below(struct wt_exhaust *search, const struct wt_list *list,
				     size_t further)
{
	return wt_exhaust_from(search, NULL, list, further);
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
