/* SPDX-License-Identifier: MIT
 *
 * What does not count: what a line allows, and what drawn harm excuses. */
#include "test_judge.h"

/* -- allow --------------------------------------------------------------- */

static void allow_silences_its_check_for_its_object_only(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "allow sigpipe for server:alice: it is old\n");
	fact(&run, &server_alice, WT_FACT_SIGPIPE, 0);
	assert_holds(&run);
	fact(&run, &server_bob, WT_FACT_SIGPIPE, 0);
	assert_fails(&run, "sigpipe", "server:bob");
	run_end(&run);

	run_begin(&run, "allow sigpipe for server:*: it is old\n");
	fact(&run, &server_bob, WT_FACT_SIGPIPE, 0);
	assert_holds(&run);
	fact(&run, &listener, WT_FACT_SIGPIPE, 0);
	assert_fails(&run, "sigpipe", "server:7");
	run_end(&run);

	run_begin(&run, "allow sigpipe: it is old\n");
	fact(&run, &listener, WT_FACT_SIGPIPE, 0);
	assert_holds(&run);
	calls(&run, &server_alice, WT_CALL_recv, -EAGAIN);
	fact(&run, &server_alice, WT_FACT_BAD_FD, 5);
	assert_fails(&run, "closed-descriptor", "server:alice");
	run_end(&run);
}

/* -- Excuses ------------------------------------------------------------- */

static void drawn_harm_excuses_what_fails_after_it(void **state)
{
	const struct wt_line_fate *lines;
	struct run run;

	(void)state;
	run_begin(&run, "expect alice received exactly \"ab\"\n"
			"never server:alice handle_close > 0\n"
			"expect server:alice handle_read = 0\n");
	handles(&run, &server_alice, AC_HANDLER_handle_write);
	harm_is_drawn(&run);
	handles(&run, &server_alice, AC_HANDLER_handle_close);
	fact(&run, &alice, WT_FACT_WAITING_STEP, 5);
	ends(&run);
	assert_holds(&run);
	assert_int_equal(wt_judge_lines(run.judge, &lines), 3);
	assert_true(lines[0].excused && !lines[0].judged);
	assert_true(lines[1].excused && !lines[1].judged);
	assert_true(!lines[2].excused && lines[2].judged);
	wt_judge_reset(run.judge);
	ends(&run);
	assert_fails(&run, "expect", "alice");
	run_end(&run);
}

static void harm_excuses_nothing_that_was_before_it(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "never server:alice handle_close > 0\n");
	handles(&run, &server_alice, AC_HANDLER_handle_close);
	run.now_ns = 1 * MS;
	harm_is_drawn(&run);
	ends(&run);
	assert_fails(&run, "never", "server:alice");
	run_end(&run);
}

static void an_excused_expectation_hides_no_crash_behind_it(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "expect alice received exactly \"ab\" by 1ms\n");
	harm_is_drawn(&run);
	until(&run, 5 * MS);
	assert_holds(&run);
	fact(&run, NULL, WT_FACT_CRASH, 0);
	assert_fails(&run, "crash", "server");
	run_end(&run);
}

static void bob_waits(struct run *run)
{
	ends(run);
	fact(run, &bob, WT_FACT_WAITING_STEP, 5);
}

static void what_one_client_meets_does_not_excuse_that_another_is_refused(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	harm_is_drawn(&run);
	fact(&run, &bob, WT_FACT_REFUSED, ECONNREFUSED);
	bob_waits(&run);
	assert_fails(&run, "stall", "bob");
	wt_judge_reset(run.judge);
	harm_is_drawn(&run);
	harm_that_spreads_is_drawn(&run);
	fact(&run, &bob, WT_FACT_REFUSED, ECONNREFUSED);
	bob_waits(&run);
	assert_holds(&run);
	run_end(&run);
}

static void nor_that_another_is_reset_before_he_is_accepted(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	harm_is_drawn(&run);
	give(&run,
	     (struct wt_event){.kind = WT_EV_SENT, .what = WT_SEG_RST, .object = &server_bob});
	bob_waits(&run);
	assert_fails(&run, "stall", "bob");
	run_end(&run);
}

/* What it has to do with him is the program's affair. */
static void it_excuses_what_becomes_of_another_who_was_let_in(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	calls(&run, &server_bob, WT_CALL_recv, -EAGAIN);
	harm_is_drawn(&run);
	give(&run,
	     (struct wt_event){.kind = WT_EV_SENT, .what = WT_SEG_RST, .object = &server_bob});
	bob_waits(&run);
	assert_holds(&run);
	run_end(&run);
}

static void who_is_reset_in_the_queue_by_the_wire_was_not_shut_out(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	harm_is_drawn(&run);
	fact(&run, &server_bob, WT_FACT_END, WT_ENDING_RESET);
	fact(&run, &bob, WT_FACT_END, WT_ENDING_RESET);
	bob_waits(&run);
	assert_holds(&run);
	run_end(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(allow_silences_its_check_for_its_object_only),
		cmocka_unit_test(drawn_harm_excuses_what_fails_after_it),
		cmocka_unit_test(harm_excuses_nothing_that_was_before_it),
		cmocka_unit_test(an_excused_expectation_hides_no_crash_behind_it),
		cmocka_unit_test(what_one_client_meets_does_not_excuse_that_another_is_refused),
		cmocka_unit_test(nor_that_another_is_reset_before_he_is_accepted),
		cmocka_unit_test(it_excuses_what_becomes_of_another_who_was_let_in),
		cmocka_unit_test(who_is_reset_in_the_queue_by_the_wire_was_not_shut_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
