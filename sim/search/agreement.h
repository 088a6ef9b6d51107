/* SPDX-License-Identifier: MIT
 *
 * agreement.h - who is the odd one out: a run that differs from its calm twin, or
 * the calm twin, from which most runs differ in the same way? */
#ifndef WT_SEARCH_AGREEMENT_H
#define WT_SEARCH_AGREEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WT_AGREEMENT_MAX 64 /* ways to differ that are told apart, of one value */

struct wt_agreement {
	uint64_t compared; /* runs */
	struct {
		uint64_t difference, runs;
	} at[WT_AGREEMENT_MAX];
	size_t count;
};

/* One more run that was compared; 0: it did not differ. */
void wt_agreement_add(struct wt_agreement *, uint64_t difference);
/* Runs that differ from the calm one, all in the same way: as many as most of those
 * compared, or 0. */
uint64_t wt_agreement_against_calm(const struct wt_agreement *);

#endif
