/* SPDX-License-Identifier: MIT
 *
 * Every history that benign decisions make could be a real kernel's: random programs
 * under `may any`, and a model that knows what no kernel does.  And the model knows
 * it: each lie of a dishonest kernel is caught. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define RUNNING_ON_VALGRIND 0
#endif

#include "model.h"
#include "walker.h"
#include "wt_run.h"
#include "wt_trace.h"

#define PROGRAMS 2000 /* a fiftieth of them under Valgrind */
#define SEEDS    3    /* of decisions, for each program */
#define LIARS    400

static const struct wt_program programs[] = {{"walker", walker_main}, {NULL, NULL}};

/* ---- One run ---- */

struct listener {
	struct wt_sink sink;
	struct model model;
	unsigned calls, decisions, returned;
};

static void hear(struct wt_sink *sink, const struct wt_event *event)
{
	struct listener *listener = (struct listener *)sink;
	struct record record = {0};

	listener->decisions += event->kind == WT_EV_DECISION;
	listener->returned +=
		event->kind == WT_EV_FACT && event->what == WT_FACT_RETURNED && event->arg == 0;
	if (event->kind != WT_EV_NOTE || !event->text || strcmp(event->text, RECORD_NOTE) != 0)
		return;
	memcpy(&record, event->bytes, event->len);
	listener->calls++;
	model_take(&listener->model, &record);
}

static struct wt_scenario *scenario_of(unsigned program, bool strict)
{
	static const char *const links[] = {"", "link a b delay 1ms\n",
					    "link a b delay 0us..4ms\n"};
	struct wt_diagnostics *wrong = wt_diagnostics_new();
	struct wt_scenario *scenario;
	char text[400];
	int len = snprintf(
		text, sizeof text,
		"scenario 1\nends 5min\n"
		"host b runs walker b %u 0 %u\nhost a runs walker a %u $b %u\n%smay any%s\n",
		program, 1 + program % 3, program, 1 + program % 3, links[program / 3 % 3],
		strict ? " except readiness" : "");

	scenario = wt_scenario_parse("walker", text, (size_t)len, wrong);
	wt_diagnostics_print(wrong, stderr, 0);
	wt_diagnostics_free(wrong);
	assert_non_null(scenario);
	return scenario;
}

/* also: who else listens, or NULL */
static void run(struct wt_scenario *scenario, uint64_t seed, bool strict, struct wt_sink *also,
		struct listener *ret)
{
	const struct wt_case which = {.broken = -1, .seed = seed};
	struct wt_sink *const sinks[] = {&ret->sink, also, NULL};
	struct wt_verdict verdict;
	struct wt_run_stats stats;

	*ret = (struct listener){.sink = {hear}};
	model_init(&ret->model, strict);
	assert_int_equal(wt_run_case(scenario, programs, &which, sinks, &verdict, &stats), 0);
}

/* ---- What holds ---- */

struct totals {
	unsigned long runs, calls, decisions;
};

static void is_sound(unsigned program, bool strict, struct totals *totals)
{
	struct wt_scenario *scenario = scenario_of(program, strict);
	struct listener seen;

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		run(scenario, seed, strict, NULL, &seen);
		if (seen.model.wrong[0])
			fail_msg("program %u, seed %u: %s", program, (unsigned)seed,
				 seen.model.wrong);
		if (seen.returned != 2)
			fail_msg("program %u, seed %u: a walker did not come to its end", program,
				 (unsigned)seed);
		totals->runs++;
		totals->calls += seen.calls;
		totals->decisions += seen.decisions;
	}
	wt_scenario_free(scenario);
}

static void histories_are_sound(bool strict)
{
	const unsigned count = RUNNING_ON_VALGRIND ? PROGRAMS / 100 : PROGRAMS / 2;
	struct totals totals = {0};

	for (unsigned program = 0; program < count; program++)
		is_sound(2 * program + strict, strict, &totals);
	print_message("%lu runs of %u programs: %lu calls, %lu decisions\n", totals.runs, count,
		      totals.calls, totals.decisions);
	assert_true(totals.decisions > totals.runs);
	assert_true(totals.calls > 20 * totals.runs);
}

static void decisions_make_histories_that_a_kernel_could(void **state)
{
	(void)state;
	histories_are_sound(false);
}

static void what_a_wait_tells_is_so_where_readiness_is_left_alone(void **state)
{
	(void)state;
	histories_are_sound(true);
}

/* ---- What is caught ---- */

static void lie_is_caught(enum lie lie, bool strict)
{
	unsigned caught = 0;

	if (RUNNING_ON_VALGRIND)
		skip();
	walker_lie = lie;
	for (unsigned program = 0; program < LIARS; program++) {
		struct wt_scenario *scenario = scenario_of(program, strict);
		struct listener seen;

		run(scenario, 1, strict, NULL, &seen);
		if (caught == 0 && seen.model.wrong[0])
			print_message("program %u: %s\n", program, seen.model.wrong);
		caught += seen.model.wrong[0] != '\0';
		wt_scenario_free(scenario);
	}
	walker_lie = LIE_NONE;
	print_message("caught in %u of %u programs\n", caught, LIARS);
	assert_true(caught > 0);
}

static void an_edge_that_is_used_up_is_caught(void **state)
{
	(void)state;
	lie_is_caught(LIE_EDGE_USED_UP, false);
}

static void a_reset_that_discards_is_caught(void **state)
{
	(void)state;
	lie_is_caught(LIE_RESET_DISCARDS, false);
}

static void nothing_behind_a_peek_is_caught(void **state)
{
	(void)state;
	lie_is_caught(LIE_EAGAIN_AFTER_PEEK, false);
}

static void nothing_behind_a_known_end_is_caught(void **state)
{
	(void)state;
	lie_is_caught(LIE_EAGAIN_AFTER_END, false);
}

static void a_wait_that_forgets_is_caught(void **state)
{
	(void)state;
	lie_is_caught(LIE_SILENT_WAIT, true);
}

static void an_error_told_twice_is_caught(void **state)
{
	(void)state;
	lie_is_caught(LIE_ERROR_TWICE, false);
}

/* test_soundness PROGRAM SEED: that run alone, as a trace. */
static int show(unsigned program, unsigned seed)
{
	struct wt_scenario *scenario = scenario_of(program, program % 2);
	struct wt_text_sink text;
	struct listener seen;

	wt_text_sink_init(&text, stdout);
	run(scenario, seed, program % 2, &text.sink, &seen);
	printf("%u walkers came to their end; %s\n", seen.returned,
	       seen.model.wrong[0] ? seen.model.wrong : "nothing was wrong");
	wt_scenario_free(scenario);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decisions_make_histories_that_a_kernel_could),
		cmocka_unit_test(what_a_wait_tells_is_so_where_readiness_is_left_alone),
		cmocka_unit_test(an_edge_that_is_used_up_is_caught),
		cmocka_unit_test(a_reset_that_discards_is_caught),
		cmocka_unit_test(nothing_behind_a_peek_is_caught),
		cmocka_unit_test(nothing_behind_a_known_end_is_caught),
		cmocka_unit_test(a_wait_that_forgets_is_caught),
		cmocka_unit_test(an_error_told_twice_is_caught),
	};

	if (argc == 3)
		return show((unsigned)atoi(argv[1]), (unsigned)atoi(argv[2]));
	return cmocka_run_group_tests_name("soundness of decisions", tests, NULL, NULL);
}
