/* SPDX-License-Identifier: MIT
 *
 * pin.c - wavetank pin: one run of an open file, written as a plain scenario. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "one_case.h"

struct pin {
	struct wt_one_case one;
	const char *output;
};

static const struct argp_option option_list[] = {
	{"output", 'o', "FILE", 0, "write there, not to standard output", 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct pin *pin = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &pin->one;
		return 0;
	case 'o':
		pin->output = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&wt_one_case_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};

static const struct argp argp = {
	option_list,
	parse_option,
	"FILE",
	"Writes one run down as a scenario: what was drawn in it is said, nothing is open.",
	children,
	NULL,
	NULL};

static int write_run(struct pin *pin)
{
	char *text = wt_run_pin(pin->one.scenario, pin->one.programs.at, &pin->one.which);
	int code;

	if (!text) {
		wt_tool_complain("%s: the run could not be made: %s", pin->one.file,
				 strerror(errno));
		return WT_EXIT_INTERNAL;
	}
	code = wt_tool_write(pin->output, text);
	free(text);
	return code;
}

int wt_command_pin(int argc, char **argv, const struct wt_program *own)
{
	struct pin pin = {.output = NULL};
	int code;

	argp_parse(&argp, argc, argv, 0, NULL, &pin);
	code = wt_one_case_open(&pin.one, own);
	if (code == WT_EXIT_PASSED)
		code = write_run(&pin);
	wt_one_case_close(&pin.one);
	return code;
}
