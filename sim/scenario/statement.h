/* SPDX-License-Identifier: MIT
 *
 * statement.h - one statement: read and written by its row of the table. */
#ifndef WT_STATEMENT_H
#define WT_STATEMENT_H

#include "scenario/pattern.h"
#include "scenario/reader.h"
#include "scenario/writer.h"

/* Sets of contexts. */
#define WT_IN(context) (1u << (context))
#define WT_IN_FIRST    WT_IN(WT_CONTEXT_FIRST)
#define WT_IN_TOP      (WT_IN(WT_CONTEXT_TOP) | WT_IN(WT_CONTEXT_ONCE))
#define WT_IN_HOST     (WT_IN(WT_CONTEXT_HOST) | WT_IN(WT_CONTEXT_ONCE_A_HOST))
#define WT_IN_STEP     WT_IN(WT_CONTEXT_STEP)
#define WT_IN_EVERY    (WT_IN_FIRST | WT_IN_TOP | WT_IN_HOST | WT_IN_STEP)

/* Reads a whole line as a statement of one of these contexts; sets id and
 * fields.  false: the reader knows why. */
bool wt_read_statement(struct wt_reader *, unsigned contexts, struct wt_node *);
void wt_write_statement(struct wt_writer *, const struct wt_node *);
/* The line begins with no statement of these contexts: says what it could be
 * instead.  Adds the message. */
void wt_report_statement(struct wt_reader *, unsigned contexts, struct wt_diagnostics *,
			 const struct wt_location *where);

/* "belongs under a peer, indented by two" */
const char *wt_context_words(enum wt_context);

/* One of the element's words. */
bool wt_read_choice(struct wt_reader *, const struct wt_element *, struct wt_field *);
/* A literal that is itself a call says what the line asks about: `recv@...`. */
void wt_note_ask(const struct wt_element *, enum wt_ask *);

#endif
