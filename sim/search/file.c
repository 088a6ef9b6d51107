/* SPDX-License-Identifier: MIT */
#include "search/file.h"

#include <stdlib.h>
#include <string.h>

#include "decisions/mix.h"
#include "scenario/scenario.h"
#include "time/heap.h"
#include "world/checker.h"

static size_t count_broken(const struct wt_plan *plan)
{
	size_t count = 0;

	for (int i = -1; (i = wt_plan_find(plan, WT_LINE_BROKEN, i)) >= 0;)
		count++;
	return count;
}

static char *copy_text(const char *text)
{
	char *copy = strdup(text ? text : "");

	if (!copy)
		abort();
	return copy;
}

/* The first whole-line comment. */
static char *find_claim(const struct wt_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		const char *comment = plan->nodes[i].comment;

		if (plan->nodes[i].id != WT_LINE_COMMENT || !comment)
			continue;
		while (*comment == ' ')
			comment++;
		return copy_text(comment);
	}
	return copy_text("");
}

struct wt_scenario *wt_scenario_of_plan(struct wt_plan *plan, const char *path)
{
	struct wt_scenario *scenario;

	if (!plan)
		return NULL;
	scenario = calloc(1, sizeof *scenario);
	if (!scenario)
		abort();
	scenario->plan = plan;
	scenario->path = copy_text(path);
	scenario->claim = find_claim(plan);
	scenario->values = wt_plan_values(plan);
	scenario->programs = 1 + count_broken(plan);
	scenario->named = wt_named_new(plan);
	scenario->bound = calloc(scenario->values + 1, sizeof *scenario->bound);
	scenario->staged =
		calloc(scenario->values * scenario->programs + 1, sizeof *scenario->staged);
	scenario->mishaps = wt_diagnostics_new();
	if (!scenario->bound || !scenario->staged || !scenario->mishaps)
		abort();
	return scenario;
}

struct wt_scenario *wt_scenario_load(const char *path, struct wt_diagnostics *diagnostics)
{
	return wt_scenario_of_plan(wt_plan_load(path, diagnostics), path);
}

struct wt_scenario *wt_scenario_parse(const char *name, const char *text, size_t len,
				      struct wt_diagnostics *diagnostics)
{
	return wt_scenario_of_plan(wt_plan_parse(name, text, len, diagnostics), name);
}

void wt_scenario_free(struct wt_scenario *scenario)
{
	if (!scenario)
		return;
	for (size_t i = 0; i < scenario->values * scenario->programs; i++) {
		wt_staged_forget_calm(&scenario->staged[i]);
		wt_judge_free(scenario->staged[i].judge);
		wt_stage_free(scenario->staged[i].stage);
		wt_heap_free(scenario->staged[i].heap);
	}
	for (size_t i = 0; i < scenario->values; i++)
		wt_plan_free(scenario->bound[i]);
	wt_named_free(scenario->named);
	wt_plan_free(scenario->plan);
	wt_diagnostics_free(scenario->mishaps);
	free(scenario->bound);
	free(scenario->staged);
	free(scenario->path);
	free(scenario->claim);
	free(scenario);
}

char *wt_scenario_print(const struct wt_scenario *scenario)
{
	return wt_plan_print(scenario->plan);
}

uint64_t wt_scenario_hash(const struct wt_scenario *scenario)
{
	char *text = wt_scenario_print(scenario);
	uint64_t hash = wt_mix_text(0, text);

	free(text);
	return hash;
}

const char *wt_scenario_path(const struct wt_scenario *scenario)
{
	return scenario->path;
}

const char *wt_scenario_claim(const struct wt_scenario *scenario)
{
	return scenario->claim;
}

bool wt_scenario_is_open(const struct wt_scenario *scenario)
{
	return wt_plan_find(scenario->plan, WT_LINE_MAY_ANY, -1) >= 0 ||
	       wt_plan_find(scenario->plan, WT_LINE_MAY, -1) >= 0;
}

void wt_scenario_set_watchdog(struct wt_scenario *scenario, unsigned seconds)
{
	scenario->watchdog_s = seconds;
}

static const struct wt_plan *bound_plan(struct wt_scenario *scenario, size_t value,
					struct wt_diagnostics *diagnostics)
{
	if (!scenario->bound[value])
		scenario->bound[value] = wt_plan_bind(scenario->plan, value, diagnostics);
	return scenario->bound[value];
}

/* A checker of memory knows libc's alone. */
static bool set_up(struct wt_staged *staged, const struct wt_scenario *scenario,
		   const struct wt_plan *plan, const struct wt_program *programs, int broken,
		   struct wt_diagnostics *diagnostics)
{
	struct wt_heap *before;

	if (!staged->heap && !wt_checker_name())
		staged->heap = wt_heap_new();
	before = wt_heap_use(staged->heap);
	staged->stage = wt_stage_new(plan, programs, broken, diagnostics);
	if (!staged->judge)
		staged->judge = wt_judge_new(plan, scenario->strict);
	wt_heap_use(before);
	if (!staged->judge)
		abort();
	return staged->stage;
}

struct wt_staged *wt_scenario_stage(struct wt_scenario *scenario, const struct wt_program *programs,
				    const struct wt_case *run, struct wt_diagnostics *diagnostics)
{
	struct wt_staged *staged;
	const struct wt_plan *plan;

	if (run->value >= scenario->values || run->broken < -1 ||
	    (size_t)(1 + run->broken) >= scenario->programs)
		return NULL;
	staged = &scenario->staged[run->value * scenario->programs + (size_t)(1 + run->broken)];
	if (staged->stage && staged->stage->programs == programs)
		return staged;
	plan = bound_plan(scenario, run->value, diagnostics);
	if (!plan)
		return NULL;
	wt_stage_free(staged->stage);
	wt_staged_forget_calm(staged);
	staged->open = wt_scenario_is_open(scenario);
	if (!set_up(staged, scenario, plan, programs, run->broken, diagnostics))
		return NULL;
	if (scenario->watchdog_s)
		staged->stage->tank->watchdog.patience_s = scenario->watchdog_s;
	staged->stage->tank->watchdog.hasty = scenario->hasty;
	return staged;
}

size_t wt_scenario_check(const struct wt_scenario *scenario, const struct wt_program *programs,
			 struct wt_diagnostics *diagnostics)
{
	struct wt_diagnostics *found = diagnostics;
	size_t before = wt_diagnostics_count(diagnostics);

	/* One program and value after the other: the first that does not fit tells
	 * all that is wrong with its lines. */
	for (size_t i = 0; i < scenario->values * scenario->programs; i++) {
		struct wt_plan *plan = wt_plan_bind(scenario->plan, i / scenario->programs, found);
		int broken = (int)(i % scenario->programs) - 1;

		if (plan)
			wt_stage_free(wt_stage_new(plan, programs, broken, found));
		wt_plan_free(plan);
		if (wt_diagnostics_count(found) > before)
			break;
	}
	return wt_diagnostics_count(diagnostics) - before;
}
