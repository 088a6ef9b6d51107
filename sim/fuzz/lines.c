/* SPDX-License-Identifier: MIT */
#include "fuzz/lines.h"

#include <string.h>

#include "decisions/mix.h"

/* What a value begins with; no name of the language contains one of these as a word. */
static const char *const verbs[] = {"take",     "fails",    "late",        "reset",
				    "spurious", "withheld", "interrupted", "cut",
				    "delay",    "lost",     "twice",       "before"};

static bool is_verb(const char *word, size_t len)
{
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
		if (len > 0 && verbs[i][0] == word[0] && strlen(verbs[i]) == len &&
		    memcmp(verbs[i], word, len) == 0)
			return true;
	}
	return false;
}

static const char *find(const char *from, const char *end, char byte)
{
	return from < end ? memchr(from, byte, (size_t)(end - from)) : NULL;
}

static bool read_sends(struct wt_fuzz_line *ret, const char *text, const char *end)
{
	static const char word[] = " sends#";
	const char *blank = find(text, end, ' '), *quote;

	if (!blank || (size_t)(end - blank) < sizeof word ||
	    memcmp(blank, word, sizeof word - 1) != 0)
		return false;
	quote = find(blank + 1, end, ' ');
	if (!quote || quote + 2 >= end || quote[1] != '"' || end[-1] != '"')
		return false;
	*ret = (struct wt_fuzz_line){.name = text,
				     .name_len = (size_t)(quote - text),
				     .value = quote + 1,
				     .value_len = (size_t)(end - quote - 1),
				     .sends = true};
	return true;
}

bool wt_fuzz_line_read(struct wt_fuzz_line *ret, const char *text, size_t len)
{
	const char *end = text + len, *word = text;

	if (read_sends(ret, text, end))
		return true;
	while ((word = find(word, end, ' '))) {
		const char *next = find(++word, end, ' ');

		if (!is_verb(word, (size_t)((next ? next : end) - word)))
			continue;
		*ret = (struct wt_fuzz_line){.name = text,
					     .name_len = (size_t)(word - text) - 1,
					     .value = word,
					     .value_len = (size_t)(end - word)};
		return ret->name_len > 0;
	}
	return false;
}

void wt_fuzz_lines_read(struct wt_fuzz_lines *lines, const char *text, size_t len)
{
	const char *end = text + len;

	lines->count = 0;
	while (text < end && lines->count < WT_FUZZ_LINES_MAX) {
		const char *newline = find(text, end, '\n');
		const char *stop = newline ? newline : end;

		if (wt_fuzz_line_read(&lines->at[lines->count], text, (size_t)(stop - text)))
			lines->count++;
		text = stop + 1;
	}
}

size_t wt_fuzz_lines_write(const struct wt_fuzz_lines *lines, char *out, size_t max)
{
	size_t len = 0;

	for (size_t i = 0; i < lines->count; i++) {
		const struct wt_fuzz_line *line = &lines->at[i];

		if (line->name_len + line->value_len + 2 > max - len)
			continue;
		memcpy(out + len, line->name, line->name_len);
		len += line->name_len;
		out[len++] = ' ';
		memcpy(out + len, line->value, line->value_len);
		len += line->value_len;
		out[len++] = '\n';
	}
	return len;
}

bool wt_fuzz_same_name(const struct wt_fuzz_line *a, const struct wt_fuzz_line *b)
{
	return a->name_len == b->name_len && memcmp(a->name, b->name, a->name_len) == 0;
}

struct wt_fuzz_line *wt_fuzz_lines_find(struct wt_fuzz_lines *lines, const struct wt_fuzz_line *of)
{
	for (size_t i = 0; i < lines->count; i++) {
		if (wt_fuzz_same_name(&lines->at[i], of))
			return &lines->at[i];
	}
	return NULL;
}

/* -- Texts ------------------------------------------------------------------ */

static int hex(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* Behind the backslash; how many characters it takes, 0: it is none. */
static size_t read_escape(const char *at, const char *end, uint8_t *ret)
{
	switch (at < end ? *at : '\0') {
	case 'r':
		*ret = '\r';
		return 1;
	case 'n':
		*ret = '\n';
		return 1;
	case 't':
		*ret = '\t';
		return 1;
	case '\\':
	case '"':
		*ret = (uint8_t)*at;
		return 1;
	case 'x':
		break;
	default:
		return 0;
	}
	if (end - at < 3 || hex(at[1]) < 0 || hex(at[2]) < 0)
		return 0;
	*ret = (uint8_t)(hex(at[1]) * 16 + hex(at[2]));
	return 3;
}

long wt_fuzz_text_read(const char *text, size_t len, uint8_t *out, size_t max)
{
	const char *end = text + len - 1;
	size_t count = 0;

	if (len < 2 || *text != '"' || *end != '"')
		return -1;
	for (const char *at = text + 1; at < end; count++) {
		size_t used;

		if (count == max || *at == '"')
			return -1;
		if (*at != '\\') {
			out[count] = (uint8_t)*at++;
			continue;
		}
		used = read_escape(at + 1, end, &out[count]);
		if (used == 0)
			return -1;
		at += 1 + used;
	}
	return (long)count;
}

static size_t write_byte(uint8_t byte, char *out)
{
	static const char letters[] = "rnt\\\"", meanings[] = "\r\n\t\\\"";
	static const char digits[] = "0123456789ABCDEF";
	const char *found = memchr(meanings, byte, sizeof meanings - 1);

	if (found) {
		out[0] = '\\';
		out[1] = letters[found - meanings];
		return 2;
	}
	if (byte >= 0x20 && byte < 0x7f) {
		out[0] = (char)byte;
		return 1;
	}
	out[0] = '\\';
	out[1] = 'x';
	out[2] = digits[byte >> 4];
	out[3] = digits[byte & 15];
	return 4;
}

size_t wt_fuzz_text_write(const uint8_t *bytes, size_t len, char *out, size_t max)
{
	size_t used = 1;

	if (max < 2)
		return 0;
	out[0] = '"';
	for (size_t i = 0; i < len; i++) {
		if (max - used < 5)
			return 0;
		used += write_byte(bytes[i], out + used);
	}
	out[used++] = '"';
	return used;
}

uint64_t wt_fuzz_draw(struct wt_fuzz_chance *chance)
{
	return wt_mix(chance->seed, ++chance->drawn);
}

size_t wt_fuzz_below(struct wt_fuzz_chance *chance, size_t n)
{
	return (size_t)(wt_fuzz_draw(chance) % n);
}
