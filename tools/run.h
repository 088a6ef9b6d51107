/* SPDX-License-Identifier: MIT
 *
 * run.h - wavetank run, in four files: the options, all files, one file, and
 * single cases of a file. */
#ifndef WT_TOOLS_RUN_H
#define WT_TOOLS_RUN_H

#include <signal.h>

#include "coverage.h"
#include "load.h"
#include "options.h"
#include "progress.h"
#include "report.h"

struct wt_run_options {
	struct wt_common_options common;
	uint64_t seed, runs; /* 0: not given */
	const char *coverage_json;
	uint64_t require_edges; /* percent; 0: none */
	bool trace, coverage;
};

/* Ends the process when the arguments make no sense. */
void wt_run_options_parse(struct wt_run_options *, int argc, char **argv);

struct wt_run {
	struct wt_run_options options;
	struct wt_programs programs;
	struct wt_progress progress;
	struct wt_results results;
	struct wt_coverage *coverage; /* NULL: nobody asked for it */
};

/* Where to report to; plain is for files. */
struct wt_report wt_run_report(const struct wt_run *, FILE *out, bool plain);

/* One file while it is judged. */
struct wt_job {
	struct wt_run *run;
	const char *path;
	struct wt_scenario *scenario;
	const char *program; /* the only one asked for, or NULL */
	long value;
	uint64_t runs;
};

/* Everything the options ask of one file; returns its exit code, as those below. */
int wt_job_run(struct wt_job *);

/* Prints and keeps what came of the file. */
int wt_job_conclude(struct wt_job *, const struct wt_problem *problems, size_t count);

/* broken: as in struct wt_case. */
int wt_job_trace(const struct wt_job *, int broken);

/* A broken program asked for by name fails as it should; shows how. */
void wt_job_show_failure(const struct wt_job *, int broken);

#endif
