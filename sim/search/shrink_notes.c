/* SPDX-License-Identifier: MIT
 *
 * What each line of a shrunk scenario is there for: the run without it, compared
 * with the run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/scenario.h"
#include "scenario/store.h"
#include "search/shrink.h"
#include "wt_trace.h"

#define WORDS_MAX    160 /* of one event */
#define NOTE_MAX     90  /* what stands behind a line */
#define HAPPENED_MAX 20000

/* What hosts called and were told, in order. */
struct happened {
	char (*at)[WORDS_MAX];
	size_t count, capacity;
};

struct witness {
	struct wt_sink sink;
	struct happened *happened;
	const char *decision; /* whose effect is looked for, or NULL */
	int16_t host;         /* where it was made, once it was */
	bool decided;
	char waited_for[WORDS_MAX];
};

static void keep(struct happened *happened, const struct wt_event *event)
{
	if (happened->count == HAPPENED_MAX)
		return;
	if (happened->count == happened->capacity) {
		happened->capacity = happened->capacity ? happened->capacity * 2 : 256;
		happened->at = wt_need(happened->at, happened->capacity * sizeof *happened->at);
	}
	wt_event_words(event, happened->at[happened->count++], WORDS_MAX);
}

static bool is_decision(const struct wt_event *event, const char *decision)
{
	char text[WT_DECIDED_TEXT_MAX];

	if (event->kind != WT_EV_DECISION)
		return false;
	event->decided->write(event->decided, text, sizeof text);
	return strcmp(text, decision) == 0;
}

/* What arrives next at the host that was made late is what it waited for. */
static void look(struct witness *witness, const struct wt_event *event)
{
	if (!witness->decided && is_decision(event, witness->decision)) {
		witness->decided = true;
		witness->host = event->host;
	} else if (witness->decided && event->kind == WT_EV_ARRIVED &&
		   event->host == witness->host && !witness->waited_for[0]) {
		wt_event_words(event, witness->waited_for, sizeof witness->waited_for);
	}
}

static void see(struct wt_sink *sink, const struct wt_event *event)
{
	struct witness *witness = (struct witness *)(void *)sink;

	if (witness->happened && event->kind == WT_EV_CALL)
		keep(witness->happened, event);
	if (witness->decision)
		look(witness, event);
}

/* Runs the plan; false: it can not be. */
static bool watch(struct wt_reduction *reduction, const struct wt_plan *plan,
		  struct witness *witness, struct wt_verdict *verdict, char *object,
		  size_t object_size)
{
	struct wt_scenario *scenario = wt_trial_scenario(&reduction->trial, plan);
	struct wt_sink *sinks[] = {&witness->sink, NULL};
	struct wt_case which = wt_plan_case(plan);
	bool ran = false;

	witness->sink.event = see;
	if (scenario)
		ran = wt_run_case(scenario, reduction->trial.programs, &which, sinks, verdict,
				  NULL) == 0;
	if (ran) {
		snprintf(object, object_size, "%s", verdict->object ? verdict->object : "");
		reduction->trial.runs++;
	}
	wt_scenario_free(scenario);
	return ran;
}

/* The first thing that happens otherwise; NULL: nothing does. */
static const char *first_change(const struct happened *with, const struct happened *without)
{
	for (size_t i = 0; i < without->count; i++) {
		if (i >= with->count || strcmp(with->at[i], without->at[i]) != 0)
			return without->at[i];
	}
	return NULL;
}

static void set_comment(struct wt_reduction *reduction, size_t index, const char *text)
{
	reduction->plan->nodes[index].comment =
		wt_store_string(reduction->plan->store, text, strlen(text));
}

/* Beginning with a blank, on one line, not too long. */
static void put_note(char *note, const char *how, const char *what)
{
	int len = snprintf(note, NOTE_MAX, " %s %s", how, what);

	if (len >= NOTE_MAX)
		memcpy(note + NOTE_MAX - 4, "...", 4);
}

struct without {
	bool ran;
	struct wt_verdict verdict;
	char object[WT_OBJECT_NAME_MAX];
	char change[WORDS_MAX];
};

static struct without run_without(struct wt_reduction *reduction, size_t index,
				  const struct happened *with)
{
	struct wt_plan *plan = wt_plan_copy(reduction->plan);
	struct happened happened = {0};
	struct witness witness = {.happened = &happened};
	struct without without = {0};
	const char *change;

	wt_plan_remove(plan, index);
	without.ran = watch(reduction, plan, &witness, &without.verdict, without.object,
			    sizeof without.object);
	change = first_change(with, &happened);
	snprintf(without.change, sizeof without.change, "%s", change ? change : "");
	free(happened.at);
	wt_plan_free(plan);
	return without;
}

static bool is_late(const struct wt_node *node)
{
	const struct wt_field *value = wt_node_field(node, WT_FIELD_VALUE, 0);

	return value && (value->as.value->verb == WT_SAYS_LATE ||
			 value->as.value->verb == WT_SAYS_LATE_NEXT ||
			 value->as.value->verb == WT_SAYS_LATE_UNTIL);
}

static bool find_waited_for(struct wt_reduction *reduction, size_t index, char *note)
{
	char *line = wt_node_print(&reduction->plan->nodes[index]);
	struct witness witness = {.decision = line};
	struct wt_verdict verdict;
	char object[WT_OBJECT_NAME_MAX];

	watch(reduction, reduction->plan, &witness, &verdict, object, sizeof object);
	free(line);
	if (witness.waited_for[0])
		put_note(note, "waits for", witness.waited_for);
	return witness.waited_for[0];
}

static void note_line(struct wt_reduction *reduction, size_t index, const struct without *without)
{
	const struct wt_node *node = &reduction->plan->nodes[index];
	char note[NOTE_MAX], what[WORDS_MAX];

	if (is_late(node) && find_waited_for(reduction, index, note)) {
		set_comment(reduction, index, note);
		return;
	}
	if (wt_is_decision(node) && without->change[0]) {
		put_note(note, "else", without->change);
	} else if (without->verdict.check) {
		snprintf(what, sizeof what, "`%s`%s%s", without->verdict.check,
			 without->object[0] ? " on " : "", without->object);
		put_note(note, "else", what);
	} else {
		put_note(note, "else", "all checks hold");
	}
	set_comment(reduction, index, note);
}

static bool is_needless_to_say(const struct wt_node *node)
{
	switch (node->id) {
	case WT_LINE_SCENARIO:
	case WT_LINE_HOST:
	case WT_LINE_BROKEN:
	case WT_LINE_PEER:
	case WT_LINE_EXPECT:
	case WT_LINE_NEVER:
	case WT_LINE_ALLOW:
		return true;
	default:
		return false;
	}
}

static void keep_flip(struct wt_reduction *reduction, size_t index, const struct without *without,
		      struct wt_shrunk *shrunk)
{
	if (!wt_is_decision(&reduction->plan->nodes[index]) || without->verdict.check)
		return;
	free(shrunk->flip);
	free(shrunk->flip_changes);
	shrunk->flip = wt_node_print(&reduction->plan->nodes[index]);
	shrunk->flip_changes = strdup(without->change);
}

/* "echo fails `stream` on server:alice: runs disagree" */
static void put_title(struct wt_reduction *reduction, const char *why)
{
	struct wt_plan *plan = reduction->plan;
	struct wt_case which = wt_plan_case(plan);
	struct wt_scenario *scenario = wt_trial_scenario(&reduction->trial, plan);
	struct wt_node title = {.id = WT_LINE_COMMENT, .parent = -1};
	char text[320];

	snprintf(text, sizeof text, " %s fails `%s`%s%s: %s",
		 wt_scenario_case_name(scenario, which.broken), reduction->trial.goal.check,
		 reduction->trial.goal.object[0] ? " on " : "", reduction->trial.goal.object, why);
	text[strcspn(text, "\n")] = '\0';
	title.comment = wt_store_string(plan->store, text, strlen(text));
	if (wt_plan_append(plan, &title) >= 0)
		wt_plan_move_last(plan, 1);
	wt_scenario_free(scenario);
}

static char *why_it_fails(struct wt_reduction *reduction)
{
	struct wt_scenario *scenario = wt_trial_scenario(&reduction->trial, reduction->plan);
	struct wt_case which = wt_plan_case(reduction->plan);
	struct wt_verdict verdict;
	char *why = NULL;

	if (wt_run_case(scenario, reduction->trial.programs, &which, NULL, &verdict, NULL) == 0)
		why = strdup(verdict.text ? verdict.text : "");
	wt_scenario_free(scenario);
	return why;
}

void wt_shrink_annotate(struct wt_reduction *reduction, struct wt_shrunk *shrunk)
{
	struct happened with = {0};
	struct witness witness = {.happened = &with};
	struct wt_verdict verdict;
	char object[WT_OBJECT_NAME_MAX];
	char *why;

	watch(reduction, reduction->plan, &witness, &verdict, object, sizeof object);
	for (size_t i = 0; i < reduction->plan->count; i++) {
		struct without without;

		if (is_needless_to_say(&reduction->plan->nodes[i]))
			continue;
		without = run_without(reduction, i, &with);
		if (!without.ran)
			continue;
		note_line(reduction, i, &without);
		keep_flip(reduction, i, &without, shrunk);
	}
	why = why_it_fails(reduction);
	put_title(reduction, why ? why : "");
	free(why);
	free(with.at);
}
