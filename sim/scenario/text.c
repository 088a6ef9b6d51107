/* SPDX-License-Identifier: MIT */
#include "scenario/text.h"

#include <string.h>

#include "scenario/quantity.h"
#include "scenario/store.h"

/* -- UTF-8 ------------------------------------------------------------- */

static uint32_t code_point(const unsigned char *byte, size_t len)
{
	uint32_t code = len == 2 ? byte[0] & 0x1Fu : len == 3 ? byte[0] & 0x0Fu : byte[0] & 0x07u;

	for (size_t i = 1; i < len; i++)
		code = code << 6 | (byte[i] & 0x3Fu);
	return code;
}

/* Neither control characters nor those that turn the writing direction: a file
 * must look like what it does. */
static bool is_shown(uint32_t code)
{
	return code >= 0xA0 && !(code >= 0x2028 && code <= 0x202E) &&
	       !(code >= 0x2066 && code <= 0x2069) && code != 0xFEFF;
}

size_t wt_utf8_len(const char *data, size_t left)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *byte = (const unsigned char *)data;
	size_t len = byte[0] >= 0xF0 ? 4 : byte[0] >= 0xE0 ? 3 : 2;
	uint32_t code;

	if (byte[0] < 0xC2 || byte[0] > 0xF4 || len > left)
		return 0;
	for (size_t i = 1; i < len; i++) {
		if ((byte[i] & 0xC0) != 0x80)
			return 0;
	}
	code = code_point(byte, len);
	if (code < least[len] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
		return 0;
	return is_shown(code) ? len : 0;
}

/* -- Texts ------------------------------------------------------------- */

static int hex_value(char digit)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *found = digit ? strchr(digits, digit) : NULL;

	return found ? (int)((found - digits) % 16) : -1;
}

/* The cursor behind a backslash. */
static bool read_escape(struct wt_reader *r, char *ret)
{
	static const char letters[] = "rnt\\\"", meanings[] = "\r\n\t\\\"";
	const char *start = r->at - 1;
	const char *found = wt_peek(r) ? strchr(letters, *r->at) : NULL;
	int high, low;

	if (found) {
		*ret = meanings[found - letters];
		r->at++;
		return true;
	}
	if (wt_peek(r) != 'x' || r->end - r->at < 3)
		return wt_problem(r, start, 2,
				  "no such escape; there are \\r \\n \\t \\\\ \\\" and \\xHH");
	high = hex_value(r->at[1]);
	low = hex_value(r->at[2]);
	if (high < 0 || low < 0)
		return wt_problem(r, start, 4, "\\x takes two hexadecimal digits");
	*ret = (char)(high * 16 + low);
	r->at += 3;
	return true;
}

bool wt_read_quoted(struct wt_reader *r, struct wt_text *ret)
{
	const char *start = r->at;
	char *data = wt_store_take(r->store, (size_t)(r->end - r->at) + 1);
	size_t len = 0;

	if (!wt_take(r, "\""))
		return false;
	while (!wt_at_end(r) && *r->at != '"') {
		char byte = *r->at++;

		if (byte == '\\' && !read_escape(r, &byte))
			return false;
		data[len++] = byte;
	}
	if (wt_at_end(r))
		return wt_problem(r, start, 1, "this text has no closing quote");
	r->at++;
	*ret = (struct wt_text){.data = data, .len = len};
	return true;
}

bool wt_read_text(struct wt_reader *r, struct wt_text *ret)
{
	if (wt_peek(r) == '"')
		return wt_read_quoted(r, ret);
	*ret = (struct wt_text){0};
	if (wt_peek(r) == '$')
		return wt_read_variable(r, WT_FOR_TEXT, &ret->variable);
	return wt_want(r, r->at, "a \"text\"");
}

static void write_byte(struct wt_writer *out, char byte)
{
	switch (byte) {
	case '\r':
		wt_put(out, "\\r");
		break;
	case '\n':
		wt_put(out, "\\n");
		break;
	case '\t':
		wt_put(out, "\\t");
		break;
	case '\\':
	case '"':
		wt_putf(out, "\\%c", byte);
		break;
	default:
		wt_putf(out, byte >= 0x20 && byte < 0x7F ? "%c" : "\\x%02X", (unsigned char)byte);
	}
}

void wt_write_text(struct wt_writer *out, const struct wt_text *text)
{
	if (text->variable) {
		wt_putf(out, "$%s", text->variable);
		return;
	}
	wt_put(out, "\"");
	for (size_t i = 0; i < text->len;) {
		size_t len = wt_utf8_len(text->data + i, text->len - i);

		if (len)
			wt_put_bytes(out, text->data + i, len);
		else
			write_byte(out, text->data[i]);
		i += len ? len : 1;
	}
	wt_put(out, "\"");
}

/* -- Bytes ------------------------------------------------------------- */

/* A number or `$n`, then the word `x`. */
static bool is_repeated(const struct wt_reader *r)
{
	struct wt_reader ahead = *r;
	const char *name;
	uint64_t count;

	if (wt_peek(r) == '$' ? !wt_take_variable(&ahead, &name) : !wt_take_count(&ahead, &count))
		return false;
	wt_skip_blanks(&ahead);
	return wt_try(&ahead, "x");
}

static bool read_repeated(struct wt_reader *r, struct wt_payload *ret)
{
	ret->kind = WT_PAYLOAD_REPEATED;
	if (!wt_read_number(r, &ret->amount))
		return false;
	wt_skip_blanks(r);
	if (!wt_take(r, "x"))
		return false;
	wt_skip_blanks(r);
	return wt_read_text(r, &ret->text);
}

static bool read_pattern(struct wt_reader *r, struct wt_payload *ret)
{
	ret->kind = WT_PAYLOAD_PATTERN;
	if (!wt_read_size(r, &ret->amount))
		return false;
	wt_skip_blanks(r);
	if (!wt_take(r, "of"))
		return false;
	wt_skip_blanks(r);
	if (!wt_take(r, "pattern"))
		return false;
	wt_skip_blanks(r);
	return wt_read_number(r, &ret->pattern);
}

static bool read_file(struct wt_reader *r, struct wt_payload *ret)
{
	const char *start = r->at;

	ret->kind = WT_PAYLOAD_FILE;
	ret->home = r->home;
	r->at++;
	if (wt_peek(r) != '"')
		return wt_want(r, r->at, "the \"name\" of a file");
	if (!wt_read_quoted(r, &ret->text))
		return false;
	if (!ret->text.len || memchr(ret->text.data, 0, ret->text.len))
		return wt_problem(r, start, (size_t)(r->at - start), "no file has this name");
	return true;
}

static bool fits(struct wt_reader *r, const char *start, const struct wt_payload *payload)
{
	if (wt_payload_size(payload) <= WT_LIMIT_PAYLOAD)
		return true;
	return wt_problem(r, start, (size_t)(r->at - start), "more than the limit of %llu bytes",
			  (unsigned long long)WT_LIMIT_PAYLOAD);
}

bool wt_read_payload(struct wt_reader *r, struct wt_payload *ret)
{
	const char *start = r->at;

	*ret = (struct wt_payload){.kind = WT_PAYLOAD_TEXT};
	if (wt_peek(r) == '@')
		return read_file(r, ret);
	if (is_repeated(r))
		return read_repeated(r, ret) && fits(r, start, ret);
	if (wt_is_digit(wt_peek(r)))
		return read_pattern(r, ret) && fits(r, start, ret);
	if (wt_peek(r) == '$' && !wt_sees_variable(r, WT_FOR_TEXT))
		return read_pattern(r, ret);
	if (wt_peek(r) != '"' && wt_peek(r) != '$')
		return wt_want(r, r->at,
			       "bytes such as \"text\", 3 x \"text\" or 10 bytes of "
			       "pattern 1");
	return wt_read_text(r, &ret->text);
}

void wt_write_payload(struct wt_writer *out, const struct wt_payload *payload)
{
	switch (payload->kind) {
	case WT_PAYLOAD_TEXT:
		wt_write_text(out, &payload->text);
		break;
	case WT_PAYLOAD_REPEATED:
		wt_write_quantity(out, &payload->amount);
		wt_put(out, " x ");
		wt_write_text(out, &payload->text);
		break;
	case WT_PAYLOAD_PATTERN:
		wt_write_quantity(out, &payload->amount);
		wt_put(out, " of pattern ");
		wt_write_quantity(out, &payload->pattern);
		break;
	case WT_PAYLOAD_FILE:
		wt_put(out, "@");
		wt_write_text(out, &payload->text);
		break;
	}
}
