/* SPDX-License-Identifier: MIT */
#include "scenario/reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/hint.h"
#include "scenario/store.h"
#include "scenario/writer.h"

void wt_reader_init(struct wt_reader *r, struct wt_plan_store *store,
		    const struct wt_symbols *symbols, const char *line, const char *start,
		    const char *end)
{
	*r = (struct wt_reader){.store = store,
				.symbols = symbols,
				.line = line,
				.start = start,
				.at = start,
				.end = end,
				.ask = WT_ASK_COUNT,
				.far = start,
				.spot = start,
				.guess = true};
}

/* -- Saying what is wrong ---------------------------------------------- */

/* Is this worth a message?  What came further than all before begins anew. */
static bool reaches(struct wt_reader *r, const char *far)
{
	if (far < r->far)
		return false;
	if (far > r->far) {
		r->far = r->spot = far;
		r->wanted_count = 0;
		r->problem[0] = '\0';
		r->width = 0;
		r->guess = true;
	}
	return true;
}

static bool want(struct wt_reader *r, const char *at, const struct wt_wanted *wanted)
{
	if (!reaches(r, at) || r->wanted_count == WT_WANTED_MAX)
		return false;
	for (size_t i = 0; i < r->wanted_count; i++) {
		if (r->wanted[i].len == wanted->len &&
		    memcmp(r->wanted[i].text, wanted->text, wanted->len) == 0)
			return false;
	}
	r->wanted[r->wanted_count++] = *wanted;
	return false;
}

bool wt_want(struct wt_reader *r, const char *at, const char *description)
{
	return want(r, at, &(struct wt_wanted){description, strlen(description), WT_WANT_ANY_OF});
}

bool wt_want_word(struct wt_reader *r, const char *at, const char *word, size_t len)
{
	return want(r, at, &(struct wt_wanted){word, len, WT_WANT_WORD});
}

bool wt_want_silently(struct wt_reader *r, const char *at, const char *word)
{
	return want(r, at, &(struct wt_wanted){word, strlen(word), WT_WANT_SILENTLY});
}

bool wt_problem(struct wt_reader *r, const char *at, size_t width, const char *format, ...)
{
	va_list args;

	r->problems++;
	if (!reaches(r, r->at > at ? r->at : at) || r->problem[0])
		return false;
	r->spot = at;
	r->guess = false;
	va_start(args, format);
	vsnprintf(r->problem, sizeof r->problem, format, args);
	va_end(args);
	r->width = width;
	return false;
}

/* -- The message ------------------------------------------------------- */

/* The thing at a place, as a person sees it: a word, a text, or one character. */
static size_t thing_len(const struct wt_reader *r, const char *at)
{
	size_t len = wt_word_len(r, at);

	if (len || at == r->end)
		return len;
	if (*at == '"') {
		const char *close = memchr(at + 1, '"', (size_t)(r->end - at - 1));

		return close ? (size_t)(close - at) + 1 : (size_t)(r->end - at);
	}
	len = 1;
	while (at + len < r->end && ((unsigned char)at[len] & 0xC0) == 0x80)
		len++;
	return len;
}

static void put_wanted(struct wt_writer *out, const struct wt_reader *r)
{
	size_t shown = 0, left = 0;

	for (size_t i = 0; i < r->wanted_count; i++)
		left += r->wanted[i].how != WT_WANT_SILENTLY;
	for (size_t i = 0; i < r->wanted_count; i++) {
		const struct wt_wanted *w = &r->wanted[i];

		if (w->how == WT_WANT_SILENTLY)
			continue;
		left--;
		if (shown++)
			wt_put(out, left ? ", " : " or ");
		wt_putf(out, w->how == WT_WANT_WORD ? "`%.*s`" : "%.*s", (int)w->len, w->text);
	}
	if (!shown)
		wt_put(out, "something else");
}

static void put_message(struct wt_writer *out, const struct wt_reader *r)
{
	size_t len = thing_len(r, r->far);

	if (r->problem[0]) {
		wt_put(out, r->problem);
		return;
	}
	wt_put(out, "expected ");
	put_wanted(out, r);
	if (len && *r->far == ' ')
		wt_put(out, ", found a blank");
	else if (len)
		wt_putf(out, ", found `%.*s`", (int)(len > 40 ? 40 : len), r->far);
	else
		wt_put(out, r->far == r->end ? ", but the line ends here" : "");
}

static void add_hint(const struct wt_reader *r, struct wt_diagnostics *list)
{
	struct wt_hint hint = {.word = r->far, .len = wt_word_len(r, r->far)};

	if (r->hint[0])
		wt_diagnose_hint(list, "%s", r->hint);
	for (size_t i = 0; r->guess && i < r->wanted_count; i++) {
		if (r->wanted[i].how != WT_WANT_ANY_OF)
			wt_hint_try(&hint, r->wanted[i].text, r->wanted[i].len);
	}
	if (hint.best)
		wt_diagnose_hint(list, "did you mean `%.*s`?", (int)hint.best_len, hint.best);
}

void wt_reader_report(const struct wt_reader *r, struct wt_diagnostics *list,
		      const struct wt_location *where)
{
	struct wt_location there = *where;
	struct wt_writer out = {0};

	put_message(&out, r);
	there.col = (uint32_t)(r->spot - r->line) + 1;
	there.width = (uint32_t)(r->width ? r->width : thing_len(r, r->spot));
	wt_diagnose(list, &there, "%s", out.data);
	add_hint(r, list);
	free(wt_writer_done(&out));
}

/* -- Taking ------------------------------------------------------------ */

uint32_t wt_col(const struct wt_reader *r)
{
	return (uint32_t)(r->at - r->line) + 1;
}

bool wt_at_end(const struct wt_reader *r)
{
	return r->at == r->end;
}

char wt_peek(const struct wt_reader *r)
{
	return r->at < r->end ? *r->at : '\0';
}

void wt_skip_blanks(struct wt_reader *r)
{
	while (wt_peek(r) == ' ')
		r->at++;
}

bool wt_is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

bool wt_is_word_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || wt_is_digit(byte) ||
	       byte == '_' || byte == '-';
}

size_t wt_word_len(const struct wt_reader *r, const char *at)
{
	size_t len = 0;

	while (at + len < r->end && wt_is_word_byte(at[len]))
		len++;
	return len;
}

bool wt_sees(const struct wt_reader *r, const char *word, size_t len)
{
	if ((size_t)(r->end - r->at) < len || memcmp(r->at, word, len) != 0)
		return false;
	/* A word ends where it ends; punctuation may have anything behind it. */
	return !wt_is_word_byte(word[len - 1]) || word[len - 1] == '-' ||
	       wt_word_len(r, r->at + len) == 0;
}

bool wt_take_len(struct wt_reader *r, const char *word, size_t len)
{
	if (!wt_sees(r, word, len))
		return wt_want_word(r, r->at, word, len);
	r->at += len;
	return true;
}

bool wt_take(struct wt_reader *r, const char *word)
{
	return wt_take_len(r, word, strlen(word));
}

bool wt_try(struct wt_reader *r, const char *word)
{
	size_t len = strlen(word);

	if (!wt_sees(r, word, len))
		return false;
	r->at += len;
	return true;
}

bool wt_take_count(struct wt_reader *r, uint64_t *ret)
{
	const char *start = r->at;
	uint64_t value = 0;

	if (!wt_is_digit(wt_peek(r)))
		return wt_want(r, r->at, "a number");
	for (; wt_is_digit(wt_peek(r)); r->at++) {
		unsigned digit = (unsigned)(*r->at - '0');

		if (value > (WT_LIMIT_NUMBER - digit) / 10)
			return wt_problem(r, start, wt_word_len(r, start),
					  "a number may be at most %llu",
					  (unsigned long long)WT_LIMIT_NUMBER);
		value = value * 10 + digit;
	}
	*ret = value;
	return true;
}

static size_t name_len(const struct wt_reader *r)
{
	size_t len = 0;

	for (; r->at + len < r->end; len++) {
		char byte = r->at[len];

		if (!wt_is_word_byte(byte) || (byte >= 'A' && byte <= 'Z'))
			break;
	}
	return len;
}

bool wt_take_name(struct wt_reader *r, const char *description, const char **ret)
{
	size_t len = name_len(r);

	if (!len || wt_is_digit(*r->at) || *r->at == '_' || *r->at == '-')
		return wt_want(r, r->at, description);
	if (len > WT_LIMIT_NAME)
		return wt_problem(r, r->at, len, "a name may be at most %zu characters long",
				  WT_LIMIT_NAME);
	*ret = wt_store_string(r->store, r->at, len);
	r->at += len;
	return true;
}

bool wt_take_variable(struct wt_reader *r, const char **ret)
{
	return wt_take(r, "$") && wt_take_name(r, "the name of a value of `for`", ret);
}
