/* SPDX-License-Identifier: MIT
 *
 * pin.c - wavetank pin: one run of an open file, written as a plain scenario. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "files.h"
#include "load.h"
#include "terminal.h"

struct pin {
	const char *file, *program, *value, *load, *output;
	uint64_t seed;
};

enum { KEY_SEED = 0x100, KEY_PROGRAM, KEY_VALUE, KEY_LOAD };

static const struct argp_option option_list[] = {
	{"seed", KEY_SEED, "N", 0, "which run (1)", 0},
	{"program", KEY_PROGRAM, "NAME", 0, "of this program, sound or broken (the sound one)", 0},
	{"value", KEY_VALUE, "V", 0, "with this value of `for` (the first)", 0},
	{"load", KEY_LOAD, "FILE.so", 0, "take programs from a shared object", 0},
	{"output", 'o', "FILE", 0, "write there, not to standard output", 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct pin *pin = state->input;

	switch (key) {
	case KEY_SEED:
		if (!wt_tool_number(arg, &pin->seed) || pin->seed == 0)
			argp_error(state, "--seed wants a number from 1, not `%s`", arg);
		return 0;
	case KEY_PROGRAM:
		pin->program = arg;
		return 0;
	case KEY_VALUE:
		pin->value = arg;
		return 0;
	case KEY_LOAD:
		pin->load = arg;
		return 0;
	case 'o':
		pin->output = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (pin->file)
			argp_error(state, "one file, please");
		pin->file = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which file?");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	option_list,
	parse_option,
	"FILE",
	"Writes one run down as a scenario: what was drawn in it is said, nothing is open.",
	NULL,
	NULL,
	NULL};

static int write_text(const struct pin *pin, const char *text)
{
	int error = 0;

	if (pin->output)
		error = wt_files_replace(pin->output, text, strlen(text));
	else
		fputs(text, stdout);
	if (error < 0) {
		wt_tool_complain("%s: %s", pin->output, strerror(-error));
		return WT_EXIT_INTERNAL;
	}
	return WT_EXIT_PASSED;
}

/* Which case the options mean; false: said why none. */
static bool find_case(const struct pin *pin, const struct wt_scenario *scenario,
		      struct wt_case *ret)
{
	long value = wt_tool_value(scenario, pin->value);
	int broken = -1;

	while (pin->program && wt_scenario_case_name(scenario, broken) &&
	       !wt_scenario_case_has(scenario, broken, pin->program))
		broken++;
	if (!wt_scenario_case_name(scenario, broken)) {
		wt_tool_complain("%s does not run `%s`", pin->file, pin->program);
		return false;
	}
	*ret = (struct wt_case){broken, (size_t)value, pin->seed, false};
	return value >= 0;
}

static int pin_case(const struct pin *pin, struct wt_scenario *scenario,
		    const struct wt_programs *programs, const struct wt_case *which)
{
	char *text = wt_run_pin(scenario, programs->at, which);
	int code;

	if (!text) {
		wt_tool_complain("%s: the run could not be made: %s", pin->file, strerror(errno));
		return WT_EXIT_INTERNAL;
	}
	code = write_text(pin, text);
	free(text);
	return code;
}

static int pin_loaded(const struct pin *pin, struct wt_scenario *scenario,
		      struct wt_programs *programs, struct wt_diagnostics *diagnostics)
{
	struct wt_case which;

	wt_programs_find(programs, scenario);
	if (wt_scenario_check(scenario, programs->at, diagnostics) > 0 ||
	    !find_case(pin, scenario, &which))
		return WT_EXIT_USAGE;
	return pin_case(pin, scenario, programs, &which);
}

int wt_command_pin(int argc, char **argv, const struct wt_program *own)
{
	struct pin pin = {.seed = 1};
	struct wt_diagnostics *diagnostics;
	struct wt_programs programs;
	struct wt_scenario *scenario;
	int code = WT_EXIT_USAGE;

	argp_parse(&argp, argc, argv, 0, NULL, &pin);
	if (!wt_programs_init(&programs, own, pin.load))
		return WT_EXIT_USAGE;
	diagnostics = wt_tool_need(wt_diagnostics_new());
	scenario = wt_scenario_load(pin.file, diagnostics);
	if (scenario)
		code = pin_loaded(&pin, scenario, &programs, diagnostics);
	if (wt_diagnostics_count(diagnostics) > 0)
		wt_diagnostics_print(diagnostics, stderr, wt_color_wanted(WT_COLOR_AUTO, stderr));
	wt_scenario_free(scenario);
	wt_diagnostics_free(diagnostics);
	wt_programs_fini(&programs);
	return code;
}
