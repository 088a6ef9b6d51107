/* SPDX-License-Identifier: MIT
 *
 * Statements said from C. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/diagnostics.h"
#include "scenario/field.h"
#include "scenario/lines.h"
#include "scenario/parse.h"
#include "scenario/pattern.h"
#include "scenario/plan.h"
#include "scenario/quantity.h"
#include "scenario/statement.h"
#include "scenario/store.h"
#include "wt_run.h"

#define TEXT_MAX ((size_t)16000) /* written out it still fits into WT_LIMIT_LINE */

struct builder {
	struct wt_plan *plan;
	struct wt_diagnostics *list;
	struct wt_location where;
	enum wt_ask ask; /* what the words so far ask about */
};

static bool refuse(struct builder *b, const char *why, const struct wt_element *e)
{
	wt_diagnose(b->list, &b->where, "%s: %.*s", why, (int)e->len, e->text);
	return false;
}

/* -- Fields ------------------------------------------------------------ */

/* Text that could stand in a file: no newlines, no comment, no open quote.  The
 * `#` of a place is none: something stands before it. */
static bool is_plain(struct builder *b, const char *text, const struct wt_element *e)
{
	struct wt_line line = {.file = b->where.file, .number = b->where.line};
	struct wt_writer out = {0};

	wt_putf(&out, "%s%s", e->glued ? "x" : "", text);
	line.source = wt_store_string(b->plan->store, out.data, out.len);
	wt_line_divide(&line, b->plan->store, out.len, b->list);
	free(wt_writer_done(&out));
	if (line.comment)
		wt_diagnose(b->list, &b->where, "a `#` would begin a comment: %s", text);
	return !line.bad && !line.comment;
}

/* The words of the language, all of them. */
static bool read_notation(struct builder *b, const char *text, const struct wt_element *e,
			  struct wt_field *field)
{
	struct wt_location where = b->where;
	struct wt_reader r;
	struct wt_element one = *e;

	if (!is_plain(b, text, e))
		return false;
	where.source = text;
	wt_reader_init(&r, b->plan->store, NULL, text, text, text + strlen(text));
	r.ask = b->ask;
	r.home = b->where.file;
	wt_skip_blanks(&r);
	if (e->kind == WT_ELEMENT_CHOICE ? wt_read_choice(&r, &one, field)
					 : wt_read_field(&r, field)) {
		wt_skip_blanks(&r);
		b->ask = r.ask;
		if (wt_at_end(&r))
			return true;
		wt_want(&r, r.at, "nothing more");
	}
	wt_reader_report(&r, b->list, &where);
	return false;
}

static bool say_text(struct builder *b, const char *text, const struct wt_element *e,
		     struct wt_field *field)
{
	if (text)
		return read_notation(b, text, e, field);
	return e->optional || refuse(b, "this must be said", e);
}

static bool say_number(struct builder *b, uint64_t value, const struct wt_element *e,
		       struct wt_field *field)
{
	struct wt_quantity *q = &field->as.number;

	field->said = value || !e->optional;
	switch (field->kind) {
	case WT_FIELD_TIME:
		return wt_quantity_time(value, q) ||
		       refuse(b, "a time is whole microseconds, at most 2^63 - 1 ns", e);
	case WT_FIELD_SIZE:
	case WT_FIELD_RATE:
		return wt_quantity_size(value, q) || refuse(b, "more than 2^63 - 1 bytes", e);
	default:
		*q = wt_quantity_number(value);
		return value <= WT_LIMIT_NUMBER || refuse(b, "more than 2^63 - 1", e);
	}
}

static bool say_bytes(struct builder *b, const struct wt_bytes *bytes, const struct wt_element *e,
		      struct wt_field *field)
{
	struct wt_payload payload = {.kind = WT_PAYLOAD_TEXT};

	if (bytes->notation)
		return read_notation(b, bytes->notation, e, field);
	if (!bytes->data && e->optional)
		return true;
	if (bytes->len > TEXT_MAX)
		return refuse(b, "more than 16000 bytes; there are patterns and files", e);
	payload.text = (struct wt_text){
		.data = wt_store_string(b->plan->store, bytes->data ? bytes->data : "", bytes->len),
		.len = bytes->len};
	field->said = true;
	if (field->kind == WT_FIELD_TEXT)
		field->as.text = payload.text;
	else
		field->as.bytes = wt_store_dup(b->plan->store, &payload, sizeof payload);
	return true;
}

/* The next argument becomes the element's field. */
static bool say(struct builder *b, const struct wt_element *e, struct wt_field *field,
		va_list *args)
{
	struct wt_bytes bytes;

	field->kind = e->field;
	switch (e->field) {
	case WT_FIELD_FLAG:
		field->said = va_arg(*args, int);
		return true;
	case WT_FIELD_NUMBER:
	case WT_FIELD_PERCENT:
	case WT_FIELD_PORT:
	case WT_FIELD_TIME:
	case WT_FIELD_SIZE:
	case WT_FIELD_RATE:
		return say_number(b, va_arg(*args, uint64_t), e, field);
	case WT_FIELD_TEXT:
	case WT_FIELD_BYTES:
		bytes = va_arg(*args, struct wt_bytes);
		return say_bytes(b, &bytes, e, field);
	default:
		return say_text(b, va_arg(*args, const char *), e, field);
	}
}

static bool say_all(struct builder *b, enum wt_statement id, struct wt_node *node, va_list *args)
{
	struct wt_element e = wt_pattern_begin(wt_statement_pattern(id));
	struct wt_field fields[WT_SLOTS_MAX] = {0};
	bool ok = true;

	while (ok && wt_pattern_next(&e)) {
		wt_note_ask(&e, &b->ask);
		if (e.slot >= 0)
			ok = say(b, &e, &fields[e.slot], args);
	}
	node->id = id;
	node->field_count = (uint16_t)e.slots;
	node->fields = wt_store_dup(b->plan->store, fields, (size_t)e.slots * sizeof *fields);
	return ok;
}

/* -- Nodes ------------------------------------------------------------- */

static unsigned depth_of(const struct wt_plan *plan, int block)
{
	unsigned depth = 0;

	for (; block >= 0; block = plan->nodes[block].parent)
		depth++;
	return depth;
}

/* Finds the block for the node; false after a message. */
static bool place(struct builder *b, struct wt_node *node)
{
	enum wt_context context = wt_statement_context(node->id);
	int block = b->plan->open_block;
	enum wt_statement in = block < 0 ? WT_LINE_BLANK : b->plan->nodes[block].id;
	bool fits = true;

	if (context == WT_CONTEXT_HOST || context == WT_CONTEXT_ONCE_A_HOST)
		fits = in == WT_LINE_HOST;
	else if (context == WT_CONTEXT_STEP)
		fits = in == WT_LINE_PEER || in == WT_LINE_REPEATS;
	else
		block = -1;
	if (node->id == WT_LINE_REPEATS && depth_of(b->plan, block) > WT_LIMIT_REPEATS)
		fits = false;
	if (!fits)
		wt_diagnose(b->list, &b->where, "there is no block open that `%s` could stand in",
			    wt_statement_pattern(node->id));
	node->parent = block;
	node->indent = (uint16_t)(2 * depth_of(b->plan, block));
	return fits;
}

static int add(struct builder *b, struct wt_node *node)
{
	int index;

	if (!place(b, node))
		return -1;
	index = wt_plan_append(b->plan, node);
	if (index < 0)
		wt_diagnose(b->list, &b->where, "more than the limit of %zu lines",
			    WT_LIMIT_STATEMENTS);
	else if (wt_node_is_block(node))
		b->plan->open_block = index;
	else if (node->parent < 0)
		b->plan->open_block = -1;
	if (node->id == WT_LINE_INCLUDE && index >= 0 &&
	    !wt_parse_included(b->plan, b->list, index))
		return -1;
	return index;
}

static struct builder builder(struct wt_plan *plan, struct wt_diagnostics *list, const char *file,
			      int line)
{
	return (struct builder){
		.plan = plan,
		.list = list,
		.where = {.file = file ? wt_store_string(plan->store, file, strlen(file)) : NULL,
			  .line = line},
		.ask = WT_ASK_COUNT};
}

static bool say_with(struct builder *b, enum wt_statement id, struct wt_node *node, va_list args)
{
	va_list copy; /* a parameter of that type can not be pointed to */
	bool ok;

	va_copy(copy, args);
	ok = say_all(b, id, node, &copy);
	va_end(copy);
	return ok;
}

int wt_plan_vadd(struct wt_plan *plan, struct wt_diagnostics *list, const char *file, int line,
		 enum wt_statement id, va_list args)
{
	struct builder b = builder(plan, list, file, line);
	struct wt_node node = {.file = b.where.file, .line = line};

	return say_with(&b, id, &node, args) ? add(&b, &node) : -1;
}

int wt_plan_add(struct wt_plan *plan, struct wt_diagnostics *list, const char *file, int line,
		enum wt_statement id, ...)
{
	va_list args;
	int index;

	va_start(args, id);
	index = wt_plan_vadd(plan, list, file, line, id, args);
	va_end(args);
	return index;
}

/* What may stand there now: in the open block, or behind it. */
static unsigned contexts_now(const struct wt_plan *plan)
{
	if (plan->open_block < 0)
		return WT_IN_TOP | WT_IN_FIRST;
	if (plan->nodes[plan->open_block].id == WT_LINE_HOST)
		return WT_IN_TOP | WT_IN_HOST;
	return WT_IN_TOP | WT_IN_STEP;
}

static void gather(struct wt_symbols *symbols, const struct wt_plan *plan)
{
	struct wt_symbol symbol;

	for (size_t i = 0; i < plan->count; i++) {
		if (wt_symbol_of(&plan->nodes[i], &symbol))
			wt_symbols_add(symbols, &symbol);
	}
}

static bool read_line(struct builder *b, const struct wt_line *line, struct wt_node *node)
{
	struct wt_symbols symbols = {0};
	struct wt_reader r;
	bool ok;

	if (line->bad)
		return false;
	node->id = line->comment ? WT_LINE_COMMENT : WT_LINE_BLANK;
	if (line->start == line->end)
		return true;
	gather(&symbols, b->plan);
	wt_reader_init(&r, b->plan->store, &symbols, line->source, line->start, line->end);
	r.home = line->file;
	ok = wt_read_statement(&r, contexts_now(b->plan), node);
	if (!ok) {
		struct wt_location where = wt_line_location(line, line->start);

		wt_report_statement(&r, contexts_now(b->plan), b->list, &where);
	}
	wt_symbols_fini(&symbols);
	return ok;
}

int wt_plan_add_line(struct wt_plan *plan, struct wt_diagnostics *list, const char *file,
		     int number, const char *text)
{
	struct builder b = builder(plan, list, file, number);
	size_t len = strlen(text);
	struct wt_line line = {.file = b.where.file,
			       .number = number,
			       .source = wt_store_string(plan->store, text, len)};
	struct wt_node node = {.file = b.where.file, .line = number, .source = line.source};

	if (len > WT_LIMIT_LINE) {
		wt_diagnose(list, &b.where, "the line is longer than the limit of %zu bytes",
			    WT_LIMIT_LINE);
		return -1;
	}
	wt_line_divide(&line, plan->store, len, list);
	if (!read_line(&b, &line, &node))
		return -1;
	node.comment = line.comment;
	node.col = line.indent + 1;
	return add(&b, &node);
}

void wt_plan_end_repeats(struct wt_plan *plan)
{
	int block = plan->open_block;

	if (block >= 0 && plan->nodes[block].id == WT_LINE_REPEATS)
		plan->open_block = plan->nodes[block].parent;
}
