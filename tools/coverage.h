/* SPDX-License-Identifier: MIT
 *
 * coverage.h - run --coverage: the matrix of edge cases, for people, for other
 * programs, and as a gate. */
#ifndef WT_TOOLS_COVERAGE_H
#define WT_TOOLS_COVERAGE_H

#include <stdbool.h>
#include <stdio.h>

#include "wt_coverage.h"

void wt_coverage_print(const struct wt_coverage *, FILE *, bool color);
/* docs/coverage.md has the form. */
void wt_coverage_write_json(const struct wt_coverage *, FILE *);
/* Was that much of the possible met?  Else says what was not, on stderr. */
bool wt_coverage_gate(const struct wt_coverage *, unsigned percent);

#endif
