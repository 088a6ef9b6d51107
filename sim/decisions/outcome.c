/* SPDX-License-Identifier: MIT */
#include "decisions/outcome.h"

#include <errno.h>

#define NEEDS_LINUX 0
#define NEEDS_POSIX WT_GIVEN_POSIX

const struct wt_outcome wt_outcome_table[] = {
#define WT_OUTCOMES_OF(ask)
#define WT_OUTCOME(ask, verb, error, kind, harm, needs, profile, weight)     \
	{WT_ASK_##ask,   WT_VERB_##verb, error,                              \
	 WT_KIND_##kind, WT_HARM_##harm, WT_GIVEN_##needs | NEEDS_##profile, \
	 weight},
#include "decisions/outcomes.def"
#undef WT_OUTCOMES_OF
#undef WT_OUTCOME
};

/* Where the rows of each question begin and end: rows are counted, and the first
 * of a question takes the number of the one before it plus one. */
#define ROW_OF_LINE(line) ROW_##line
#define ROW(line)         ROW_OF_LINE(line)
enum {
#define WT_OUTCOMES_OF(ask)                                              FIRST_##ask, BEFORE_##ask = FIRST_##ask - 1,
#define WT_OUTCOME(ask, verb, error, kind, harm, needs, profile, weight) ROW(__LINE__),
#include "decisions/outcomes.def"
#undef WT_OUTCOMES_OF
#undef WT_OUTCOME
	ROWS
};

const size_t wt_outcome_first[WT_ASK_COUNT + 1] = {
#define FIRST_OF(ask) [WT_ASK_##ask] = FIRST_##ask,
	WT_ASKS(FIRST_OF)
#undef FIRST_OF
		[WT_ASK_COUNT] = ROWS,
};

unsigned wt_outcomes_benign(void)
{
	unsigned asks = 0;

	for (size_t i = 0; i < ROWS; i++)
		asks |= (unsigned)(wt_outcome_table[i].harm != WT_HARM_ALWAYS)
			<< wt_outcome_table[i].ask;
	return asks;
}

const struct wt_outcome *wt_outcome_of(const struct wt_question *question, struct wt_value value)
{
	const struct wt_outcome *rows;
	size_t count;

	if (value.verb == WT_VERB_DEFAULT)
		return NULL;
	count = wt_outcomes(question->spot->ask, &rows);
	if (value.verb == WT_VERB_TAKE && value.number < question->at_least)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		if (rows[i].verb != value.verb || !wt_outcome_is_legal(&rows[i], question))
			continue;
		if (value.verb != WT_VERB_FAILS || (uint64_t)rows[i].error == value.number)
			return &rows[i];
	}
	return NULL;
}

/* Who is late is so for everybody, and what runs out, runs out for all; but a reset ends
 * one connection, and an accept that says so takes in no other. */
bool wt_value_spreads(enum wt_ask ask, const struct wt_object *object, struct wt_value value)
{
	if (object->kind == WT_OBJECT_ACCEPTED)
		return value.verb != WT_VERB_RESET_FIRST;
	return ask != WT_ASK_accept || value.verb != WT_VERB_FAILS || value.number != ECONNABORTED;
}

const char *wt_given_words(enum wt_given_number number)
{
	static const char *const words[] = {
#define WORDS(name, text) text,
		WT_GIVENS(WORDS)
#undef WORDS
	};

	return words[number];
}
