/* SPDX-License-Identifier: MIT
 *
 * shrink.h - from a failing run to a scenario a person can read. */
#ifndef WT_SEARCH_SHRINK_H
#define WT_SEARCH_SHRINK_H

#include "search/reduce.h"

/* Shrinks the run the case's last run was: answers that no pin gave are pinned, then
 * everything is made as small as it goes.  0; -ENOENT: it fails nothing that can be
 * pinned; -errno. */
int wt_shrink_last_run(struct wt_scenario *, const struct wt_program *, const struct wt_case *,
		       const struct wt_verdict *, struct wt_shrunk *ret);

/* Says at each line what would be without it, and at the top what fails; fills in
 * who decided it last. */
void wt_shrink_annotate(struct wt_reduction *, struct wt_shrunk *);

#endif
