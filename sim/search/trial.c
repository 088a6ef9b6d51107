/* SPDX-License-Identifier: MIT */
#include "search/trial.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/diagnostics.h"
#include "scenario/scenario.h"

struct wt_case wt_plan_case(const struct wt_plan *plan)
{
	bool broken = wt_plan_find(plan, WT_LINE_BROKEN, -1) >= 0;

	return (struct wt_case){.broken = broken ? 0 : -1, .seed = 1};
}

struct wt_scenario *wt_trial_scenario(const struct wt_trial *trial, const struct wt_plan *plan)
{
	struct wt_diagnostics *list = wt_diagnostics_new();
	struct wt_plan *copy = wt_plan_copy(plan);
	struct wt_scenario *scenario = NULL;

	for (size_t i = 0; i < copy->count; i++)
		copy->nodes[i].line = (int)i + 1;
	if (wt_plan_check(copy, list) == 0) {
		scenario = wt_scenario_of_plan(copy, "");
		scenario->strict = trial->strict;
		scenario->watchdog_s = trial->watchdog_s;
		scenario->hasty = trial->hung;
	} else {
		wt_plan_free(copy);
	}
	wt_diagnostics_free(list);
	return scenario;
}

/* Of expectations there may be several, on one object; the text says which. */
static char *convicting_line(const struct wt_plan *plan, const struct wt_verdict *verdict)
{
	const struct wt_node *node;

	if (verdict->line < 1 || (size_t)verdict->line > plan->count)
		return NULL;
	node = &plan->nodes[verdict->line - 1];
	if (node->id != WT_LINE_EXPECT && node->id != WT_LINE_NEVER)
		return NULL;
	return wt_node_print(node);
}

static bool is_same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

bool wt_trial_is_goal(const struct wt_trial *trial, const struct wt_plan *plan,
		      const struct wt_verdict *verdict)
{
	char *line;
	bool same;

	if (!verdict->check || strcmp(verdict->check, trial->goal.check) != 0 ||
	    strcmp(verdict->object, trial->goal.object) != 0)
		return false;
	line = convicting_line(plan, verdict);
	same = is_same(line, trial->goal.line);
	free(line);
	return same;
}

static bool run(struct wt_trial *trial, struct wt_scenario *scenario, struct wt_case which,
		struct wt_verdict *ret)
{
	struct wt_run_stats stats;

	trial->runs++;
	if (wt_run_case(scenario, trial->programs, &which, NULL, ret, &stats) < 0)
		return false;
	trial->hung |= stats.hung;
	return true;
}

static bool passes(struct wt_trial *trial, struct wt_scenario *scenario, struct wt_case which)
{
	struct wt_verdict verdict;

	return run(trial, scenario, which, &verdict) && !verdict.check;
}

static bool calm_passes(struct wt_trial *trial, struct wt_scenario *scenario, struct wt_case which)
{
	which.calm = true;
	return passes(trial, scenario, which);
}

static bool sound_passes(struct wt_trial *trial, struct wt_scenario *scenario, struct wt_case which)
{
	which.broken = -1;
	return passes(trial, scenario, which);
}

bool wt_trial_begin(struct wt_trial *trial, const struct wt_plan *plan, const char *check,
		    const char *object)
{
	struct wt_scenario *scenario = wt_trial_scenario(trial, plan);
	struct wt_case which = wt_plan_case(plan);
	struct wt_verdict verdict;
	bool fails = scenario && run(trial, scenario, which, &verdict) && verdict.check;

	fails = fails && (!check || strcmp(verdict.check, check) == 0) &&
		(!object || strcmp(verdict.object, object) == 0);
	wt_trial_fini(trial);
	if (fails) {
		trial->goal.check = strdup(verdict.check);
		trial->goal.object = strdup(verdict.object);
		trial->goal.line = convicting_line(plan, &verdict);
		trial->goal.calm_passes = calm_passes(trial, scenario, which);
		trial->goal.sound_passes =
			which.broken >= 0 && sound_passes(trial, scenario, which);
		if (!trial->goal.check || !trial->goal.object)
			abort();
	}
	wt_scenario_free(scenario);
	return fails;
}

void wt_trial_fini(struct wt_trial *trial)
{
	free(trial->goal.check);
	free(trial->goal.object);
	free(trial->goal.line);
	trial->goal = (struct wt_goal){0};
}

static bool all_reached(struct wt_scenario *scenario, const struct wt_program *programs,
			struct wt_case which)
{
	struct wt_staged *staged = wt_scenario_stage(scenario, programs, &which, scenario->mishaps);
	const struct wt_pin *pins;
	size_t count = wt_decider_pins(staged->stage->decider, &pins);
	const struct wt_at *at = staged->stage->tank->ats;

	for (size_t i = 0; i < count; i++) {
		if (pins[i].reached == 0 && !pins[i].optional)
			return false;
	}
	while (at && (!at->line || at->reached))
		at = at->next;
	return !at;
}

bool wt_trial_fails(struct wt_trial *trial, const struct wt_plan *plan)
{
	struct wt_scenario *scenario = wt_trial_scenario(trial, plan);
	struct wt_case which = wt_plan_case(plan);
	struct wt_verdict verdict;
	bool fails = scenario && run(trial, scenario, which, &verdict) &&
		     wt_trial_is_goal(trial, plan, &verdict) &&
		     all_reached(scenario, trial->programs, which);

	fails = fails && (!trial->goal.calm_passes || calm_passes(trial, scenario, which));
	fails = fails && (!trial->goal.sound_passes || sound_passes(trial, scenario, which));
	wt_scenario_free(scenario);
	return fails;
}
