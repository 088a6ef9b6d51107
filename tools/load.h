/* SPDX-License-Identifier: MIT
 *
 * load.h - the programs a command knows: its own, and those of a shared object. */
#ifndef WT_LOAD_H
#define WT_LOAD_H

#include <stdbool.h>
#include <stddef.h>

#include "wt_run.h"

struct wt_programs {
	struct wt_program *at; /* ended by a NULL name */
	size_t count;
	/* private */
	void *object;
	const char *path;
};

/* The command's own programs, and with path those of a shared object, which go
 * first: its array `wt_programs`, ended by a NULL name, or functions NAME_main,
 * looked up by the calls below.  path outlives it.  Says what is wrong and returns false. */
bool wt_programs_init(struct wt_programs *, const struct wt_program *own, const char *path);

/* Makes all programs of the shared object known. */
void wt_programs_find_all(struct wt_programs *);

/* Makes the programs the scenario names known where the shared object has them. */
void wt_programs_find(struct wt_programs *, const struct wt_scenario *);

void wt_programs_fini(struct wt_programs *);

#endif
