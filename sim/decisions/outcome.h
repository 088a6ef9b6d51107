/* SPDX-License-Identifier: MIT
 *
 * outcome.h - the table of outcomes.def: what is legal and what is harmful,
 * as a function of (call, state, profile). */
#ifndef WT_OUTCOME_H
#define WT_OUTCOME_H

#include "decisions/decision.h"

enum wt_harm { WT_HARM_NEVER, WT_HARM_ALWAYS, WT_HARM_TIMER };

struct wt_outcome {
	enum wt_ask ask;
	enum wt_verb verb;
	int error; /* FAILS: which, positive */
	enum wt_kind kind;
	enum wt_harm harm;
	unsigned needs; /* enum wt_given, all of them */
	unsigned weight;
};

extern const struct wt_outcome wt_outcome_table[];
extern const size_t wt_outcome_first[WT_ASK_COUNT + 1]; /* row of each question */

/* The rows of one question; *ret is the table's. */
static inline size_t wt_outcomes(enum wt_ask ask, const struct wt_outcome **ret)
{
	*ret = &wt_outcome_table[wt_outcome_first[ask]];
	return wt_outcome_first[ask + 1] - wt_outcome_first[ask];
}

/* Is there a row that need not be harmful?  Bit per enum wt_ask. */
unsigned wt_outcomes_benign(void);

static inline bool wt_outcome_is_legal(const struct wt_outcome *outcome,
				       const struct wt_question *question)
{
	return (outcome->needs & ~question->given) == 0;
}

static inline bool wt_outcome_harms(const struct wt_outcome *outcome,
				    const struct wt_question *question)
{
	if (outcome->harm == WT_HARM_TIMER)
		return question->given & WT_GIVEN_TIMER;
	return outcome->harm == WT_HARM_ALWAYS;
}

/* The legal row this value is of; NULL: it is not legal here. */
const struct wt_outcome *wt_outcome_of(const struct wt_question *, struct wt_value);

/* Is it, where it stands, anything but the default? */
static inline bool wt_value_changes(const struct wt_question *question, struct wt_value value)
{
	if (value.verb == WT_VERB_TAKE || value.verb == WT_VERB_CUT)
		return value.number < question->at_hand;
	return value.verb != WT_VERB_DEFAULT;
}

/* May others feel it than the one client whose connection it is about? */
bool wt_value_spreads(enum wt_ask, const struct wt_object *, struct wt_value);

const char *wt_given_words(enum wt_given_number);

#endif
