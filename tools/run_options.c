/* SPDX-License-Identifier: MIT */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "run.h"

enum {
	KEY_SEED = 0x100,
	KEY_RUNS,
	KEY_TRACE,
	KEY_COVERAGE,
	KEY_COVERAGE_JSON,
	KEY_REQUIRE_EDGES,
	KEY_JOBS
};

static const struct argp_option option_list[] = {
	{"seed", KEY_SEED, "N", 0,
	 "this run of a file that leaves choices open; with --runs, the first", 0},
	{"runs", KEY_RUNS, "N", 0, "how many seeds (200, from 1; with --seed, 1)", 0},
	{"trace", KEY_TRACE, NULL, 0, "print what happened, line by line", 1},
	{"coverage", KEY_COVERAGE, NULL, 0, "print which edge cases the sound programs met", 1},
	{"coverage-json", KEY_COVERAGE_JSON, "FILE", 0, "write that matrix as JSON", 1},
	{"require-edges", KEY_REQUIRE_EDGES, "PERCENT", 0, "fail if fewer edges were met", 1},
	{"jobs", KEY_JOBS, "N", OPTION_HIDDEN, "accepted; one after another for now", 1},
	{NULL, 0, NULL, 0, NULL, 0},
};

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

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &options->common;
		return 0;
	case KEY_SEED:
		options->seed = wt_option_number(state, "seed", arg, UINT64_MAX);
		return 0;
	case KEY_RUNS:
		options->runs = wt_option_number(state, "runs", arg, UINT64_MAX);
		return 0;
	case KEY_JOBS:
		wt_option_number(state, "jobs", arg, UINT64_MAX);
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
	case ARGP_KEY_END:
		/* A seed is what a report gives to see one run again. */
		if (options->seed && !options->runs)
			options->runs = 1;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&wt_common_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};

static const struct argp argp = {
	option_list,
	parse_option,
	"FILE|FOLDER...",
	"Runs scenario files: the sound program of each must pass every check, each broken one "
	"must fail the check it is there for.  Folders are searched for *.scn.",
	children,
	NULL,
	NULL};

void wt_run_options_parse(struct wt_run_options *options, int argc, char **argv)
{
	argp_parse(&argp, argc, argv, 0, NULL, options);
}
