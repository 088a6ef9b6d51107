/* SPDX-License-Identifier: MIT
 *
 * shrink.c - wavetank shrink: a failing run, made as small as it goes. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "one_case.h"

static const char doc[] =
	"Makes a failing run as small as it goes: the result is a plain scenario that fails the "
	"same check on the same object, and says at each line what would be without it.  "
	"Without --seed: the first seed of 200 that fails; without --value: with the first value "
	"that fails.";

#define SEEDS_TRIED 200

static bool fails(struct wt_one_case *one)
{
	struct wt_verdict verdict;

	return wt_run_case(one->scenario, one->programs.at, &one->which, NULL, &verdict, NULL) ==
		       0 &&
	       verdict.check;
}

/* The run to begin with; false: none fails. */
static bool find_failure(struct wt_one_case *one)
{
	uint64_t first = one->which.seed;
	uint64_t seeds = one->seed || !wt_scenario_is_open(one->scenario) ? 1 : SEEDS_TRIED;
	size_t values = one->value ? one->which.value + 1 : wt_scenario_values(one->scenario);

	for (; one->which.value < values; one->which.value++) {
		for (uint64_t i = 0; i < seeds; i++) {
			one->which.seed = first + i;
			if (fails(one))
				return true;
		}
	}
	wt_tool_complain("%s: %s fails nothing there", one->file,
			 wt_scenario_case_name(one->scenario, one->which.broken));
	return false;
}

static void say_what_came(const struct wt_shrunk *shrunk)
{
	fprintf(stderr,
		"fails `%s`%s%s; %zu line%s of decisions and script, after %" PRIu64 " runs\n",
		shrunk->check, *shrunk->object ? " on " : "", shrunk->object, shrunk->lines,
		shrunk->lines == 1 ? "" : "s", shrunk->runs);
	if (shrunk->flip)
		fprintf(stderr, "decided last by: %s\n  else: %s\n", shrunk->flip,
			shrunk->flip_changes);
}

static int shrink_case(struct wt_written_case *shrink)
{
	struct wt_one_case *one = &shrink->one;
	struct wt_shrunk shrunk;
	int error, code;

	if (!find_failure(one))
		return WT_EXIT_NOTHING;
	error = wt_run_shrink(one->scenario, one->programs.at, &one->which, &shrunk);
	if (error == -ENOENT)
		wt_tool_complain("%s: pinned, the run fails otherwise; it is written as it is",
				 one->file);
	else if (error < 0)
		wt_tool_complain("%s: %s", one->file, strerror(-error));
	else
		say_what_came(&shrunk);
	code = shrunk.text ? wt_tool_write(shrink->output, shrunk.text) : WT_EXIT_INTERNAL;
	if (error < 0)
		code = WT_EXIT_INTERNAL;
	wt_shrunk_fini(&shrunk);
	return code;
}

int wt_command_shrink(int argc, char **argv, const struct wt_program *own)
{
	struct wt_written_case shrink = {.output = NULL};
	int code;

	wt_written_case_parse(&shrink, doc, argc, argv);
	code = wt_one_case_open(&shrink.one, own);
	if (code == WT_EXIT_PASSED)
		code = shrink_case(&shrink);
	wt_one_case_close(&shrink.one);
	return code;
}
