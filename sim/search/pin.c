/* SPDX-License-Identifier: MIT
 *
 * A run as a list of decisions, and as a scenario with nothing left open. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/diagnostics.h"
#include "scenario/scenario.h"
#include "search/file.h"
#include "search/pin.h"

static bool is_open_line(const struct wt_node *node)
{
	return node->id == WT_LINE_MAY_ANY || node->id == WT_LINE_MAY;
}

void wt_plan_close(struct wt_plan *plan)
{
	for (size_t i = plan->count; i-- > 0;) {
		if (is_open_line(&plan->nodes[i]))
			wt_plan_remove(plan, i);
	}
}

/* Where decisions belong: before the first check, and what was said about it. */
static size_t end_of_decisions(const struct wt_plan *plan)
{
	size_t end = 0;

	while (end < plan->count && plan->nodes[end].id != WT_LINE_EXPECT &&
	       plan->nodes[end].id != WT_LINE_NEVER && plan->nodes[end].id != WT_LINE_ALLOW)
		end++;
	while (end < plan->count && end > 0 && plan->nodes[end - 1].id == WT_LINE_COMMENT)
		end--;
	return end;
}

int wt_plan_add_drawn(struct wt_plan *plan, const struct wt_decider *decider,
		      struct wt_diagnostics *diagnostics)
{
	const struct wt_answer *answers;
	size_t count = wt_decider_answers(decider, &answers);
	size_t end = end_of_decisions(plan);

	for (size_t i = 0; i < count; i++) {
		char line[512];

		if (!answers[i].drawn || answers[i].value.verb == WT_VERB_DEFAULT)
			continue;
		wt_answer_text(&answers[i], line, sizeof line);
		if (wt_plan_add_line(plan, diagnostics, NULL, 0, line) < 0)
			return -EINVAL;
		wt_plan_move_last(plan, end++);
	}
	return 0;
}

char *wt_run_pin(struct wt_scenario *scenario, const struct wt_program *programs,
		 const struct wt_case *run)
{
	struct wt_verdict verdict;
	struct wt_staged *staged;
	struct wt_plan *plan;
	char *text = NULL;
	int rc = wt_run_case(scenario, programs, run, NULL, &verdict, NULL);

	if (rc < 0) {
		errno = -rc;
		return NULL;
	}
	staged = wt_scenario_stage(scenario, programs, run, scenario->mishaps);
	plan = wt_plan_copy(staged->stage->plan);
	wt_plan_close(plan);
	rc = wt_plan_add_drawn(plan, staged->stage->decider, scenario->mishaps);
	if (rc == 0)
		text = wt_plan_print(plan);
	wt_plan_free(plan);
	errno = -rc;
	return text;
}

static bool begins_with(const char *text, const char *prefix)
{
	return !prefix || strncmp(text, prefix, strlen(prefix)) == 0;
}

char *wt_run_asked(struct wt_scenario *scenario, const struct wt_program *programs,
		   const struct wt_case *run, const char *prefix)
{
	struct wt_staged *staged = wt_scenario_stage(scenario, programs, run, scenario->mishaps);
	const struct wt_answer *answers;
	struct wt_verdict verdict;
	size_t count, size;
	char *text = NULL;
	FILE *out;

	if (!staged)
		return NULL;
	wt_decider_keep_asked(staged->stage->decider, true);
	wt_run_case(scenario, programs, run, NULL, &verdict, NULL);
	wt_decider_keep_asked(staged->stage->decider, false);
	out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	count = wt_decider_answers(staged->stage->decider, &answers);
	for (size_t i = 0; i < count; i++) {
		char line[512];

		wt_answer_text(&answers[i], line, sizeof line);
		if (begins_with(answers[i].object->name, prefix))
			fprintf(out, "%s\n", line);
	}
	fclose(out);
	return text;
}
