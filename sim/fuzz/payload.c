/* SPDX-License-Identifier: MIT */
#include "fuzz/payload.h"

#include <string.h>

/* -- Grammar by example ------------------------------------------------------ */

static size_t read_length(const struct wt_fuzz_form *form, const uint8_t *at)
{
	size_t length = 0;

	for (size_t i = 0; i < form->prefix; i++)
		length = length << 8 | at[form->little ? form->prefix - 1 - i : i];
	return length;
}

static void write_length(const struct wt_fuzz_form *form, uint8_t *at, size_t length)
{
	for (size_t i = 0; i < form->prefix; i++, length >>= 8)
		at[form->little ? i : form->prefix - 1 - i] = (uint8_t)length;
}

/* Behind the frame, or 0: none begins here that ends within. */
static size_t frame_end(const struct wt_fuzz_form *form, const uint8_t *data, size_t len,
			size_t from)
{
	size_t length, head = form->inclusive ? 0 : form->prefix;

	if (len - from < form->prefix)
		return 0;
	length = read_length(form, data + from);
	if ((form->inclusive && length < form->prefix) || length > len - from ||
	    head + length > len - from)
		return 0;
	return from + head + length;
}

static bool is_frames(const struct wt_fuzz_form *form, const uint8_t *data, size_t len)
{
	size_t at = 0;

	while (at < len) {
		at = frame_end(form, data, len, at);
		if (at == 0)
			return false;
	}
	return len > form->prefix;
}

struct wt_fuzz_form wt_fuzz_form_of(const uint8_t *example, size_t len)
{
	static const size_t prefixes[] = {4, 2, 1};
	struct wt_fuzz_form form = {.grammar = WT_GRAMMAR_FRAMES};

	for (size_t i = 0; i < 3 * 4; i++) {
		form.prefix = prefixes[i / 4];
		form.little = i & 1;
		form.inclusive = i & 2;
		if (is_frames(&form, example, len))
			return form;
	}
	form = (struct wt_fuzz_form){WT_GRAMMAR_BYTES, 0, false, false};
	if (len > 0 && memchr(example, '\n', len))
		form.grammar = WT_GRAMMAR_LINES;
	return form;
}

size_t wt_fuzz_piece_end(const struct wt_fuzz_form *form, const uint8_t *data, size_t len,
			 size_t from)
{
	const uint8_t *newline;
	size_t end;

	switch (form->grammar) {
	case WT_GRAMMAR_LINES:
		newline = memchr(data + from, '\n', len - from);
		return newline ? (size_t)(newline - data) + 1 : len;
	case WT_GRAMMAR_FRAMES:
		end = frame_end(form, data, len, from);
		return end ? end : len;
	case WT_GRAMMAR_BYTES:
		break;
	}
	return from + 1;
}

/* -- Places ------------------------------------------------------------------- */

struct span {
	size_t begin, end;
};

/* Some pieces in a row, often one, seldom all. */
static struct span some_pieces(const struct wt_fuzz_form *form, const uint8_t *data, size_t len,
			       struct wt_fuzz_chance *chance)
{
	size_t count = 0, first, pieces;
	struct span span = {0, 0};

	if (len == 0)
		return span;
	for (size_t at = 0; at < len; at = wt_fuzz_piece_end(form, data, len, at))
		count++;
	if (wt_fuzz_below(chance, 4) == 0)
		return (struct span){0, len};
	first = wt_fuzz_below(chance, count);
	pieces = 1 + wt_fuzz_below(chance, wt_fuzz_below(chance, 2) ? 1 : count - first);
	for (size_t i = 0; i < first; i++)
		span.begin = wt_fuzz_piece_end(form, data, len, span.begin);
	span.end = span.begin;
	for (size_t i = 0; i < pieces && span.end < len; i++)
		span.end = wt_fuzz_piece_end(form, data, len, span.end);
	return span;
}

/* -- Changes ------------------------------------------------------------------- */

struct change {
	const struct wt_fuzz_form *form;
	uint8_t *data;
	size_t len, max;
	struct wt_fuzz_chance *chance;
};

static struct span choose(struct change *c)
{
	return some_pieces(c->form, c->data, c->len, c->chance);
}

/* The bytes must not lie in the data. */
static void insert(struct change *c, size_t at, const uint8_t *bytes, size_t len)
{
	if (len > c->max - c->len)
		return;
	memmove(c->data + at + len, c->data + at, c->len - at);
	memcpy(c->data + at, bytes, len);
	c->len += len;
}

static void drop(struct change *c)
{
	struct span span = choose(c);

	/* Something is left: what is never sent reaches nobody. */
	if (span.end - span.begin == c->len)
		return;
	memmove(c->data + span.begin, c->data + span.end, c->len - span.end);
	c->len -= span.end - span.begin;
}

/* What stands at the span comes once more, or a few times. */
static void duplicate(struct change *c)
{
	struct span span = choose(c);
	size_t len = span.end - span.begin, times = 1 + wt_fuzz_below(c->chance, 4);

	for (size_t i = 0; i < times && len > 0 && len <= c->max - c->len; i++) {
		memmove(c->data + span.end + len, c->data + span.end, c->len - span.end);
		memcpy(c->data + span.end, c->data + span.begin, len);
		c->len += len;
	}
}

static void reverse(uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len / 2; i++) {
		uint8_t byte = data[i];

		data[i] = data[len - 1 - i];
		data[len - 1 - i] = byte;
	}
}

/* Two neighbours change places. */
static void swap(struct change *c)
{
	struct span a = choose(c);
	size_t end;

	if (a.end >= c->len)
		return;
	end = wt_fuzz_piece_end(c->form, c->data, c->len, a.end);
	reverse(c->data + a.begin, a.end - a.begin);
	reverse(c->data + a.end, end - a.end);
	reverse(c->data + a.begin, end - a.begin);
}

static void splice(struct change *c, const uint8_t *other, size_t other_len)
{
	struct span from = some_pieces(c->form, other, other_len, c->chance);
	struct span at = choose(c);

	insert(c, wt_fuzz_below(c->chance, 2) ? at.begin : at.end, other + from.begin,
	       from.end - from.begin);
}

static uint8_t odd_byte(struct wt_fuzz_chance *chance)
{
	static const uint8_t odd[] = {0, '\n', '\r', ' ', ':', '.', '0', '9', 0x7f, 0x80, 0xff};
	uint64_t r = wt_fuzz_draw(chance);

	return r & 1 ? odd[(r >> 8) % sizeof odd] : (uint8_t)(r >> 16);
}

static void change_byte(struct change *c)
{
	size_t at = c->len ? wt_fuzz_below(c->chance, c->len) : 0;
	uint8_t byte = odd_byte(c->chance);

	switch (wt_fuzz_below(c->chance, 3)) {
	case 0:
		insert(c, at, &byte, 1);
		break;
	case 1:
		if (c->len > 1) {
			memmove(c->data + at, c->data + at + 1, c->len - at - 1);
			c->len--;
		}
		break;
	default:
		if (c->len > 0)
			c->data[at] = byte;
		break;
	}
}

static bool is_digit(uint8_t byte)
{
	return byte >= '0' && byte <= '9';
}

/* A number in it becomes another. */
static void change_number(struct change *c)
{
	static const char *const numbers[] = {"0", "1", "2", "10", "255", "65536", "4294967296"};
	size_t at = c->len ? wt_fuzz_below(c->chance, c->len) : 0, end;
	const char *number = numbers[wt_fuzz_below(c->chance, 7)];

	while (at < c->len && !is_digit(c->data[at]))
		at++;
	for (end = at; end < c->len && is_digit(c->data[end]); end++)
		continue;
	if (at == end)
		return;
	memmove(c->data + at, c->data + end, c->len - end);
	c->len -= end - at;
	insert(c, at, (const uint8_t *)number, strlen(number));
}

/* Bytes within a frame, and its length told rightly; once in a while wrongly. */
static void change_frame(struct change *c)
{
	struct span span = choose(c);
	size_t head = c->form->prefix, body, before = c->len;
	uint8_t byte = odd_byte(c->chance);

	if (span.end - span.begin < head)
		return;
	if (wt_fuzz_below(c->chance, 4) == 0) {
		write_length(c->form, c->data + span.begin,
			     (size_t)(wt_fuzz_draw(c->chance) >> wt_fuzz_below(c->chance, 64)));
		return;
	}
	span.end = wt_fuzz_piece_end(c->form, c->data, c->len, span.begin);
	body = span.end - span.begin - head;
	if (body > 0 && wt_fuzz_below(c->chance, 2))
		c->data[span.begin + head + wt_fuzz_below(c->chance, body)] = byte;
	else
		insert(c, span.begin + head + wt_fuzz_below(c->chance, body + 1), &byte, 1);
	body += c->len - before;
	write_length(c->form, c->data + span.begin, c->form->inclusive ? body + head : body);
}

size_t wt_fuzz_change_payload(const struct wt_fuzz_form *form, uint8_t *data, size_t len,
			      size_t max, const uint8_t *other, size_t other_len,
			      struct wt_fuzz_chance *chance)
{
	struct change c = {form, data, len, max, chance};

	switch (wt_fuzz_below(chance, 8)) {
	case 0:
	case 1:
		duplicate(&c);
		break;
	case 2:
		drop(&c);
		break;
	case 3:
		swap(&c);
		break;
	case 4:
		splice(&c, other, other_len);
		break;
	case 5:
		change_number(&c);
		break;
	case 6:
		if (form->grammar == WT_GRAMMAR_FRAMES) {
			change_frame(&c);
			break;
		}
		/* fall through */
	default:
		change_byte(&c);
		break;
	}
	return c.len;
}
