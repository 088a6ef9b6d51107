/* SPDX-License-Identifier: MIT
 *
 * tank - what runs of small worlds cost, in CPU time of this process and its children.
 *
 *	tank runs WORLD N       seeds 1 to N, as `wavetank run`
 *	tank branches WAY N     an exhaustive search, N times; WAY: rerun, arena, fork
 *	tank events             of a branching run: before and after the decision
 *
 * Prints how many a second.  What fails ends it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "wt_program.h"
#include "wt_run.h"
#include "wt_trace.h"

extern const struct wt_program wt_programs[];

#define PEER(name, greeting)           \
	"peer " name "\n"              \
	"  connects server:7\n"        \
	"  repeats " greeting "\n"     \
	"    sends \"hello world!\"\n" \
	"    waits 12 bytes\n"

static const struct world {
	const char *name, *text;
} worlds[] = {
	{"one", "scenario 1\n# One echo.\nhost server runs echo --port 7\n" PEER(
			"alice", "1") "  closes\nmay any\n"},
	{"twenty", "scenario 1\n# Two connections, ten echoes each.\n"
		   "host server runs echo --port 7\n" PEER("alice", "10") "  closes\n" PEER(
			   "bob", "10") "  closes\nmay any\n"},
	/* Four connections.  The two decisions stand where 200 events are over and 50 to come;
	 * the second has 63 values. */
	{"branching",
	 "scenario 1\n# Four connections, branching late.\n"
	 "host server runs echo --port 7\n" PEER("alice", "3") PEER("bob", "3") PEER("carol", "3")
		 PEER("dave", "3") "  sends 64 bytes of pattern 1\n"
				   "  waits 64 bytes\n"
				   "ends 1s\n"
				   "may server:dave recv@4+0 take 63\n"
				   "may server:dave send@4+0 take any\n"},
};

static const char *text_of(const char *name)
{
	for (size_t i = 0; i < sizeof worlds / sizeof worlds[0]; i++) {
		if (strcmp(worlds[i].name, name) == 0)
			return worlds[i].text;
	}
	fprintf(stderr, "tank: no world `%s`\n", name);
	exit(2);
}

static struct wt_scenario *load(const char *name)
{
	struct wt_diagnostics *diagnostics = wt_diagnostics_new();
	const char *text = text_of(name);
	struct wt_scenario *scenario = wt_scenario_parse(name, text, strlen(text), diagnostics);

	if (!scenario || wt_scenario_check(scenario, wt_programs, diagnostics) > 0) {
		wt_diagnostics_print(diagnostics, stderr, 0);
		exit(2);
	}
	wt_diagnostics_free(diagnostics);
	return scenario;
}

static double cpu_seconds(void)
{
	double seconds = 0;

	for (int children = 0; children < 2; children++) {
		struct rusage used;

		getrusage(children ? RUSAGE_CHILDREN : RUSAGE_SELF, &used);
		seconds += (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
			   (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
	}
	return seconds;
}

static void print_rate(uint64_t count, double seconds)
{
	printf("%.0f\n", (double)count / seconds);
}

/* -- Seeds ---------------------------------------------------------------------- */

static void runs(const char *name, uint64_t count)
{
	struct wt_scenario *scenario = load(name);
	const struct wt_campaign_options options = {.programs = wt_programs, .runs = count};
	const struct wt_problem *problems;
	struct wt_campaign *campaign = wt_campaign_new(scenario, &options);
	double began;

	wt_campaign_step(campaign); /* what is made once */
	began = cpu_seconds();
	while (wt_campaign_step(campaign))
		continue;
	print_rate(count - 1, cpu_seconds() - began);
	if (wt_campaign_problems(campaign, &problems) > 0)
		exit(3);
	wt_campaign_free(campaign);
	wt_scenario_free(scenario);
}

/* -- Branches --------------------------------------------------------------------- */

static uint64_t search(struct wt_scenario *scenario, enum wt_explore_state state)
{
	const struct wt_explore_options options = {
		.programs = wt_programs,
		.broken = -1,
		.strategy = WT_EXPLORE_EXHAUSTIVE,
		.no_prune = true,
		.state = state,
	};
	struct wt_explore *explore = wt_explore_new(scenario, &options);
	const struct wt_failure *failures;
	uint64_t made;
	size_t units;

	if (state == WT_EXPLORE_ARENA && wt_explore_no_arena(explore))
		exit(4);
	while ((units = wt_explore_plan(explore)) > 0) {
		for (size_t i = 0; i < units; i++) {
			char *text = wt_explore_unit(explore, i);

			wt_explore_take(explore, i, text);
			free(text);
		}
	}
	made = wt_explore_runs(explore);
	if (wt_explore_failures(explore, &failures) > 0)
		exit(3);
	wt_explore_free(explore);
	return made;
}

static void branches(const char *way, uint64_t count)
{
	struct wt_scenario *scenario = load("branching");
	int state = wt_explore_find_state(way);
	uint64_t made = 0;
	double began = cpu_seconds();

	if (state < 0)
		exit(2);
	for (uint64_t i = 0; i < count; i++)
		made += search(scenario, (enum wt_explore_state)state);
	print_rate(made, cpu_seconds() - began);
	wt_scenario_free(scenario);
}

/* -- Events ------------------------------------------------------------------------ */

struct counter {
	struct wt_sink sink;
	unsigned before, after;
};

static void count_event(struct wt_sink *sink, const struct wt_event *event)
{
	struct counter *counter = (struct counter *)(void *)sink;

	if (event->kind == WT_EV_DECISION || counter->after > 0)
		counter->after++;
	else
		counter->before++;
}

static void events(void)
{
	struct wt_scenario *scenario = load("branching");
	struct counter counter;
	struct wt_sink *sinks[] = {&counter.sink, NULL};
	struct wt_verdict verdict;
	struct wt_case run = {.broken = -1};

	do {
		counter = (struct counter){.sink = {count_event}};
		run.seed++;
		wt_run_case(scenario, wt_programs, &run, sinks, &verdict, NULL);
	} while (counter.after == 0);
	printf("%u before, %u after\n", counter.before, counter.after);
	wt_scenario_free(scenario);
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "runs") == 0)
		runs(argv[2], strtoull(argv[3], NULL, 10));
	else if (argc == 4 && strcmp(argv[1], "branches") == 0)
		branches(argv[2], strtoull(argv[3], NULL, 10));
	else if (argc == 2 && strcmp(argv[1], "events") == 0)
		events();
	else
		return 2;
	return 0;
}
