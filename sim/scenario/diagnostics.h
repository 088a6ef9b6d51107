/* SPDX-License-Identifier: MIT
 *
 * diagnostics.h - what is wrong with a scenario, and where.
 *
 * wt_diagnostics_new, _count, _print and _free are public: see wt_run.h. */
#ifndef WT_DIAGNOSTICS_H
#define WT_DIAGNOSTICS_H

#include <stddef.h>
#include <stdint.h>

#include "scenario/plan.h"

struct wt_diagnostics;

/* A place in a file.  source is the whole line, or NULL where there is none;
 * col counts bytes from 1, 0: the line as a whole. */
struct wt_location {
	const char *file;
	int line;
	uint32_t col;
	uint32_t width; /* bytes the caret underlines; 0 counts as 1 */
	const char *source;
};

/* Everything is copied. */
void wt_diagnose(struct wt_diagnostics *, const struct wt_location *, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The same at a node of a plan; col 0: at its first word.  This is how the stage
 * says what the world can not do yet. */
void wt_diagnose_node(struct wt_diagnostics *, const struct wt_node *, uint32_t col,
		      const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Adds to the message given last: a second place, or a hint.  Without effect
 * when there is none. */
void wt_diagnose_also(struct wt_diagnostics *, const struct wt_node *, uint32_t col,
		      const char *note);
void wt_diagnose_hint(struct wt_diagnostics *, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* One message, for those who print themselves.  Messages are in file order once
 * wt_diagnostics_sort ran; the parser runs it. */
struct wt_diagnostic {
	char *file;
	int line;
	uint32_t col, width;
	char *source;
	char *message;
	char *hint;                 /* "did you mean `sends`?", or NULL */
	struct wt_diagnostic *also; /* a second place, its message a note; or NULL */
	/* private */
	int file_order;
};
const struct wt_diagnostic *wt_diagnostics_at(const struct wt_diagnostics *, size_t index);
/* So many that further ones are not kept. */
bool wt_diagnostics_full(const struct wt_diagnostics *);
void wt_diagnostics_sort(struct wt_diagnostics *);

#endif
