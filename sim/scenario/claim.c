/* SPDX-License-Identifier: MIT */
#include "scenario/claim.h"

#include "scenario/names.h"
#include "scenario/object.h"
#include "scenario/quantity.h"
#include "scenario/text.h"
#include "scenario/value.h"
#include "trace/errno_names.h"

/* Takes one word of a set; wants each of them. */
static bool take_one(struct wt_reader *r, const struct wt_words *words, int *ret)
{
	for (int i = 0; i < words->count; i++) {
		if (wt_take(r, words->at[i])) {
			*ret = i;
			return true;
		}
	}
	return false;
}

static bool read_received(struct wt_reader *r, struct wt_said_check *ret)
{
	int how;

	ret->kind = WT_SAID_RECEIVED;
	wt_skip_blanks(r);
	if (!take_one(r, &wt_how_words, &how))
		return false;
	ret->how = (enum wt_said_how)how;
	wt_skip_blanks(r);
	return wt_read_payload(r, &ret->bytes);
}

static bool read_ended(struct wt_reader *r, struct wt_said_check *ret)
{
	int ending;

	ret->kind = WT_SAID_ENDED;
	wt_skip_blanks(r);
	if (!wt_take(r, "by"))
		return false;
	wt_skip_blanks(r);
	if (!take_one(r, &wt_ending_words, &ending))
		return false;
	ret->ending = (enum wt_ending)ending;
	return true;
}

/* -- Measures ---------------------------------------------------------- */

static bool read_notes(struct wt_reader *r, struct wt_said_check *ret)
{
	wt_skip_blanks(r);
	if (!wt_read_text(r, &ret->note))
		return false;
	wt_skip_blanks(r);
	ret->has_note_text = wt_peek(r) == '"' || wt_peek(r) == '$';
	return !ret->has_note_text || wt_read_text(r, &ret->note_text);
}

/* `[fails ERRNO]` behind a call. */
static bool read_fails(struct wt_reader *r, struct wt_said_check *ret)
{
	wt_skip_blanks(r);
	if (!wt_take(r, "fails"))
		return true;
	wt_skip_blanks(r);
	return wt_read_errno(r, &ret->error);
}

static bool want_measure(struct wt_reader *r)
{
	wt_want_word(r, r->at, "received", 8);
	wt_want_word(r, r->at, "ended", 5);
	wt_want(r, r->at, "a handler");
	wt_want(r, r->at, "a call");
	for (int i = 0; i < wt_measure_words.count; i++)
		wt_take(r, wt_measure_words.at[i]);
	for (int i = 0; i < wt_handler_words.count; i++)
		wt_want_silently(r, r->at, wt_handler_words.at[i]);
	for (int i = 0; i < wt_call_words.count; i++)
		wt_want_silently(r, r->at, wt_call_words.at[i]);
	return false;
}

static bool read_measure(struct wt_reader *r, struct wt_said_check *ret)
{
	size_t len = wt_word_len(r, r->at);
	int found;

	if ((found = wt_words_find(&wt_handler_words, r->at, len)) >= 0)
		ret->measure = WT_MEASURE_HANDLER;
	else if ((found = wt_words_find(&wt_call_words, r->at, len)) >= 0)
		ret->measure = WT_MEASURE_CALL;
	else if ((found = wt_words_find(&wt_measure_words, r->at, len)) >= 0)
		ret->measure = (enum wt_measure)(WT_MEASURE_NOTES + found);
	else
		return want_measure(r);
	ret->word = found;
	r->at += len;
	if (ret->measure == WT_MEASURE_NOTES)
		return read_notes(r, ret);
	return ret->measure != WT_MEASURE_CALL || read_fails(r, ret);
}

/* The longest operator, so that `<=` is not taken for `<`. */
static bool read_op(struct wt_reader *r, enum wt_op *ret)
{
	static const enum wt_op order[] = {WT_OP_NE, WT_OP_LE, WT_OP_GE,
					   WT_OP_EQ, WT_OP_LT, WT_OP_GT};

	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		if (wt_try(r, wt_op_words.at[order[i]])) {
			*ret = order[i];
			return true;
		}
	}
	return wt_want(r, r->at, "`=`, `!=`, `<`, `<=`, `>` or `>=`");
}

/* `$n bytes` */
static bool in_bytes(const struct wt_reader *r)
{
	struct wt_reader ahead = *r;
	const char *name;

	if (!wt_take_variable(&ahead, &name))
		return false;
	wt_skip_blanks(&ahead);
	return wt_try(&ahead, "bytes");
}

/* A size where bytes are measured, and a number everywhere. */
static bool read_figure(struct wt_reader *r, struct wt_said_check *check)
{
	bool sizes = check->measure == WT_MEASURE_BYTES || check->measure == WT_MEASURE_QUEUED;
	const char *start = r->at;
	unsigned before = r->problems;

	if (check->measure == WT_MEASURE_RETURNED)
		check->number.negative = wt_try(r, "-");
	if (check->number.negative) {
		if (!wt_read_number(r, &check->number))
			return false;
		check->number.negative = true;
		return true;
	}
	sizes = sizes && (wt_peek(r) != '$' || wt_sees_variable(r, WT_FOR_SIZE) || in_bytes(r));
	if (sizes && wt_read_size(r, &check->number))
		return true;
	if (r->problems != before)
		return false;
	r->at = start;
	return wt_read_number(r, &check->number);
}

static bool read_measured(struct wt_reader *r, struct wt_said_check *ret)
{
	ret->kind = WT_SAID_MEASURED;
	if (!read_measure(r, ret))
		return false;
	wt_skip_blanks(r);
	if (!read_op(r, &ret->op))
		return false;
	wt_skip_blanks(r);
	return read_figure(r, ret);
}

bool wt_read_check(struct wt_reader *r, struct wt_said_check *ret)
{
	const char *start;

	*ret = (struct wt_said_check){0};
	if (!wt_read_subject(r, &ret->subject))
		return false;
	start = r->at;
	wt_skip_blanks(r);
	if (r->at == start)
		return wt_want(r, r->at, wt_at_end(r) ? "what is measured" : "a blank");
	if (wt_try(r, "received"))
		return read_received(r, ret);
	if (wt_try(r, "ended"))
		return read_ended(r, ret);
	return read_measured(r, ret);
}

static void write_measure(struct wt_writer *out, const struct wt_said_check *check)
{
	switch (check->measure) {
	case WT_MEASURE_HANDLER:
		wt_put(out, wt_handler_words.at[check->word]);
		break;
	case WT_MEASURE_CALL:
		wt_put(out, wt_call_words.at[check->word]);
		if (check->error)
			wt_putf(out, " fails %s", wt_errno_name(check->error));
		break;
	case WT_MEASURE_NOTES:
		wt_put(out, "notes ");
		wt_write_text(out, &check->note);
		if (!check->has_note_text)
			break;
		wt_put(out, " ");
		wt_write_text(out, &check->note_text);
		break;
	default:
		wt_put(out, wt_measure_words.at[check->measure - WT_MEASURE_NOTES]);
	}
}

void wt_write_check(struct wt_writer *out, const struct wt_said_check *check)
{
	wt_write_object(out, &check->subject);
	switch (check->kind) {
	case WT_SAID_RECEIVED:
		wt_putf(out, " received %s ", wt_how_words.at[check->how]);
		wt_write_payload(out, &check->bytes);
		break;
	case WT_SAID_ENDED:
		wt_putf(out, " ended by %s", wt_ending_words.at[check->ending]);
		break;
	case WT_SAID_MEASURED:
		wt_put(out, " ");
		write_measure(out, check);
		wt_putf(out, " %s ", wt_op_words.at[check->op]);
		wt_write_quantity(out, &check->number);
		break;
	}
}
