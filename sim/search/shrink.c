/* SPDX-License-Identifier: MIT
 *
 * The passes in their order, over and over until none of them finds anything. */
#include "search/shrink.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/diagnostics.h"
#include "scenario/scenario.h"
#include "scenario/store.h"
#include "search/pin.h"
#include "world/guards.h"

#define RUNS_MAX     400000 /* of one shrinking */
#define TEXT_OF_FILE 4096   /* a payload in a file is written out up to this */

/* -- The plan to begin with ------------------------------------------------ */

/* What a file named is told in the file itself: the result may stand elsewhere. */
static void write_out(struct wt_plan *plan, size_t index)
{
	for (size_t f = 0; f < plan->nodes[index].field_count; f++) {
		const struct wt_field *field = &plan->nodes[index].fields[f];
		struct wt_payload *payload;
		void *bytes;
		size_t len;

		if (field->kind != WT_FIELD_BYTES || !field->said ||
		    field->as.bytes->kind != WT_PAYLOAD_FILE ||
		    wt_payload_expand(field->as.bytes, &bytes, &len) < 0)
			continue;
		if (len <= TEXT_OF_FILE) {
			payload = wt_node_own_fields(plan, index)[f].as.bytes;
			*payload = (struct wt_payload){
				.kind = WT_PAYLOAD_TEXT,
				.text = {.data = wt_store_string(plan->store, bytes, len),
					 .len = len}};
		}
		free(bytes);
	}
}

/* Of the programs the case's alone; no comments, no includes, nothing open. */
static struct wt_plan *plain(const struct wt_plan *bound, int broken)
{
	struct wt_plan *plan = wt_plan_copy(bound);
	int keep = broken < 0 ? -1 : wt_stage_broken(plan, broken);

	for (size_t i = plan->count; i-- > 0;) {
		struct wt_node *node = &plan->nodes[i];

		node->comment = NULL;
		node->included = 0;
		if (node->id == WT_LINE_COMMENT || node->id == WT_LINE_BLANK ||
		    node->id == WT_LINE_INCLUDE || (node->id == WT_LINE_BROKEN && (int)i != keep))
			wt_plan_remove(plan, i);
		else
			write_out(plan, i);
	}
	wt_plan_close(plan);
	return plan;
}

static bool is_expectation(const struct wt_plan *plan, size_t index, const void *line)
{
	const struct wt_node *node = &plan->nodes[index];

	return (node->id == WT_LINE_EXPECT || node->id == WT_LINE_NEVER) &&
	       node->line != *(const int *)line;
}

static void remove_others(struct wt_plan *plan, int line)
{
	for (size_t i = plan->count; i-- > 0;) {
		if (is_expectation(plan, i, &line))
			wt_plan_remove(plan, i);
	}
}

static bool allow(struct wt_plan *plan, const char *line)
{
	struct wt_diagnostics *list = wt_diagnostics_new();
	bool added = wt_plan_add_line(plan, list, NULL, 0, line) >= 0;

	wt_diagnostics_free(list);
	return added;
}

/* Drawn harm excuses expectations, stalls and unread input; pinned harm does not.  What was
 * found behind one of these is found again with them out of the way. */
static bool begin(struct wt_reduction *reduction, const struct wt_verdict *verdict)
{
	static const struct {
		const char *check, *line;
	} others[] = {
		{"stall", "allow stall: what fails comes behind it"},
		{"unread", "allow unread: what fails comes behind it"},
	};

	if (wt_trial_begin(&reduction->trial, reduction->plan, verdict->check, verdict->object))
		return true;
	remove_others(reduction->plan, verdict->line);
	if (wt_trial_begin(&reduction->trial, reduction->plan, verdict->check, verdict->object))
		return true;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		if (strcmp(verdict->check, others[i].check) != 0 &&
		    allow(reduction->plan, others[i].line) &&
		    wt_trial_begin(&reduction->trial, reduction->plan, verdict->check,
				   verdict->object))
			return true;
	}
	return false;
}

/* -- The passes ------------------------------------------------------------ */

static bool pass(struct wt_reduction *reduction)
{
	bool any = wt_reduce_decisions(reduction);

	any |= wt_sweep(reduction);
	any |= wt_reduce_lines(reduction);
	any |= wt_reduce_actors(reduction);
	any |= wt_reduce_steps(reduction);
	any |= wt_reduce_values(reduction);
	return any;
}

/* What hangs was tried in haste: is it as it seems?  If not, it is left as it was. */
static int confirm(struct wt_reduction *reduction, struct wt_plan *whole)
{
	bool hung = reduction->trial.hung;
	bool fails;

	reduction->trial.hung = false;
	fails = !hung || wt_trial_fails(&reduction->trial, reduction->plan);
	reduction->trial.hung = hung;
	if (fails) {
		wt_plan_free(whole);
		return 0;
	}
	wt_plan_free(reduction->plan);
	reduction->plan = whole;
	return -ENOENT;
}

static size_t script_lines(const struct wt_plan *plan)
{
	size_t lines = 0;

	for (size_t i = 0; i < plan->count; i++)
		lines += wt_is_decision(&plan->nodes[i]) ||
			 wt_statement_context(plan->nodes[i].id) == WT_CONTEXT_STEP;
	return lines;
}

static void take_text(char **to, const char *text)
{
	*to = strdup(text ? text : "");
	if (!*to)
		abort();
}

int wt_shrink_last_run(struct wt_scenario *scenario, const struct wt_program *programs,
		       const struct wt_case *which, const struct wt_verdict *verdict,
		       struct wt_shrunk *ret)
{
	struct wt_staged *staged = wt_scenario_stage(scenario, programs, which, scenario->mishaps);
	struct wt_reduction reduction = {
		.trial = {.programs = programs,
			  .strict = scenario->strict,
			  .watchdog_s = scenario->watchdog_s},
		.runs_max = RUNS_MAX,
	};
	int rc;

	*ret = (struct wt_shrunk){0};
	wt_guards_hold();
	reduction.plan = plain(staged->stage->plan, which->broken);
	rc = wt_plan_add_drawn(reduction.plan, staged->stage->decider, scenario->mishaps);
	if (rc == 0 && !begin(&reduction, verdict))
		rc = -ENOENT;
	if (rc == 0) {
		struct wt_plan *whole = wt_plan_copy(reduction.plan);

		while (pass(&reduction) && !wt_reduction_is_out_of_runs(&reduction))
			continue;
		rc = confirm(&reduction, whole);
	}
	if (rc == 0) {
		take_text(&ret->check, reduction.trial.goal.check);
		take_text(&ret->object, reduction.trial.goal.object);
		ret->lines = script_lines(reduction.plan);
		wt_shrink_annotate(&reduction, ret);
	}
	if (rc == 0 || rc == -ENOENT)
		ret->text = wt_plan_print(reduction.plan);
	ret->runs = reduction.trial.runs;
	wt_trial_fini(&reduction.trial);
	wt_plan_free(reduction.plan);
	wt_guards_let_go();
	return rc;
}

int wt_run_shrink(struct wt_scenario *scenario, const struct wt_program *programs,
		  const struct wt_case *which, struct wt_shrunk *ret)
{
	struct wt_verdict verdict;
	int rc = wt_run_case(scenario, programs, which, NULL, &verdict, NULL);

	*ret = (struct wt_shrunk){0};
	if (rc == 0 && !verdict.check)
		rc = -ENODATA;
	return rc < 0 ? rc : wt_shrink_last_run(scenario, programs, which, &verdict, ret);
}

void wt_shrunk_fini(struct wt_shrunk *shrunk)
{
	free(shrunk->text);
	free(shrunk->check);
	free(shrunk->object);
	free(shrunk->flip);
	free(shrunk->flip_changes);
	*shrunk = (struct wt_shrunk){0};
}
