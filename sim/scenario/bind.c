/* SPDX-License-Identifier: MIT
 *
 * A plan for one value of `for`. */
#include <stdlib.h>
#include <string.h>

#include "scenario/diagnostics.h"
#include "scenario/field.h"
#include "scenario/list.h"
#include "scenario/plan.h"
#include "scenario/quantity.h"
#include "scenario/store.h"
#include "wt_run.h"

struct binding {
	struct wt_plan *plan; /* the bound one */
	struct wt_diagnostics *list;
	const struct wt_node *node; /* that is copied */
	struct wt_for_value value;
};

static const struct wt_field *values_of(const struct wt_plan *plan)
{
	int index = wt_plan_find(plan, WT_LINE_FOR, -1);

	return index < 0 ? NULL : &plan->nodes[index].fields[1];
}

static struct wt_for_value value_at(const struct wt_field *values, size_t index)
{
	if (values->as.values.at)
		return values->as.values.at[index];
	return (struct wt_for_value){.kind = WT_FOR_NUMBER,
				     .quantity =
					     wt_quantity_number(values->as.values.first + index)};
}

size_t wt_plan_values(const struct wt_plan *plan)
{
	const struct wt_field *values = values_of(plan);

	return values ? values->as.values.count : 1;
}

const char *wt_plan_value_text(const struct wt_plan *plan, size_t index)
{
	const struct wt_field *values = values_of(plan);
	struct wt_writer out = {0};
	struct wt_for_value value;
	const char *text;

	if (!values || index >= values->as.values.count)
		return "";
	value = value_at(values, index);
	wt_putf(&out, "%s = ", values[-1].as.name);
	wt_write_value_of_for(&out, &value);
	text = wt_store_string(plan->store, out.data, out.len);
	free(wt_writer_done(&out));
	return text;
}

/* -- Putting the value in ---------------------------------------------- */

static void misfit(struct binding *b, uint32_t col, const char *name)
{
	wt_diagnose_node(b->list, b->node, col, "`$%s` does not fit here", name);
}

static void bind_quantity(void *context, struct wt_quantity *q, enum wt_for_kind plain,
			  uint32_t col)
{
	struct binding *b = context;
	const struct wt_quantity *value = &b->value.quantity;
	bool is_time = b->value.kind == WT_FOR_TIME;
	bool negative = q->negative;

	if (!q->variable)
		return;
	if (b->value.kind == WT_FOR_TEXT || b->value.kind == WT_FOR_WORD ||
	    is_time != (plain == WT_FOR_TIME)) {
		misfit(b, col, q->variable);
	} else if (q->unit != WT_UNIT_NONE) {
		q->variable = NULL;
		wt_quantity_set(q, value->value, q->unit);
	} else {
		*q = *value;
		q->negative = negative;
	}
}

static void bind_text(void *context, struct wt_text *text, uint32_t col)
{
	struct binding *b = context;

	if (!text->variable)
		return;
	if (b->value.kind == WT_FOR_TEXT || b->value.kind == WT_FOR_WORD)
		*text = b->value.text;
	else
		misfit(b, col, text->variable);
}

static void bind_arg(void *context, struct wt_said_arg *arg)
{
	struct binding *b = context;
	struct wt_writer out = {0};

	if (arg->kind != WT_ARG_VARIABLE)
		return;
	arg->kind = WT_ARG_WORD;
	if (b->value.kind == WT_FOR_TEXT || b->value.kind == WT_FOR_SIZE)
		arg->kind = WT_ARG_TEXT;
	if (b->value.kind == WT_FOR_TEXT || b->value.kind == WT_FOR_WORD) {
		arg->text = b->value.text;
		return;
	}
	wt_write_quantity(&out, &b->value.quantity);
	arg->text = (struct wt_text){.data = wt_store_string(b->plan->store, out.data, out.len),
				     .len = out.len};
	free(wt_writer_done(&out));
}

static struct wt_node bind_node(struct binding *b, const struct wt_node *from)
{
	const struct wt_visitor visitor = {
		.context = b, .quantity = bind_quantity, .text = bind_text, .arg = bind_arg};
	struct wt_node node = *from;

	b->node = from;
	node.fields = wt_store_take(b->plan->store, node.field_count * sizeof *node.fields);
	for (size_t i = 0; i < node.field_count; i++) {
		node.fields[i] = wt_field_dup(b->plan->store, &from->fields[i]);
		wt_visit_field(&visitor, &node.fields[i]);
	}
	return node;
}

struct wt_plan *wt_plan_bind(const struct wt_plan *plan, size_t value, struct wt_diagnostics *list)
{
	size_t before = wt_diagnostics_count(list);
	int at = wt_plan_find(plan, WT_LINE_FOR, -1);
	struct binding b = {.list = list};

	if (at < 0)
		return wt_plan_copy(plan);
	b.plan = wt_plan_new_on(plan->store);
	b.value = value_at(&plan->nodes[at].fields[1], value);
	for (size_t i = 0; i < plan->count; i++) {
		struct wt_node node;

		if ((int)i == at)
			continue;
		node = bind_node(&b, &plan->nodes[i]);
		if (node.parent > at)
			node.parent--;
		wt_plan_append(b.plan, &node);
	}
	if (wt_diagnostics_count(list) == before)
		wt_plan_check(b.plan, list);
	if (wt_diagnostics_count(list) == before)
		return b.plan;
	wt_plan_free(b.plan);
	return NULL;
}
