/* SPDX-License-Identifier: MIT
 *
 * Lines to nodes: who belongs to whom, and what each line says. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/file.h"
#include "scenario/lines.h"
#include "scenario/parse.h"
#include "scenario/scenario.h"
#include "scenario/statement.h"
#include "scenario/store.h"
#include "wt_run.h"

#define BLOCKS_MAX (2 + WT_LIMIT_REPEATS)

struct parser {
	struct wt_plan *plan;
	struct wt_diagnostics *list;
	struct wt_symbols symbols;
	int blocks[BLOCKS_MAX]; /* the open ones, outermost first */
	unsigned depth;
	const char *file; /* of the line before */
	bool versioned;   /* this file has said its version */
	bool refused;     /* it is a newer one: read no further */
};

/* -- Blocks ------------------------------------------------------------ */

/* What may stand at this depth. */
static unsigned contexts_at(const struct parser *p, unsigned level)
{
	if (level == 0)
		return p->versioned ? WT_IN_TOP : WT_IN_TOP | WT_IN_FIRST;
	switch (p->plan->nodes[p->blocks[0]].id) {
	case WT_LINE_HOST:
		return WT_IN_HOST;
	case WT_LINE_PEER:
		return WT_IN_STEP;
	default: /* a line that could not be read */
		return WT_IN_HOST | WT_IN_STEP;
	}
}

static void open_block(struct parser *p, const struct wt_line *line, int index)
{
	const struct wt_node *node = &p->plan->nodes[index];
	struct wt_location where = wt_line_location(line, line->start);

	if (node->id != WT_LINE_BAD && !wt_node_is_block(node))
		return;
	if (node->id == WT_LINE_REPEATS && p->depth > WT_LIMIT_REPEATS)
		wt_diagnose(p->list, &where, "more than the limit of %d `repeats` in each other",
			    WT_LIMIT_REPEATS);
	if (p->depth < BLOCKS_MAX)
		p->blocks[p->depth++] = index;
}

/* -- Nodes ------------------------------------------------------------- */

static struct wt_node node_of(const struct parser *p, const struct wt_line *line)
{
	unsigned level = line->indent / 2;

	return (struct wt_node){
		.parent = level > 0 && level <= p->depth ? p->blocks[level - 1] : -1,
		.line = line->number,
		.col = line->indent + 1,
		.file = line->file,
		.source = line->source,
		.comment = line->comment,
		.indent = (uint16_t)line->indent,
		.included = (uint16_t)line->included,
	};
}

/* Keeps the second word: what would have been declared shall not be unknown. */
static void make_bad(struct parser *p, const struct wt_line *line, struct wt_node *node)
{
	struct wt_field second = {.kind = WT_FIELD_NAME, .said = true};
	struct wt_reader r;

	node->id = WT_LINE_BAD;
	wt_reader_init(&r, p->plan->store, NULL, line->source, line->start, line->end);
	r.at += wt_word_len(&r, r.at);
	wt_skip_blanks(&r);
	if (!wt_take_name(&r, "", &second.as.name))
		return;
	node->field_count = 1;
	node->fields = wt_store_dup(p->plan->store, &second, sizeof second);
}

/* A newer language may mean anything by its words. */
static void check_version(struct parser *p, const struct wt_node *node)
{
	const struct wt_quantity *version = &node->fields[0].as.number;

	p->versioned = true;
	if (!version->variable && version->value == WT_LANGUAGE_VERSION)
		return;
	p->refused = true;
	wt_diagnose_node(p->list, node, node->fields[0].col,
			 "this is no version of the language that is known here; that is %d",
			 WT_LANGUAGE_VERSION);
}

static void check_first_line(struct parser *p, const struct wt_line *line)
{
	struct wt_location where = wt_line_location(line, line->source);

	if (line->number != 1)
		return;
	p->versioned = false;
	p->depth = 0;
	if (line->end - line->start < 9 || memcmp(line->start, "scenario ", 9) != 0)
		wt_diagnose(p->list, &where, "the first line of a file is `scenario %d`",
			    WT_LANGUAGE_VERSION);
}

/* Reports a line whose indent fits no block above it. */
static bool indent_fits(struct parser *p, const struct wt_line *line)
{
	struct wt_location where = wt_line_location(line, line->start);
	unsigned most = 2 * p->depth;
	struct wt_reader r;
	struct wt_node node;

	if (line->indent % 2) {
		wt_diagnose(p->list, &where, "indented by %u; blocks are indented by two blanks",
			    line->indent);
		return false;
	}
	if (line->indent <= most)
		return true;
	wt_reader_init(&r, p->plan->store, &p->symbols, line->source, line->start, line->end);
	wt_diagnose(p->list, &where, "indented by %u, but here it can be by %u at most",
		    line->indent, most);
	if (most == 0 && wt_read_statement(&r, WT_IN_EVERY, &node))
		wt_diagnose_hint(p->list, "`%.*s` %s", (int)wt_word_len(&r, r.start), r.start,
				 wt_context_words(wt_statement_context(node.id)));
	return false;
}

/* Canonical text may be longer than what was written: `1,2` becomes `1, 2`. */
static bool stays_within_limits(const struct wt_node *node)
{
	struct wt_writer out = {0};
	size_t len;

	wt_write_statement(&out, node);
	len = node->indent + out.len + (node->comment ? strlen(node->comment) + 3 : 0);
	free(wt_writer_done(&out));
	return len <= WT_LIMIT_LINE;
}

static bool read_node(struct parser *p, const struct wt_line *line, struct wt_node *node)
{
	unsigned contexts = contexts_at(p, line->indent / 2);
	struct wt_location where = wt_line_location(line, line->start);
	struct wt_reader r;

	wt_reader_init(&r, p->plan->store, &p->symbols, line->source, line->start, line->end);
	r.home = line->file;
	if (!wt_read_statement(&r, contexts, node)) {
		wt_report_statement(&r, contexts, p->list, &where);
		return false;
	}
	if (line->end - line->source < (ptrdiff_t)WT_LIMIT_LINE / 2 || stays_within_limits(node))
		return true;
	wt_diagnose(p->list, &where, "the line is longer than the limit of %zu bytes",
		    WT_LIMIT_LINE);
	return false;
}

static void parse_statement(struct parser *p, const struct wt_line *line)
{
	bool fits = !line->bad && indent_fits(p, line);
	struct wt_node node;
	int index;

	if (line->indent / 2 < p->depth)
		p->depth = line->indent / 2;
	node = node_of(p, line);
	/* A bad line opens a block, so that what stands below it is not blamed. */
	if (!fits || !read_node(p, line, &node))
		make_bad(p, line, &node);
	if (node.id == WT_LINE_SCENARIO)
		check_version(p, &node);
	index = wt_plan_append(p->plan, &node);
	if (index >= 0)
		open_block(p, line, index);
}

static void parse_line(struct parser *p, const struct wt_line *line)
{
	struct wt_node node = node_of(p, line);

	check_first_line(p, line);
	if (line->start < line->end || line->bad) {
		parse_statement(p, line);
		return;
	}
	node.id = line->comment ? WT_LINE_COMMENT : WT_LINE_BLANK;
	wt_plan_append(p->plan, &node);
}

/* -- Names that lines above may use ------------------------------------ */

static void foresee(struct parser *p, const struct wt_line *line)
{
	struct wt_symbol symbol;
	struct wt_reader r;
	struct wt_node node;

	if (line->bad || line->indent)
		return;
	wt_reader_init(&r, p->plan->store, NULL, line->source, line->start, line->end);
	if (!wt_sees(&r, "host", 4) && !wt_sees(&r, "peer", 4) && !wt_sees(&r, "for", 3))
		return;
	if (wt_read_statement(&r, WT_IN_TOP, &node) && wt_symbol_of(&node, &symbol))
		wt_symbols_add(&p->symbols, &symbol);
}

/* -- Files ------------------------------------------------------------- */

static void parse_lines(struct parser *p, const struct wt_lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		foresee(p, &lines->at[i]);
	for (size_t i = 0; i < lines->count && !p->refused; i++) {
		/* An included file has blocks of its own, and ends them. */
		if (i && lines->at[i].included != lines->at[i - 1].included)
			p->depth = 0;
		if (i && lines->at[i].included < lines->at[i - 1].included)
			p->versioned = true;
		parse_line(p, &lines->at[i]);
	}
}

bool wt_parse_included(struct wt_plan *plan, struct wt_diagnostics *list, int index)
{
	const struct wt_node *node = &plan->nodes[index];
	const struct wt_line line = {
		.file = node->file, .number = node->line, .source = "", .start = "", .end = ""};
	size_t before = wt_diagnostics_count(list);
	struct parser p = {.plan = plan, .list = list};
	struct wt_lines lines = {0};

	wt_lines_include(&lines, plan->store, &line, &node->fields[0].as.text, list);
	parse_lines(&p, &lines);
	free(lines.at);
	wt_symbols_fini(&p.symbols);
	return wt_diagnostics_count(list) == before;
}

static void check_size(const struct wt_plan *plan, const char *file, struct wt_diagnostics *list)
{
	char *text = wt_plan_print(plan);

	if (strlen(text) > WT_LIMIT_FILE)
		wt_diagnose(list, &(struct wt_location){file, 1, 0, 0, NULL},
			    "the canonical text is greater than the limit of %zu bytes",
			    WT_LIMIT_FILE);
	free(text);
}

struct wt_plan *wt_plan_parse(const char *file, const char *text, size_t len,
			      struct wt_diagnostics *list)
{
	size_t before = wt_diagnostics_count(list);
	struct parser p = {.plan = wt_plan_new(), .list = list};
	struct wt_lines lines = {0};

	wt_lines_cut(&lines, p.plan->store, file, text, len, list);
	if (len == 0)
		wt_diagnose(list, &(struct wt_location){file, 1, 1, 0, ""},
			    "the file is empty; the first line is `scenario %d`",
			    WT_LANGUAGE_VERSION);
	parse_lines(&p, &lines);
	if (!p.refused)
		wt_plan_check(p.plan, list);
	if (len > WT_LIMIT_FILE / 2 && wt_diagnostics_count(list) == before)
		check_size(p.plan, file, list);
	free(lines.at);
	wt_symbols_fini(&p.symbols);
	if (wt_diagnostics_count(list) == before)
		return p.plan;
	wt_diagnostics_sort(list);
	wt_plan_free(p.plan);
	return NULL;
}

struct wt_plan *wt_plan_load(const char *path, struct wt_diagnostics *list)
{
	struct wt_location where = {.file = path};
	struct wt_plan *plan;
	char *text;
	size_t len;
	int error = wt_file_read(path, WT_LIMIT_FILE, &text, &len);

	if (error < 0) {
		wt_diagnose(list, &where, "can not read it: %s", wt_file_problem(error));
		return NULL;
	}
	plan = wt_plan_parse(path, text, len, list);
	free(text);
	return plan;
}
