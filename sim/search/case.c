/* SPDX-License-Identifier: MIT
 *
 * One run: staged, judged, and compared with its calm twin. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "search/calibrate.h"
#include "search/file.h"
#include "time/heap.h"
#include "world/checker.h"
#include "wt_trace.h"

/* Hands every event to the judge and whoever else listens. */
struct tee {
	struct wt_sink sink;
	struct wt_sink *judge;
	struct wt_sink *const *others;
};

static void tell_all(struct wt_sink *sink, const struct wt_event *event)
{
	const struct tee *tee = (struct tee *)(void *)sink;

	for (struct wt_sink *const *other = tee->others; *other; other++)
		(*other)->event(*other, event);
	tee->judge->event(tee->judge, event);
}

/* The judge, as the world sees it. */
struct referee {
	struct wt_referee referee;
	struct wt_judge *judge;
};

static bool holds(struct wt_referee *referee, const void *check)
{
	return wt_judge_holds(((struct referee *)(void *)referee)->judge, check);
}

static bool is_over(struct wt_referee *referee)
{
	return wt_judge_fatal(((struct referee *)(void *)referee)->judge);
}

int wt_staged_run(struct wt_staged *staged, uint64_t seed, bool calm, struct wt_sink *const *sinks,
		  struct wt_run_stats *stats)
{
	struct wt_tank *tank = staged->stage->tank;
	struct referee referee = {{holds, is_over}, staged->judge};
	struct tee tee = {{tell_all}, wt_judge_sink(staged->judge), sinks};
	struct wt_hash_sink hash;
	struct wt_heap *before;
	int rc;

	before = wt_heap_use(staged->heap);
	wt_hash_sink_init(&hash, sinks && *sinks ? &tee.sink : tee.judge);
	wt_judge_reset(staged->judge);
	tank->referee = &referee.referee;
	rc = wt_tank_run(tank, seed, calm, &hash.sink);
	wt_heap_use(before);
	if (stats)
		*stats = (struct wt_run_stats){
			.hash = hash.hash,
			.time_ns = tank->ended_ns,
			.waits = tank->waits,
			.asked = wt_decider_asked(staged->stage->decider),
			.decided = wt_decider_decided(staged->stage->decider),
			.hung = tank->watchdog.bit,
			.end = tank->end,
		};
	return rc;
}

struct flight {
	const struct wt_scenario *scenario;
	const struct wt_case *run;
};

/* Of what a checker of memory found. */
static void tell_run(const void *what, const char *found)
{
	const struct flight *flight = what;
	const struct wt_scenario *scenario = flight->scenario;
	const struct wt_case *run = flight->run;
	const char *value = wt_scenario_value(scenario, run->value);
	const char *program = run->broken < 0 ? NULL : wt_scenario_case_name(scenario, run->broken);
	char text[512];

	snprintf(text, sizeof text, "wavetank: %s in: run %s%s%s%s%s --seed %" PRIu64, found,
		 scenario->path, *value ? " --value " : "", value,
		 program ? " --program " : " --sound", program ? program : "", run->seed);
	wt_checker_say(text);
}

static char *copy_text(const char *text)
{
	char *copy = strdup(text);

	if (!copy)
		abort();
	return copy;
}

/* What is expected may need the decisions; what is always on does not. */
static void judge_calm(struct wt_staged *staged)
{
	struct wt_verdict verdict;
	char *text;

	if (!wt_judge_verdict(staged->judge, &verdict) || strcmp(verdict.check, "expect") == 0 ||
	    strcmp(verdict.check, "never") == 0)
		return;
	staged->calm_fails = verdict;
	staged->calm_fails.object = copy_text(verdict.object);
	if (asprintf(&text, "in the calm run, without any decision: %s", verdict.text) < 0)
		abort();
	staged->calm_fails.text = text;
}

void wt_staged_forget_calm(struct wt_staged *staged)
{
	wt_observation_free(staged->calm);
	wt_calibration_free(staged->calibration);
	free((void *)(uintptr_t)staged->calm_fails.object);
	free((void *)(uintptr_t)staged->calm_fails.text);
	staged->calm = NULL;
	staged->calibration = NULL;
	staged->calm_fails = (struct wt_verdict){0};
}

/* Made before the run it serves: both use the same tank. */
static int make_calm(struct wt_staged *staged)
{
	int rc;

	if (staged->calm)
		return 0;
	rc = wt_staged_run(staged, 0, true, NULL, NULL);
	if (rc < 0)
		return rc;
	staged->calm = wt_observation_take(staged->judge);
	judge_calm(staged);
	return staged->calm ? 0 : -ENOMEM;
}

static bool has_decisions(const struct wt_staged *staged)
{
	return wt_decider_has_statements(staged->stage->decider);
}

/* A search is calibrated before it begins; a plain file only when its one run
 * differs, which is rare. */
int wt_staged_prepare(struct wt_staged *staged)
{
	int rc = make_calm(staged);

	if (rc == 0 && staged->open && !staged->calibration)
		rc = wt_staged_calibrate(staged);
	return rc;
}

static bool is_compared(const struct wt_staged *staged)
{
	const struct wt_decider *decider = staged->stage->decider;

	return wt_decider_benign_taken(decider) && !wt_decider_harmed(decider);
}

/* True: the run differs from the calm one, and nobody knows yet what may. */
static bool compare(struct wt_staged *staged)
{
	struct wt_heap *before;

	if (!is_compared(staged))
		return false;
	before = wt_heap_use(staged->heap);
	wt_judge_compare(staged->judge, staged->calm, staged->calibration);
	wt_heap_use(before);
	return wt_judge_difference(staged->judge) && !staged->calibration;
}

int wt_staged_judge(struct wt_staged *staged, uint64_t seed, bool calm,
		    struct wt_strategy *strategy, struct wt_sink *const *sinks,
		    struct wt_verdict *ret, struct wt_run_stats *stats)
{
	struct wt_decider *decider = staged->stage->decider;
	int rc = 0;

	*ret = (struct wt_verdict){0};
	if (!calm && has_decisions(staged) && !(strategy && strategy->silent))
		rc = wt_staged_prepare(staged);
	if (rc < 0)
		return rc;
	wt_decider_use(decider, strategy);
	rc = wt_staged_run(staged, seed, calm, sinks, stats);
	wt_decider_use(decider, NULL);
	if (rc < 0)
		return rc;
	if (compare(staged)) {
		/* The same once more, after its calm kin. */
		rc = wt_staged_calibrate(staged);
		if (rc == 0)
			rc = wt_staged_run(staged, seed, calm, NULL, NULL);
		if (rc < 0)
			return rc;
		compare(staged);
	}
	if (!wt_judge_verdict(staged->judge, ret) && is_compared(staged))
		*ret = staged->calm_fails;
	if (stats)
		stats->compared = is_compared(staged);
	return 0;
}

static int run_case(struct wt_scenario *scenario, const struct wt_program *programs,
		    const struct wt_case *run, struct wt_sink *const *sinks, struct wt_verdict *ret,
		    struct wt_run_stats *stats)
{
	struct wt_staged *staged = wt_scenario_stage(scenario, programs, run, scenario->mishaps);

	if (staged)
		return wt_staged_judge(staged, run->seed, run->calm, NULL, sinks, ret, stats);
	*ret = (struct wt_verdict){0};
	return -EINVAL;
}

int wt_run_case(struct wt_scenario *scenario, const struct wt_program *programs,
		const struct wt_case *run, struct wt_sink *const *sinks, struct wt_verdict *ret,
		struct wt_run_stats *stats)
{
	struct flight flight = {scenario, run};
	unsigned begun = wt_checker_begin(tell_run, &flight);
	int rc = run_case(scenario, programs, run, sinks, ret, stats);

	wt_checker_end(tell_run, &flight, begun);
	return rc;
}
