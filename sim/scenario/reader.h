/* SPDX-License-Identifier: MIT
 *
 * reader.h - one line of a scenario, read from left to right.
 *
 * Readers of fields take what is theirs at the cursor and return true, or return
 * false after saying what they wanted and where.  Several ways to read a line
 * are tried; the message speaks of the one that came furthest. */
#ifndef WT_READER_H
#define WT_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scenario/diagnostics.h"
#include "scenario/plan.h"
#include "scenario/symbols.h"

#define WT_WANTED_MAX 96

/* Something that would have been right. */
struct wt_wanted {
	const char *text;
	size_t len;
	enum { WT_WANT_WORD, WT_WANT_ANY_OF, WT_WANT_SILENTLY } how;
};

struct wt_reader {
	struct wt_plan_store *store;
	const struct wt_symbols *symbols; /* NULL: nothing is known of names yet */
	const char *line;                 /* where columns count from */
	const char *start, *at, *end;
	const char *home; /* path of the file, for @"file" */
	enum wt_ask ask;  /* what the line asks about; WT_ASK_COUNT: not known */

	const char *far;   /* how far any way of reading came */
	const char *spot;  /* where the message points: there, or before */
	size_t width;      /* of what is wrong there, if a reader knows it */
	unsigned problems; /* all that were met, the forgotten ones too */
	bool guess;        /* a wanted word that is near is worth a hint */
	char problem[240]; /* what a reader knows to be wrong there, or "" */
	char hint[80];
	struct wt_wanted wanted[WT_WANTED_MAX];
	size_t wanted_count;
};

/* Text from start to end; line as for columns. */
void wt_reader_init(struct wt_reader *, struct wt_plan_store *, const struct wt_symbols *,
		    const char *line, const char *start, const char *end);
/* Adds the message about what went wrong; where gives file, line and source. */
void wt_reader_report(const struct wt_reader *, struct wt_diagnostics *,
		      const struct wt_location *where);

/* -- Saying what is wrong; all return false ---------------------------- */

bool wt_want(struct wt_reader *, const char *at, const char *description);
bool wt_want_word(struct wt_reader *, const char *at, const char *word, size_t len);
/* Not in the message, but a hint when it is near. */
bool wt_want_silently(struct wt_reader *, const char *at, const char *word);
/* A fact, which outweighs any wish; what was taken behind `at` counts as read. */
bool wt_problem(struct wt_reader *, const char *at, size_t width, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* -- Taking ------------------------------------------------------------ */

uint32_t wt_col(const struct wt_reader *);
bool wt_at_end(const struct wt_reader *);
/* The next byte, or 0 at the end. */
char wt_peek(const struct wt_reader *);
void wt_skip_blanks(struct wt_reader *);
/* What can be a part of a word: letters, digits, `_` and `-`. */
bool wt_is_word_byte(char);
bool wt_is_digit(char);
/* Length of the word at a place. */
size_t wt_word_len(const struct wt_reader *, const char *at);
/* Is this word, or punctuation, at the cursor? */
bool wt_sees(const struct wt_reader *, const char *word, size_t len);
/* Takes it, or wants it. */
bool wt_take(struct wt_reader *, const char *word);
bool wt_take_len(struct wt_reader *, const char *word, size_t len);
/* Takes it if it is there. */
bool wt_try(struct wt_reader *, const char *word);
/* Digits, at most WT_LIMIT_NUMBER. */
bool wt_take_count(struct wt_reader *, uint64_t *ret);
/* [a-z][a-z0-9_-]*, at most WT_LIMIT_NAME long. */
bool wt_take_name(struct wt_reader *, const char *description, const char **ret);
/* `$NAME`, the cursor at `$`. */
bool wt_take_variable(struct wt_reader *, const char **ret);

#endif
