/* SPDX-License-Identifier: MIT
 *
 * explore.c - wavetank explore: the programs of each file, one after another. */
#include "explore.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "shards.h"
#include "stored.h"

struct counts {
	unsigned found, survived, missed, wrong; /* programs */
};

/* -- One program ------------------------------------------------------------------ */

static void print_state(FILE *out, const struct wt_expedition *expedition)
{
	char *state = wt_explore_state_text(expedition->explore);

	fprintf(out, "  state: %s\n", state);
	free(state);
}

static void print_claim(FILE *out, bool color, const struct wt_expedition *expedition,
			const char *claim)
{
	bool good = expedition->broken < 0;

	fprintf(out, "%s%s%s  %s  %s %s\n      %s\n",
		wt_style(color, good ? WT_STYLE_GOOD : WT_STYLE_BAD), good ? "ok  " : "FAIL",
		wt_style(color, WT_STYLE_PLAIN), expedition->path,
		wt_scenario_case_name(expedition->scenario, expedition->broken),
		good ? "fails nothing" : "fails nothing, though it should", claim);
	if (expedition->command->search.strategy == WT_EXPLORE_EXHAUSTIVE)
		print_state(out, expedition);
}

static void report_claim(const struct wt_expedition *expedition)
{
	const struct wt_common_options *options = &expedition->command->common;
	char *claim = wt_explore_claim(expedition->explore);

	wt_progress_hide(expedition->progress);
	if (expedition->broken >= 0 || !options->quiet)
		print_claim(stdout, wt_color_wanted(options->color, stdout), expedition, claim);
	print_claim(expedition->said, false, expedition, claim);
	fflush(stdout);
	free(claim);
}

static int conclude(struct wt_expedition *expedition, struct counts *counts)
{
	const struct wt_failure *failures;
	size_t count = wt_explore_failures(expedition->explore, &failures);
	bool sound = expedition->broken < 0;
	int code = WT_EXIT_PASSED;

	if (count > 1 && !expedition->command->all)
		count = 1;
	for (size_t i = 0; i < count && !wt_interrupted; i++)
		code = wt_exit_worse(code, wt_expedition_report(expedition, &failures[i], i));
	if (count == 0) {
		report_claim(expedition);
		code = sound ? WT_EXIT_PASSED : WT_EXIT_FAILED;
	}
	counts->survived += sound && count == 0;
	counts->missed += !sound && count == 0;
	counts->found += count > 0 && (sound || code == WT_EXIT_PASSED);
	counts->wrong += count > 0 && !sound && code != WT_EXIT_PASSED;
	return code;
}

/* What failed the last time is tried first. */
static void know(struct wt_expedition *expedition)
{
	char *place = NULL;
	struct wt_stored stored;

	/* An exhaustive search says what is within its bounds, and nothing else. */
	if (!expedition->command->no_cache &&
	    expedition->command->search.strategy != WT_EXPLORE_EXHAUSTIVE)
		place = wt_stored_place(
			expedition->path,
			wt_scenario_case_name(expedition->scenario, expedition->broken));
	if (!place)
		return;
	if (wt_stored_read(&stored, place) == 0)
		wt_explore_know(expedition->explore, stored.entry);
	wt_stored_fini(&stored);
	free(place);
}

/* What other tools are told of the program. */
static void judge(struct wt_expedition *expedition, int code, char *said, double seconds)
{
	enum wt_outcome outcome = WT_OUTCOME_PASSED;
	struct wt_result *result;

	if (code != WT_EXIT_PASSED)
		outcome = code == WT_EXIT_FAILED ? WT_OUTCOME_FAILED : WT_OUTCOME_ERROR;
	result = wt_results_add(expedition->judged, outcome, expedition->path,
				wt_scenario_claim(expedition->scenario), said);
	result->program = wt_tool_need(
		strdup(wt_scenario_case_name(expedition->scenario, expedition->broken)));
	result->runs = wt_explore_runs(expedition->explore);
	result->seconds = seconds;
}

static int explore_program(struct wt_expedition *expedition, struct counts *counts)
{
	struct wt_explore_options search = expedition->command->search;
	uint64_t started_ns = wt_real_time_ns();
	char *said = NULL;
	size_t len;
	int code;

	search.programs = expedition->programs->at;
	search.broken = expedition->broken;
	if (expedition->command->common.value) {
		search.only_value = true;
		search.value = (size_t)wt_scenario_find_value(expedition->scenario,
							      expedition->command->common.value);
	}
	expedition->explore = wt_explore_new(expedition->scenario, &search);
	if (search.state == WT_EXPLORE_ARENA && wt_explore_no_arena(expedition->explore)) {
		wt_tool_complain("%s: --state arena: %s", expedition->path,
				 wt_explore_no_arena(expedition->explore));
		wt_explore_free(expedition->explore);
		return WT_EXIT_USAGE;
	}
	know(expedition);
	code = wt_expedition_run(expedition);
	expedition->progress->runs += wt_explore_runs(expedition->explore);
	if (wt_explore_trouble(expedition->explore)) {
		wt_tool_complain("%s: a run could not be made: %s", expedition->path,
				 wt_explore_trouble(expedition->explore));
		code = wt_exit_worse(code, WT_EXIT_INTERNAL);
	}
	expedition->said = wt_tool_need(open_memstream(&said, &len));
	code = wt_exit_worse(code, conclude(expedition, counts));
	fclose(expedition->said);
	judge(expedition, code, said, (double)(wt_real_time_ns() - started_ns) / 1e9);
	if (expedition->results)
		wt_shards_write(expedition->results, expedition->scenario, &search,
				expedition->explore);
	wt_explore_free(expedition->explore);
	return code;
}

/* -- One file ---------------------------------------------------------------------- */

static const char *check_of(const struct wt_scenario *scenario, int broken)
{
	const struct wt_named_program *named;
	size_t count = wt_scenario_programs(scenario, &named);

	for (size_t i = 0; broken >= 0 && i < count; i++) {
		if (named[i].broken == broken)
			return named[i].check;
	}
	return NULL;
}

static bool is_wanted(const struct wt_explore_command *command, const struct wt_scenario *scenario,
		      int broken)
{
	if (command->common.sound && broken >= 0)
		return false;
	return !command->common.program ||
	       wt_scenario_case_has(scenario, broken, command->common.program);
}

static int explore_programs(struct wt_expedition *expedition, struct counts *counts)
{
	int code = WT_EXIT_NOTHING;

	for (int broken = -1; wt_scenario_case_name(expedition->scenario, broken); broken++) {
		int came;

		if (!is_wanted(expedition->command, expedition->scenario, broken) || wt_interrupted)
			continue;
		expedition->broken = broken;
		expedition->expected = check_of(expedition->scenario, broken);
		came = explore_program(expedition, counts);
		code = code == WT_EXIT_NOTHING ? came : wt_exit_worse(code, came);
	}
	return code;
}

static int explore_loaded(struct wt_expedition *expedition, struct wt_diagnostics *diagnostics,
			  struct counts *counts)
{
	const struct wt_explore_command *command = expedition->command;

	if (!wt_scenario_is_open(expedition->scenario))
		return WT_EXIT_NOTHING; /* `run` is for those */
	wt_programs_find(expedition->programs, expedition->scenario);
	wt_scenario_set_watchdog(expedition->scenario, (unsigned)command->common.watchdog_s);
	if (wt_scenario_check(expedition->scenario, expedition->programs->at, diagnostics) > 0 ||
	    wt_tool_value(expedition->scenario, command->common.value) < 0)
		return WT_EXIT_USAGE;
	return explore_programs(expedition, counts);
}

static int explore_file(struct wt_expedition *expedition, const char *path, struct counts *counts)
{
	struct wt_diagnostics *diagnostics = wt_tool_need(wt_diagnostics_new());
	int code = WT_EXIT_USAGE;

	expedition->path = path;
	expedition->scenario = wt_scenario_load(path, diagnostics);
	if (expedition->scenario)
		code = explore_loaded(expedition, diagnostics, counts);
	if (wt_diagnostics_count(diagnostics) > 0) {
		wt_progress_hide(expedition->progress);
		fflush(stdout);
		wt_diagnostics_print(diagnostics, stderr,
				     wt_color_wanted(expedition->command->common.color, stderr));
	}
	wt_scenario_free(expedition->scenario);
	wt_diagnostics_free(diagnostics);
	return code;
}

/* -- All of them ------------------------------------------------------------------- */

static void print_summary(const struct counts *counts)
{
	printf("%u with nothing found, %u with failures", counts->survived, counts->found);
	if (counts->missed + counts->wrong > 0)
		printf(", %u broken ones not found", counts->missed + counts->wrong);
	putchar('\n');
}

static int explore_files(struct wt_expedition *expedition, const struct wt_files *files)
{
	struct counts counts = {0};
	int code = WT_EXIT_NOTHING;

	for (size_t i = 0; i < files->count; i++) {
		int came;

		if (wt_interrupted) {
			wt_tool_complain("interrupted before %s", files->paths[i]);
			break;
		}
		expedition->progress->file = i;
		came = explore_file(expedition, files->paths[i], &counts);
		code = code == WT_EXIT_NOTHING ? came : wt_exit_worse(code, came);
	}
	wt_progress_hide(expedition->progress);
	if (code == WT_EXIT_NOTHING)
		wt_tool_complain("nothing ran: none of the files leaves choices open (`may any`)");
	else
		print_summary(&counts);
	return code;
}

static int open_results(struct wt_expedition *expedition)
{
	const char *path = expedition->command->results;

	if (!path)
		return WT_EXIT_PASSED;
	expedition->results = fopen(path, "w");
	if (!expedition->results) {
		wt_tool_complain("can not write %s: %s", path, strerror(errno));
		return WT_EXIT_USAGE;
	}
	fprintf(expedition->results, "%s\n", WT_SHARDS_HEAD);
	return WT_EXIT_PASSED;
}

static int close_results(struct wt_expedition *expedition)
{
	if (!expedition->results || fclose(expedition->results) == 0)
		return WT_EXIT_PASSED;
	wt_tool_complain("can not write %s: %s", expedition->command->results, strerror(errno));
	return WT_EXIT_USAGE;
}

int wt_command_explore(int argc, char **argv, const struct wt_program *own)
{
	struct wt_explore_command command = {.common = {.color = WT_COLOR_AUTO}};
	struct wt_programs programs;
	struct wt_progress progress;
	struct wt_results judged = {0};
	struct wt_expedition expedition = {.command = &command,
					   .programs = &programs,
					   .progress = &progress,
					   .judged = &judged};
	int code;

	wt_explore_options_parse(&command, argc, argv);
	if (command.common.filter)
		wt_files_filter(&command.common.files, command.common.filter);
	if (!wt_programs_init(&programs, own, command.common.load)) {
		wt_files_free(&command.common.files);
		return WT_EXIT_USAGE;
	}
	wt_catch_interrupt();
	wt_progress_init(&progress, command.common.files.count, command.common.quiet);
	code = open_results(&expedition);
	if (code == WT_EXIT_PASSED)
		code = explore_files(&expedition, &command.common.files);
	code = wt_exit_worse(code, close_results(&expedition));
	code = wt_exit_worse(code, wt_results_write(&judged, &command.common.results));
	if (command.common.files_error)
		code = wt_exit_worse(code, command.common.files_error);
	if (wt_interrupted)
		code = WT_EXIT_INTERRUPTED;
	wt_results_fini(&judged);
	wt_programs_fini(&programs);
	wt_files_free(&command.common.files);
	return code;
}
