/* SPDX-License-Identifier: MIT
 *
 * pattern.h - the patterns of statements.def, taken apart.
 *
 *	struct wt_element e = wt_pattern_begin(pattern);
 *
 *	while (wt_pattern_next(&e))
 *		...
 *
 * An element with a slot has a field of the statement, numbered from 0. */
#ifndef WT_PATTERN_H
#define WT_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "scenario/plan.h"

#define WT_SLOTS_MAX 6

enum wt_element_kind {
	WT_ELEMENT_WORD,   /* stands as it is, punctuation too */
	WT_ELEMENT_FLAG,   /* a word that is an option all by itself */
	WT_ELEMENT_CHOICE, /* a|b|c */
	WT_ELEMENT_FIELD,
};

struct wt_element {
	enum wt_element_kind kind;
	const char *text;
	size_t len;
	enum wt_field_kind field; /* FLAG, CHOICE, FIELD */
	int slot;                 /* -1: none */
	bool glued;               /* no blank before it */
	bool optional;            /* in brackets */
	bool opens, closes;       /* first or last in its brackets */
	/* private */
	const char *rest;
	int slots;
};

struct wt_element wt_pattern_begin(const char *pattern);
bool wt_pattern_next(struct wt_element *);
/* A CHOICE: its n-th word; false: there are fewer. */
bool wt_element_choice(const struct wt_element *, int n, const char **ret, size_t *ret_len);
/* Is it this word, or one of its choices? */
bool wt_element_has_word(const struct wt_element *, const char *word, size_t len);

#endif
