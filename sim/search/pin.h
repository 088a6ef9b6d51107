/* SPDX-License-Identifier: MIT
 *
 * pin.h - what was drawn in a run, as lines of a plan. */
#ifndef WT_SEARCH_PIN_H
#define WT_SEARCH_PIN_H

#include "decisions/decide.h"
#include "scenario/plan.h"

/* Takes every `may` away. */
void wt_plan_close(struct wt_plan *);
/* A line for each decision of the last run that no pin made, before the checks.
 * -EINVAL: one can not be said. */
int wt_plan_add_drawn(struct wt_plan *, const struct wt_decider *, struct wt_diagnostics *);

#endif
