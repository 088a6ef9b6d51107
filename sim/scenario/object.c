/* SPDX-License-Identifier: MIT */
#include "scenario/object.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/quantity.h"
#include "scenario/store.h"
#include "scenario/text.h"

#define ADDRESS_MAX 46 /* of IPv6, in text */

/* `.N`, if it is there. */
static bool read_nth(struct wt_reader *r, uint32_t *ret)
{
	const char *start = r->at + 1;
	uint64_t nth;

	*ret = 1;
	if (wt_peek(r) != '.' || r->end - r->at < 2 || !wt_is_digit(r->at[1]))
		return true;
	r->at++;
	if (!wt_take_count(r, &nth))
		return false;
	if (nth == 0 || nth > 1000000)
		return wt_problem(r, start, (size_t)(r->at - start),
				  "they are counted from 1 to 1000000");
	*ret = (uint32_t)nth;
	return true;
}

size_t wt_address_len(const struct wt_reader *r)
{
	const char *at = r->at;
	unsigned dots = 0;

	if (wt_peek(r) == '[') {
		at += 1 + strspn(at + 1, "0123456789abcdef:.");
		if (at >= r->end || *at != ']' || at - r->at > ADDRESS_MAX)
			return 0;
		return (size_t)(at - r->at) + 1;
	}
	for (; at < r->end && (wt_is_digit(*at) || *at == '.'); at++)
		dots += *at == '.';
	return dots == 3 && at < r->end && *at == ':' ? (size_t)(at - r->at) : 0;
}

static bool octets_fit(const char *address)
{
	for (unsigned i = 0; i < 4; i++) {
		size_t digits = strspn(address, "0123456789");

		if (digits < 1 || digits > 3 || strtoul(address, NULL, 10) > 255)
			return false;
		address += digits + 1;
	}
	return true;
}

bool wt_read_address(struct wt_reader *r, size_t len, const char **ret)
{
	const char *start = r->at;
	struct wt_quantity port;

	if (*start != '[' && !octets_fit(start))
		return wt_problem(r, start, len, "an address is written as in 127.0.0.1:4000");
	r->at += len;
	if (!wt_take(r, ":"))
		return false;
	if (!wt_is_digit(wt_peek(r)))
		return wt_want(r, r->at, "a port");
	if (!wt_read_port(r, &port))
		return false;
	*ret = wt_store_string(r->store, start, (size_t)(r->at - start));
	return true;
}

/* WHO = NAME[.N] | ADDRESS:PORT[.N] */
static bool read_who(struct wt_reader *r, struct wt_said_object *ret)
{
	size_t address = wt_address_len(r);

	if (address ? !wt_read_address(r, address, &ret->who)
		    : !wt_take_name(r, "a name, or an address such as 127.0.0.1:4000", &ret->who))
		return false;
	return read_nth(r, &ret->nth);
}

/* Behind `H:pair`. */
static bool read_pair_end(struct wt_reader *r, struct wt_said_object *ret)
{
	ret->kind = WT_SAID_PAIR;
	ret->who = NULL;
	if (!read_nth(r, &ret->nth) || !wt_take(r, "/"))
		return false;
	for (const char *end = "abrw"; *end; end++) {
		if (wt_sees(r, end, 1) && wt_word_len(r, r->at) == 1) {
			ret->end = *r->at++;
			return true;
		}
	}
	return wt_want(r, r->at, "an end: `a`, `b`, `r` or `w`");
}

static bool read_port_object(struct wt_reader *r, struct wt_said_object *ret)
{
	struct wt_quantity port;

	if (!wt_read_port(r, &port))
		return false;
	ret->kind = WT_SAID_PORT;
	ret->port = (uint16_t)port.value;
	if (!read_nth(r, &ret->nth))
		return false;
	ret->udp = wt_try(r, "/udp");
	return true;
}

/* Behind `H:`. */
static bool read_accepted(struct wt_reader *r, struct wt_said_object *ret)
{
	if (wt_try(r, "*")) {
		ret->kind = WT_SAID_ALL_ACCEPTED;
		return true;
	}
	if (wt_peek(r) == '"') {
		ret->kind = WT_SAID_PATH;
		return wt_read_quoted(r, &ret->path) && read_nth(r, &ret->nth);
	}
	if (wt_try(r, "pair"))
		return read_pair_end(r, ret);
	if (wt_is_digit(wt_peek(r)) && !wt_address_len(r))
		return read_port_object(r, ret);
	ret->kind = WT_SAID_ACCEPTED;
	if (wt_word_len(r, r->at) == 0 && wt_peek(r) != '[')
		return wt_want(r, r->at, "a name, a port, `*`, or a \"path\"");
	return read_who(r, ret);
}

/* Behind `H>`. */
static bool read_opened(struct wt_reader *r, struct wt_said_object *ret)
{
	if (wt_try(r, "*")) {
		ret->kind = WT_SAID_ALL_OPENED;
		return true;
	}
	ret->kind = WT_SAID_OPENED;
	if (!read_who(r, ret))
		return false;
	ret->udp = wt_try(r, "/udp");
	return true;
}

static bool read_behind_name(struct wt_reader *r, struct wt_said_object *ret)
{
	/* A colon with a blank behind it belongs to the statement: `for server: why`. */
	if (wt_peek(r) == ':' && r->at + 1 < r->end && r->at[1] != ' ') {
		r->at++;
		return read_accepted(r, ret);
	}
	if (wt_try(r, ">"))
		return read_opened(r, ret);
	ret->kind = WT_SAID_HOST;
	return true;
}

bool wt_read_object(struct wt_reader *r, struct wt_said_object *ret)
{
	const char *start = r->at;

	*ret = (struct wt_said_object){.col = wt_col(r), .nth = 1};
	if (!wt_take_name(r, "an object such as server:alice", &ret->host) ||
	    !read_behind_name(r, ret))
		return false;
	/* At the start of a line a lone word is more likely a misspelt keyword. */
	if (ret->kind == WT_SAID_HOST && start == r->start && r->symbols)
		return wt_want(r, start, "an object such as server:alice");
	return true;
}

bool wt_read_subject(struct wt_reader *r, struct wt_said_object *ret)
{
	*ret = (struct wt_said_object){.col = wt_col(r), .nth = 1};
	if (!wt_take_name(r, "a host, a peer or an object such as server:alice", &ret->host))
		return false;
	if (wt_peek(r) != '.')
		return read_behind_name(r, ret);
	ret->kind = WT_SAID_PEER;
	if (r->end - r->at < 2 || !wt_is_digit(r->at[1]))
		return wt_want(r, r->at + 1, "a number");
	return read_nth(r, &ret->nth);
}

static void write_nth(struct wt_writer *out, uint32_t nth)
{
	if (nth != 1)
		wt_putf(out, ".%" PRIu32, nth);
}

void wt_write_object(struct wt_writer *out, const struct wt_said_object *object)
{
	wt_put(out, object->host);
	switch (object->kind) {
	case WT_SAID_HOST:
		break;
	case WT_SAID_PEER:
		write_nth(out, object->nth);
		break;
	case WT_SAID_ACCEPTED:
		wt_putf(out, ":%s", object->who);
		write_nth(out, object->nth);
		break;
	case WT_SAID_OPENED:
		wt_putf(out, ">%s", object->who);
		write_nth(out, object->nth);
		wt_put(out, object->udp ? "/udp" : "");
		break;
	case WT_SAID_PORT:
		wt_putf(out, ":%u", object->port);
		write_nth(out, object->nth);
		wt_put(out, object->udp ? "/udp" : "");
		break;
	case WT_SAID_PATH:
		wt_put(out, ":");
		wt_write_text(out, &object->path);
		write_nth(out, object->nth);
		break;
	case WT_SAID_PAIR:
		wt_put(out, ":pair");
		write_nth(out, object->nth);
		wt_putf(out, "/%c", object->end);
		break;
	case WT_SAID_ALL_ACCEPTED:
		wt_put(out, ":*");
		break;
	case WT_SAID_ALL_OPENED:
		wt_put(out, ">*");
		break;
	}
}

int wt_said_object_text(const struct wt_said_object *object, char *buf, size_t size)
{
	struct wt_writer out = {0};
	int len;

	wt_write_object(&out, object);
	len = snprintf(buf, size, "%s", out.data);
	free(wt_writer_done(&out));
	return len;
}
