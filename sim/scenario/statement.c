/* SPDX-License-Identifier: MIT */
#include "scenario/statement.h"

#include <stdio.h>
#include <string.h>

#include "scenario/claim.h"
#include "scenario/field.h"
#include "scenario/hint.h"
#include "scenario/names.h"
#include "scenario/pattern.h"
#include "scenario/scenario.h"
#include "scenario/store.h"

struct row {
	const char *name;
	enum wt_context context;
	const char *pattern;
	const char *help;
	const char *function;
};

static const struct row rows[] = {
	[WT_LINE_BLANK] = {"BLANK", WT_CONTEXT_TOP, "", "", ""},
	[WT_LINE_COMMENT] = {"COMMENT", WT_CONTEXT_TOP, "", "", ""},
	[WT_LINE_BAD] = {"BAD", WT_CONTEXT_TOP, "", "", ""},
#define WT_STATEMENT(id, context, pattern, help, function, parameters, arguments) \
	[WT_LINE_##id] = {#id, WT_CONTEXT_##context, pattern, help, #function},
#include "scenario/statements.def"
#undef WT_STATEMENT
};

const char *wt_statement_name(enum wt_statement id)
{
	return rows[id].name;
}

const char *wt_statement_pattern(enum wt_statement id)
{
	return rows[id].pattern;
}

const char *wt_statement_help(enum wt_statement id)
{
	return rows[id].help;
}

const char *wt_statement_function(enum wt_statement id)
{
	return rows[id].function;
}

enum wt_context wt_statement_context(enum wt_statement id)
{
	return rows[id].context;
}

/* -- Reading ----------------------------------------------------------- */

bool wt_read_choice(struct wt_reader *r, const struct wt_element *e, struct wt_field *field)
{
	const char *word;
	size_t len;

	field->col = wt_col(r);
	for (int n = 0; wt_element_choice(e, n, &word, &len); n++) {
		if (wt_take_len(r, word, len)) {
			field->as.word = n;
			field->said = true;
			return true;
		}
	}
	return false;
}

void wt_note_ask(const struct wt_element *e, enum wt_ask *ask)
{
	int found = wt_words_find(&wt_ask_words, e->text, e->len);

	if (e->kind == WT_ELEMENT_WORD && found >= 0 && found < WT_ASK_to)
		*ask = (enum wt_ask)found;
}

static bool read_element(struct wt_reader *r, const struct wt_element *e, struct wt_field *fields)
{
	switch (e->kind) {
	case WT_ELEMENT_WORD:
		if (!wt_take_len(r, e->text, e->len))
			return false;
		wt_note_ask(e, &r->ask);
		return true;
	case WT_ELEMENT_FLAG:
		fields[e->slot].col = wt_col(r);
		fields[e->slot].said = wt_take_len(r, e->text, e->len);
		return fields[e->slot].said;
	case WT_ELEMENT_CHOICE:
		return wt_read_choice(r, e, &fields[e->slot]);
	case WT_ELEMENT_FIELD:
		return wt_read_field(r, &fields[e->slot]);
	}
	return false;
}

/* Does the part in brackets that begins with e stand at the cursor? */
static bool begins_here(struct wt_reader *r, const struct wt_element *e)
{
	if (e->kind != WT_ELEMENT_FIELD)
		return wt_sees(r, e->text, e->len) || wt_want_word(r, r->at, e->text, e->len);
	if (e->glued)
		return wt_peek(r) == '@' || wt_peek(r) == '#';
	return !wt_at_end(r);
}

/* The same behind blanks; the cursor stays. */
static bool begins_next(struct wt_reader *r, const struct wt_element *e)
{
	const char *start = r->at;
	bool found;

	if (!e->glued)
		wt_skip_blanks(r);
	found = begins_here(r, e);
	r->at = start;
	return found;
}

/* Goes on behind the brackets; their fields were not said. */
static void skip_brackets(struct wt_element *e, struct wt_field *fields)
{
	for (;; wt_pattern_next(e)) {
		if (e->slot >= 0)
			fields[e->slot].kind = e->field;
		if (e->closes)
			return;
	}
}

/* Between two words there is a blank, and only there. */
static bool read_gap(struct wt_reader *r, const struct wt_element *e)
{
	bool blank = wt_peek(r) == ' ';

	if (e->glued || wt_at_end(r))
		return true;
	wt_skip_blanks(r);
	return blank || r->at == r->start || wt_want(r, r->at, "a blank");
}

static bool read_row(struct wt_reader *r, const char *pattern, struct wt_field *fields, int *count)
{
	struct wt_element e = wt_pattern_begin(pattern);

	r->at = r->start;
	r->ask = WT_ASK_COUNT;
	while (wt_pattern_next(&e)) {
		if (e.slot >= 0)
			fields[e.slot] = (struct wt_field){.kind = e.field};
		if (e.opens && !begins_next(r, &e)) {
			skip_brackets(&e, fields);
			continue;
		}
		if (!read_gap(r, &e))
			return false;
		if (!read_element(r, &e, fields))
			return false;
	}
	wt_skip_blanks(r);
	*count = e.slots;
	return wt_at_end(r) || wt_want(r, r->at, "the end of the line");
}

bool wt_read_statement(struct wt_reader *r, unsigned contexts, struct wt_node *node)
{
	struct wt_field fields[WT_SLOTS_MAX];
	int count;

	for (int id = WT_LINE_BAD + 1; id < WT_LINE_COUNT; id++) {
		if (!(contexts & WT_IN(rows[id].context)))
			continue;
		memset(fields, 0, sizeof fields);
		if (!read_row(r, rows[id].pattern, fields, &count))
			continue;
		node->id = (enum wt_statement)id;
		node->field_count = (uint16_t)count;
		node->fields = wt_store_dup(r->store, fields, (size_t)count * sizeof *fields);
		return true;
	}
	return false;
}

/* -- Lines that begin wrongly ------------------------------------------ */

const char *wt_context_words(enum wt_context context)
{
	switch (context) {
	case WT_CONTEXT_FIRST:
		return "is the first line of a file";
	case WT_CONTEXT_TOP:
	case WT_CONTEXT_ONCE:
		return "stands at the beginning of a line, without indent";
	case WT_CONTEXT_HOST:
	case WT_CONTEXT_ONCE_A_HOST:
		return "belongs under a host, indented by two";
	case WT_CONTEXT_STEP:
		break;
	}
	return "belongs under a peer, indented by two";
}

/* The row that begins with this very word, or one like it; 0: none. */
static int row_elsewhere(const char *word, size_t len, unsigned contexts, bool exactly,
			 const char **ret, size_t *ret_len)
{
	struct wt_hint hint = {.word = word, .len = len};
	int found = 0;

	for (int id = WT_LINE_BAD + 1; id < WT_LINE_COUNT; id++) {
		struct wt_element e = wt_pattern_begin(rows[id].pattern);
		const char *before = hint.best;

		wt_pattern_next(&e);
		if (e.kind != WT_ELEMENT_WORD || contexts & WT_IN(rows[id].context))
			continue;
		if (exactly && (e.len != len || memcmp(e.text, word, len) != 0))
			continue;
		wt_hint_try(&hint, e.text, e.len);
		if (hint.best != before)
			found = id;
	}
	*ret = hint.best;
	*ret_len = hint.best_len;
	return found;
}

/* Is there a statement here that begins with this word, or nearly so? */
static bool is_near(const struct wt_reader *r, const char *word, size_t len)
{
	struct wt_hint hint = {.word = word, .len = len};

	for (size_t i = 0; i < r->wanted_count; i++) {
		if (r->wanted[i].how != WT_WANT_ANY_OF)
			wt_hint_try(&hint, r->wanted[i].text, r->wanted[i].len);
	}
	return hint.best;
}

static void explain_first_word(struct wt_reader *r, unsigned contexts)
{
	size_t len = wt_word_len(r, r->start);
	int shown = (int)(len > 40 ? 40 : len);
	const struct wt_symbol *symbol;
	const char *name, *word;
	size_t word_len;
	int row;

	if (!len)
		return;
	row = row_elsewhere(r->start, len, contexts, true, &word, &word_len);
	if (row) {
		wt_problem(r, r->start, len, "`%.*s` %s", shown, r->start,
			   wt_context_words(rows[row].context));
		return;
	}
	name = wt_store_string(r->store, r->start, len);
	symbol = wt_symbols_find(r->symbols, name);
	if (symbol && symbol->kind == WT_SYMBOL_PEER) {
		wt_problem(r, r->start, len,
			   "`%s` is a peer; what it does stands under `peer %s`, indented by two",
			   name, name);
		return;
	}
	wt_problem(r, r->start, len, "unknown word `%.*s`", shown, r->start);
	r->guess = true;
	row = row_elsewhere(r->start, len, contexts, false, &word, &word_len);
	if (row && !is_near(r, r->start, len))
		snprintf(r->hint, sizeof r->hint, "`%.*s` %s", (int)word_len, word,
			 wt_context_words(rows[row].context));
}

/* A check all by itself: what it wants is a word before it. */
static void explain_check(struct wt_reader *r)
{
	struct wt_reader again;
	struct wt_said_check check;

	wt_reader_init(&again, r->store, r->symbols, r->line, r->start, r->end);
	if (wt_read_check(&again, &check) && wt_at_end(&again))
		snprintf(r->hint, sizeof r->hint, "`expect` or `never` stands before a check");
}

void wt_report_statement(struct wt_reader *r, unsigned contexts, struct wt_diagnostics *list,
			 const struct wt_location *where)
{
	struct wt_reader again;
	struct wt_node node;

	wt_reader_init(&again, r->store, r->symbols, r->line, r->start, r->end);
	if (wt_read_statement(&again, WT_IN_EVERY & ~contexts, &node)) {
		r->far = r->end;
		r->problem[0] = '\0';
		r->at = r->end;
		wt_problem(r, r->start, 0, "`%.*s` %s", (int)wt_word_len(r, r->start), r->start,
			   wt_context_words(wt_statement_context(node.id)));
	} else if (r->far == r->start && !r->problem[0]) {
		r->at = r->start;
		explain_first_word(r, contexts);
	}
	explain_check(r);
	wt_reader_report(r, list, where);
}

/* -- Writing ----------------------------------------------------------- */

static void write_element(struct wt_writer *out, const struct wt_element *e,
			  const struct wt_node *node)
{
	const char *word;
	size_t len;

	switch (e->kind) {
	case WT_ELEMENT_WORD:
	case WT_ELEMENT_FLAG:
		wt_put_bytes(out, e->text, e->len);
		break;
	case WT_ELEMENT_CHOICE:
		if (wt_element_choice(e, node->fields[e->slot].as.word, &word, &len))
			wt_put_bytes(out, word, len);
		break;
	case WT_ELEMENT_FIELD:
		wt_write_field(out, &node->fields[e->slot]);
		break;
	}
}

/* Was what the brackets beginning with e hold said?  Their first field tells. */
static bool was_said(struct wt_element e, const struct wt_node *node)
{
	while (e.slot < 0 && !e.closes)
		wt_pattern_next(&e);
	return e.slot >= 0 && node->fields[e.slot].said;
}

void wt_write_statement(struct wt_writer *out, const struct wt_node *node)
{
	struct wt_element e = wt_pattern_begin(rows[node->id].pattern);
	bool skipping = false;

	while (wt_pattern_next(&e)) {
		if (e.opens)
			skipping = !was_said(e, node);
		if (e.optional && skipping)
			continue;
		if (!e.glued)
			wt_put(out, " ");
		write_element(out, &e, node);
	}
}

bool wt_node_says(const struct wt_node *node, const char *word)
{
	struct wt_element e = wt_pattern_begin(rows[node->id].pattern);
	const char *choice;
	size_t len;

	while (wt_pattern_next(&e)) {
		const struct wt_field *field = e.slot >= 0 ? &node->fields[e.slot] : NULL;

		if (!field || !field->said || e.kind == WT_ELEMENT_FIELD)
			continue;
		choice = e.text;
		len = e.len;
		if (e.kind == WT_ELEMENT_CHOICE &&
		    !wt_element_choice(&e, field->as.word, &choice, &len))
			continue;
		if (strlen(word) == len && memcmp(word, choice, len) == 0)
			return true;
	}
	return false;
}
