/* SPDX-License-Identifier: MIT
 *
 * names.h - the closed sets of words. */
#ifndef WT_LANGUAGE_NAMES_H
#define WT_LANGUAGE_NAMES_H

#include "scenario/plan.h"

const char *wt_ask_text(enum wt_ask);

/* A set of words, in the order of its enum. */
struct wt_words {
	const char *const *at;
	int count;
};
extern const struct wt_words wt_ask_words, wt_call_words, wt_handler_words, wt_kind_words,
	wt_checkname_words, wt_signal_words, wt_measure_words, wt_ending_words, wt_how_words,
	wt_op_words;

/* Index, or -1. */
int wt_words_find(const struct wt_words *, const char *word, size_t len);

/* Can a host, a peer or a value of `for` not be called so? */
bool wt_is_reserved(const char *word);

#endif
