/* SPDX-License-Identifier: MIT
 *
 * pattern.h - which questions a decision line speaks of. */
#ifndef WT_PATTERN_H
#define WT_PATTERN_H

#include "decisions/decision.h"

enum wt_scope {
	WT_SCOPE_NAMED,    /* the object of that name */
	WT_SCOPE_ACCEPTED, /* H:*: every accepted connection of host */
	WT_SCOPE_OPENED,   /* H>*: every opened one */
	WT_SCOPE_ANY,      /* may any */
};

enum wt_place_match {
	WT_MATCH_ANY,      /* @*, or an ask without places */
	WT_MATCH_BURST,    /* @B+N */
	WT_MATCH_ABSOLUTE, /* @N */
	WT_MATCH_ORDINAL,  /* #K */
	WT_MATCH_TEXT,     /* @WHO, @PURPOSE */
	WT_MATCH_FORM,     /* syn, fin, rst */
};

struct wt_pattern {
	enum wt_scope scope;
	char object[WT_OBJECT_NAME_MAX]; /* NAMED: its name; ACCEPTED, OPENED: the host's */
	enum wt_ask ask;
	enum wt_place_match match;
	enum wt_place_form form; /* MATCH_FORM */
	uint32_t burst;
	uint64_t offset; /* or the ordinal */
	char text[WT_OBJECT_NAME_MAX];
	uint32_t turn; /* from 1; 0: every turn (only with MATCH_ANY) */
};

bool wt_pattern_has_object(const struct wt_pattern *, const struct wt_object *);
/* ordinal: the how-manieth asking of this call at this object it is. */
bool wt_pattern_has_place(const struct wt_pattern *, const struct wt_place *, uint32_t turn,
			  uint64_t ordinal);

#endif
