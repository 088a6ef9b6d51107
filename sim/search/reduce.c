/* SPDX-License-Identifier: MIT */
#include "search/reduce.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/field.h"
#include "scenario/store.h"

bool wt_is_decision(const struct wt_node *node)
{
	return (wt_node_ask(node) != WT_ASK_COUNT && node->id != WT_LINE_MAY) ||
	       node->id == WT_LINE_RAW;
}

/* -- What is smaller ----------------------------------------------------- */

/* In order of weight. */
struct size {
	uint64_t script; /* lines of decisions and steps */
	uint64_t lines;  /* all */
	uint64_t kinds;  /* of decisions */
	uint64_t bytes;  /* of payloads */
	uint64_t numbers;
};

static bool is_step(const struct wt_node *node)
{
	return wt_statement_context(node->id) == WT_CONTEXT_STEP;
}

static void add_quantity(void *context, struct wt_quantity *quantity, enum wt_for_kind plain,
			 uint32_t col)
{
	struct size *size = context;

	(void)plain;
	(void)col;
	size->numbers += quantity->value < UINT32_MAX ? quantity->value : UINT32_MAX;
}

static void add_text(void *context, struct wt_text *text, uint32_t col)
{
	struct size *size = context;

	(void)col;
	size->bytes += text->len;
}

static void add_field(struct size *size, struct wt_field *field)
{
	const struct wt_visitor visitor = {
		.context = size, .quantity = add_quantity, .text = add_text};

	if (!field->said)
		return;
	if (field->kind == WT_FIELD_BYTES && field->as.bytes->kind != WT_PAYLOAD_FILE)
		size->bytes += wt_payload_size(field->as.bytes);
	wt_visit_field(&visitor, field);
}

static struct size size_of(const struct wt_plan *plan)
{
	struct size size = {0};
	unsigned verbs = 0;

	for (size_t i = 0; i < plan->count; i++) {
		const struct wt_node *node = &plan->nodes[i];
		const struct wt_field *value = wt_node_field(node, WT_FIELD_VALUE, 0);

		size.lines++;
		size.script += is_step(node) || wt_is_decision(node);
		if (wt_is_decision(node) && value)
			verbs |= 1u << value->as.value->verb;
		for (size_t f = 0; f < node->field_count; f++)
			add_field(&size, &node->fields[f]);
	}
	size.kinds = (uint64_t)__builtin_popcount(verbs);
	return size;
}

bool wt_plan_is_smaller(const struct wt_plan *plan, const struct wt_plan *than)
{
	const struct size a = size_of(plan), b = size_of(than);

	if (a.script != b.script)
		return a.script < b.script;
	if (a.lines != b.lines)
		return a.lines < b.lines;
	if (a.kinds != b.kinds)
		return a.kinds < b.kinds;
	if (a.bytes != b.bytes)
		return a.bytes < b.bytes;
	return a.numbers < b.numbers;
}

/* -- One step ------------------------------------------------------------ */

bool wt_reduction_is_out_of_runs(const struct wt_reduction *reduction)
{
	return reduction->trial.runs >= reduction->runs_max;
}

static bool become(struct wt_reduction *reduction, struct wt_plan *plan)
{
	wt_plan_free(reduction->plan);
	reduction->plan = plan;
	return true;
}

bool wt_reduce_to(struct wt_reduction *reduction, struct wt_plan *candidate, bool aim)
{
	struct wt_plan *aimed;

	if (wt_reduction_is_out_of_runs(reduction) ||
	    !wt_plan_is_smaller(candidate, reduction->plan)) {
		wt_plan_free(candidate);
		return false;
	}
	if (wt_trial_fails(&reduction->trial, candidate))
		return become(reduction, candidate);
	aimed = aim ? wt_sweep_aim(reduction, candidate) : NULL;
	wt_plan_free(candidate);
	return aimed && become(reduction, aimed);
}

/* -- Dropping lines ------------------------------------------------------ */

struct picked {
	size_t *at, count;
};

static struct picked pick(const struct wt_plan *plan,
			  bool (*is_one)(const struct wt_plan *, size_t, const void *),
			  const void *context)
{
	struct picked picked = {wt_need(NULL, (plan->count + 1) * sizeof *picked.at), 0};

	for (size_t i = 0; i < plan->count; i++) {
		if (is_one(plan, i, context))
			picked.at[picked.count++] = i;
	}
	return picked;
}

/* From the last, so that the indices before stay what they are. */
static struct wt_plan *without(const struct wt_plan *plan, const size_t *at, size_t count)
{
	struct wt_plan *copy = wt_plan_copy(plan);

	while (count-- > 0)
		wt_plan_remove(copy, at[count]);
	return copy;
}

/* All chunks of that length, the last first: what is done late is often needless. */
static bool drop_chunks(struct wt_reduction *reduction, size_t length,
			bool (*is_one)(const struct wt_plan *, size_t, const void *),
			const void *context)
{
	struct picked picked = pick(reduction->plan, is_one, context);
	size_t end = picked.count;
	bool any = false;

	while (end > 0) {
		size_t begin = end > length ? end - length : 0;

		any |= wt_reduce_to(
			reduction, without(reduction->plan, picked.at + begin, end - begin), false);
		/* Those before it stand where they stood. */
		end = begin;
	}
	free(picked.at);
	return any;
}

bool wt_reduce_nodes(struct wt_reduction *reduction,
		     bool (*is_one)(const struct wt_plan *, size_t, const void *),
		     const void *context)
{
	struct picked picked = pick(reduction->plan, is_one, context);
	size_t length = picked.count;
	bool any = false;

	free(picked.at);
	for (; length > 0; length /= 2)
		any |= drop_chunks(reduction, length, is_one, context);
	return any;
}

static bool is_decision_at(const struct wt_plan *plan, size_t index, const void *context)
{
	(void)context;
	return wt_is_decision(&plan->nodes[index]);
}

bool wt_reduce_decisions(struct wt_reduction *reduction)
{
	return wt_reduce_nodes(reduction, is_decision_at, NULL);
}

/* What stands beside script and decisions. */
static bool is_other_line(const struct wt_plan *plan, size_t index, const void *context)
{
	const struct wt_node *node = &plan->nodes[index];

	(void)context;
	switch (node->id) {
	case WT_LINE_BLANK:
	case WT_LINE_COMMENT:
	case WT_LINE_BAD:
	case WT_LINE_SCENARIO:
	case WT_LINE_BROKEN:
	case WT_LINE_HOST:
	case WT_LINE_PEER:
		return false;
	default:
		return !is_step(node) && !wt_is_decision(node);
	}
}

bool wt_reduce_lines(struct wt_reduction *reduction)
{
	return wt_reduce_nodes(reduction, is_other_line, NULL);
}

/* -- Looking at lines ---------------------------------------------------- */

struct mention {
	const char *actor;
	bool found;
};

static void look_at_name(struct mention *mention, const char *name)
{
	mention->found |= name && strcmp(name, mention->actor) == 0;
}

static void look_at_object(void *context, struct wt_said_object *object)
{
	look_at_name(context, object->host);
	look_at_name(context, object->who);
}

static void look_at_actor(void *context, enum wt_field_kind kind, const char *name, uint32_t col)
{
	(void)kind;
	(void)col;
	look_at_name(context, name);
}

static void look_at_arg(void *context, struct wt_said_arg *arg)
{
	if (arg->kind == WT_ARG_ADDRESS)
		look_at_name(context, arg->text.data);
}

bool wt_node_mentions(const struct wt_node *node, const char *actor)
{
	struct mention mention = {actor, false};
	const struct wt_visitor visitor = {.context = &mention,
					   .object = look_at_object,
					   .arg = look_at_arg,
					   .actor = look_at_actor};

	for (size_t f = 0; f < node->field_count; f++)
		wt_visit_field(&visitor, &node->fields[f]);
	return mention.found;
}

struct wt_field *wt_node_own_fields(struct wt_plan *plan, size_t index)
{
	struct wt_node *node = &plan->nodes[index];
	struct wt_field *fields = wt_store_take(plan->store, node->field_count * sizeof *fields);

	for (size_t f = 0; f < node->field_count; f++)
		fields[f] = wt_field_dup(plan->store, &node->fields[f]);
	node->fields = fields;
	return fields;
}
