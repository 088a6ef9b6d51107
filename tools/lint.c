/* SPDX-License-Identifier: MIT
 *
 * lint.c - wavetank lint: every mistake of every file, in one go. */
#include <argp.h>
#include <stdio.h>

#include "command.h"
#include "files.h"
#include "load.h"
#include "terminal.h"

struct lint {
	struct wt_files files;
	struct wt_programs programs;
	const char *load;
	enum wt_color color;
	int code;
};

enum { KEY_LOAD = 0x100, KEY_COLOR };

static const struct argp_option option_list[] = {
	{"load", KEY_LOAD, "FILE.so", 0, "take programs from a shared object", 0},
	{"color", KEY_COLOR, "WHEN", 0, "auto, always or never", 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct lint *lint = state->input;

	switch (key) {
	case KEY_LOAD:
		lint->load = arg;
		return 0;
	case KEY_COLOR:
		if (!wt_color_parse(arg, &lint->color))
			argp_error(state, "--color wants auto, always or never, not `%s`", arg);
		return 0;
	case ARGP_KEY_ARG:
		if (wt_files_add(&lint->files, arg) < 0)
			lint->code = WT_EXIT_USAGE;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which files?");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	option_list,
	parse_option,
	"FILE|FOLDER...",
	"Names every mistake in scenario files, with a hint where there is "
	"one; runs nothing.",
	NULL,
	NULL,
	NULL};

static int lint_file(struct lint *lint, const char *path)
{
	struct wt_diagnostics *diagnostics = wt_tool_need(wt_diagnostics_new());
	struct wt_scenario *scenario = wt_scenario_load(path, diagnostics);
	int code = WT_EXIT_PASSED;

	if (scenario) {
		wt_programs_find(&lint->programs, scenario);
		if (wt_scenario_check(scenario, lint->programs.at, diagnostics) > 0)
			code = WT_EXIT_USAGE;
	} else {
		code = WT_EXIT_USAGE;
	}
	/* Remarks that keep no file from running are printed too. */
	wt_diagnostics_print(diagnostics, stdout, wt_color_wanted(lint->color, stdout));
	wt_scenario_free(scenario);
	wt_diagnostics_free(diagnostics);
	return code;
}

int wt_command_lint(int argc, char **argv, const struct wt_program *programs)
{
	struct lint lint = {.color = WT_COLOR_AUTO, .code = WT_EXIT_PASSED};

	argp_parse(&argp, argc, argv, 0, NULL, &lint);
	if (!wt_programs_init(&lint.programs, programs, lint.load)) {
		wt_files_free(&lint.files);
		return WT_EXIT_USAGE;
	}
	for (size_t i = 0; i < lint.files.count; i++)
		lint.code = wt_exit_worse(lint.code, lint_file(&lint, lint.files.paths[i]));
	if (lint.files.count == 0)
		lint.code = wt_exit_worse(lint.code, WT_EXIT_NOTHING);
	wt_programs_fini(&lint.programs);
	wt_files_free(&lint.files);
	return lint.code;
}
