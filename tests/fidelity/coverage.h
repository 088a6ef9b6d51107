/* SPDX-License-Identifier: MIT
 *
 * coverage.h - which (call, result, readiness) programs have reached. */
#ifndef FIDELITY_COVERAGE_H
#define FIDELITY_COVERAGE_H

#include <stdio.h>

#include "player.h"

#define CELLS_MAX 16384 /* a power of two */

struct cell {
	uint32_t key, count; /* count 0: free */
};

struct coverage {
	struct cell cells[CELLS_MAX];
	unsigned used, lost; /* lost: there was no place for them */
};

void coverage_add(struct coverage *, const struct op *, const struct seen *, uint32_t count);
void coverage_merge(struct coverage *, const struct coverage *);
/* A line each, sorted: `recv(tcp) ECONNRESET IN|OUT|RDHUP|HUP`; those that were reached
 * at least so often. */
void coverage_print(FILE *, const struct coverage *, uint32_t least);
/* How many lines of the file were not reached; they are told to out.  -1: no file. */
int coverage_check(const char *path, const struct coverage *, FILE *out);

#endif
