/* SPDX-License-Identifier: MIT
 *
 * The canonical text of a plan. */
#include "scenario/scenario.h"
#include "scenario/statement.h"
#include "scenario/writer.h"

static void write_indent(struct wt_writer *out, const struct wt_node *node)
{
	for (unsigned i = 0; i < node->indent; i++)
		wt_put(out, " ");
}

static void write_line(struct wt_writer *out, const struct wt_node *node)
{
	write_indent(out, node);
	if (node->id != WT_LINE_COMMENT) {
		wt_write_statement(out, node);
		if (node->comment)
			wt_put(out, "  ");
	}
	if (node->comment)
		wt_putf(out, "#%s", node->comment);
	wt_put(out, "\n");
}

char *wt_plan_print(const struct wt_plan *plan)
{
	struct wt_writer out = {0};
	bool blank = false;

	for (size_t i = 0; i < plan->count; i++) {
		const struct wt_node *node = &plan->nodes[i];

		if (node->included)
			continue;
		if (node->id == WT_LINE_BLANK) {
			blank = true;
			continue;
		}
		/* A run of blank lines is one, none at either end of the file. */
		if (blank && out.len)
			wt_put(&out, "\n");
		blank = false;
		write_line(&out, node);
	}
	return wt_writer_done(&out);
}

char *wt_node_print(const struct wt_node *node)
{
	struct wt_writer out = {0};

	wt_write_statement(&out, node);
	return wt_writer_done(&out);
}
