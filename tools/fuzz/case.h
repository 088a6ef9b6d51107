/* SPDX-License-Identifier: MIT
 *
 * case.h - one input after the other, for whoever brings them. */
#ifndef WT_FUZZ_CASE_H
#define WT_FUZZ_CASE_H

#include "wt_fuzz.h"
#include "wt_run.h"

struct wt_fuzz_case {
	const struct wt_fuzz_target *target;
	struct wt_fuzz_target own; /* the same, with a scenario */
	struct wt_fuzz *fuzz;
	/* what failed, as text; of the last input */
	char check[32], object[96];
	char *text;
	char path[4096];  /* where it was written */
	const char *news; /* what came to the menu by it, as text */
	/* of inputs in processes of their own: */
	unsigned char *shared; /* the engine's counters, from there to here */
	char *told;            /* the news */
};

/* The target's; program as wt_fuzz_new, NULL: as $WT_FUZZ_PROGRAM says.  Ends the
 * process with exit code 2 where it can not be run, having said why. */
void wt_fuzz_case_init(struct wt_fuzz_case *, const struct wt_fuzz_target *, const char *program);
void wt_fuzz_case_fini(struct wt_fuzz_case *);

/* True if a check failed.  Ends the process with exit code 3 if it could not be run. */
bool wt_fuzz_case_fails(struct wt_fuzz_case *, const uint8_t *data, size_t size);

/* Writes FOLDER/CHECK-OBJECT.input and .scn, the second made small, unless they are
 * there, or the folder is "".  The path of the second; "": it could not be written.  As long as the
 * case. */
const char *wt_fuzz_case_write(struct wt_fuzz_case *, const char *folder, const uint8_t *data,
			       size_t size);

/* -- apart.c -- */

/* The same in a process of its own. */
bool wt_fuzz_case_fails_apart(struct wt_fuzz_case *, const uint8_t *data, size_t size);

#endif
