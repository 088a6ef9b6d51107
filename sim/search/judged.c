/* SPDX-License-Identifier: MIT */
#include "search/judged.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/plan.h"

static void *need(void *pointer)
{
	if (!pointer)
		abort();
	return pointer;
}

static bool is_expectation(const struct wt_node *node)
{
	return node->id == WT_LINE_EXPECT || node->id == WT_LINE_NEVER;
}

void wt_judged_init(struct wt_judged *judged, const struct wt_plan *plan)
{
	*judged = (struct wt_judged){0};
	judged->lines = need(calloc(plan->count + 1, sizeof *judged->lines));
	for (size_t i = 0; i < plan->count; i++) {
		if (is_expectation(&plan->nodes[i]))
			judged->lines[judged->line_count++].line = plan->nodes[i].line;
	}
}

void wt_judged_fini(struct wt_judged *judged)
{
	for (size_t i = 0; i < judged->state_count; i++)
		free((char *)(uintptr_t)judged->states[i].name);
	free(judged->lines);
	free(judged->states);
}

static struct wt_state_count *state_of(struct wt_judged *judged, const char *name)
{
	struct wt_state_count *states;

	for (size_t i = 0; i < judged->state_count; i++) {
		if (strcmp(judged->states[i].name, name) == 0)
			return &judged->states[i];
	}
	states = need(realloc(judged->states, (judged->state_count + 1) * sizeof *states));
	judged->states = states;
	states[judged->state_count] = (struct wt_state_count){.name = need(strdup(name))};
	return &states[judged->state_count++];
}

static void add_lines(struct wt_judged *judged, struct wt_judge *judge)
{
	const struct wt_line_fate *fates;
	size_t count = wt_judge_lines(judge, &fates);

	for (size_t i = 0; i < count && i < judged->line_count; i++) {
		judged->lines[i].runs++;
		judged->lines[i].judged += fates[i].judged;
		judged->lines[i].excused += fates[i].excused;
	}
}

void wt_judged_add(struct wt_judged *judged, struct wt_judge *judge)
{
	const struct wt_sometimes *sometimes;
	size_t count = wt_judge_sometimes(judge, &sometimes);

	judged->runs++;
	add_lines(judged, judge);
	for (size_t i = 0; i < count; i++) {
		struct wt_state_count *state = state_of(judged, sometimes[i].name);

		state->asked++;
		state->happened += sometimes[i].happened;
	}
}

void wt_judged_add_line(struct wt_judged *judged, const struct wt_line_count *line)
{
	for (size_t i = 0; i < judged->line_count; i++) {
		if (judged->lines[i].line != line->line)
			continue;
		judged->lines[i].runs += line->runs;
		judged->lines[i].judged += line->judged;
		judged->lines[i].excused += line->excused;
	}
}

void wt_judged_add_state(struct wt_judged *judged, const struct wt_state_count *state)
{
	struct wt_state_count *sum = state_of(judged, state->name);

	sum->asked += state->asked;
	sum->happened += state->happened;
}

bool wt_judged_rarely(const struct wt_line_count *line)
{
	return line->judged * 10 < line->runs;
}
