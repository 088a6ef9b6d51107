/* SPDX-License-Identifier: MIT
 *
 * report.h - says what went wrong so that a person can act on it: the check,
 * the scenario line, what was wrong, a picture of the last events, and one
 * command that shows it again. */
#ifndef WT_REPORT_H
#define WT_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "wt_run.h"

struct wt_report {
	FILE *out;
	bool color;
	int width;
	const struct wt_program *programs;
	const char *load; /* as given on the command line, or NULL */
};

/* Runs the failing case again for the picture. */
void wt_report_problem(const struct wt_report *, struct wt_scenario *, const struct wt_problem *);

/* The verdict of one case, where it is no problem of the file's: a broken
 * program that fails as it should. */
void wt_report_case(const struct wt_report *, struct wt_scenario *, const struct wt_case *,
		    const struct wt_verdict *);

/* Of a file that leaves choices open: which lines not every run could judge, and
 * how often the states of ac_sometimes came about, what is compared loosely. */
void wt_report_counts(const struct wt_report *, const struct wt_scenario *, struct wt_campaign *);

/* The exit code it makes. */
int wt_problem_code(const struct wt_problem *);

#endif
