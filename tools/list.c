/* SPDX-License-Identifier: MIT
 *
 * list.c - wavetank list: what there is to run, and what to run it with. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "files.h"
#include "load.h"
#include "terminal.h"

struct list {
	struct wt_files files;
	const char *load;
	bool programs, decisions;
	int code;
};

enum { KEY_PROGRAMS = 0x100, KEY_LOAD, KEY_DECISIONS };

static const struct argp_option option_list[] = {
	{"programs", KEY_PROGRAMS, NULL, 0, "the programs this command knows, not files", 0},
	{"load", KEY_LOAD, "FILE.so", 0, "with --programs: and those of a shared object", 0},
	{"decisions", KEY_DECISIONS, NULL, 0, "what the world may decide, as a table", 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct list *list = state->input;

	switch (key) {
	case KEY_PROGRAMS:
		list->programs = true;
		return 0;
	case KEY_LOAD:
		list->load = arg;
		return 0;
	case KEY_DECISIONS:
		list->decisions = true;
		return 0;
	case ARGP_KEY_ARG:
		if (wt_files_add(&list->files, arg) < 0)
			list->code = WT_EXIT_USAGE;
		return 0;
	case ARGP_KEY_END:
		if (list->programs || list->decisions) {
			if (state->arg_num > 0)
				argp_error(state, "--%s takes no files",
					   list->programs ? "programs" : "decisions");
		} else if (state->arg_num == 0) {
			argp_error(state, "which files?");
		}
		if (list->load && !list->programs)
			argp_error(state, "--load goes with --programs");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	option_list,
	parse_option,
	"FILE|FOLDER...\n--programs [--load=FILE.so]\n--decisions",
	"Lists scenario files, what each claims, its programs, and behind a broken one the check "
	"it fails.  With --programs: the names a scenario's `runs` may say, one a line; with "
	"--decisions: what the world may do where, whether it is harmful, and whether it is drawn.",
	NULL,
	NULL,
	NULL};

static void print_named(const struct wt_scenario *scenario)
{
	const struct wt_named_program *named;
	size_t count = wt_scenario_programs(scenario, &named);

	for (size_t i = 0; i < count; i++) {
		printf("%s%s", i == 0 ? "    runs " : ", ", named[i].name);
		if (named[i].check)
			printf(" (%s)", named[i].check);
	}
	if (count > 0)
		putchar('\n');
}

static int list_file(const char *path)
{
	struct wt_diagnostics *diagnostics = wt_tool_need(wt_diagnostics_new());
	struct wt_scenario *scenario = wt_scenario_load(path, diagnostics);
	int code = WT_EXIT_PASSED;

	if (scenario) {
		printf("%s%s\n    %s\n", path,
		       wt_scenario_is_open(scenario) ? "  (leaves choices open)" : "",
		       wt_scenario_claim(scenario));
		print_named(scenario);
	} else {
		fflush(stdout);
		wt_diagnostics_print(diagnostics, stderr, wt_color_wanted(WT_COLOR_AUTO, stderr));
		code = WT_EXIT_USAGE;
	}
	wt_scenario_free(scenario);
	wt_diagnostics_free(diagnostics);
	return code;
}

static int by_name(const void *a, const void *b)
{
	const struct wt_program *one = a, *other = b;

	return strcmp(one->name, other->name);
}

static int list_programs(const struct wt_program *own, const char *load)
{
	struct wt_programs programs;

	if (!wt_programs_init(&programs, own, load))
		return WT_EXIT_USAGE;
	wt_programs_find_all(&programs);
	qsort(programs.at, programs.count, sizeof *programs.at, by_name);
	for (size_t i = 0; i < programs.count; i++)
		puts(programs.at[i].name);
	wt_programs_fini(&programs);
	return WT_EXIT_PASSED;
}

int wt_command_list(int argc, char **argv, const struct wt_program *programs)
{
	struct list list = {.code = WT_EXIT_PASSED};

	argp_parse(&argp, argc, argv, 0, NULL, &list);
	if (list.decisions) {
		wt_decisions_print(stdout);
		return WT_EXIT_PASSED;
	}
	if (list.programs)
		return list_programs(programs, list.load);
	for (size_t i = 0; i < list.files.count; i++)
		list.code = wt_exit_worse(list.code, list_file(list.files.paths[i]));
	if (list.files.count == 0)
		list.code = wt_exit_worse(list.code, WT_EXIT_NOTHING);
	wt_files_free(&list.files);
	return list.code;
}
