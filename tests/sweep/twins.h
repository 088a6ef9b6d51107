/* SPDX-License-Identifier: MIT
 *
 * twins.h - programs with an omission each, which the sweep must find. */
#ifndef WT_SWEEP_TWINS_H
#define WT_SWEEP_TWINS_H

#include <stddef.h>

#include "wt_program.h"

struct twin {
	const char *program;
	const char *of;       /* the name of its case */
	const char *omission; /* in words */
};

extern const struct wt_program twin_programs[];
extern const struct twin twins[];
extern const size_t twin_count;

#endif
