/* SPDX-License-Identifier: MIT
 *
 * judge.c - who finds out what a mutant does: linked with the mutant, run over the
 * scenarios of its program.
 *
 *	judge --runs N [--program NAME]... -- FILE...
 *
 * First every file with nothing left open, one run for each value of `for`; then
 * those with choices, seed 1 of each, seed 2 of each, until N runs are made (or some
 * thousands, if the first have found it already).  Says a
 * line each: `calm FILE` where a calm run passes, `pinned` and `random`, then FILE,
 * CHECK, SEED, RUNS, MS, of the first run of its kind that does not.  Only the sound
 * programs run, of which the mutant is one.
 *
 * A mutant may write where it pleases, and take the judge along: each search has a
 * process of its own, and where that dies, the run has failed `crash`. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "wt_run.h"

#define RUNS_OF_FOUND 2000

extern const struct wt_program wt_programs[];

/* How far a search is, and whether it is at its end: outlives its process. */
struct progress {
	uint64_t runs, seed;
	size_t file;
	bool found, over;
};

struct judge {
	struct wt_scenario *files[512];
	size_t count;
	uint64_t runs_max;
	double started_ms;
	struct progress *at;
};

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static bool runs_any_of(const struct wt_scenario *scenario, char *const *names, int count)
{
	for (int i = 0; i < count; i++) {
		if (wt_scenario_case_has(scenario, -1, names[i]))
			return true;
	}
	return count == 0;
}

static void load(struct judge *judge, const char *path, char *const *names, int count)
{
	struct wt_diagnostics *diagnostics = wt_diagnostics_new();
	struct wt_scenario *scenario = wt_scenario_load(path, diagnostics);

	if (!scenario || wt_scenario_check(scenario, wt_programs, diagnostics) > 0) {
		wt_diagnostics_print(diagnostics, stderr, 0);
		exit(2);
	}
	wt_diagnostics_free(diagnostics);
	if (runs_any_of(scenario, names, count) &&
	    judge->count < sizeof judge->files / sizeof judge->files[0])
		judge->files[judge->count++] = scenario;
	else
		wt_scenario_free(scenario);
}

/* The check that one run fails, or NULL. */
static const char *failed(struct wt_scenario *scenario, const struct wt_case *run)
{
	struct wt_verdict verdict;
	struct wt_run_stats stats;

	if (wt_run_case(scenario, wt_programs, run, NULL, &verdict, &stats) < 0)
		return "no run";
	return verdict.check;
}

static void tell_calm(struct judge *judge)
{
	for (size_t i = 0; i < judge->count; i++) {
		const struct wt_case run = {.broken = -1, .calm = true};

		if (failed(judge->files[i], &run))
			continue;
		printf("calm %s\n", wt_scenario_path(judge->files[i]));
		return;
	}
}

static void say(const struct judge *judge, const char *kind, const char *check)
{
	printf("%s %s %s %" PRIu64 " %" PRIu64 " %.0f\n", kind,
	       wt_scenario_path(judge->files[judge->at->file]), check, judge->at->seed,
	       judge->at->runs, now_ms() - judge->started_ms);
	fflush(stdout);
}

/* True: it was found out. */
static bool try(struct judge *judge, const char *kind, size_t file, const struct wt_case *run)
{
	const char *check;

	judge->at->file = file;
	judge->at->seed = run->seed;
	judge->at->runs++;
	check = failed(judge->files[file], run);
	if (!check)
		return false;
	say(judge, kind, check);
	return true;
}

static bool pinned(struct judge *judge)
{
	for (size_t i = 0; i < judge->count; i++) {
		size_t values = wt_scenario_values(judge->files[i]);

		if (wt_scenario_is_open(judge->files[i]))
			continue;
		for (size_t value = 0; value < values; value++) {
			const struct wt_case run = {-1, value, 1, false};

			if (try(judge, "pinned", i, &run))
				return true;
		}
	}
	return false;
}

static bool drawn(struct judge *judge)
{
	uint64_t before;

	for (uint64_t seed = 1; judge->at->runs < judge->runs_max; seed++) {
		before = judge->at->runs;
		for (size_t i = 0; i < judge->count && judge->at->runs < judge->runs_max; i++) {
			struct wt_scenario *scenario = judge->files[i];
			const struct wt_case run = {-1, (size_t)seed % wt_scenario_values(scenario),
						    seed, false};

			if (wt_scenario_is_open(scenario) && try(judge, "random", i, &run))
				return true;
		}
		if (judge->at->runs == before)
			return false; /* none is open */
	}
	return false;
}

static bool apart(struct judge *judge, const char *kind, bool (*search)(struct judge *))
{
	int status = 0;
	pid_t child;

	*judge->at = (struct progress){.runs = 0};
	judge->started_ms = now_ms();
	fflush(stdout);
	child = fork();
	if (child < 0) {
		perror("fork");
		exit(2);
	}
	if (child == 0) {
		judge->at->found = search(judge);
		judge->at->over = true;
		_exit(0);
	}
	waitpid(child, &status, 0);
	if (judge->at->over)
		return judge->at->found;
	if (!WIFSIGNALED(status))
		exit(WEXITSTATUS(status));
	say(judge, kind, "crash");
	return true;
}

int main(int argc, char **argv)
{
	static struct judge judge;
	char *names[256];
	int count = 0, at = 1;

	for (; at + 1 < argc && strcmp(argv[at], "--") != 0; at += 2) {
		if (strcmp(argv[at], "--runs") == 0)
			judge.runs_max = strtoull(argv[at + 1], NULL, 10);
		else if (strcmp(argv[at], "--program") == 0 && count < 256)
			names[count++] = argv[at + 1];
	}
	for (at++; at < argc; at++)
		load(&judge, argv[at], names, count);
	judge.at = mmap(NULL, sizeof *judge.at, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			-1, 0);
	if (judge.at == MAP_FAILED) {
		perror("mmap");
		return 2;
	}
	tell_calm(&judge);
	/* Found already: how soon else is of interest for a while. */
	if (apart(&judge, "pinned", pinned) && judge.runs_max > RUNS_OF_FOUND)
		judge.runs_max = RUNS_OF_FOUND;
	apart(&judge, "random", drawn);
	for (size_t i = 0; i < judge.count; i++)
		wt_scenario_free(judge.files[i]);
	return 0;
}
