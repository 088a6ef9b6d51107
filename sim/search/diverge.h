/* SPDX-License-Identifier: MIT
 *
 * diverge.h - where two histories of one run part. */
#ifndef WT_SEARCH_DIVERGE_H
#define WT_SEARCH_DIVERGE_H

#include "search/file.h"

/* Runs it again and again until a history differs from the first, and says at which
 * line: "line 12: first `A`, then `B`".  NULL: they were all one.  free() it.  The
 * strategy keeps nothing from run to run. */
char *wt_staged_divergence(struct wt_staged *, uint64_t seed, struct wt_strategy *);

#endif
