/* SPDX-License-Identifier: MIT */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "run.h"

#define WATCHDOG_MAX_S 86400

enum {
	KEY_SEED = 0x100,
	KEY_RUNS,
	KEY_FILTER,
	KEY_PROGRAM,
	KEY_SOUND,
	KEY_VALUE,
	KEY_TRACE,
	KEY_COLOR,
	KEY_JUNIT,
	KEY_TAP,
	KEY_LOAD,
	KEY_STRICT,
	KEY_WATCHDOG,
	KEY_COVERAGE,
	KEY_COVERAGE_JSON,
	KEY_REQUIRE_EDGES,
	KEY_JOBS
};

static const struct argp_option option_list[] = {
	{"seed", KEY_SEED, "N", 0,
	 "this run of a file that leaves choices open; with --runs, the first", 0},
	{"runs", KEY_RUNS, "N", 0, "how many seeds (200, from 1; with --seed, 1)", 0},
	{"filter", KEY_FILTER, "PATTERN", 0, "only files whose path contains or matches it", 0},
	{"program", KEY_PROGRAM, "NAME", 0, "only this program, sound or broken", 0},
	{"sound", KEY_SOUND, NULL, 0, "leave out the broken programs", 0},
	{"value", KEY_VALUE, "V", 0, "only this value of `for`", 0},
	{"load", KEY_LOAD, "FILE.so", 0, "take programs from a shared object", 0},
	{"strict", KEY_STRICT, NULL, 0, "warnings are failures", 0},
	{"watchdog", KEY_WATCHDOG, "SECONDS", 0,
	 "a program may compute so long without a call (10)", 0},
	{"trace", KEY_TRACE, NULL, 0, "print what happened, line by line", 1},
	{"quiet", 'q', NULL, 0, "only failures and the summary", 1},
	{"color", KEY_COLOR, "WHEN", 0, "auto, always or never", 1},
	{"junit", KEY_JUNIT, "FILE", 0, "write results as JUnit XML", 1},
	{"tap", KEY_TAP, "FILE", 0, "write results as TAP", 1},
	{"coverage", KEY_COVERAGE, NULL, 0, "print which edge cases the sound programs met", 1},
	{"coverage-json", KEY_COVERAGE_JSON, "FILE", 0, "write that matrix as JSON", 1},
	{"require-edges", KEY_REQUIRE_EDGES, "PERCENT", 0, "fail if fewer edges were met", 1},
	{"jobs", KEY_JOBS, "N", OPTION_HIDDEN, "accepted; one after another for now", 1},
	{NULL, 0, NULL, 0, NULL, 0},
};

static void parse_number(struct argp_state *state, const char *name, const char *text,
			 uint64_t *ret)
{
	if (!wt_tool_number(text, ret) || *ret == 0)
		argp_error(state, "--%s wants a number from 1, not `%s`", name, text);
}

/* "90" or "90%". */
static void parse_percent(struct argp_state *state, const char *text, uint64_t *ret)
{
	char *number = wt_tool_format("%s", text);
	size_t len = strlen(number);

	if (len > 0 && number[len - 1] == '%')
		number[len - 1] = '\0';
	if (!wt_tool_number(number, ret) || *ret == 0 || *ret > 100)
		argp_error(state, "--require-edges wants 1 to 100 percent, not `%s`", text);
	free(number);
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct wt_run_options *options = state->input;
	uint64_t jobs;

	switch (key) {
	case KEY_SEED:
		parse_number(state, "seed", arg, &options->seed);
		return 0;
	case KEY_RUNS:
		parse_number(state, "runs", arg, &options->runs);
		return 0;
	case KEY_JOBS:
		parse_number(state, "jobs", arg, &jobs);
		return 0;
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
	case KEY_JUNIT:
		options->junit = arg;
		return 0;
	case KEY_TAP:
		options->tap = arg;
		return 0;
	case KEY_STRICT:
		options->strict = true;
		return 0;
	case KEY_WATCHDOG:
		parse_number(state, "watchdog", arg, &options->watchdog_s);
		if (options->watchdog_s > WATCHDOG_MAX_S)
			argp_error(state, "--watchdog wants at most %d seconds", WATCHDOG_MAX_S);
		return 0;
	case KEY_COVERAGE:
		options->coverage = true;
		return 0;
	case KEY_COVERAGE_JSON:
		options->coverage_json = arg;
		return 0;
	case KEY_REQUIRE_EDGES:
		parse_percent(state, arg, &options->require_edges);
		return 0;
	case KEY_TRACE:
		options->trace = true;
		return 0;
	case 'q':
		options->quiet = true;
		return 0;
	case KEY_COLOR:
		if (!wt_color_parse(arg, &options->color))
			argp_error(state, "--color wants auto, always or never, not `%s`", arg);
		return 0;
	case ARGP_KEY_ARG:
		if (wt_files_add(&options->files, arg) < 0)
			options->files_error = WT_EXIT_USAGE;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which files?");
		return 0;
	case ARGP_KEY_END:
		/* A seed is what a report gives to see one run again. */
		if (options->seed && !options->runs)
			options->runs = 1;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	option_list,
	parse_option,
	"FILE|FOLDER...",
	"Runs scenario files: the sound program of each must pass every check, each broken one "
	"must fail the check it is there for.  Folders are searched for *.scn.",
	NULL,
	NULL,
	NULL};

void wt_run_options_parse(struct wt_run_options *options, int argc, char **argv)
{
	argp_parse(&argp, argc, argv, 0, NULL, options);
}
