/* SPDX-License-Identifier: MIT
 *
 * Every list of decisions smaller than the one there is, of its kinds and objects:
 * greedy dropping stops above the smallest, and this does not. */
#include <stdlib.h>
#include <string.h>

#include "decisions/mix.h"
#include "decisions/outcome.h"
#include "scenario/diagnostics.h"
#include "scenario/scenario.h"
#include "search/exhaust.h"
#include "search/pin.h"
#include "search/reduce.h"

#define SWEEP_RUNS_MAX 20000
#define AIM_RUNS_MAX   200 /* for each decision of the list */
#define AIM_LIST_MAX   2
#define OBJECTS_MAX    32

/* What the decisions of a plan are about. */
struct scope {
	struct wt_reach reach;
	uint64_t objects[OBJECTS_MAX];
	bool harmful;
	size_t decisions;
};

/* -- What to look at ------------------------------------------------------ */

static void add_object(struct scope *scope, const struct wt_pattern *where)
{
	uint64_t hash = wt_mix_text(0, where->object);

	if (where->scope != WT_SCOPE_NAMED || scope->reach.object_count == OBJECTS_MAX) {
		scope->reach.objects = NULL; /* any */
		return;
	}
	for (size_t i = 0; i < scope->reach.object_count; i++) {
		if (scope->objects[i] == hash)
			return;
	}
	scope->objects[scope->reach.object_count++] = hash;
}

static void add_pin(struct scope *scope, const struct wt_pin *pin)
{
	const struct wt_outcome *rows;
	size_t count = wt_outcomes(pin->where.ask, &rows);

	scope->decisions++;
	scope->reach.asks |= 1u << pin->where.ask;
	scope->reach.verbs |= 1u << pin->value.verb;
	add_object(scope, &pin->where);
	for (size_t i = 0; i < count; i++) {
		if (rows[i].verb != pin->value.verb ||
		    (rows[i].verb == WT_VERB_FAILS && (uint64_t)rows[i].error != pin->value.number))
			continue;
		scope->reach.kinds |= 1u << rows[i].kind;
		scope->harmful |= rows[i].harm != WT_HARM_NEVER;
	}
}

static bool find_scope(struct wt_reduction *reduction, const struct wt_plan *plan,
		       struct scope *scope)
{
	struct wt_scenario *scenario = wt_trial_scenario(&reduction->trial, plan);
	struct wt_case which = wt_plan_case(plan);
	struct wt_staged *staged = NULL;
	const struct wt_pin *pins;
	size_t count = 0;

	*scope = (struct scope){.reach = {.objects = scope->objects}};
	if (scenario)
		staged = wt_scenario_stage(scenario, reduction->trial.programs, &which,
					   scenario->mishaps);
	if (staged)
		count = wt_decider_pins(staged->stage->decider, &pins);
	for (size_t i = 0; i < count; i++)
		add_pin(scope, &pins[i]);
	wt_scenario_free(scenario);
	return staged;
}

/* -- The plan, with its decisions open ------------------------------------ */

static struct wt_plan *opened(const struct wt_plan *plan, bool harmful)
{
	struct wt_diagnostics *list = wt_diagnostics_new();
	struct wt_plan *copy = wt_plan_copy(plan);

	for (size_t i = copy->count; i-- > 0;) {
		if (wt_is_decision(&copy->nodes[i]))
			wt_plan_remove(copy, i);
	}
	wt_plan_add_line(copy, list, NULL, 0, harmful ? "may any harmful" : "may any");
	wt_diagnostics_free(list);
	return copy;
}

/* The plan with what the run was answered instead of its own decisions. */
static struct wt_plan *answered(const struct wt_plan *plan, const struct wt_decider *decider)
{
	struct wt_diagnostics *list = wt_diagnostics_new();
	struct wt_plan *copy = opened(plan, false);

	wt_plan_remove(copy, copy->count - 1);
	wt_plan_add_drawn(copy, decider, list);
	wt_diagnostics_free(list);
	return copy;
}

struct sweep {
	struct wt_reduction *reduction;
	const struct wt_plan *base; /* whose decisions are to be replaced */
	struct wt_plan *open;       /* numbered as its scenario is */
	struct wt_scenario *scenario;
	struct wt_exhaust search;
	bool only_one; /* the first that fails alike will do; else the smallest */
	struct wt_plan *found;
};

static bool try_answers(struct sweep *sweep, struct wt_plan *candidate)
{
	struct wt_reduction *reduction = sweep->reduction;
	const struct wt_plan *best = sweep->found ? sweep->found : reduction->plan;

	if (!wt_plan_is_smaller(candidate, best) || !wt_trial_fails(&reduction->trial, candidate)) {
		wt_plan_free(candidate);
		return true;
	}
	wt_plan_free(sweep->found);
	sweep->found = candidate;
	return !sweep->only_one;
}

static bool visit(void *context, const struct wt_list *list, const struct wt_verdict *verdict,
		  const struct wt_run_stats *stats)
{
	struct sweep *sweep = context;

	(void)list;
	(void)stats;
	if (!wt_trial_is_goal(&sweep->reduction->trial, sweep->open, verdict))
		return true;
	return try_answers(sweep, answered(sweep->base, sweep->search.staged->stage->decider));
}

static bool begin(struct sweep *sweep, const struct scope *scope)
{
	struct wt_case which;

	sweep->open = opened(sweep->base, scope->harmful);
	which = wt_plan_case(sweep->open);
	sweep->scenario = wt_trial_scenario(&sweep->reduction->trial, sweep->open);
	sweep->search = (struct wt_exhaust){
		.reach = scope->reach, .pins = true, .visit = visit, .context = sweep};
	if (sweep->scenario)
		sweep->search.staged =
			wt_scenario_stage(sweep->scenario, sweep->reduction->trial.programs, &which,
					  sweep->scenario->mishaps);
	return sweep->search.staged;
}

static struct wt_plan *finish(struct sweep *sweep)
{
	sweep->reduction->trial.runs += sweep->search.runs;
	wt_exhaust_fini(&sweep->search);
	wt_scenario_free(sweep->scenario);
	wt_plan_free(sweep->open);
	return sweep->found;
}

bool wt_sweep(struct wt_reduction *reduction)
{
	struct sweep sweep = {.reduction = reduction, .base = wt_plan_copy(reduction->plan)};
	enum wt_exhaust_end end = WT_EXHAUST_ALL;
	struct wt_plan *found;
	struct scope scope;

	if (find_scope(reduction, sweep.base, &scope) && scope.decisions > 0) {
		scope.reach.asks = scope.reach.verbs = 0;
		if (begin(&sweep, &scope)) {
			sweep.search.runs_max = SWEEP_RUNS_MAX;
			for (size_t size = 1;
			     size <= scope.decisions && !sweep.found && end == WT_EXHAUST_ALL;
			     size++)
				end = wt_exhaust(&sweep.search, size);
		}
		found = finish(&sweep);
		if (found) {
			wt_plan_free(reduction->plan);
			reduction->plan = found;
		}
	}
	wt_plan_free((struct wt_plan *)(uintptr_t)sweep.base);
	return sweep.found;
}

struct wt_plan *wt_sweep_aim(struct wt_reduction *reduction, const struct wt_plan *candidate)
{
	struct sweep sweep = {.reduction = reduction, .base = candidate, .only_one = true};
	struct scope scope;

	if (!find_scope(reduction, candidate, &scope) || scope.decisions == 0 ||
	    scope.decisions > AIM_LIST_MAX)
		return NULL;
	scope.reach.kinds = 0;
	if (begin(&sweep, &scope)) {
		sweep.search.runs_max = AIM_RUNS_MAX * scope.decisions;
		wt_exhaust(&sweep.search, scope.decisions);
	}
	return finish(&sweep);
}
