/* SPDX-License-Identifier: MIT
 *
 * What may be said only once: statements that settle something for the file or
 * the host, and decisions, links and twins by their names. */
#include "scenario/once.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/diagnostics.h"
#include "scenario/field.h"
#include "scenario/names.h"
#include "scenario/store.h"

struct once {
	int node;
	int parent;
};

static void check_once(const struct wt_plan *plan, int index, struct once *seen,
		       struct wt_diagnostics *list)
{
	const struct wt_node *node = &plan->nodes[index];
	enum wt_context context = wt_statement_context(node->id);
	struct once *before = &seen[node->id];

	if (context != WT_CONTEXT_ONCE && context != WT_CONTEXT_ONCE_A_HOST)
		return;
	if (before->node < 0 || before->parent != node->parent) {
		*before = (struct once){index, node->parent};
		return;
	}
	wt_diagnose_node(list, node, 0, "this was said before");
	wt_diagnose_also(list, &plan->nodes[before->node], 0, "said here");
}

/* A text that only one node may have. */
struct unique {
	char *text;
	int node;
};

static int by_text_then_order(const void *left, const void *right)
{
	const struct unique *a = left, *b = right;
	int order = strcmp(a->text, b->text);

	return order ? order : (a->node > b->node) - (a->node < b->node);
}

static void write_link(struct wt_writer *out, const struct wt_node *node)
{
	const char *a = node->fields[0].as.name, *b = node->fields[1].as.name;
	bool ordered = strcmp(a, b) < 0;

	wt_putf(out, "link %s %s", ordered ? a : b, ordered ? b : a);
}

static void write_decision(struct wt_writer *out, const struct wt_node *node)
{
	const struct wt_field *call = wt_node_field(node, WT_FIELD_CALL, 0);
	const struct wt_field *place = wt_node_field(node, WT_FIELD_PLACE, 0);
	enum wt_ask ask = wt_node_ask(node);

	wt_write_field(out, &node->fields[0]);
	if (ask < WT_ASK_to || call)
		wt_putf(out, " %s", call ? wt_call_words.at[call->as.word] : wt_ask_text(ask));
	if (place)
		wt_write_field(out, place);
}

/* The name of what the node settles, nothing if it settles nothing. */
static void write_unique(struct wt_writer *out, const struct wt_node *node)
{
	if (node->id == WT_LINE_LINK)
		write_link(out, node);
	else if (node->id == WT_LINE_BROKEN)
		wt_putf(out, "%d broken %s", node->parent, node->fields[0].as.name);
	else if (node->id == WT_LINE_RAW || wt_node_ask(node) != WT_ASK_COUNT)
		write_decision(out, node);
}

static const char *complaint(const struct wt_node *node)
{
	if (node->id == WT_LINE_LINK)
		return "this link was laid before";
	if (node->id == WT_LINE_BROKEN)
		return "this program was named before";
	return "two lines decide the same";
}

static void check_unique(const struct wt_plan *plan, struct wt_diagnostics *list)
{
	struct unique *all = wt_need(NULL, (plan->count + 1) * sizeof *all);
	size_t count = 0;

	for (size_t i = 0; i < plan->count; i++) {
		struct wt_writer out = {0};

		write_unique(&out, &plan->nodes[i]);
		if (out.len)
			all[count++] = (struct unique){wt_writer_done(&out), (int)i};
	}
	qsort(all, count, sizeof *all, by_text_then_order);
	for (size_t i = 1; i < count; i++) {
		const struct wt_node *node = &plan->nodes[all[i].node];

		if (strcmp(all[i - 1].text, all[i].text) != 0)
			continue;
		wt_diagnose_node(list, node, 0, "%s", complaint(node));
		wt_diagnose_also(list, &plan->nodes[all[i - 1].node], 0, "the other is here");
	}
	for (size_t i = 0; i < count; i++)
		free(all[i].text);
	free(all);
}

void wt_check_once(const struct wt_plan *plan, struct wt_diagnostics *list)
{
	struct once seen[WT_LINE_COUNT];

	for (int i = 0; i < WT_LINE_COUNT; i++)
		seen[i] = (struct once){-1, -1};
	for (size_t i = 0; i < plan->count; i++)
		check_once(plan, (int)i, seen, list);
	check_unique(plan, list);
}
