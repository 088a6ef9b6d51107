/* SPDX-License-Identifier: MIT */
#include "options.h"

#include "command.h"

enum {
	KEY_FILTER = 0x300,
	KEY_PROGRAM,
	KEY_SOUND,
	KEY_VALUE,
	KEY_LOAD,
	KEY_STRICT,
	KEY_WATCHDOG,
	KEY_COLOR,
	KEY_JUNIT,
	KEY_TAP,
	KEY_JSON,
};

static const struct argp_option option_list[] = {
	{"filter", KEY_FILTER, "PATTERN", 0, "only files whose path contains or matches it", 0},
	{"program", KEY_PROGRAM, "NAME", 0, "only this program, sound or broken", 0},
	{"sound", KEY_SOUND, NULL, 0, "leave out the broken programs", 0},
	{"value", KEY_VALUE, "V", 0, "only this value of `for`", 0},
	{"load", KEY_LOAD, "FILE.so", 0, "take programs from a shared object", 0},
	{"strict", KEY_STRICT, NULL, 0, "warnings are failures", 0},
	{"watchdog", KEY_WATCHDOG, "SECONDS", 0,
	 "a program may compute so long without a call (10)", 0},
	{"quiet", 'q', NULL, 0, "only failures and the summary", 1},
	{"color", KEY_COLOR, "WHEN", 0, "auto, always or never", 1},
	{"junit", KEY_JUNIT, "FILE", 0, "write results as JUnit XML", 1},
	{"tap", KEY_TAP, "FILE", 0, "write results as TAP", 1},
	{"json", KEY_JSON, "FILE", 0, "write results as JSON", 1},
	{NULL, 0, NULL, 0, NULL, 0},
};

uint64_t wt_option_number(struct argp_state *state, const char *name, const char *text,
			  uint64_t max)
{
	uint64_t n = 0;

	if (!wt_tool_number(text, &n) || n == 0 || n > max)
		argp_error(state, "--%s wants a number from 1%s, not `%s`", name,
			   max == UINT64_MAX ? "" : " and not too large", text);
	return n;
}

static error_t parse_output(int key, char *arg, struct argp_state *state)
{
	struct wt_common_options *options = state->input;

	switch (key) {
	case KEY_JUNIT:
		options->results.junit = arg;
		return 0;
	case KEY_TAP:
		options->results.tap = arg;
		return 0;
	case KEY_JSON:
		options->results.json = arg;
		return 0;
	case 'q':
		options->quiet = true;
		return 0;
	case KEY_COLOR:
		if (!wt_color_parse(arg, &options->color))
			argp_error(state, "--color wants auto, always or never, not `%s`", arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct wt_common_options *options = state->input;

	switch (key) {
	case KEY_FILTER:
		options->filter = arg;
		return 0;
	case KEY_PROGRAM:
		options->program = arg;
		return 0;
	case KEY_SOUND:
		options->sound = true;
		return 0;
	case KEY_VALUE:
		options->value = arg;
		return 0;
	case KEY_LOAD:
		options->load = arg;
		return 0;
	case KEY_STRICT:
		options->strict = true;
		return 0;
	case KEY_WATCHDOG:
		options->watchdog_s =
			wt_option_number(state, "watchdog", arg, WT_OPTION_WATCHDOG_MAX_S);
		return 0;
	case ARGP_KEY_ARG:
		if (wt_files_add(&options->files, arg) < 0)
			options->files_error = WT_EXIT_USAGE;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which files?");
		return 0;
	default:
		return parse_output(key, arg, state);
	}
}

const struct argp wt_common_argp = {option_list, parse_option, NULL, NULL, NULL, NULL, NULL};
