/* SPDX-License-Identifier: MIT
 *
 * A failure that was found: shrunk, written as a scenario, told. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "command.h"
#include "explore.h"
#include "stored.h"

#define NAMES_TRIED 1000

/* -- Where it goes ------------------------------------------------------------- */

static const char *base_of(const char *path, size_t *ret_len)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	size_t len = strlen(base);

	if (len > 4 && strcmp(base + len - 4, ".scn") == 0)
		len -= 4;
	*ret_len = len;
	return base;
}

/* Is there a file of this name with another text? */
static bool is_taken(const char *path, const char *text)
{
	size_t len;
	char *there = wt_files_read(path, &len);
	bool taken = there && strcmp(there, text) != 0;

	free(there);
	return taken;
}

/* scenario-program-check.scn, or -2, -3, ... where that is another one. */
static char *find_path(const struct wt_expedition *expedition, const char *check, const char *text)
{
	const char *program = wt_scenario_case_name(expedition->scenario, expedition->broken);
	const char *folder = expedition->command->output;
	size_t len, word = strcspn(program, ",");
	const char *base = base_of(expedition->path, &len);

	for (int n = 1; n <= NAMES_TRIED; n++) {
		char number[16] = "";
		char *path;

		if (n > 1)
			snprintf(number, sizeof number, "-%d", n);
		path = wt_tool_format("%s/%.*s-%.*s-%s%s.scn", folder, (int)len, base, (int)word,
				      program, check, number);
		if (!is_taken(path, text))
			return path;
		free(path);
	}
	return NULL;
}

static char *write_scenario(const struct wt_expedition *expedition, const struct wt_shrunk *shrunk)
{
	char *path = find_path(expedition, shrunk->check, shrunk->text);
	int error;

	if (!path)
		return NULL;
	if (mkdir(expedition->command->output, 0777) < 0 && errno != EEXIST)
		wt_tool_complain("%s: %s", expedition->command->output, strerror(errno));
	error = wt_files_replace(path, shrunk->text, strlen(shrunk->text));
	if (error == 0)
		return path;
	wt_tool_complain("%s: %s", path, strerror(-error));
	free(path);
	return NULL;
}

/* -- What is said --------------------------------------------------------------- */

static bool is_expected(const struct wt_expedition *expedition, const char *check)
{
	return expedition->expected && strcmp(expedition->expected, check) == 0;
}

static void print_found(FILE *out, bool color, const struct wt_expedition *expedition,
			const struct wt_failure *failure)
{
	bool good = is_expected(expedition, failure->check);

	fprintf(out, "%s%s%s  %s  %s fails `%s`%s%s in run %" PRIu64 "%s\n",
		wt_style(color, good ? WT_STYLE_GOOD : WT_STYLE_BAD), good ? "ok  " : "FAIL",
		wt_style(color, WT_STYLE_PLAIN), expedition->path,
		wt_scenario_case_name(expedition->scenario, expedition->broken), failure->check,
		*failure->object ? " on " : "", failure->object, failure->run,
		good                   ? ", as it should"
		: expedition->expected ? ", not the check it is there for"
				       : "");
}

static void print_shrunk(FILE *out, const struct wt_shrunk *shrunk, const char *path)
{
	fprintf(out, "      %zu line%s of decisions and script, after %" PRIu64 " runs: %s\n",
		shrunk->lines, shrunk->lines == 1 ? "" : "s", shrunk->runs, path);
	if (shrunk->flip)
		fprintf(out, "      decided last by: %s\n        else: %s\n", shrunk->flip,
			shrunk->flip_changes);
}

/* The scenario that was written, run like any other: the picture, and the command
 * that shows it again. */
static void show(const struct wt_expedition *expedition, const char *path)
{
	const struct wt_report report = {
		.out = stdout,
		.color = wt_color_wanted(expedition->command->common.color, stdout),
		.width = wt_terminal_width(stdout),
		.programs = expedition->programs->at,
		.load = expedition->command->common.load,
	};
	const struct wt_case which = {.broken = expedition->broken < 0 ? -1 : 0, .seed = 1};
	struct wt_diagnostics *diagnostics = wt_tool_need(wt_diagnostics_new());
	struct wt_scenario *scenario = wt_scenario_load(path, diagnostics);
	struct wt_verdict verdict;

	if (scenario &&
	    wt_run_case(scenario, expedition->programs->at, &which, NULL, &verdict, NULL) == 0 &&
	    verdict.check)
		wt_report_case(&report, scenario, &which, &verdict);
	putchar('\n');
	wt_scenario_free(scenario);
	wt_diagnostics_free(diagnostics);
}

static void print_unsteady(FILE *out, const struct wt_expedition *expedition,
			   const struct wt_failure *failure, const char *where)
{
	fprintf(out, "FAIL  %s  %s is not deterministic: run %" PRIu64 " has two histories\n%s%s",
		expedition->path, wt_scenario_case_name(expedition->scenario, expedition->broken),
		failure->run, where ? where : "", where ? "\n" : "");
}

static int report_unsteady(const struct wt_expedition *expedition, const struct wt_failure *failure,
			   size_t index)
{
	char *where = wt_explore_divergence(expedition->explore, index);

	print_unsteady(stdout, expedition, failure, where);
	print_unsteady(expedition->said, expedition, failure, where);
	free(where);
	return WT_EXIT_INTERNAL;
}

/* So that it is tried first next time. */
static void keep(const struct wt_expedition *expedition, size_t index)
{
	const char *program = wt_scenario_case_name(expedition->scenario, expedition->broken);
	char *list, *entry, *place;

	if (expedition->command->no_cache)
		return;
	list = wt_explore_list(expedition->explore, index);
	entry = wt_stored_entry(list);
	place = wt_stored_place(expedition->path, program);
	if (entry && place &&
	    wt_stored_write(place, expedition->scenario, expedition->programs->at,
			    expedition->broken, entry, expedition->command->common.load) == 0 &&
	    !expedition->command->common.quiet)
		printf("      as it was found: %s replay %s\n", wt_tool_name(), place);
	free(place);
	free(entry);
	free(list);
}

int wt_expedition_report(struct wt_expedition *expedition, const struct wt_failure *failure,
			 size_t index)
{
	bool good = failure->check && is_expected(expedition, failure->check);
	struct wt_shrunk shrunk;
	char *path = NULL;
	int error;

	wt_progress_hide(expedition->progress);
	if (!failure->check)
		return report_unsteady(expedition, failure, index);
	print_found(stdout, wt_color_wanted(expedition->command->common.color, stdout), expedition,
		    failure);
	print_found(expedition->said, false, expedition, failure);
	keep(expedition, index);
	if (expedition->command->no_shrink)
		return good ? WT_EXIT_PASSED : WT_EXIT_FAILED;
	error = wt_explore_shrink(expedition->explore, index, &shrunk);
	if (error < 0 && error != -ENOENT)
		wt_tool_complain("%s: it could not be shrunk: %s", expedition->path,
				 strerror(-error));
	if (error == -ENOENT)
		wt_tool_complain("%s: pinned, the run fails otherwise; it is written as it is",
				 expedition->path);
	if (!shrunk.check && shrunk.text)
		shrunk.check = wt_tool_need(strdup(failure->check));
	if (shrunk.text)
		path = write_scenario(expedition, &shrunk);
	if (path) {
		print_shrunk(stdout, &shrunk, path);
		print_shrunk(expedition->said, &shrunk, path);
		if (!expedition->command->common.quiet)
			show(expedition, path);
	}
	free(path);
	wt_shrunk_fini(&shrunk);
	fflush(stdout);
	return good ? WT_EXIT_PASSED : WT_EXIT_FAILED;
}
