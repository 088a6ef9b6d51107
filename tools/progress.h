/* SPDX-License-Identifier: MIT
 *
 * progress.h - how far a campaign is: a line that is drawn over itself on a
 * terminal, elsewhere a plain line each ten seconds. */
#ifndef WT_PROGRESS_H
#define WT_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wt_run.h"

struct wt_progress {
	size_t files;  /* how many there are; set by the owner */
	size_t file;   /* which one is running, from 0 */
	uint64_t runs; /* of the files before */
	/* private */
	bool on_terminal;
	bool shown;
	bool quiet;
	uint64_t started_ns, next_ns;
};

void wt_progress_init(struct wt_progress *, size_t files, bool quiet);

/* Call it after every run; it looks at the clock and seldom does more. */
void wt_progress_step(struct wt_progress *, const struct wt_campaign *, const char *path);

/* The same of any number of runs; total 0: nobody knows how many there will be. */
void wt_progress_show(struct wt_progress *, const char *path, uint64_t done, uint64_t total);

/* Wipes the line, so that something else can be printed. */
void wt_progress_hide(struct wt_progress *);

/* Seconds since the start, or a negative number where the output should not
 * depend on the time of day. */
double wt_progress_seconds(const struct wt_progress *);

#endif
