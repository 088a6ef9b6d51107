/* SPDX-License-Identifier: MIT
 *
 * Peers do what their scripts say, and nothing else. */
#include "programs.h"

#include <stdlib.h>

/* Nor is its listener: `pin` could not write such a line. */
static void a_script_is_asked_nothing(void **state)
{
	const struct wt_case run = {.broken = -1, .seed = 1};
	struct wt_scenario *scenario =
		parse("scenario 1\nhost h runs ping $p\nmay any harmful\npeer p\n  listens 7\n"
		      "  accepts\n  sends \"x\"\n");
	char *asked = wt_run_asked(scenario, programs, &run, "p");

	(void)state;
	assert_string_equal(asked, "");
	free(asked);
	wt_scenario_free(scenario);
}

static void a_block_that_is_empty_or_repeated_no_times_does_nothing(void **state)
{
	struct outcome outcome;

	(void)state;
	outcome = run_text("scenario 1\nhost server runs echo\npeer alice\n  connects server:7\n"
			   "  repeats 3\n  sends \"x\"\nexpect alice received exactly \"x\"\n");
	assert_null(outcome.verdict.check);
	outcome = run_text("scenario 1\nhost server runs echo\npeer alice\n  connects server:7\n"
			   "  repeats 0\n    sends \"y\"\n  sends \"x\"\n"
			   "expect alice received exactly \"x\"\n");
	assert_null(outcome.verdict.check);
}

static void an_answer_to_no_text_is_a_mistake(void **state)
{
	struct wt_diagnostics *diagnostics = wt_diagnostics_new();
	struct wt_scenario *scenario =
		parse("scenario 1\nhost server runs echo\npeer alice\n  connects server:7\n"
		      "  answers \"\" with \"x\"\n  sends \"y\"\n");

	(void)state;
	assert_int_equal(wt_scenario_check(scenario, programs, diagnostics), 1);
	wt_scenario_free(scenario);
	wt_diagnostics_free(diagnostics);
}

/* Nobody is to wait for what comes over a connection that there never was. */
static void who_has_no_way_reads_nothing(void **state)
{
	struct outcome outcome =
		run_text("scenario 1\nhost server runs echo\nlink alice server delay 1ms\n"
			 "at 2ms link alice server down\npeer alice\n  waits 3ms\n"
			 "  connects server:7\n  reads 3 bytes\n");

	(void)state;
	assert_non_null(outcome.verdict.check);
	assert_string_equal(outcome.verdict.check, "stall");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_script_is_asked_nothing),
		cmocka_unit_test(a_block_that_is_empty_or_repeated_no_times_does_nothing),
		cmocka_unit_test(an_answer_to_no_text_is_a_mistake),
		cmocka_unit_test(who_has_no_way_reads_nothing),
	};

	return cmocka_run_group_tests_name("peers", tests, NULL, NULL);
}
