/* SPDX-License-Identifier: MIT
 *
 * trial.h - does a smaller scenario still show the same failure?
 *
 * The same failure is the same check on the same object and, of an expectation,
 * the same line.  If without decisions the program passed before, it must still:
 * else a script cut short would be taken for the bug.  If a broken program failed
 * and the sound one passed, it must still, too.  And each decision must be reached. */
#ifndef WT_SEARCH_TRIAL_H
#define WT_SEARCH_TRIAL_H

#include "search/file.h"

struct wt_goal {
	char *check, *object;
	char *line; /* the expectation that failed, or NULL */
	bool calm_passes, sound_passes;
};

struct wt_trial {
	const struct wt_program *programs;
	bool strict;
	unsigned watchdog_s; /* as of struct wt_scenario */
	/* The failure is a program that computes for ever: each further trial of it would
	 * take as long as the watchdog waits, so it waits less. */
	bool hung;
	struct wt_goal goal;
	uint64_t runs; /* made so far */
};

/* The case a plan of one program is about: the `broken` line it has, or the sound
 * program. */
struct wt_case wt_plan_case(const struct wt_plan *);

/* Sets the goal: how that plan fails.  False: it does not, or can not be run, or
 * fails another check than `check` or on another object, where they are not NULL. */
bool wt_trial_begin(struct wt_trial *, const struct wt_plan *, const char *check,
		    const char *object);
void wt_trial_fini(struct wt_trial *);

bool wt_trial_fails(struct wt_trial *, const struct wt_plan *);

/* The plan as a scenario of its own, each line numbered as it would be printed;
 * NULL: it makes no sense. */
struct wt_scenario *wt_trial_scenario(const struct wt_trial *, const struct wt_plan *);
/* Is this verdict the goal's?  Its line is one of that plan, as numbered there. */
bool wt_trial_is_goal(const struct wt_trial *, const struct wt_plan *, const struct wt_verdict *);

#endif
