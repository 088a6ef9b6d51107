/* SPDX-License-Identifier: MIT
 *
 * rules.c - the plan's checks, and which objects they speak of.
 *
 * Names are compared once, when an object gets its own: from then on what
 * happens to the object finds its rules by a short list. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge/parts.h"
#include "time/heap.h"

struct wt_about wt_about_said(const struct wt_said_object *said)
{
	struct wt_about about = {.scope = WT_ABOUT_OBJECT};

	switch (said->kind) {
	case WT_SAID_HOST:
		about.scope = WT_ABOUT_HOUSE;
		break;
	case WT_SAID_ALL_ACCEPTED:
		about.scope = WT_ABOUT_ALL_ACCEPTED;
		break;
	case WT_SAID_ALL_OPENED:
		about.scope = WT_ABOUT_ALL_OPENED;
		break;
	default:
		wt_said_object_text(said, about.name, sizeof(about.name));
		return about;
	}
	snprintf(about.name, sizeof(about.name), "%s", said->host);
	return about;
}

static bool is_at(const char *object, const char *host, char mark)
{
	size_t len = strlen(host);

	return strncmp(object, host, len) == 0 && object[len] == mark;
}

bool wt_about_matches(const struct wt_about *about, const char *name, enum wt_object_kind kind)
{
	switch (about->scope) {
	case WT_ABOUT_ALL_ACCEPTED:
		return kind == WT_OBJECT_ACCEPTED && is_at(name, about->name, ':');
	case WT_ABOUT_ALL_OPENED:
		return kind == WT_OBJECT_OPENED && is_at(name, about->name, '>');
	default:
		return strcmp(about->name, name) == 0;
	}
}

/* -- Reading the plan --------------------------------------------------- */

static bool is_falling(const struct wt_rule *rule)
{
	const struct wt_said_check *said = rule->said;

	return rule->kind == WT_RULE_NEVER && rule->per_ns > 0 && said->kind == WT_SAID_MEASURED &&
	       said->op != WT_OP_GT && said->op != WT_OP_GE;
}

static void add_timed(struct wt_judge *j, uint32_t rule)
{
	size_t i = j->timed_count;

	j->timed = wt_judge_grow(j->timed, j->timed_count, &j->timed_capacity, sizeof(*j->timed));
	for (; i > 0 && j->rules[j->timed[i - 1]].by_ns > j->rules[rule].by_ns; i--)
		j->timed[i] = j->timed[i - 1];
	j->timed[i] = rule;
	j->timed_count++;
}

static void add_rule(struct wt_judge *j, const struct wt_node *node, enum wt_rule_kind kind)
{
	const struct wt_field *check = wt_node_field(node, WT_FIELD_CHECK, 0);
	const struct wt_field *time = wt_node_field(node, WT_FIELD_TIME, 0);
	struct wt_rule rule = {.kind = kind, .node = node, .by_ns = WT_NO_TIME};

	if (!check)
		return;
	rule.said = check->as.check;
	rule.about = wt_about_said(&rule.said->subject);
	if (time && kind == WT_RULE_EXPECT)
		rule.by_ns = time->as.number.value;
	if (time && kind == WT_RULE_NEVER)
		rule.per_ns = time->as.number.value;
	if (rule.said->kind == WT_SAID_RECEIVED)
		rule.want_error = wt_payload_expand(&rule.said->bytes, &rule.want, &rule.want_len);
	j->has_falling |= is_falling(&rule);
	j->rules = wt_judge_grow(j->rules, j->rule_count, &j->rule_capacity, sizeof(*j->rules));
	j->rules[j->rule_count++] = rule;
	if (rule.by_ns != WT_NO_TIME)
		add_timed(j, (uint32_t)j->rule_count - 1);
}

static void add_allow(struct wt_judge *j, const struct wt_node *node)
{
	const struct wt_field *check = wt_node_field(node, WT_FIELD_CHECKNAME, 0);
	const struct wt_field *object = wt_node_field(node, WT_FIELD_OBJ, 0);
	struct wt_allow allow = {.everywhere = !object};

	if (!check)
		return;
	allow.check = (enum wt_checkname)check->as.word;
	if (object)
		allow.about = wt_about_said(object->as.object);
	j->allows =
		wt_judge_grow(j->allows, j->allow_count, &j->allow_capacity, sizeof(*j->allows));
	j->allows[j->allow_count++] = allow;
}

void wt_rules_read(struct wt_judge *j, const struct wt_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct wt_node *node = &plan->nodes[i];

		switch (node->id) {
		case WT_LINE_EXPECT:
			add_rule(j, node, WT_RULE_EXPECT);
			break;
		case WT_LINE_NEVER:
			add_rule(j, node, WT_RULE_NEVER);
			break;
		case WT_LINE_WAITS_CHECK:
			add_rule(j, node, WT_RULE_WAIT);
			break;
		case WT_LINE_ALLOW:
			add_allow(j, node);
			break;
		default:
			break;
		}
	}
	j->lines = wt_judge_realloc(NULL, j->rule_count + 1, sizeof(*j->lines));
}

/* -- Meeting ------------------------------------------------------------ */

/* A tally left from an earlier run keeps the memory of its window. */
static uint32_t add_tally(struct wt_rule *rule, uint32_t record)
{
	struct wt_tally *tally;
	struct wt_window window = {0};

	if (rule->tally_count == rule->tally_capacity) {
		size_t before = rule->tally_capacity;

		rule->tallies = wt_judge_grow(rule->tallies, rule->tally_count,
					      &rule->tally_capacity, sizeof(*rule->tallies));
		memset(rule->tallies + before, 0,
		       (rule->tally_capacity - before) * sizeof(*rule->tallies));
	}
	tally = &rule->tallies[rule->tally_count];
	window.at = tally->window.at;
	window.capacity = tally->window.capacity;
	*tally = (struct wt_tally){.record = record, .window = window};
	return (uint32_t)rule->tally_count++;
}

static void watch(struct wt_judge *j, uint32_t *list, size_t rule, uint32_t record)
{
	uint32_t tally = add_tally(&j->rules[rule], record);

	j->watches =
		wt_judge_grow(j->watches, j->watch_count, &j->watch_capacity, sizeof(*j->watches));
	j->watches[j->watch_count] = (struct wt_watch){(uint32_t)rule, tally, WT_NO_WATCH};
	/* At the end of the list: rules are told in file order. */
	while (*list != WT_NO_WATCH)
		list = &j->watches[*list].next;
	*list = (uint32_t)j->watch_count++;
}

void wt_rules_meet_record(struct wt_judge *j, struct wt_record *record)
{
	for (size_t i = 0; i < j->rule_count; i++) {
		const struct wt_about *about = &j->rules[i].about;

		if (about->scope != WT_ABOUT_HOUSE &&
		    wt_about_matches(about, record->name, (enum wt_object_kind)record->kind))
			watch(j, &record->watch, i, wt_record_index(j, record));
	}
}

void wt_rules_meet_house(struct wt_judge *j, struct wt_house *house)
{
	for (size_t i = 0; i < j->rule_count; i++) {
		const struct wt_about *about = &j->rules[i].about;

		if (about->scope == WT_ABOUT_HOUSE && strcmp(about->name, house->name) == 0)
			watch(j, &house->watch, i, WT_NOBODY);
	}
}

void wt_rules_reset(struct wt_judge *j)
{
	for (size_t i = 0; i < j->rule_count; i++) {
		j->rules[i].tally_count = 0;
		j->rules[i].judged = j->rules[i].excused = false;
	}
	j->watch_count = 0;
	j->timed_next = 0;
}

void wt_rules_free(struct wt_judge *j)
{
	for (size_t i = 0; i < j->rule_count; i++) {
		for (size_t k = 0; k < j->rules[i].tally_capacity; k++)
			wt_heap_give(j->rules[i].tallies[k].window.at);
		wt_heap_give(j->rules[i].tallies);
		free(j->rules[i].want); /* of wt_payload_expand */
	}
	wt_heap_give(j->rules);
	wt_heap_give(j->allows);
	wt_heap_give(j->timed);
	wt_heap_give(j->watches);
	wt_heap_give(j->lines);
}
