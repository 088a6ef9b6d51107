/* SPDX-License-Identifier: MIT
 *
 * explore.h - wavetank explore, between its files:
 *
 *	explore_options.c   what was asked for
 *	explore.c           all files, and the programs of each
 *	explore_jobs.c      rounds, by so many processes
 *	explore_found.c     a failure: shrunk, written, told */
#ifndef WT_TOOLS_EXPLORE_H
#define WT_TOOLS_EXPLORE_H

#include "load.h"
#include "options.h"
#include "progress.h"
#include "report.h"

struct wt_explore_command {
	struct wt_common_options common;
	struct wt_explore_options search; /* programs, broken and value are set per program */
	uint64_t jobs, time_s;
	const char *output, *results;
	bool all, no_cache, no_shrink;
};

/* Ends the process when the arguments make no sense. */
void wt_explore_options_parse(struct wt_explore_command *, int argc, char **argv);

/* One program of one file while it is searched. */
struct wt_expedition {
	const struct wt_explore_command *command;
	struct wt_programs *programs;
	struct wt_progress *progress;
	FILE *results;             /* for `merge`, or NULL */
	struct wt_results *judged; /* for other tools: one of each program */
	FILE *said;                /* what is told of the program, without pictures */
	struct wt_scenario *scenario;
	struct wt_explore *explore;
	const char *path;
	int broken;
	const char *expected; /* the check a broken program should fail, or NULL */
};

/* Rounds until there is nothing left, something was found and --all was not said,
 * the time is over, or Ctrl-C.  An exit code: PASSED, INTERNAL or INTERRUPTED. */
int wt_expedition_run(struct wt_expedition *);

/* Shrinks, writes and tells of that failure; returns the exit code it makes. */
int wt_expedition_report(struct wt_expedition *, const struct wt_failure *, size_t index);

#endif
