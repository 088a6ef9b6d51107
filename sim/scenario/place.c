/* SPDX-License-Identifier: MIT
 *
 * Places in an object's stream, and the segments that begin there. */
#include <string.h>

#include "scenario/object.h"
#include "scenario/quantity.h"
#include "scenario/store.h"
#include "scenario/text.h"

/* A number counted from 1. */
static bool read_ordinal(struct wt_reader *r, struct wt_quantity *ret)
{
	const char *start = r->at;

	if (!wt_read_number(r, ret))
		return false;
	if (!ret->variable && ret->value == 0)
		return wt_problem(r, start, 1, "they are counted from 1");
	return true;
}

/* `.N`, if it is there. */
static bool read_dotted(struct wt_reader *r, struct wt_quantity *ret)
{
	*ret = wt_quantity_number(1);
	return !wt_try(r, ".") || read_ordinal(r, ret);
}

/* B+N[.TURN] | N[.TURN] */
static bool read_byte_place(struct wt_reader *r, struct wt_said_place *ret)
{
	if (!wt_read_number(r, &ret->byte))
		return false;
	ret->kind = WT_AT_BYTE;
	if (wt_try(r, "+")) {
		ret->kind = WT_AT_BURST;
		ret->burst = ret->byte;
		if (!wt_read_number(r, &ret->byte))
			return false;
	}
	return read_dotted(r, &ret->turn);
}

/* A purpose that is no NAME: alloc@"queue of a sender" */
static bool read_purpose(struct wt_reader *r, struct wt_said_place *ret)
{
	const char *start = r->at;
	struct wt_text text;

	if (!wt_read_quoted(r, &text))
		return false;
	if (!text.len || memchr(text.data, 0, text.len))
		return wt_problem(r, start, (size_t)(r->at - start), "no purpose is called so");
	ret->kind = WT_AT_PURPOSE;
	ret->who = text.data;
	return read_dotted(r, &ret->turn);
}

/* WHO[.N[.TURN]] | PURPOSE[.TURN] */
static bool read_named_place(struct wt_reader *r, struct wt_said_place *ret)
{
	size_t address = wt_address_len(r);

	if (r->ask == WT_ASK_alloc && wt_peek(r) == '"')
		return read_purpose(r, ret);
	if (address ? !wt_read_address(r, address, &ret->who)
		    : !wt_take_name(r, "a place such as @0, @1+0, @alice or @*", &ret->who))
		return false;
	if (r->ask == WT_ASK_alloc) {
		ret->kind = WT_AT_PURPOSE;
		return read_dotted(r, &ret->turn);
	}
	ret->kind = WT_AT_WHO;
	return read_dotted(r, &ret->nth) && read_dotted(r, &ret->turn);
}

/* Which forms of place each ask has. */
static bool place_fits(enum wt_ask ask, enum wt_said_place_kind kind)
{
	switch (ask) {
	case WT_ASK_recv:
	case WT_ASK_send:
	case WT_ASK_writable:
		return kind != WT_AT_WHO && kind != WT_AT_PURPOSE;
	case WT_ASK_readable: /* of a listener: who is at the head of its queue */
		return kind != WT_AT_PURPOSE;
	case WT_ASK_accept:
		return kind == WT_AT_WHO || kind == WT_AT_ALL || kind == WT_AT_ORDINAL;
	case WT_ASK_socket:
		return kind == WT_AT_ORDINAL || kind == WT_AT_ALL;
	case WT_ASK_alloc:
		return kind != WT_AT_BYTE && kind != WT_AT_BURST;
	case WT_ASK_to:
	case WT_ASK_from:
		return kind != WT_AT_WHO && kind != WT_AT_PURPOSE;
	case WT_ASK_connect:
	case WT_ASK_close:
		return false;
	default:
		return true;
	}
}

static const char *place_words(enum wt_ask ask)
{
	switch (ask) {
	case WT_ASK_accept:
		return "accept stands @WHO, as in accept@alice, or at #K or @*";
	case WT_ASK_socket:
		return "socket stands at #K, as in socket#1, or at @*";
	case WT_ASK_alloc:
		return "alloc stands @PURPOSE, or at #K or @*";
	case WT_ASK_connect:
	case WT_ASK_close:
		return "connect and close have no place: there is one of an object";
	default:
		return "a byte of the stream is meant, as in @0 or @1+0";
	}
}

bool wt_read_place(struct wt_reader *r, struct wt_said_place *ret)
{
	const char *start = r->at;
	bool ok;

	*ret = (struct wt_said_place){
		.col = wt_col(r), .turn = wt_quantity_number(1), .nth = wt_quantity_number(1)};
	if (wt_try(r, "#")) {
		ret->kind = WT_AT_ORDINAL;
		ok = read_ordinal(r, &ret->byte);
	} else if (!wt_try(r, "@")) {
		return wt_want(r, r->at, "a place such as @0");
	} else if (wt_try(r, "*")) {
		ret->kind = WT_AT_ALL;
		ok = true;
	} else if ((wt_is_digit(wt_peek(r)) && !wt_address_len(r)) || wt_peek(r) == '$') {
		ok = read_byte_place(r, ret);
	} else {
		ok = read_named_place(r, ret);
	}
	if (ok && !place_fits(r->ask, ret->kind))
		return wt_problem(r, start, (size_t)(r->at - start), "%s", place_words(r->ask));
	return ok;
}

static bool is_one(const struct wt_quantity *q)
{
	return !q->variable && q->value == 1;
}

static void write_dotted(struct wt_writer *out, const struct wt_quantity *q)
{
	wt_put(out, ".");
	wt_write_quantity(out, q);
}

static bool is_name(const char *string)
{
	size_t len = strspn(string, "abcdefghijklmnopqrstuvwxyz0123456789_-");

	return len && !string[len] && len <= WT_LIMIT_NAME && *string >= 'a' && *string <= 'z';
}

static void write_purpose(struct wt_writer *out, const char *who)
{
	struct wt_text text = {.data = who, .len = strlen(who)};

	if (is_name(who))
		wt_put(out, who);
	else
		wt_write_text(out, &text);
}

void wt_write_place(struct wt_writer *out, const struct wt_said_place *place)
{
	bool turned = !is_one(&place->turn);

	switch (place->kind) {
	case WT_AT_NONE:
		return;
	case WT_AT_ALL:
		wt_put(out, "@*");
		return;
	case WT_AT_ORDINAL:
		wt_put(out, "#");
		wt_write_quantity(out, &place->byte);
		return;
	case WT_AT_SYN:
		wt_put(out, "syn");
		return;
	case WT_AT_FIN:
		wt_put(out, "fin");
		return;
	case WT_AT_RST:
		wt_put(out, "rst");
		return;
	case WT_AT_BURST:
		wt_put(out, "@");
		wt_write_quantity(out, &place->burst);
		wt_put(out, "+");
		wt_write_quantity(out, &place->byte);
		break;
	case WT_AT_BYTE:
		wt_put(out, "@");
		wt_write_quantity(out, &place->byte);
		break;
	case WT_AT_WHO:
		wt_putf(out, "@%s", place->who);
		if (turned || !is_one(&place->nth))
			write_dotted(out, &place->nth);
		break;
	case WT_AT_PURPOSE:
		wt_put(out, "@");
		write_purpose(out, place->who);
		break;
	}
	if (turned)
		write_dotted(out, &place->turn);
}

/* -- The wire ---------------------------------------------------------- */

static bool read_segment(struct wt_reader *r, struct wt_said_place *ret)
{
	static const struct {
		const char *word;
		enum wt_said_place_kind kind;
	} ends[] = {{"syn", WT_AT_SYN}, {"fin", WT_AT_FIN}, {"rst", WT_AT_RST}};
	enum wt_ask before = r->ask;
	bool ok;

	*ret = (struct wt_said_place){
		.col = wt_col(r), .turn = wt_quantity_number(1), .nth = wt_quantity_number(1)};
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		ret->kind = ends[i].kind;
		if (wt_take(r, ends[i].word))
			return true;
	}
	r->ask = WT_ASK_to;
	ok = wt_read_place(r, ret);
	r->ask = before;
	return ok;
}

bool wt_read_wire(struct wt_reader *r, struct wt_said_wire *ret)
{
	const char *start = r->at;
	struct wt_said_object object;
	struct wt_said_place place;

	ret->direction = wt_sees(r, "to", 2) ? WT_ASK_to : WT_ASK_from;
	if (!wt_take(r, "to") && !wt_take(r, "from"))
		return false;
	start = r->at;
	wt_skip_blanks(r);
	if (r->at == start)
		return wt_want(r, r->at, "a blank");
	if (!wt_read_object(r, &object))
		return false;
	start = r->at;
	wt_skip_blanks(r);
	if (r->at == start && wt_peek(r) != '@' && wt_peek(r) != '#')
		return wt_want(r, r->at, "a blank");
	if (!read_segment(r, &place))
		return false;
	ret->object = wt_store_dup(r->store, &object, sizeof object);
	ret->place = wt_store_dup(r->store, &place, sizeof place);
	return true;
}

void wt_write_wire(struct wt_writer *out, const struct wt_said_wire *wire)
{
	wt_put(out, wire->direction == WT_ASK_to ? "to " : "from ");
	wt_write_object(out, wire->object);
	/* ` #3` would begin a comment. */
	wt_put(out, wire->place->kind == WT_AT_ORDINAL ? "" : " ");
	wt_write_place(out, wire->place);
}
