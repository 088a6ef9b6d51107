/* SPDX-License-Identifier: MIT
 *
 * results.h - what came of each file, and the forms other tools read it in. */
#ifndef WT_RESULTS_H
#define WT_RESULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum wt_outcome { WT_OUTCOME_PASSED, WT_OUTCOME_FAILED, WT_OUTCOME_ERROR };

struct wt_result {
	enum wt_outcome outcome;
	char *path;
	char *program; /* NULL: all of the file */
	char *claim;
	char *text; /* what the report said, without color; "" if it passed */
	uint64_t runs;
	double seconds; /* of real time */
};

struct wt_results {
	struct wt_result *at;
	size_t count;
};

/* Where they are written to; NULL: nowhere. */
struct wt_results_files {
	const char *junit, *tap, *json;
};

/* Takes copies; text is taken over, and may be NULL. */
struct wt_result *wt_results_add(struct wt_results *, enum wt_outcome, const char *path,
				 const char *claim, char *text);
size_t wt_results_count(const struct wt_results *, enum wt_outcome);
void wt_results_fini(struct wt_results *);

void wt_results_write_tap(const struct wt_results *, FILE *);
void wt_results_write_junit(const struct wt_results *, FILE *);
void wt_results_write_json(const struct wt_results *, FILE *);
/* To each of these files; an exit code. */
int wt_results_write(const struct wt_results *, const struct wt_results_files *);

static inline bool wt_results_are_wanted(const struct wt_results_files *files)
{
	return files->junit || files->tap || files->json;
}

#endif
