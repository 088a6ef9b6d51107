/* SPDX-License-Identifier: MIT
 *
 * judged.h - over many runs: how often each expectation could be judged, and
 * which states a program asks for with ac_sometimes came about. */
#ifndef WT_SEARCH_JUDGED_H
#define WT_SEARCH_JUDGED_H

#include "judge/judge.h"
#include "wt_run.h"

struct wt_plan;

struct wt_judged {
	uint64_t runs;
	struct wt_line_count *lines; /* each `expect` and `never`, in file order */
	size_t line_count;
	struct wt_state_count *states; /* in the order of first asking; names are its own */
	size_t state_count;
};

void wt_judged_init(struct wt_judged *, const struct wt_plan *);
/* One run more, which the judge has just seen. */
void wt_judged_add(struct wt_judged *, struct wt_judge *);
/* Counts made elsewhere. */
void wt_judged_add_line(struct wt_judged *, const struct wt_line_count *);
void wt_judged_add_state(struct wt_judged *, const struct wt_state_count *);
void wt_judged_fini(struct wt_judged *);

/* Judged too rarely to say anything: in fewer than one run of ten. */
bool wt_judged_rarely(const struct wt_line_count *);

#endif
