/* SPDX-License-Identifier: MIT
 *
 * list.c - wavetank list: what there is to run. */
#include <argp.h>
#include <stdio.h>

#include "command.h"
#include "files.h"
#include "terminal.h"

struct list {
	struct wt_files files;
	int code;
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct list *list = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (wt_files_add(&list->files, arg) < 0)
			list->code = WT_EXIT_USAGE;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which files?");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	NULL,
	parse_option,
	"FILE|FOLDER...",
	"Lists scenario files, what each claims, its programs, and behind a broken one the check "
	"it fails.",
	NULL,
	NULL,
	NULL};

static void print_programs(const struct wt_scenario *scenario)
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
		print_programs(scenario);
	} else {
		fflush(stdout);
		wt_diagnostics_print(diagnostics, stderr, wt_color_wanted(WT_COLOR_AUTO, stderr));
		code = WT_EXIT_USAGE;
	}
	wt_scenario_free(scenario);
	wt_diagnostics_free(diagnostics);
	return code;
}

int wt_command_list(int argc, char **argv, const struct wt_program *programs)
{
	struct list list = {.code = WT_EXIT_PASSED};

	(void)programs;
	argp_parse(&argp, argc, argv, 0, NULL, &list);
	for (size_t i = 0; i < list.files.count; i++)
		list.code = wt_exit_worse(list.code, list_file(list.files.paths[i]));
	if (list.files.count == 0)
		list.code = wt_exit_worse(list.code, WT_EXIT_NOTHING);
	wt_files_free(&list.files);
	return list.code;
}
