/* SPDX-License-Identifier: MIT
 *
 * Any bytes, as an input of a fuzz target (sim/wt_fuzz.h) and as a scenario.  An input
 * is a scenario, the scenario is an input again, and that is the same run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wt_fuzz.h"
#include "wt_run.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int lines_main(struct ac_sys *sys, int argc, char **argv);

static const struct wt_program programs[] = {{"lines", lines_main}, {NULL, NULL}};
static const struct wt_fuzz_target target = {
	.programs = programs,
	.scenario = "scenario 1\n"
		    "host server runs lines --port 7\n"
		    "peer alice\n"
		    "  connects server:7\n"
		    "  sends \"one\\r\\ntwo\\r\\n\"\n"
		    "  repeats 2\n"
		    "    waits 1ms\n"
		    "    sends 9 bytes of pattern 1\n"
		    "  sends \"\\r\\n\"\n"
		    "  shuts\n"
		    "may any harmful\n",
};

static void must(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz_convert: %s\n", what);
	abort();
}

struct outcome {
	char check[32], object[96];
	uint64_t hash;
};

static struct outcome run(struct wt_fuzz *fuzz, const void *input, size_t len)
{
	struct outcome outcome = {0};
	struct wt_verdict verdict;
	struct wt_run_stats stats;

	must(wt_fuzz_run(fuzz, input, len, &verdict, &stats) == 0, "no run could be made");
	outcome.hash = stats.hash;
	if (!verdict.check)
		return outcome;
	snprintf(outcome.check, sizeof outcome.check, "%s", verdict.check);
	snprintf(outcome.object, sizeof outcome.object, "%s", verdict.object);
	return outcome;
}

/* NULL: it is no scenario, or one that has no input. */
static char *input_of(struct wt_fuzz *fuzz, const char *text, size_t len, bool shown)
{
	struct wt_diagnostics *list = wt_diagnostics_new();
	char *input = wt_fuzz_input(fuzz, text, len, list);

	must(input || wt_diagnostics_count(list) > 0, "refused without a message");
	if (!input && shown)
		wt_diagnostics_print(list, stderr, 0);
	wt_diagnostics_free(list);
	return input;
}

static void there_and_back(struct wt_fuzz *fuzz, const void *data, size_t size)
{
	struct wt_diagnostics *list = wt_diagnostics_new();
	struct outcome once = run(fuzz, data, size), twice;
	char *scenario = wt_fuzz_scenario(fuzz, data, size, list), *input;

	wt_diagnostics_print(list, stderr, 0);
	wt_diagnostics_free(list);
	must(scenario != NULL, "an input is no scenario");
	input = input_of(fuzz, scenario, strlen(scenario), true);
	must(input != NULL, "its scenario is no input");
	twice = run(fuzz, input, strlen(input));
	if (memcmp(&once, &twice, sizeof once) != 0)
		fprintf(stderr, "%s\n%s", scenario, input);
	must(memcmp(&once, &twice, sizeof once) == 0, "there and back it is another run");
	free(scenario);
	free(input);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct wt_fuzz *fuzz;
	char *input;

	if (!fuzz)
		fuzz = wt_fuzz_new(&target, NULL, stderr);
	must(fuzz != NULL, "no target");
	there_and_back(fuzz, data, size);
	input = input_of(fuzz, (const char *)data, size, false);
	if (input)
		there_and_back(fuzz, input, strlen(input));
	free(input);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max) __attribute__((weak));

/* Now and then it is to be no input. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	static struct wt_fuzz *fuzz;
	struct outcome outcome;

	if (!fuzz)
		fuzz = wt_fuzz_new(&target, NULL, stderr);
	must(fuzz != NULL, "no target");
	if (seed % 4 == 0)
		return LLVMFuzzerMutate(data, size, max);
	outcome = run(fuzz, data, size);
	(void)outcome;
	return wt_fuzz_mutate(wt_fuzz_menu(fuzz), data, size, max, seed, LLVMFuzzerMutate);
}
