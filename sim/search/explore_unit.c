/* SPDX-License-Identifier: MIT
 *
 * The runs of one unit.  Nothing of the explorer changes: what came of them is a
 * text, whoever made them. */
#include <stdlib.h>
#include <string.h>

#include "decisions/draw.h"
#include "decisions/mix.h"
#include "decisions/vary.h"
#include "scenario/store.h"
#include "search/cells.h"
#include "search/exhaust.h"
#include "search/explore.h"
#include "world/guards.h"
#include "world/told.h"

/* Run twice: one run in so many, and every failure. */
#define RECHECK_EACH 64
#define CHANGES_MAX  3
#define KEPT_PARTS   900 /* of the list that is changed: see struct wt_vary */

struct unit_run {
	struct wt_explore *explore;
	const struct wt_work *unit;
	struct wt_findings findings;
	struct wt_cells cells;
	struct wt_list list; /* of the last run */
	bool hung;           /* it computed for ever: the rest would take as long again */
	/* of an exhaustive search */
	const struct wt_single *single; /* it is below this one */
	struct wt_exhaust *search;
	uint64_t visits;
	bool arena_failed; /* all of it is made once more, another way */
};

/* -- One run ------------------------------------------------------------------ */

static void say_trouble(struct unit_run *run, int rc)
{
	if (!run->findings.trouble)
		run->findings.trouble = strdup(strerror(-rc));
}

static uint64_t hash_again(struct wt_staged *staged, struct wt_strategy *strategy, uint64_t seed)
{
	struct wt_verdict verdict;
	struct wt_run_stats stats;

	wt_staged_soil(staged);
	if (wt_staged_judge(staged, seed, false, strategy, NULL, &verdict, &stats) < 0)
		return 0;
	return stats.hash;
}

/* The same answers once more must give the same history. */
static bool is_steady(struct wt_staged *staged, struct wt_strategy *strategy, uint64_t seed,
		      uint64_t hash)
{
	return hash_again(staged, strategy, seed) == hash;
}

/* restart: makes the strategy what it was before the run; NULL: it keeps nothing. */
struct attempt {
	size_t value;
	uint64_t seed, ordinal;
	struct wt_strategy *strategy;
	void (*restart)(struct attempt *);
	struct wt_vary vary;
	struct wt_even_draw even;
	struct wt_listed listed;
};

static void note_verdict(struct unit_run *run, const struct attempt *attempt,
			 const struct wt_verdict *verdict)
{
	if (verdict->check)
		wt_findings_fail(&run->findings, verdict->check, verdict->object, attempt->value,
				 attempt->ordinal, &run->list);
}

static void make(struct unit_run *run, struct attempt *attempt)
{
	struct wt_staged *staged = wt_explore_staged(run->explore, attempt->value);
	struct wt_sink *sinks[] = {&run->cells.sink, NULL};
	struct wt_verdict verdict;
	struct wt_run_stats stats;
	int rc;

	wt_cells_begin(&run->cells, &run->explore->total.cells, &run->findings.cells);
	rc = staged ? wt_staged_judge(staged, attempt->seed, false, attempt->strategy, sinks,
				      &verdict, &stats)
		    : -1;
	run->findings.runs++;
	if (rc < 0) {
		say_trouble(run, rc);
		return;
	}
	wt_list_take(&run->list, staged->stage->decider);
	note_verdict(run, attempt, &verdict);
	wt_judged_add(&run->findings.judged, staged->judge);
	wt_set_add(&run->findings.histories, wt_tank_told(staged->stage->tank));
	if (run->cells.new_ones && run->list.count > 0)
		wt_findings_enter(&run->findings, attempt->value, &run->list);
	run->hung = stats.hung;
	if (stats.hung || (!verdict.check && attempt->ordinal % RECHECK_EACH != 1))
		return;
	if (attempt->restart)
		attempt->restart(attempt);
	if (!is_steady(staged, attempt->strategy, attempt->seed, stats.hash))
		wt_findings_fail(&run->findings, NULL, NULL, attempt->value, attempt->ordinal,
				 &run->list);
}

/* -- What the run of a number is ------------------------------------------------- */

static size_t value_of(const struct wt_explore *explore, uint64_t number)
{
	return explore->first_value + (size_t)(number % explore->values);
}

static void say_list(struct attempt *attempt, const struct wt_list *list)
{
	wt_listed_init(&attempt->listed, list, false);
	attempt->strategy = &attempt->listed.strategy;
}

static void begin_again(struct attempt *attempt)
{
	attempt->vary.changed = 0;
}

static void vary(struct unit_run *run, struct attempt *attempt)
{
	const struct wt_explore *explore = run->explore;
	uint64_t r = wt_mix(attempt->seed, UINT64_C(0x636f756e74));
	unsigned changes = 1 + (unsigned)(r % CHANGES_MAX);
	uint64_t asked = explore->questions[attempt->value - explore->first_value];

	wt_vary_init(&attempt->vary, attempt->seed, asked / changes, changes);
	attempt->strategy = &attempt->vary.strategy;
	attempt->restart = begin_again;
}

/* Of two runs that met something new rather the later. */
static const struct wt_entry *choose_entry(const struct wt_explore *explore, uint64_t seed)
{
	size_t count = explore->total.entry_count;
	size_t a = (size_t)(wt_mix(seed, 1) % count), b = (size_t)(wt_mix(seed, 2) % count);

	return &explore->total.entries[a > b ? a : b];
}

static void change_entry(struct unit_run *run, struct attempt *attempt)
{
	const struct wt_entry *entry = choose_entry(run->explore, attempt->seed);

	attempt->value = entry->value;
	vary(run, attempt);
	attempt->vary.list = &entry->list;
	attempt->vary.kept_parts = KEPT_PARTS;
}

static void single(struct unit_run *run, struct attempt *attempt, uint64_t number,
		   struct wt_list *list)
{
	const struct wt_explore *explore = run->explore;
	size_t at = (size_t)(number * explore->stride % explore->single_count);

	wt_list_clear(list);
	wt_list_add(list, explore->singles[at].choice);
	attempt->value = explore->singles[at].value;
	say_list(attempt, list);
}

static void make_number(struct unit_run *run, uint64_t number, struct wt_list *scratch)
{
	struct wt_explore *explore = run->explore;
	struct attempt attempt = {
		.value = value_of(explore, number),
		.seed = number,
		.ordinal = run->unit->before + (number - run->unit->first) + 1,
	};

	switch (run->unit->kind) {
	case WT_WORK_KNOWN:
		attempt.value = explore->known[number].value;
		say_list(&attempt, &explore->known[number].list);
		break;
	case WT_WORK_BASE:
		wt_list_clear(scratch);
		say_list(&attempt, scratch);
		break;
	case WT_WORK_SINGLES:
		single(run, &attempt, number, scratch);
		break;
	case WT_WORK_RANDOM:
		wt_even_draw_init(&attempt.even, number);
		attempt.strategy = &attempt.even.strategy;
		break;
	case WT_WORK_POINTS:
		vary(run, &attempt);
		break;
	case WT_WORK_GUIDED:
		change_entry(run, &attempt);
		break;
	case WT_WORK_SWARM:
	case WT_WORK_LEVEL:
		break;
	}
	make(run, &attempt);
}

/* -- Exhaustive search below some entries ------------------------------------------ */

static bool visit(void *context, const struct wt_list *list, const struct wt_verdict *verdict,
		  const struct wt_run_stats *stats)
{
	struct unit_run *run = context;
	const struct wt_single *first = run->single;
	struct wt_staged *staged = wt_explore_staged(run->explore, first->value);
	struct wt_listed listed;
	uint64_t again;

	wt_set_add(&run->findings.histories, wt_tank_told(staged->stage->tank));
	wt_judged_add(&run->findings.judged, staged->judge);
	if (verdict->check)
		wt_findings_fail(&run->findings, verdict->check, verdict->object, first->value,
				 run->unit->before + 1, list);
	if (stats->hung || (!verdict->check && run->visits++ % RECHECK_EACH != 0))
		return true;
	wt_listed_init(&listed, list, false);
	again = hash_again(staged, &listed.strategy, 1);
	if (again == stats->hash)
		return true;
	/* Two from the start that agree: what was gone back to was not all. */
	run->arena_failed =
		run->search->way == WT_WAY_ARENA && is_steady(staged, &listed.strategy, 1, again);
	wt_findings_fail(&run->findings, NULL, NULL, first->value, run->unit->before + 1, list);
	return !run->arena_failed;
}

/* -- In processes of their own ----------------------------------------------------- */

static void forked(void *context)
{
	struct unit_run *run = context;

	wt_findings_fini(&run->findings);
	wt_findings_init(&run->findings, run->explore->scenario->plan);
}

static void note_nondeterminism(struct unit_run *run)
{
	if (run->search->end == WT_EXHAUST_NONDETERMINISM)
		wt_findings_fail(&run->findings, NULL, NULL, run->single->value,
				 run->unit->before + 1, &run->search->list);
}

static char *found(void *context, uint64_t runs, size_t *ret_len)
{
	struct unit_run *run = context;
	char *text;

	note_nondeterminism(run);
	run->findings.runs += runs;
	text = wt_findings_text(&run->findings);
	*ret_len = strlen(text);
	return text;
}

static void take(void *context, const char *text)
{
	wt_findings_add(&((struct unit_run *)context)->findings, text);
}

/* ---------------------------------------------------------------------------------- */

static void search_below(struct unit_run *run, const struct wt_single *single)
{
	struct wt_explore *explore = run->explore;
	struct wt_exhaust *search = wt_explore_search(explore, single->value);
	struct wt_set seen = {0};
	struct wt_prune prune = {.tank = search->staged->stage->tank,
				 .known = &explore->states,
				 .seen = &seen,
				 .until = single->merges};
	const struct wt_moment *from = wt_explore_moment(explore, single);
	struct wt_list list = {0};

	search->visit = visit;
	search->forked = forked;
	search->found = found;
	search->take = take;
	search->context = run;
	search->prune = explore->compared ? &prune : NULL;
	search->runs = 0;
	run->single = single;
	run->search = search;
	wt_list_add(&list, single->choice);
	if (wt_exhaust_from(search, from, &list, run->unit->level - 1) == WT_EXHAUST_INTERNAL)
		say_trouble(run, -1);
	note_nondeterminism(run);
	run->findings.runs += search->runs;
	wt_set_fini(&seen);
	wt_list_fini(&list);
}

static void make_all(struct unit_run *run)
{
	struct wt_list scratch = {0};

	wt_findings_init(&run->findings, run->explore->scenario->plan);
	for (uint64_t i = 0; i < run->unit->count && !run->arena_failed && !run->hung; i++) {
		if (run->unit->kind == WT_WORK_LEVEL)
			search_below(run, &run->explore->singles[run->unit->first + i]);
		else
			make_number(run, run->unit->first + i, &scratch);
	}
	wt_list_fini(&scratch);
}

char *wt_explore_unit(struct wt_explore *explore, size_t unit)
{
	struct unit_run run = {.explore = explore, .unit = &explore->units[unit]};
	char *text;

	wt_guards_hold();
	make_all(&run);
	if (run.arena_failed) {
		explore->arena_failed = true;
		run.arena_failed = false;
		run.visits = 0;
		wt_findings_fini(&run.findings);
		make_all(&run);
	}
	wt_guards_let_go();
	text = wt_findings_text(&run.findings);
	wt_findings_fini(&run.findings);
	wt_list_fini(&run.list);
	return text;
}
