/* SPDX-License-Identifier: MIT */
#include "fuzz/fuzz.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/diagnostics.h"
#include "scenario/store.h"
#include "world/guards.h"

/* -- The target ------------------------------------------------------------------ */

static struct wt_scenario *load(const char *scenario, struct wt_diagnostics *diagnostics)
{
	if (!strchr(scenario, '\n'))
		return wt_scenario_load(scenario, diagnostics);
	return wt_scenario_parse("scenario", scenario, strlen(scenario), diagnostics);
}

static bool find_program(struct wt_fuzz *fuzz, const char *name, FILE *errors)
{
	const struct wt_named_program *named;
	size_t count = wt_scenario_programs(fuzz->scenario, &named);

	fuzz->which = (struct wt_case){.broken = -1, .seed = 1};
	if (!name)
		return true;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(named[i].name, name) != 0)
			continue;
		fuzz->which.broken = named[i].broken;
		return true;
	}
	fprintf(errors, "the scenario names no program `%s`\n", name);
	return false;
}

static bool stage(struct wt_fuzz *fuzz)
{
	if (wt_scenario_check(fuzz->scenario, fuzz->programs, fuzz->diagnostics) > 0)
		return false;
	fuzz->staged =
		wt_scenario_stage(fuzz->scenario, fuzz->programs, &fuzz->which, fuzz->diagnostics);
	if (!fuzz->staged)
		return false;
	/* Each payload has calm runs of its own: too many to calibrate them all. */
	fuzz->staged->open = false;
	return true;
}

struct wt_fuzz *wt_fuzz_new(const struct wt_fuzz_target *target, const char *program, FILE *errors)
{
	struct wt_fuzz *fuzz = wt_need(NULL, sizeof *fuzz);

	memset(fuzz, 0, sizeof *fuzz);
	wt_guards_hold();
	fuzz->diagnostics = wt_diagnostics_new();
	fuzz->programs = target->programs;
	fuzz->menu = wt_menu_new();
	wt_fuzz_names_init(&fuzz->names);
	fuzz->scenario = load(target->scenario, fuzz->diagnostics);
	if (!fuzz->scenario || !find_program(fuzz, program, errors) || !stage(fuzz)) {
		wt_diagnostics_print(fuzz->diagnostics, errors, 0);
		wt_fuzz_free(fuzz);
		return NULL;
	}
	wt_fuzz_sends_find(fuzz);
	if (fuzz->sends_count > 0 || wt_scenario_is_open(fuzz->scenario))
		return fuzz;
	fputs("the scenario leaves nothing to an input: no `may`, no `sends`\n", errors);
	wt_fuzz_free(fuzz);
	return NULL;
}

void wt_fuzz_free(struct wt_fuzz *fuzz)
{
	if (!fuzz)
		return;
	wt_guards_let_go();
	if (fuzz->staged)
		wt_fuzz_sends_fini(fuzz);
	wt_scenario_free(fuzz->scenario);
	wt_diagnostics_free(fuzz->diagnostics);
	wt_fuzz_names_fini(&fuzz->names);
	wt_menu_free(fuzz->menu);
	free(fuzz->news);
	free(fuzz);
}

void wt_fuzz_count_cells(struct wt_fuzz *fuzz, uint8_t *counters, size_t count)
{
	fuzz->counters = counters;
	fuzz->counter_count = count;
}

/* -- The menu ---------------------------------------------------------------------- */

const char *wt_fuzz_menu_news(struct wt_fuzz *fuzz)
{
	if (fuzz->names.news.len == 0)
		return "";
	free(fuzz->news);
	fuzz->news = wt_writer_done(&fuzz->names.news);
	wt_menu_add(fuzz->menu, fuzz->news, strlen(fuzz->news));
	return fuzz->news;
}

struct wt_menu *wt_fuzz_menu(struct wt_fuzz *fuzz)
{
	wt_fuzz_menu_news(fuzz);
	return fuzz->menu;
}

/* -- Runs ---------------------------------------------------------------------------- */

void wt_fuzz_on_other_runs(struct wt_fuzz *fuzz, void (*forget)(void))
{
	fuzz->forget = forget;
}

void wt_fuzz_hear(struct wt_fuzz *fuzz, struct wt_sink *sink)
{
	fuzz->hears = sink;
}

static void forget(struct wt_fuzz *fuzz)
{
	if (fuzz->forget)
		fuzz->forget();
}

static int run_once(struct wt_fuzz *fuzz, struct wt_verdict *ret, struct wt_run_stats *stats)
{
	struct wt_sink *sinks[] = {NULL, NULL, NULL};
	size_t count = 0;

	if (fuzz->counters) {
		wt_cells_count(&fuzz->cells, fuzz->counters, fuzz->counter_count);
		sinks[count++] = &fuzz->cells.sink;
	}
	if (fuzz->hears)
		sinks[count++] = fuzz->hears;
	return wt_staged_judge(fuzz->staged, 1, false, &fuzz->names.strategy, sinks, ret, stats);
}

/* The calm twin and its kin are run as well, now or some other time: of what is
 * counted only the input's own run may be left. */
static int run_alone(struct wt_fuzz *fuzz, struct wt_verdict *ret, struct wt_run_stats *stats)
{
	struct wt_staged *staged = fuzz->staged;
	const struct wt_calibration *calibration = staged->calibration;
	int rc = 0;

	if (!fuzz->names.strategy.silent && !staged->calm) {
		rc = wt_staged_prepare(staged);
		forget(fuzz);
	}
	if (rc == 0)
		rc = run_once(fuzz, ret, stats);
	if (rc == 0 && staged->calibration != calibration) {
		forget(fuzz);
		rc = run_once(fuzz, ret, stats);
	}
	return rc;
}

static int run(struct wt_fuzz *fuzz, struct wt_verdict *ret, struct wt_run_stats *stats)
{
	struct wt_run_stats first;
	int rc = run_alone(fuzz, ret, &first);

	*stats = first;
	if (rc < 0 || !ret->check || first.hung)
		return rc;
	/* A failure is worth a second look. */
	rc = run_once(fuzz, ret, stats);
	if (rc == 0 && first.hash != stats->hash)
		*ret = (struct wt_verdict){
			.check = "nondeterminism", .object = "", .text = "one run, two histories"};
	return rc;
}

int wt_fuzz_run(struct wt_fuzz *fuzz, const void *input, size_t len, struct wt_verdict *ret,
		struct wt_run_stats *stats)
{
	struct wt_run_stats own;
	uint64_t payloads;
	int rc;

	*ret = (struct wt_verdict){0};
	wt_fuzz_lines_read(&fuzz->lines, input, len);
	wt_fuzz_names_say(&fuzz->names, &fuzz->lines);
	fuzz->names.strategy.silent = fuzz->names.choice_count == 0;
	payloads = wt_fuzz_sends_say(fuzz, &fuzz->lines);
	wt_fuzz_twin_lend(fuzz, payloads);
	rc = run(fuzz, ret, stats ? stats : &own);
	wt_fuzz_twin_return(fuzz, payloads);
	return rc;
}
