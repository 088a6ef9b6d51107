/* SPDX-License-Identifier: MIT
 *
 * questions.h - what a calm run is asked, and what could have been the answer. */
#ifndef WT_SWEEP_QUESTIONS_H
#define WT_SWEEP_QUESTIONS_H

#include "sweep.h"
#include "wt_run.h"

struct wt_scenario *scenario_of(const char *text, const char *more);

/* Every question of the calm run, a line each; free() it. */
char *questions_of(const struct sim_case *, const char *text);
/* The n-th answer that a question of this name may have, or NULL. */
const char *answer_to(const char *question, size_t n, bool *ret_harmful);

#endif
