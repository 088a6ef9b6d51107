/* SPDX-License-Identifier: MIT
 *
 * options.h - what commands that go through files are asked alike: which files, which
 * of their programs, and where results go. */
#ifndef WT_OPTIONS_H
#define WT_OPTIONS_H

#include <argp.h>
#include <stdint.h>

#include "files.h"
#include "results.h"
#include "terminal.h"

#define WT_OPTION_WATCHDOG_MAX_S 86400

struct wt_common_options {
	struct wt_files files;
	int files_error;
	const char *filter, *program, *value, *load;
	struct wt_results_files results;
	uint64_t watchdog_s; /* 0: not given */
	enum wt_color color;
	bool sound, strict, quiet;
};

/* A child of the command's own parser, with the struct above as its input. */
extern const struct argp wt_common_argp;

/* A number from 1; or the end of the process. */
uint64_t wt_option_number(struct argp_state *, const char *name, const char *text, uint64_t max);

#endif
