/* SPDX-License-Identifier: MIT */
#include "search/explore.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/store.h"
#include "search/diverge.h"
#include "search/exhaust.h"
#include "search/shrink.h"
#include "world/told.h"

#define RUNS_DEFAULT  20000
#define BOUND_DEFAULT 2
#define FEW_BYTES     4 /* how many numbers of bytes are tried one by one, where not all are */

static const char *const strategy_names[] = {
	"mix", "random", "swarm", "points", "guided", "exhaustive",
};
#define STRATEGIES (sizeof strategy_names / sizeof strategy_names[0])

const char *wt_explore_strategy_name(enum wt_explore_strategy strategy)
{
	return strategy_names[strategy];
}

int wt_explore_find_strategy(const char *name)
{
	for (size_t i = 0; i < STRATEGIES; i++) {
		if (strcmp(strategy_names[i], name) == 0)
			return (int)i;
	}
	return -1;
}

bool wt_explore_is_exhaustive(const struct wt_explore *explore)
{
	return explore->options.strategy == WT_EXPLORE_EXHAUSTIVE;
}

struct wt_explore *wt_explore_new(struct wt_scenario *scenario,
				  const struct wt_explore_options *options)
{
	struct wt_explore *explore = wt_need(NULL, sizeof *explore);

	*explore = (struct wt_explore){.scenario = scenario, .options = *options};
	scenario->strict = options->strict;
	if (explore->options.seed == 0)
		explore->options.seed = 1;
	if (explore->options.runs == 0)
		explore->options.runs =
			wt_explore_is_exhaustive(explore) ? UINT64_MAX : RUNS_DEFAULT;
	if (explore->options.bound == 0)
		explore->options.bound = BOUND_DEFAULT;
	explore->first_value = options->only_value ? options->value : 0;
	explore->values = options->only_value ? 1 : wt_scenario_values(scenario);
	explore->next_seed = explore->options.seed;
	explore->questions = calloc(explore->values, sizeof *explore->questions);
	explore->roots = calloc(explore->values, sizeof(struct wt_root *));
	if (!explore->questions || !explore->roots)
		abort();
	wt_findings_init(&explore->total, scenario->plan);
	return explore;
}

void wt_explore_free(struct wt_explore *explore)
{
	if (!explore)
		return;
	for (size_t i = 0; i < explore->known_count; i++)
		wt_list_fini(&explore->known[i].list);
	wt_findings_fini(&explore->total);
	wt_explore_forget_roots(explore);
	free(explore->failures);
	free(explore->known);
	free(explore->singles);
	free(explore->questions);
	wt_set_fini(&explore->states);
	free(explore);
}

/* The file may have been edited since. */
static bool all_have_values(const struct wt_explore *explore, const struct wt_findings *findings)
{
	for (size_t i = 0; i < findings->entry_count; i++) {
		if (findings->entries[i].value - explore->first_value >= explore->values)
			return false;
	}
	return true;
}

void wt_explore_know(struct wt_explore *explore, const char *lines)
{
	struct wt_findings findings;

	wt_findings_init(&findings, explore->scenario->plan);
	if (wt_findings_add(&findings, lines) && all_have_values(explore, &findings)) {
		explore->known = findings.entries;
		explore->known_count = findings.entry_count;
		findings.entries = NULL;
		findings.entry_count = 0;
	}
	wt_findings_fini(&findings);
}

struct wt_staged *wt_explore_staged(struct wt_explore *explore, size_t value)
{
	const struct wt_case which = {.broken = explore->options.broken, .value = value};
	struct wt_staged *staged = wt_scenario_stage(explore->scenario, explore->options.programs,
						     &which, explore->scenario->mishaps);

	if (staged)
		wt_tank_listen(staged->stage->tank);
	return staged;
}

/* -- The run in which nothing is decided ------------------------------------ */

static void add_singles(struct wt_explore *explore, size_t value, const struct wt_list *further)
{
	explore->singles = wt_need(explore->singles, (explore->single_count + further->count + 1) *
							     sizeof *explore->singles);
	for (size_t i = 0; i < further->count; i++)
		explore->singles[explore->single_count++] =
			(struct wt_single){value, further->at[i], WT_PRUNE_NEVER};
}

static void survey_value(struct wt_explore *explore, size_t value)
{
	const struct wt_reach reach = {.bytes_max = wt_explore_is_exhaustive(explore)
							    ? explore->options.bytes_max
							    : FEW_BYTES};
	struct wt_staged *staged = wt_explore_staged(explore, value);
	const struct wt_list none = {0};
	struct wt_branch branch, *now = &branch;
	struct wt_verdict verdict;
	struct wt_run_stats stats;

	if (!staged)
		return;
	wt_branch_init(&branch, &reach, false);
	wt_branch_begin(&branch, &none);
	if (wt_exhaust_run(staged, &branch.strategy, &now, explore->options.passes, &verdict,
			   &stats) == 0) {
		explore->questions[value - explore->first_value] = stats.asked;
		add_singles(explore, value, &branch.further);
	}
	wt_branch_fini(&branch);
}

static uint64_t gcd(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

void wt_explore_survey(struct wt_explore *explore)
{
	if (explore->surveyed)
		return;
	explore->surveyed = true;
	for (size_t i = 0; i < explore->values; i++)
		survey_value(explore, explore->first_value + i);
	/* Not one place after another: a bug may be in any of them. */
	explore->stride = wt_explore_is_exhaustive(explore) ? 1 : UINT64_C(2654435761);
	while (explore->single_count && gcd(explore->stride, explore->single_count) != 1)
		explore->stride++;
}

/* -- What was found ----------------------------------------------------------- */

bool wt_explore_take(struct wt_explore *explore, size_t unit, const char *text)
{
	(void)unit;
	return wt_findings_add(&explore->total, text);
}

uint64_t wt_explore_runs(const struct wt_explore *explore)
{
	return explore->total.runs;
}

static int by_ordinal(const void *a, const void *b)
{
	const struct wt_found *one = a, *other = b;

	if (one->ordinal != other->ordinal)
		return one->ordinal < other->ordinal ? -1 : 1;
	if (!one->check || !other->check)
		return (one->check != NULL) - (other->check != NULL);
	if (strcmp(one->check, other->check) != 0)
		return strcmp(one->check, other->check);
	return strcmp(one->object, other->object);
}

size_t wt_explore_failures(struct wt_explore *explore, const struct wt_failure **ret)
{
	size_t count = explore->total.found_count;

	if (count > 0)
		qsort(explore->total.found, count, sizeof *explore->total.found, by_ordinal);
	explore->failures = wt_need(explore->failures, (count + 1) * sizeof *explore->failures);
	for (size_t i = 0; i < count; i++) {
		const struct wt_found *found = &explore->total.found[i];

		explore->failures[i] =
			(struct wt_failure){found->check, found->object, found->value,
					    found->ordinal, found->list.count};
	}
	*ret = explore->failures;
	return count;
}

const char *wt_explore_trouble(const struct wt_explore *explore)
{
	return explore->total.trouble;
}

size_t wt_explore_lines(const struct wt_explore *explore, const struct wt_line_count **ret)
{
	*ret = explore->total.judged.lines;
	return explore->total.judged.line_count;
}

size_t wt_explore_states(const struct wt_explore *explore, const struct wt_state_count **ret)
{
	*ret = explore->total.judged.states;
	return explore->total.judged.state_count;
}

char *wt_explore_text(const struct wt_explore *explore)
{
	return wt_findings_text(&explore->total);
}

char *wt_explore_list(const struct wt_explore *explore, size_t failure)
{
	const struct wt_found *found = &explore->total.found[failure];
	struct wt_findings one;
	char *text;

	wt_findings_init(&one, explore->scenario->plan);
	wt_findings_enter(&one, found->value, &found->list);
	text = wt_findings_text(&one);
	wt_findings_fini(&one);
	return text;
}

char *wt_explore_divergence(struct wt_explore *explore, size_t failure)
{
	const struct wt_found *found = &explore->total.found[failure];
	struct wt_listed listed;

	wt_listed_init(&listed, &found->list, false);
	return wt_staged_divergence(wt_explore_staged(explore, found->value), 1, &listed.strategy);
}

int wt_explore_shrink(struct wt_explore *explore, size_t failure, struct wt_shrunk *ret)
{
	const struct wt_found *found = &explore->total.found[failure];
	const struct wt_case which = {.broken = explore->options.broken, .value = found->value};
	struct wt_staged *staged = wt_explore_staged(explore, found->value);
	struct wt_listed listed;
	struct wt_verdict verdict;
	int rc;

	*ret = (struct wt_shrunk){0};
	wt_listed_init(&listed, &found->list, false);
	rc = wt_staged_judge(staged, 1, false, &listed.strategy, NULL, &verdict, NULL);
	if (rc == 0 && !verdict.check)
		rc = -ENODATA;
	if (rc < 0)
		return rc;
	return wt_shrink_last_run(explore->scenario, explore->options.programs, &which, &verdict,
				  ret);
}
