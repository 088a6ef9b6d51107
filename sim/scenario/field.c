/* SPDX-License-Identifier: MIT */
#include "scenario/field.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/claim.h"
#include "scenario/list.h"
#include "scenario/names.h"
#include "scenario/object.h"
#include "scenario/quantity.h"
#include "scenario/scenario.h"
#include "scenario/store.h"
#include "scenario/text.h"
#include "scenario/value.h"

const char *wt_field_words(enum wt_field_kind kind)
{
	static const char *const words[] = {[WT_FIELD_FLAG] = "",
					    [WT_FIELD_WORD] = "",
#define FIELD_WORDS(name, description) [WT_FIELD_##name] = description,
					    WT_FIELDS(FIELD_WORDS)
#undef FIELD_WORDS
	};

	return words[kind];
}

/* -- Reading ----------------------------------------------------------- */

/* At the start of a line a word nobody declared is more likely a misspelt
 * keyword than a host. */
static bool read_host(struct wt_reader *r, struct wt_field *field)
{
	const struct wt_symbol *symbol;
	const char *start = r->at;

	if (!wt_take_name(r, wt_field_words(field->kind), &field->as.name))
		return false;
	symbol = wt_symbols_find(r->symbols, field->as.name);
	if (start == r->start && r->symbols && (!symbol || symbol->kind == WT_SYMBOL_PEER))
		return wt_want(r, start, wt_field_words(field->kind));
	return true;
}

static bool read_prog(struct wt_reader *r, struct wt_field *field)
{
	size_t len = wt_word_len(r, r->at);

	if (!len || wt_is_digit(*r->at) || *r->at == '-')
		return wt_want(r, r->at, wt_field_words(field->kind));
	if (len > WT_LIMIT_NAME)
		return wt_problem(r, r->at, len, "a name may be at most %zu characters long",
				  WT_LIMIT_NAME);
	field->as.name = wt_store_string(r->store, r->at, len);
	r->at += len;
	return true;
}

static bool read_word_of(struct wt_reader *r, struct wt_field *field, const struct wt_words *words)
{
	field->as.word = wt_words_find(words, r->at, wt_word_len(r, r->at));
	if (field->as.word >= 0) {
		r->at += strlen(words->at[field->as.word]);
		return true;
	}
	for (int i = 0; i < words->count; i++)
		wt_want_silently(r, r->at, words->at[i]);
	return wt_want(r, r->at, wt_field_words(field->kind));
}

/* The wire is asked by its own rows. */
static bool read_ask(struct wt_reader *r, struct wt_field *field)
{
	static const struct wt_words *const words = &wt_ask_words;
	struct wt_words calls = {words->at, WT_ASK_to};

	if (!read_word_of(r, field, &calls))
		return false;
	r->ask = (enum wt_ask)field->as.word;
	return true;
}

static bool read_call(struct wt_reader *r, struct wt_field *field)
{
	int ask;

	if (!read_word_of(r, field, &wt_call_words))
		return false;
	ask = wt_words_find(&wt_ask_words, wt_call_words.at[field->as.word],
			    strlen(wt_call_words.at[field->as.word]));
	r->ask = ask < 0 ? WT_ASK_COUNT : (enum wt_ask)ask;
	return true;
}

static bool read_percent(struct wt_reader *r, struct wt_quantity *ret)
{
	const char *start = r->at;

	if (!wt_read_number(r, ret))
		return false;
	if (!ret->variable && (ret->value < 1 || ret->value > 100))
		return wt_problem(r, start, (size_t)(r->at - start),
				  "a chance is from 1%% to 100%%");
	return wt_take(r, "%");
}

static bool read_shift(struct wt_reader *r, struct wt_quantity *ret)
{
	bool negative = wt_try(r, "-");

	if (!negative && !wt_take(r, "+"))
		return wt_want(r, r->at, "a shift such as -1h");
	if (!wt_read_time(r, ret))
		return false;
	ret->negative = negative;
	return true;
}

static bool read_range(struct wt_reader *r, struct wt_field *field,
		       bool (*read)(struct wt_reader *, struct wt_quantity *))
{
	const char *start = r->at;

	if (!read(r, &field->as.range.low))
		return false;
	field->as.range.high = field->as.range.low;
	if (field->kind == WT_FIELD_PORTS ? !wt_take(r, "..") : !wt_try(r, ".."))
		return field->kind != WT_FIELD_PORTS;
	if (!read(r, &field->as.range.high))
		return false;
	if (!field->as.range.low.variable && !field->as.range.high.variable &&
	    field->as.range.high.value < field->as.range.low.value)
		return wt_problem(r, start, (size_t)(r->at - start), "this range is empty");
	return true;
}

static bool read_endpoint(struct wt_reader *r, struct wt_said_object *ret)
{
	const char *start = r->at;

	if (wt_peek(r) < 'a' || wt_peek(r) > 'z')
		return wt_want(r, r->at, wt_field_words(WT_FIELD_ENDPOINT));
	if (!wt_read_object(r, ret))
		return false;
	if (ret->kind == WT_SAID_PORT && !ret->udp && ret->nth == 1)
		return true;
	return wt_problem(r, start, (size_t)(r->at - start), "expected %s",
			  wt_field_words(WT_FIELD_ENDPOINT));
}

/* Parts that a field points to. */
static bool read_part(struct wt_reader *r, struct wt_field *field)
{
	union {
		struct wt_payload bytes;
		struct wt_said_object object;
		struct wt_said_place place;
		struct wt_said_wire wire;
		struct wt_said_value value;
		struct wt_said_result result;
		struct wt_said_check check;
	} part;

	switch (field->kind) {
	case WT_FIELD_BYTES:
		if (!wt_read_payload(r, &part.bytes))
			return false;
		field->as.bytes = wt_store_dup(r->store, &part.bytes, sizeof part.bytes);
		return true;
	case WT_FIELD_OBJ:
	case WT_FIELD_ENDPOINT:
		if (field->kind == WT_FIELD_OBJ ? !wt_read_object(r, &part.object)
						: !read_endpoint(r, &part.object))
			return false;
		field->as.object = wt_store_dup(r->store, &part.object, sizeof part.object);
		return true;
	case WT_FIELD_PLACE:
		if (!wt_read_place(r, &part.place))
			return false;
		field->as.place = wt_store_dup(r->store, &part.place, sizeof part.place);
		return true;
	case WT_FIELD_WIRE:
		if (!wt_read_wire(r, &part.wire))
			return false;
		field->as.wire = wt_store_dup(r->store, &part.wire, sizeof part.wire);
		r->ask = part.wire.direction;
		return true;
	case WT_FIELD_VALUE:
		if (!wt_read_value(r, &part.value))
			return false;
		field->as.value = wt_store_dup(r->store, &part.value, sizeof part.value);
		return true;
	case WT_FIELD_RESULT:
		if (!wt_read_result(r, &part.result))
			return false;
		field->as.result = wt_store_dup(r->store, &part.result, sizeof part.result);
		return true;
	case WT_FIELD_CHECK:
		if (!wt_read_check(r, &part.check))
			return false;
		field->as.check = wt_store_dup(r->store, &part.check, sizeof part.check);
		return true;
	default:
		return false;
	}
}

static bool read_rate(struct wt_reader *r, struct wt_quantity *ret)
{
	return wt_read_size(r, ret) && wt_take(r, "/s");
}

static bool read_inside(struct wt_reader *r, struct wt_field *field)
{
	switch (field->kind) {
	case WT_FIELD_NAME:
		return wt_take_name(r, wt_field_words(field->kind), &field->as.name);
	case WT_FIELD_HOST:
	case WT_FIELD_ACTOR:
		return read_host(r, field);
	case WT_FIELD_PROG:
		return read_prog(r, field);
	case WT_FIELD_ARGS:
		return wt_read_args(r, field);
	case WT_FIELD_NUMBER:
		return wt_read_number(r, &field->as.number);
	case WT_FIELD_PERCENT:
		return read_percent(r, &field->as.number);
	case WT_FIELD_PORT:
		return wt_read_port(r, &field->as.number);
	case WT_FIELD_PORTS:
		return read_range(r, field, wt_read_port);
	case WT_FIELD_TIME:
		return wt_read_time(r, &field->as.number);
	case WT_FIELD_TIMES:
		return read_range(r, field, wt_read_time);
	case WT_FIELD_SHIFT:
		return read_shift(r, &field->as.number);
	case WT_FIELD_SIZE:
		return wt_read_size(r, &field->as.number);
	case WT_FIELD_RATE:
		return read_rate(r, &field->as.number);
	case WT_FIELD_TEXT:
		return wt_read_text(r, &field->as.text);
	case WT_FIELD_VALUES:
		return wt_read_values(r, field);
	case WT_FIELD_ASK:
		return read_ask(r, field);
	case WT_FIELD_CALL:
		return read_call(r, field);
	case WT_FIELD_CHECKNAME:
		return read_word_of(r, field, &wt_checkname_words);
	case WT_FIELD_SIGNAL:
		return read_word_of(r, field, &wt_signal_words);
	case WT_FIELD_KINDS:
		return wt_read_kinds(r, field);
	case WT_FIELD_REASON:
		return wt_read_reason(r, field);
	default:
		return read_part(r, field);
	}
}

bool wt_read_field(struct wt_reader *r, struct wt_field *field)
{
	field->col = wt_col(r);
	field->said = read_inside(r, field);
	return field->said;
}

/* -- Writing ----------------------------------------------------------- */

static void write_range(struct wt_writer *out, const struct wt_field *field)
{
	const struct wt_quantity *low = &field->as.range.low, *high = &field->as.range.high;
	size_t start = out->len, low_len;
	struct wt_writer again = {0};

	wt_write_quantity(out, low);
	low_len = out->len - start;
	wt_write_quantity(&again, high);
	if (field->kind == WT_FIELD_PORTS || again.len != low_len ||
	    memcmp(again.data, out->data + start, low_len) != 0)
		wt_putf(out, "..%s", again.data);
	free(wt_writer_done(&again));
}

static void write_number(struct wt_writer *out, const struct wt_field *field)
{
	if (field->kind == WT_FIELD_SHIFT && !field->as.number.negative)
		wt_put(out, "+");
	wt_write_quantity(out, &field->as.number);
	if (field->kind == WT_FIELD_RATE)
		wt_put(out, "/s");
	if (field->kind == WT_FIELD_PERCENT)
		wt_put(out, "%");
}

void wt_write_field(struct wt_writer *out, const struct wt_field *field)
{
	switch (field->kind) {
	case WT_FIELD_FLAG:
	case WT_FIELD_WORD:
	case WT_FIELD_KIND_COUNT:
		break; /* their words are in the pattern */
	case WT_FIELD_NAME:
	case WT_FIELD_HOST:
	case WT_FIELD_ACTOR:
	case WT_FIELD_PROG:
	case WT_FIELD_REASON:
		wt_put(out, field->as.name);
		break;
	case WT_FIELD_ARGS:
		wt_write_args(out, field);
		break;
	case WT_FIELD_NUMBER:
	case WT_FIELD_PERCENT:
	case WT_FIELD_PORT:
	case WT_FIELD_TIME:
	case WT_FIELD_SHIFT:
	case WT_FIELD_SIZE:
	case WT_FIELD_RATE:
		write_number(out, field);
		break;
	case WT_FIELD_PORTS:
	case WT_FIELD_TIMES:
		write_range(out, field);
		break;
	case WT_FIELD_TEXT:
		wt_write_text(out, &field->as.text);
		break;
	case WT_FIELD_BYTES:
		wt_write_payload(out, field->as.bytes);
		break;
	case WT_FIELD_VALUES:
		wt_write_values(out, field);
		break;
	case WT_FIELD_OBJ:
	case WT_FIELD_ENDPOINT:
		wt_write_object(out, field->as.object);
		break;
	case WT_FIELD_ASK:
		wt_put(out, wt_ask_words.at[field->as.word]);
		break;
	case WT_FIELD_CALL:
		wt_put(out, wt_call_words.at[field->as.word]);
		break;
	case WT_FIELD_PLACE:
		wt_write_place(out, field->as.place);
		break;
	case WT_FIELD_WIRE:
		wt_write_wire(out, field->as.wire);
		break;
	case WT_FIELD_VALUE:
		wt_write_value(out, field->as.value);
		break;
	case WT_FIELD_RESULT:
		wt_write_result(out, field->as.result);
		break;
	case WT_FIELD_CHECK:
		wt_write_check(out, field->as.check);
		break;
	case WT_FIELD_CHECKNAME:
		wt_put(out, wt_checkname_words.at[field->as.word]);
		break;
	case WT_FIELD_KINDS:
		wt_write_kinds(out, field);
		break;
	case WT_FIELD_SIGNAL:
		wt_put(out, wt_signal_words.at[field->as.word]);
		break;
	}
}

char *wt_field_print(const struct wt_field *field)
{
	struct wt_writer out = {0};

	if (field->said)
		wt_write_field(&out, field);
	return wt_writer_done(&out);
}
