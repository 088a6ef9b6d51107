/* SPDX-License-Identifier: MIT */
#include "scenario/value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "decisions/outcome.h"
#include "scenario/names.h"
#include "scenario/object.h"
#include "scenario/quantity.h"
#include "scenario/store.h"
#include "trace/errno_names.h"

enum argument { NONE, NUMBER, TIME, ERRNO, WIRE, OBJ };

struct row {
	const char *words;
	const char *usage;
	enum argument argument;
	unsigned asks;
};

static const struct row rows[] = {
#define WT_VALUE(id, words, argument, asks) {words, words " " #argument, argument, asks},
#include "scenario/values.def"
#undef WT_VALUE
};

const char *wt_value_words(enum wt_said_verb verb)
{
	return rows[verb].words;
}

const char *wt_value_usage(enum wt_said_verb verb)
{
	return rows[verb].argument == NONE ? rows[verb].words : rows[verb].usage;
}

unsigned wt_value_asks(enum wt_said_verb verb)
{
	return rows[verb].asks;
}

/* -- Errnos ------------------------------------------------------------ */

bool wt_read_errno(struct wt_reader *r, int *ret)
{
	size_t len = wt_word_len(r, r->at);

	*ret = wt_errno_number(r->at, len);
	if (*ret) {
		r->at += len;
		return true;
	}
	for (int i = 0; wt_errno_at(i); i++)
		wt_want_silently(r, r->at, wt_errno_name(wt_errno_at(i)));
	return wt_want(r, r->at, "an errno such as EAGAIN");
}

/* What each ask can fail with stands where all that is legal does; what is not there
 * has its cause in the connection. */
static bool may_fail(enum wt_ask ask, int error, struct wt_writer *ret_others)
{
	const struct wt_outcome *outcomes;
	size_t count = ask < WT_ASK_COUNT ? wt_outcomes(ask, &outcomes) : 0;
	const char *between = "";
	bool any = false;

	for (size_t i = 0; i < count; i++) {
		if (outcomes[i].verb != WT_VERB_FAILS)
			continue;
		if (outcomes[i].error == error)
			return true;
		wt_putf(ret_others, "%s%s", between, wt_errno_name(outcomes[i].error));
		between = ", ";
		any = true;
	}
	return !any;
}

static bool read_failure(struct wt_reader *r, int *ret)
{
	const char *start = r->at;
	struct wt_writer others = {0};
	bool may;

	if (!wt_read_errno(r, ret))
		return false;
	may = may_fail(r->ask, *ret, &others);
	if (!may)
		wt_problem(r, start, 0, "%s fails with %s; for anything else there is `raw`",
			   wt_ask_text(r->ask), others.data);
	free(others.data);
	return may;
}

/* -- Values ------------------------------------------------------------ */

/* The words of a row, with blanks between. */
static bool take_words(struct wt_reader *r, const char *words)
{
	const char *start = r->at;

	while (*words) {
		size_t len = strcspn(words, " ");

		wt_skip_blanks(r);
		if (!wt_take_len(r, words, len)) {
			r->at = start;
			return false;
		}
		words += len;
		words += strspn(words, " ");
	}
	return true;
}

static bool read_argument(struct wt_reader *r, enum argument argument, struct wt_said_value *ret)
{
	struct wt_said_object object;
	struct wt_said_wire wire;

	if (argument == NONE) /* the blank behind it belongs to what follows */
		return true;
	wt_skip_blanks(r);
	switch (argument) {
	case NONE:
		break;
	case NUMBER:
		return wt_read_number(r, &ret->number);
	case TIME:
		return wt_read_time(r, &ret->number);
	case ERRNO:
		return read_failure(r, &ret->error);
	case WIRE:
		if (!wt_read_wire(r, &wire))
			return false;
		ret->wire = wt_store_dup(r->store, &wire, sizeof wire);
		break;
	case OBJ:
		if (!wt_read_object(r, &object))
			return false;
		ret->object = wt_store_dup(r->store, &object, sizeof object);
		break;
	}
	return true;
}

static bool fits(const struct row *row, enum wt_ask ask)
{
	return ask == WT_ASK_COUNT || (row->asks & 1u << ask);
}

/* A value that exists, but for something else. */
static void explain(struct wt_reader *r, const char *start)
{
	struct wt_reader ahead = *r;

	for (size_t i = 0; i < WT_SAYS_COUNT; i++) {
		ahead.at = start;
		if (!fits(&rows[i], r->ask) && take_words(&ahead, rows[i].words))
			wt_problem(r, start, strlen(rows[i].words), "`%s` does not go with `%s`",
				   rows[i].words, wt_ask_text(r->ask));
	}
}

bool wt_read_value(struct wt_reader *r, struct wt_said_value *ret)
{
	const char *start = r->at;

	for (size_t i = 0; i < WT_SAYS_COUNT; i++) {
		if (!fits(&rows[i], r->ask))
			continue;
		r->at = start;
		*ret = (struct wt_said_value){.verb = (enum wt_said_verb)i, .col = wt_col(r)};
		if (take_words(r, rows[i].words) && read_argument(r, rows[i].argument, ret))
			return true;
	}
	explain(r, start);
	return false;
}

void wt_write_value(struct wt_writer *out, const struct wt_said_value *value)
{
	const struct row *row = &rows[value->verb];

	wt_put(out, row->words);
	if (row->argument != NONE)
		wt_put(out, " ");
	switch (row->argument) {
	case NONE:
		break;
	case NUMBER:
	case TIME:
		wt_write_quantity(out, &value->number);
		break;
	case ERRNO:
		wt_put(out, wt_errno_name(value->error));
		break;
	case WIRE:
		wt_write_wire(out, value->wire);
		break;
	case OBJ:
		wt_write_object(out, value->object);
		break;
	}
}

/* -- Results ----------------------------------------------------------- */

bool wt_read_result(struct wt_reader *r, struct wt_said_result *ret)
{
	bool negative = wt_try(r, "-");

	*ret = (struct wt_said_result){0};
	if (negative || wt_is_digit(wt_peek(r)) || wt_peek(r) == '$') {
		if (!wt_read_number(r, &ret->number))
			return false;
		ret->number.negative = negative;
		return true;
	}
	return wt_read_errno(r, &ret->error);
}

void wt_write_result(struct wt_writer *out, const struct wt_said_result *result)
{
	if (result->error)
		wt_put(out, wt_errno_name(result->error));
	else
		wt_write_quantity(out, &result->number);
}
