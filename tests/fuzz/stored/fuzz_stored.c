/* SPDX-License-Identifier: MIT
 *
 * Any bytes, taken for a stored run (tools/stored.h): what is written of what was read
 * reads back the same; its decisions are run, whatever they say, in a scenario they may
 * have nothing to do with, and its trace is compared. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../tools/stored.h"
#include "wt_trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int lines_main(struct ac_sys *sys, int argc, char **argv);

static const struct wt_program programs[] = {{"lines", lines_main}, {NULL, NULL}};
static const char text[] = "scenario 1\n"
			   "for n in 1, 9\n"
			   "host server runs lines --port 7\n"
			   "peer alice\n"
			   "  connects server:7\n"
			   "  sends \"one\\r\\ntwo\\r\\n\"\n"
			   "  sends $n bytes of pattern 1\n"
			   "  waits 1ms\n"
			   "  shuts\n"
			   "may any harmful\n";

struct witness {
	struct wt_sink sink;
	struct wt_stored *stored;
};

static void must(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz_stored: %s\n", what);
	abort();
}

static char *copy_of(const void *data, size_t size)
{
	char *copy = malloc(size + 1);

	must(copy != NULL, "no memory");
	memcpy(copy, data, size);
	copy[size] = '\0';
	return copy;
}

static void see(struct wt_sink *sink, const struct wt_event *event)
{
	struct witness *witness = (struct witness *)(void *)sink;
	char line[1024];

	if (wt_event_text(event, line, sizeof line) > 0)
		wt_stored_goes_on(witness->stored, line);
}

static void run(struct wt_stored *stored)
{
	static struct wt_scenario *scenario;
	struct witness witness = {.sink = {.event = see}, .stored = stored};
	struct wt_sink *sinks[] = {&witness.sink, NULL};
	struct wt_diagnostics *list;
	struct wt_verdict verdict;
	struct wt_run_stats stats;

	if (!scenario) {
		list = wt_diagnostics_new();
		scenario = wt_scenario_parse("scenario", text, sizeof text - 1, list);
		wt_diagnostics_print(list, stderr, 0);
		must(scenario && wt_scenario_check(scenario, programs, list) == 0, "no scenario");
		wt_diagnostics_free(list);
	}
	wt_run_entry(scenario, programs, -1, stored->entry, sinks, &verdict, &stats);
}

static void compare(const char *once)
{
	struct wt_stored again;
	char *twice;

	must(wt_stored_parse(&again, copy_of(once, strlen(once))) == 0,
	     "what was written does not read back");
	twice = wt_stored_text(&again);
	must(strcmp(once, twice) == 0, "it is written differently");
	free(twice);
	wt_stored_fini(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wt_stored stored;
	char *once;

	if (wt_stored_parse(&stored, copy_of(data, size)) == 0) {
		once = wt_stored_text(&stored);
		compare(once);
		free(once);
		run(&stored);
	}
	wt_stored_fini(&stored);
	return 0;
}
