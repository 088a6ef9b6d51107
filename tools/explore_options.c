/* SPDX-License-Identifier: MIT */
#include <argp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "explore.h"

enum {
	KEY_STRATEGY = 0x100,
	KEY_SEED,
	KEY_RUNS,
	KEY_TIME,
	KEY_JOBS,
	KEY_SHARD,
	KEY_BOUND,
	KEY_PASSES,
	KEY_BYTES,
	KEY_NO_PRUNE,
	KEY_ALL,
	KEY_STATE,
	KEY_RESULTS,
	KEY_NO_CACHE,
	KEY_NO_SHRINK,
};

static const struct argp_option option_list[] = {
	{"strategy", KEY_STRATEGY, "NAME", 0,
	 "mix (the default), random, swarm, points, guided or exhaustive", 0},
	{"seed", KEY_SEED, "N", 0, "another search (1)", 0},
	{"runs", KEY_RUNS, "N", 0,
	 "at most so many of each program (20000; exhaustive: all there are)", 0},
	{"time", KEY_TIME, "SECONDS", 0, "begin no round after so long, for each program", 0},
	{"jobs", KEY_JOBS, "N", 0, "processes; the result does not depend on it (one a CPU)", 0},
	{"shard", KEY_SHARD, "I/N", 0, "this part of N, from 1; `merge` adds up their --results",
	 0},
	{"all", KEY_ALL, NULL, 0, "do not stop at the first failure of a program", 0},
	{"bound", KEY_BOUND, "N", 0, "exhaustive: decisions of a run (2)", 1},
	{"passes", KEY_PASSES, "N", 0, "exhaustive: only what is asked before so many waits", 1},
	{"bytes", KEY_BYTES, "N", 0, "exhaustive: `take` and `cut` every number up to this (64)",
	 1},
	{"no-prune", KEY_NO_PRUNE, NULL, 0,
	 "exhaustive: go on from each of several runs that came to the same state", 1},
	{"state", KEY_STATE, "WAY", 0,
	 "exhaustive: how a run comes to where it branches: rerun, arena or fork (auto)", 1},
	{"output", 'o', "FOLDER", 0, "write the scenarios of failures there (.)", 3},
	{"results", KEY_RESULTS, "FILE", 0, "write what was found, for `merge`", 3},
	{"no-cache", KEY_NO_CACHE, NULL, 0,
	 "neither keep failures in $XDG_CACHE_HOME/wavetank nor try those kept there first", 3},
	{"no-shrink", KEY_NO_SHRINK, NULL, 0, "only say that something was found", 3},
	{NULL, 0, NULL, 0, NULL, 0},
};

static void parse_shard(struct argp_state *state, const char *text,
			struct wt_explore_options *search)
{
	unsigned shard, shards;
	char rest;

	if (sscanf(text, "%u/%u%c", &shard, &shards, &rest) != 2 || shard < 1 || shard > shards)
		argp_error(state, "--shard wants I/N such as 1/4, not `%s`", text);
	search->shard = shard - 1;
	search->shards = shards;
}

static void parse_state(struct argp_state *state, const char *text,
			struct wt_explore_options *search)
{
	int found = wt_explore_find_state(text);

	if (found < 0)
		argp_error(state, "--state wants auto, rerun, arena or fork, not `%s`", text);
	search->state = (enum wt_explore_state)found;
}

static void parse_strategy(struct argp_state *state, const char *text,
			   struct wt_explore_options *search)
{
	int strategy = wt_explore_find_strategy(text);

	if (strategy < 0)
		argp_error(state,
			   "--strategy wants mix, random, swarm, points, guided or exhaustive, not "
			   "`%s`",
			   text);
	search->strategy = (enum wt_explore_strategy)strategy;
}

static error_t parse_search(int key, char *arg, struct argp_state *state)
{
	struct wt_explore_command *command = state->input;
	struct wt_explore_options *search = &command->search;

	switch (key) {
	case KEY_STRATEGY:
		parse_strategy(state, arg, search);
		return 0;
	case KEY_SEED:
		search->seed = wt_option_number(state, "seed", arg, UINT64_MAX);
		return 0;
	case KEY_RUNS:
		search->runs = wt_option_number(state, "runs", arg, UINT64_MAX - 1);
		return 0;
	case KEY_TIME:
		command->time_s = wt_option_number(state, "time", arg, 1000000000);
		return 0;
	case KEY_JOBS:
		command->jobs = wt_option_number(state, "jobs", arg, 1024);
		return 0;
	case KEY_SHARD:
		parse_shard(state, arg, search);
		return 0;
	case KEY_BOUND:
		search->bound = (unsigned)wt_option_number(state, "bound", arg, 16);
		return 0;
	case KEY_PASSES:
		search->passes = (unsigned)wt_option_number(state, "passes", arg, 1000000);
		return 0;
	case KEY_BYTES:
		search->bytes_max = wt_option_number(state, "bytes", arg, 1 << 20);
		return 0;
	case KEY_STATE:
		parse_state(state, arg, search);
		return 0;
	case KEY_NO_PRUNE:
		search->no_prune = true;
		return 0;
	case KEY_ALL:
		command->all = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct wt_explore_command *command = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &command->common;
		return 0;
	case ARGP_KEY_END:
		command->search.strict = command->common.strict;
		return 0;
	case KEY_NO_CACHE:
		command->no_cache = true;
		return 0;
	case KEY_NO_SHRINK:
		command->no_shrink = true;
		return 0;
	case KEY_RESULTS:
		command->results = arg;
		return 0;
	case 'o':
		command->output = arg;
		return 0;
	default:
		return parse_search(key, arg, state);
	}
}

static const struct argp_child children[] = {{&wt_common_argp, 0, NULL, 2}, {NULL, 0, NULL, 0}};

static const struct argp argp = {
	option_list,
	parse_option,
	"FILE|FOLDER...",
	"Searches files that leave choices open for runs that fail: of the sound program none is "
	"expected, of each broken one a run that fails the check it is there for.  What is found "
	"is shrunk and written down as a scenario that fails until the program is mended.",
	children,
	NULL,
	NULL};

void wt_explore_options_parse(struct wt_explore_command *command, int argc, char **argv)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	command->jobs = cpus > 0 ? (uint64_t)cpus : 1;
	command->output = ".";
	argp_parse(&argp, argc, argv, 0, NULL, command);
}
