/* SPDX-License-Identifier: MIT */
#include "scenario/list.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/names.h"
#include "scenario/quantity.h"
#include "scenario/store.h"
#include "scenario/text.h"

/* -- Arguments --------------------------------------------------------- */

/* A run of non-blanks.  A quote in it would look as if it meant something. */
static bool read_word_arg(struct wt_reader *r, struct wt_text *ret)
{
	const char *start = r->at;

	while (!wt_at_end(r) && *r->at != ' ' && *r->at != '"')
		r->at++;
	if (wt_peek(r) == '"')
		return wt_problem(r, r->at, 1, "put the whole argument in quotes");
	*ret = (struct wt_text){.data = wt_store_string(r->store, start, (size_t)(r->at - start)),
				.len = (size_t)(r->at - start)};
	return true;
}

static bool read_arg(struct wt_reader *r, struct wt_said_arg *ret)
{
	const char *name;

	*ret = (struct wt_said_arg){.kind = WT_ARG_WORD, .col = wt_col(r)};
	if (wt_peek(r) == '"') {
		ret->kind = WT_ARG_TEXT;
		if (!wt_read_quoted(r, &ret->text))
			return false;
	} else if (wt_peek(r) == '$') {
		ret->kind = WT_ARG_VARIABLE;
		if (!wt_take_variable(r, &name))
			return false;
		ret->text = (struct wt_text){.data = name, .len = strlen(name)};
	} else if (!read_word_arg(r, &ret->text)) {
		return false;
	}
	if (!wt_at_end(r) && *r->at != ' ')
		return wt_want(r, r->at, "a blank");
	return true;
}

bool wt_read_args(struct wt_reader *r, struct wt_field *ret)
{
	struct wt_said_arg *args = NULL;
	size_t count = 0;
	bool ok = true;

	for (; ok && !wt_at_end(r); wt_skip_blanks(r)) {
		if (count == WT_LIMIT_ARGS) {
			ok = wt_problem(r, r->at, 0, "more than the limit of %zu arguments",
					WT_LIMIT_ARGS);
			break;
		}
		if (count % 16 == 0)
			args = wt_need(args, (count + 16) * sizeof *args);
		ok = read_arg(r, &args[count]);
		count++;
	}
	ret->as.args.at = wt_store_dup(r->store, args, ok ? count * sizeof *args : 0);
	ret->as.args.count = ok ? count : 0;
	free(args);
	return ok;
}

void wt_write_args(struct wt_writer *out, const struct wt_field *field)
{
	for (size_t i = 0; i < field->as.args.count; i++) {
		const struct wt_said_arg *arg = &field->as.args.at[i];

		if (i)
			wt_put(out, " ");
		if (arg->kind == WT_ARG_TEXT)
			wt_write_text(out, &arg->text);
		else
			wt_putf(out, arg->kind == WT_ARG_WORD ? "%s" : "$%s", arg->text.data);
	}
}

/* -- Values of `for` --------------------------------------------------- */

static bool read_word_value(struct wt_reader *r, struct wt_text *ret)
{
	const char *start = r->at;

	while (!wt_at_end(r) && !strchr(" ,\"$", *r->at))
		r->at++;
	if (r->at == start)
		return wt_want(r, start, "a value");
	*ret = (struct wt_text){.data = wt_store_string(r->store, start, (size_t)(r->at - start)),
				.len = (size_t)(r->at - start)};
	return true;
}

static bool read_for_value(struct wt_reader *r, struct wt_for_value *ret)
{
	*ret = (struct wt_for_value){0};
	if (wt_is_digit(wt_peek(r)))
		return wt_read_any_quantity(r, ret);
	ret->kind = wt_peek(r) == '"' ? WT_FOR_TEXT : WT_FOR_WORD;
	if (ret->kind == WT_FOR_TEXT)
		return wt_read_quoted(r, &ret->text);
	return read_word_value(r, &ret->text);
}

/* Behind `A..`. */
static bool read_range(struct wt_reader *r, const char *start, uint64_t first, struct wt_field *ret)
{
	uint64_t last;

	if (!wt_take_count(r, &last))
		return false;
	if (last < first)
		return wt_problem(r, start, (size_t)(r->at - start), "this range is empty");
	if (last - first >= WT_LIMIT_VALUES)
		return wt_problem(r, start, (size_t)(r->at - start),
				  "more than the limit of %zu values", WT_LIMIT_VALUES);
	ret->as.values.at = NULL;
	ret->as.values.first = first;
	ret->as.values.count = (size_t)(last - first) + 1;
	return true;
}

/* Adds one value to the array; all are of one kind. */
static bool read_next_value(struct wt_reader *r, struct wt_for_value **values, size_t *count)
{
	const char *start = r->at;

	if (*count == WT_LIMIT_VALUES)
		return wt_problem(r, r->at, 0, "more than the limit of %zu values",
				  WT_LIMIT_VALUES);
	if ((*count & (*count - 1)) == 0)
		*values = wt_need(*values, (*count ? *count * 2 : 1) * sizeof **values);
	if (!read_for_value(r, &(*values)[*count]))
		return false;
	if ((*values)[*count].kind != (*values)[0].kind)
		return wt_problem(r, start, (size_t)(r->at - start),
				  "the values of a `for` are all of one kind");
	(*count)++;
	return true;
}

static bool read_value_list(struct wt_reader *r, struct wt_for_value **values, size_t *count)
{
	do {
		wt_skip_blanks(r);
		if (!read_next_value(r, values, count))
			return false;
		wt_skip_blanks(r);
	} while (wt_try(r, ","));
	return wt_at_end(r) || wt_want_word(r, r->at, ",", 1);
}

bool wt_read_values(struct wt_reader *r, struct wt_field *ret)
{
	struct wt_reader ahead = *r;
	struct wt_for_value *values = NULL;
	size_t count = 0;
	uint64_t first;
	bool ok;

	if (wt_is_digit(wt_peek(r)) && wt_take_count(&ahead, &first) && wt_try(&ahead, "..")) {
		const char *start = r->at;

		r->at = ahead.at;
		return read_range(r, start, first, ret);
	}
	ok = read_value_list(r, &values, &count);
	ret->as.values.at = wt_store_dup(r->store, values, ok ? count * sizeof *values : 0);
	ret->as.values.count = ok ? count : 0;
	free(values);
	return ok;
}

void wt_write_value_of_for(struct wt_writer *out, const struct wt_for_value *value)
{
	if (value->kind == WT_FOR_TEXT)
		wt_write_text(out, &value->text);
	else if (value->kind == WT_FOR_WORD)
		wt_put(out, value->text.data);
	else
		wt_write_quantity(out, &value->quantity);
}

void wt_write_values(struct wt_writer *out, const struct wt_field *field)
{
	uint64_t first = field->as.values.first;
	size_t count = field->as.values.count;

	if (!field->as.values.at) {
		wt_putf(out, "%" PRIu64 "..%" PRIu64, first, first + count - 1);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		wt_put(out, i ? ", " : "");
		wt_write_value_of_for(out, &field->as.values.at[i]);
	}
}

/* -- Kinds ------------------------------------------------------------- */

static bool read_kind(struct wt_reader *r, unsigned *kinds)
{
	for (int i = 0; i < wt_kind_words.count; i++) {
		if (wt_sees(r, wt_kind_words.at[i], strlen(wt_kind_words.at[i])) &&
		    (*kinds & 1u << i))
			return wt_problem(r, r->at, 0, "`%s` is named twice", wt_kind_words.at[i]);
		if (wt_take(r, wt_kind_words.at[i])) {
			*kinds |= 1u << i;
			return true;
		}
	}
	return false;
}

bool wt_read_kinds(struct wt_reader *r, struct wt_field *ret)
{
	ret->as.kinds = 0;
	do {
		wt_skip_blanks(r);
		if (!read_kind(r, &ret->as.kinds))
			return false;
		wt_skip_blanks(r);
	} while (wt_try(r, ","));
	return wt_at_end(r) || wt_want_word(r, r->at, ",", 1);
}

void wt_write_kinds(struct wt_writer *out, const struct wt_field *field)
{
	const char *comma = "";

	for (int i = 0; i < wt_kind_words.count; i++) {
		if (!(field->as.kinds & 1u << i))
			continue;
		wt_putf(out, "%s%s", comma, wt_kind_words.at[i]);
		comma = ", ";
	}
}

/* -- Reasons ----------------------------------------------------------- */

/* The rest of the line, one blank for a run of them outside of quotes. */
bool wt_read_reason(struct wt_reader *r, struct wt_field *ret)
{
	struct wt_writer out = {0};
	bool quoted = false;

	if (wt_at_end(r))
		return wt_want(r, r->at, "a reason");
	for (; !wt_at_end(r); r->at++) {
		if (quoted && *r->at == '\\' && r->end - r->at > 1)
			wt_put_bytes(&out, r->at++, 1);
		else if (*r->at == '"')
			quoted = !quoted;
		if (quoted || *r->at != ' ' || out.data[out.len - 1] != ' ')
			wt_put_bytes(&out, r->at, 1);
	}
	ret->as.name = wt_store_string(r->store, out.data, out.len);
	free(wt_writer_done(&out));
	return true;
}
