/* SPDX-License-Identifier: MIT
 *
 * lines.h - a file cut into lines, the files it includes in their place. */
#ifndef WT_LINES_H
#define WT_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "scenario/diagnostics.h"
#include "scenario/plan.h"

struct wt_line {
	const char *file;
	const char *source;      /* the whole line */
	const char *start, *end; /* the statement in it; equal: there is none */
	const char *comment;     /* behind `#`, or NULL */
	int number;
	unsigned indent;
	unsigned included; /* depth */
	bool bad;          /* was already complained of */
};

struct wt_lines {
	struct wt_line *at; /* free() it */
	size_t count;
	size_t capacity;
};

/* Adds the lines of a text.  All strings go to the store. */
void wt_lines_cut(struct wt_lines *, struct wt_plan_store *, const char *file, const char *text,
		  size_t len, struct wt_diagnostics *);

/* Adds those of the file that the line includes by that name. */
void wt_lines_include(struct wt_lines *, struct wt_plan_store *, const struct wt_line *,
		      const struct wt_text *name, struct wt_diagnostics *);
/* Finds statement, comment and indent in line->source, which is len long. */
void wt_line_divide(struct wt_line *, struct wt_plan_store *, size_t len, struct wt_diagnostics *);
struct wt_location wt_line_location(const struct wt_line *, const char *at);

#endif
