/* SPDX-License-Identifier: MIT */
#include "one_case.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "files.h"
#include "options.h"

enum { KEY_SEED = 0x200, KEY_PROGRAM, KEY_VALUE, KEY_LOAD, KEY_WATCHDOG };

static const struct argp_option option_list[] = {
	{"seed", KEY_SEED, "N", 0, "which run (1)", 0},
	{"program", KEY_PROGRAM, "NAME", 0, "of this program, sound or broken (the sound one)", 0},
	{"value", KEY_VALUE, "V", 0, "with this value of `for` (the first)", 0},
	{"load", KEY_LOAD, "FILE.so", 0, "take programs from a shared object", 0},
	{"watchdog", KEY_WATCHDOG, "SECONDS", 0,
	 "a program may compute so long without a call (10)", 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct wt_one_case *one = state->input;

	switch (key) {
	case KEY_SEED:
		one->seed = wt_option_number(state, "seed", arg, UINT64_MAX);
		return 0;
	case KEY_PROGRAM:
		one->program = arg;
		return 0;
	case KEY_VALUE:
		one->value = arg;
		return 0;
	case KEY_LOAD:
		one->load = arg;
		return 0;
	case KEY_WATCHDOG:
		one->watchdog_s =
			wt_option_number(state, "watchdog", arg, WT_OPTION_WATCHDOG_MAX_S);
		return 0;
	case ARGP_KEY_ARG:
		if (one->file)
			argp_error(state, "one file, please");
		one->file = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which file?");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp wt_one_case_argp = {option_list, parse_option, NULL, NULL, NULL, NULL, NULL};

/* -- A case that is written down ------------------------------------------------ */

static const struct argp_option written_list[] = {
	{"output", 'o', "FILE", 0, "write there, not to standard output", 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse_written(int key, char *arg, struct argp_state *state)
{
	struct wt_written_case *written = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &written->one;
		return 0;
	case 'o':
		written->output = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

void wt_written_case_parse(struct wt_written_case *written, const char *doc, int argc, char **argv)
{
	static const struct argp_child children[] = {{&wt_one_case_argp, 0, NULL, 0},
						     {NULL, 0, NULL, 0}};
	const struct argp argp = {written_list, parse_written, "FILE", doc, children, NULL, NULL};

	argp_parse(&argp, argc, argv, 0, NULL, written);
}

/* -- Which it is ------------------------------------------------------------------ */

/* Which case the options mean; false: said why none. */
static bool find_case(struct wt_one_case *one)
{
	const struct wt_scenario *scenario = one->scenario;
	long value = wt_tool_value(scenario, one->value);
	int broken = -1;

	while (one->program && wt_scenario_case_name(scenario, broken) &&
	       !wt_scenario_case_has(scenario, broken, one->program))
		broken++;
	if (!wt_scenario_case_name(scenario, broken)) {
		wt_tool_complain("%s does not run `%s`", one->file, one->program);
		return false;
	}
	one->which = (struct wt_case){broken, (size_t)value, one->seed ? one->seed : 1, false};
	return value >= 0;
}

static bool is_ready(struct wt_one_case *one)
{
	one->scenario = wt_scenario_load(one->file, one->diagnostics);
	if (!one->scenario)
		return false;
	wt_scenario_set_watchdog(one->scenario, (unsigned)one->watchdog_s);
	wt_programs_find(&one->programs, one->scenario);
	return wt_scenario_check(one->scenario, one->programs.at, one->diagnostics) == 0 &&
	       find_case(one);
}

int wt_one_case_open(struct wt_one_case *one, const struct wt_program *own)
{
	bool ready;

	if (!wt_programs_init(&one->programs, own, one->load))
		return WT_EXIT_USAGE;
	one->diagnostics = wt_tool_need(wt_diagnostics_new());
	ready = is_ready(one);
	if (wt_diagnostics_count(one->diagnostics) > 0)
		wt_diagnostics_print(one->diagnostics, stderr,
				     wt_color_wanted(WT_COLOR_AUTO, stderr));
	return ready ? WT_EXIT_PASSED : WT_EXIT_USAGE;
}

void wt_one_case_close(struct wt_one_case *one)
{
	wt_scenario_free(one->scenario);
	if (!one->diagnostics)
		return;
	wt_diagnostics_free(one->diagnostics);
	wt_programs_fini(&one->programs);
}

int wt_tool_write(const char *path, const char *text)
{
	int error = 0;

	if (path)
		error = wt_files_replace(path, text, strlen(text));
	else
		fputs(text, stdout);
	if (error < 0) {
		wt_tool_complain("%s: %s", path, strerror(-error));
		return WT_EXIT_INTERNAL;
	}
	return WT_EXIT_PASSED;
}
