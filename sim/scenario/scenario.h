/* SPDX-License-Identifier: MIT
 *
 * scenario.h - text to plan and back.
 *
 * Parsing and printing are inverse: what wt_plan_print writes parses to a plan
 * that prints the same, comments included.  All errors of a file, and of the
 * files it includes, are found in one run; each has a line, a column, a caret
 * and, near a known word, a hint.
 *
 * The room, in the order text passes through it:
 *
 *	lines		files to lines, comments and includes
 *	parse		lines to nodes: indent, blocks, contexts
 *	statement	one line by its row of statements.def, through pattern
 *	field		one field, read and written, through quantity, text, object,
 *			place, value, claim and list; all read with reader
 *	meaning, once	what concerns more than one line
 *	print, build	a plan to text; statements said from C
 *	bind, payload	a plan for one value of `for`; the bytes BYTES stands for */
#ifndef WT_SCENARIO_H
#define WT_SCENARIO_H

#include <stdio.h>

#include "scenario/plan.h"

/* NULL when there was an error; then the diagnostics have it.  `file` is what
 * the messages say and where `include` and `@"file"` start from; NULL: the text
 * has no home and may name no files. */
struct wt_plan *wt_plan_parse(const char *file, const char *text, size_t len,
			      struct wt_diagnostics *);
struct wt_plan *wt_plan_load(const char *path, struct wt_diagnostics *);

/* The canonical text, ended by a 0; free() it.  Included statements are not
 * printed, only the line that includes them. */
char *wt_plan_print(const struct wt_plan *);
/* One node without indent, comment and newline; free() it. */
char *wt_node_print(const struct wt_node *);
/* One field as the language writes it, "" where it was not said; free() it. */
char *wt_field_print(const struct wt_field *);

/* The page that lists every statement, as plain text. */
void wt_reference_print(FILE *);

#endif
