/* SPDX-License-Identifier: MIT
 *
 * cases.h - the single runs a file stands for, where the command asks for them
 * one by one: --trace, --value, pin. */
#ifndef WT_CASES_H
#define WT_CASES_H

#include <stddef.h>

#include "outline.h"
#include "wt_run.h"

/* The sound program (of a file with several hosts, all of them), or a broken
 * one in its place. */
struct wt_candidate {
	int broken; /* as in struct wt_case */
	const char *program;
	const char *check; /* what it should fail, or NULL */
};

/* Writes the candidates that only (NULL: any) names to ret, which has room for
 * all: outline->broken.count + 1.  Returns how many. */
size_t wt_candidates(const struct wt_outline *, const char *only, struct wt_candidate *ret);

/* Index of a value of `for` as --value gives it; 0 for NULL.  Says so and
 * returns -1 when the file has no such value. */
long wt_value_index(const struct wt_outline *, const char *path, const char *value);

#endif
