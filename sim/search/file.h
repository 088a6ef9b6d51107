/* SPDX-License-Identifier: MIT
 *
 * file.h - a loaded scenario file and what is kept between its runs: for each
 * value of `for` the bound plan, for each program of it a staged tank, a judge
 * and what its calm run looked like. */
#ifndef WT_SEARCH_FILE_H
#define WT_SEARCH_FILE_H

#include "decisions/strategy.h"
#include "judge/judge.h"
#include "scenario/stage.h"
#include "wt_run.h"

struct wt_heap;

/* One program, staged for one value. */
struct wt_staged {
	struct wt_heap *heap; /* of stage and judge; NULL: libc's */
	struct wt_stage *stage;
	struct wt_judge *judge;
	struct wt_observation *calm;        /* NULL before it was needed */
	struct wt_calibration *calibration; /* the same */
	struct wt_verdict calm_fails;       /* a check that is always on; check NULL: none */
	bool open;                          /* the file leaves choices: a search space */
};

/* Forgets the calm run and what was learnt from it. */
void wt_staged_forget_calm(struct wt_staged *);

struct wt_scenario {
	struct wt_plan *plan;
	char *path;
	char *claim;
	size_t values, programs; /* programs: the sound one and each broken one */
	struct wt_named *named;
	struct wt_plan **bound;   /* by value; NULL before it was needed */
	struct wt_staged *staged; /* by value * programs + 1 + broken */
	bool strict;
	unsigned watchdog_s;            /* 0: as the world has it */
	bool hasty;                     /* as of struct wt_watchdog */
	struct wt_diagnostics *mishaps; /* why a run could not be staged */
};

/* The plan becomes the scenario's; NULL where the plan is. */
struct wt_scenario *wt_scenario_of_plan(struct wt_plan *, const char *path);

/* What the file names: names.c. */
struct wt_named *wt_named_new(const struct wt_plan *);
void wt_named_free(struct wt_named *);

/* NULL when it can not be staged; then the reasons are in the diagnostics. */
struct wt_staged *wt_scenario_stage(struct wt_scenario *, const struct wt_program *,
				    const struct wt_case *, struct wt_diagnostics *);

/* One run of a staged program, judged: 0 or -errno.  strategy answers what is open;
 * NULL: the seed draws.  As of wt_run_case, the calm twin is made before. */
int wt_staged_judge(struct wt_staged *, uint64_t seed, bool calm, struct wt_strategy *strategy,
		    struct wt_sink *const *sinks, struct wt_verdict *, struct wt_run_stats *);

/* The next run is one made before, and finds other things where it has not written. */
static inline void wt_staged_soil(struct wt_staged *staged)
{
	staged->stage->tank->soils = true;
}

/* The same without judgement. */
int wt_staged_run(struct wt_staged *, uint64_t seed, bool calm, struct wt_sink *const *sinks,
		  struct wt_run_stats *);

/* Makes the calm twin, and what else is run before the first run.  Done by the first
 * judgement that needs it; by itself, where it must come earlier. */
int wt_staged_prepare(struct wt_staged *);

#endif
