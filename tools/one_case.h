/* SPDX-License-Identifier: MIT
 *
 * one_case.h - commands that are about one run of one file. */
#ifndef WT_ONE_CASE_H
#define WT_ONE_CASE_H

#include <argp.h>

#include "command.h"
#include "load.h"

struct wt_one_case {
	/* what the options say */
	const char *file, *program, *value, *load;
	uint64_t seed, watchdog_s; /* 0: not said */

	/* what they mean */
	struct wt_programs programs;
	struct wt_scenario *scenario;
	struct wt_case which;
	/* private */
	struct wt_diagnostics *diagnostics;
};

/* --seed, --program, --value, --load, --watchdog and FILE: a child of the command's own parser,
 * with the struct above as its input. */
extern const struct argp wt_one_case_argp;

/* Commands that write a scenario made of one run: the same, and -o FILE. */
struct wt_written_case {
	struct wt_one_case one;
	const char *output; /* NULL: standard output */
};
void wt_written_case_parse(struct wt_written_case *, const char *doc, int argc, char **argv);

/* Loads the file and finds the case, or says why not.  An exit code; close it
 * whatever the code. */
int wt_one_case_open(struct wt_one_case *, const struct wt_program *own);
void wt_one_case_close(struct wt_one_case *);

/* Writes the text to that file, or to standard output for NULL; an exit code. */
int wt_tool_write(const char *path, const char *text);

#endif
