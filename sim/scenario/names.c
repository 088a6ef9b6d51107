/* SPDX-License-Identifier: MIT */
#include "scenario/names.h"

#include <string.h>

#include "ac_sys.h"
#include "scenario/pattern.h"
#include "scenario/value.h"

#define WORD(name)       #name,
#define SECOND(id, word) word,
#define WORDS(array)                                       \
	{                                                  \
		array, (int)(sizeof array / sizeof *array) \
	}

static const char *const asks[] = {WT_ASKS(WORD)};
static const char *const calls[] = {WT_CALLS(WORD)};
static const char *const handlers[] = {AC_HANDLERS(WORD)};
static const char *const kinds[] = {WT_KINDS(WORD)};
static const char *const checknames[] = {WT_CHECKNAMES(SECOND)};
static const char *const signals[] = {WT_SIGNALS(WORD)};
static const char *const endings[] = {"nothing", "fin", "reset", "refusal", "timeout"};
static const char *const hows[] = {"exactly", "begins", "contains"};
/* In the order of enum wt_measure, from WT_MEASURE_NOTES. */
static const char *const measures[] = {"notes", "bytes", "queued", "sockets", "returned"};
static const char *const ops[] = {"=", "!=", "<", "<=", ">", ">="};

const struct wt_words wt_ask_words = WORDS(asks);
const struct wt_words wt_call_words = WORDS(calls);
const struct wt_words wt_handler_words = WORDS(handlers);
const struct wt_words wt_kind_words = WORDS(kinds);
const struct wt_words wt_checkname_words = WORDS(checknames);
const struct wt_words wt_signal_words = WORDS(signals);
const struct wt_words wt_ending_words = WORDS(endings);
const struct wt_words wt_how_words = WORDS(hows);
const struct wt_words wt_measure_words = WORDS(measures);
const struct wt_words wt_op_words = WORDS(ops);

_Static_assert(WT_ENDING_NOTHING == 0 && WT_ENDING_TIMEOUT == 4, "endings follow enum wt_ending");

int wt_words_find(const struct wt_words *words, const char *word, size_t len)
{
	for (int i = 0; i < words->count; i++) {
		if (strlen(words->at[i]) == len && memcmp(words->at[i], word, len) == 0)
			return i;
	}
	return -1;
}

const char *wt_ask_text(enum wt_ask ask)
{
	return ask < WT_ASK_COUNT ? asks[ask] : "?";
}

const char *wt_checkname_text(enum wt_checkname name)
{
	return checknames[name];
}

int wt_checkname_find(const char *name)
{
	return wt_words_find(&wt_checkname_words, name, strlen(name));
}

/* -- Reserved words ---------------------------------------------------- */

static bool is_among_words(const char *words, const char *word, size_t len)
{
	while (*words) {
		size_t next = strcspn(words, " ");

		if (next == len && memcmp(words, word, len) == 0)
			return true;
		words += next;
		words += strspn(words, " ");
	}
	return false;
}

static bool is_in_a_pattern(const char *word, size_t len)
{
	for (int id = WT_LINE_BAD + 1; id < WT_LINE_COUNT; id++) {
		struct wt_element e = wt_pattern_begin(wt_statement_pattern((enum wt_statement)id));

		while (wt_pattern_next(&e)) {
			if (wt_element_has_word(&e, word, len))
				return true;
		}
	}
	return false;
}

bool wt_is_reserved(const char *word)
{
	static const struct wt_words *const sets[] = {
		&wt_ask_words,       &wt_call_words,   &wt_handler_words, &wt_kind_words,
		&wt_checkname_words, &wt_ending_words, &wt_how_words,     &wt_measure_words,
	};
	/* Words inside fields. */
	static const char others[] =
		"to from syn fin rst pair x of pattern bytes received ended by";
	size_t len = strlen(word);

	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
		if (wt_words_find(sets[i], word, len) >= 0)
			return true;
	}
	for (int verb = 0; verb < WT_SAYS_COUNT; verb++) {
		if (is_among_words(wt_value_words((enum wt_said_verb)verb), word, len))
			return true;
	}
	return is_among_words(others, word, len) || is_in_a_pattern(word, len);
}
