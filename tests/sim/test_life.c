/* SPDX-License-Identifier: MIT
 *
 * Time always moves, and every run ends for a reason that can be named. */
#include "programs.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#define SECOND UINT64_C(1000000000)

static void a_program_that_returns_ends_the_run(void **state)
{
	struct outcome outcome = run_text("scenario 1\nhost h runs leave\n"
					  "expect h returned = 3\n");

	(void)state;
	assert_null(outcome.verdict.check);
	assert_string_equal(outcome.stats.end, "returned");
}

static void an_idle_server_is_quiet(void **state)
{
	struct outcome outcome = run_text("scenario 1\nhost h runs echo\n");

	(void)state;
	assert_null(outcome.verdict.check);
	assert_string_equal(outcome.stats.end, "quiet");
}

static void a_timer_behind_shorter_time_outs_still_fires(void **state)
{
	struct outcome outcome = run_text("scenario 1\nhost h runs idle\n"
					  "expect h notes \"idle\" = 1\n");

	(void)state;
	assert_null(outcome.verdict.check);
	assert_string_equal(outcome.stats.end, "quiet");
	assert_true(outcome.stats.time_ns >= 60 * SECOND);
}

static void a_heartbeat_to_a_live_peer_ends_steady(void **state)
{
	struct outcome outcome = run_text("scenario 1\nhost h runs beat $p\npeer p\n  listens 9\n"
					  "expect p received begins \"beat\\nbeat\\n\"\n");

	(void)state;
	assert_null(outcome.verdict.check);
	assert_string_equal(outcome.stats.end, "steady");
}

static void a_heartbeat_goes_on_to_the_latest_by(void **state)
{
	struct outcome outcome = run_text("scenario 1\nhost h runs beat $p\npeer p\n  listens 9\n"
					  "expect p received begins 20 x \"beat\\n\" by 30s\n");

	(void)state;
	assert_null(outcome.verdict.check);
	assert_string_equal(outcome.stats.end, "steady");
}

static void an_always_writable_dispatcher_is_hot_but_not_stuck(void **state)
{
	struct outcome outcome = run_text("scenario 1\nhost h runs plain $p\npeer p\n  listens 9\n"
					  "expect h>p handle_connect = 1\n");

	(void)state;
	assert_null(outcome.verdict.check);
	assert_string_equal(outcome.stats.end, "quiet");
	assert_true(outcome.stats.waits < 100);
}

static void a_busy_poller_comes_to_quiet_and_serves(void **state)
{
	struct outcome outcome =
		run_text("scenario 1\nhost h runs busy\nlink alice h delay 5ms\npeer alice\n"
			 "  connects h:7\n  sends \"abc\"\n  waits 3 bytes\n"
			 "expect alice received exactly \"abc\"\n");

	(void)state;
	assert_null(outcome.verdict.check);
	assert_string_equal(outcome.stats.end, "quiet");
}

static void a_zero_timer_gets_to_where_the_scenario_ends(void **state)
{
	struct outcome outcome = run_text("scenario 1\nhost h runs zero\nends 5s\n");

	(void)state;
	assert_null(outcome.verdict.check);
	assert_string_equal(outcome.stats.end, "ends");
	assert_true(outcome.stats.time_ns == 5 * SECOND);
}

static void ping_pong_without_delay_spins(void **state)
{
	struct outcome outcome;

	(void)state;
	if (getenv("WT_FEWER")) /* a hundred thousand waits */
		skip();
	outcome = run_text("scenario 1\nhost a runs echo\nhost b runs ping $a\n");
	assert_string_equal(outcome.verdict.check, "spin");
	assert_true(outcome.stats.time_ns == 0);
}

static void ping_pong_with_delay_meets_the_limit(void **state)
{
	struct outcome outcome = run_text("scenario 1\nhost a runs echo\nhost b runs ping $a\n"
					  "link a b delay 10ms\nlimit 5s\n");

	(void)state;
	assert_string_equal(outcome.verdict.check, "limit");
}

static void a_program_that_does_not_stop_is_taken_apart(void **state)
{
	struct outcome outcome = run_text("scenario 1\nhost h runs stubborn\n");

	(void)state;
	assert_null(outcome.verdict.check);
	assert_string_equal(outcome.stats.end, "quiet");
}

static void a_program_that_dies_fails_its_run_alone(void **state)
{
	struct outcome outcome = run_text("scenario 1\nhost h runs crash\n");

	(void)state;
	assert_string_equal(outcome.verdict.check, "crash");
	assert_null(run_text("scenario 1\nhost h runs echo\n").verdict.check);
}

static void a_program_that_computes_for_ever_crashes(void **state)
{
	struct wt_scenario *scenario = parse("scenario 1\nhost h runs loops\n");
	struct outcome outcome;

	(void)state;
	wt_scenario_set_watchdog(scenario, 1);
	outcome = run_seed(scenario, 1);
	assert_string_equal(outcome.verdict.check, "crash");
	assert_string_equal(outcome.verdict.text,
			    "the program of h died: it computed for 1 s without a call: "
			    "a loop without end?");
	assert_true(outcome.verdict.time_ns == SECOND);
	wt_scenario_free(scenario);
	assert_null(run_text("scenario 1\nhost h runs echo\n").verdict.check);
}

static void beside_other_hosts_it_crashes_alike(void **state)
{
	struct wt_scenario *scenario =
		parse("scenario 1\nhost h runs loops\nhost other runs echo\n");

	(void)state;
	wt_scenario_set_watchdog(scenario, 1);
	assert_string_equal(run_seed(scenario, 1).verdict.check, "crash");
	wt_scenario_free(scenario);
}

static void a_program_that_calls_for_ever_spins(void **state)
{
	struct wt_scenario *scenario = parse("scenario 1\nhost h runs asks\n");
	struct outcome outcome = run_seed(scenario, 1);

	(void)state;
	assert_string_equal(outcome.verdict.check, "spin");
	assert_string_equal(outcome.verdict.text, "no time passes: 10000000 calls without a wait");
	wt_scenario_free(scenario);
}

static void a_wait_for_what_never_comes_is_a_stall(void **state)
{
	struct outcome outcome = run_text("scenario 1\nhost h runs echo\npeer alice\n"
					  "  connects h:7\n  waits 1 bytes\n");

	(void)state;
	assert_string_equal(outcome.verdict.check, "stall");
	assert_string_equal(outcome.stats.end, "quiet");
}

static void a_stall_is_seen_beside_a_heartbeat(void **state)
{
	struct outcome outcome = run_text("scenario 1\nhost h runs beat $p\npeer p\n  listens 9\n"
					  "  accepts\n  waits \"stop\"\n");

	(void)state;
	assert_string_equal(outcome.verdict.check, "stall");
	assert_string_equal(outcome.stats.end, "stall");
}

static void a_heartbeat_that_is_answered_ends_steady(void **state)
{
	struct outcome outcome = run_text("scenario 1\nhost h runs beat $p\nlink h p delay 10ms\n"
					  "peer p\n  listens 9\n"
					  "  answers \"beat\\n\" with \"ok\\n\"\n");

	(void)state;
	assert_null(outcome.verdict.check);
	assert_string_equal(outcome.stats.end, "steady");
}

static void a_heartbeat_to_another_host_ends_steady(void **state)
{
	struct outcome outcome =
		run_text("scenario 1\nhost h runs beat $other echo\nhost other runs echo\n"
			 "link h other delay 10ms\n"
			 "expect other:h received begins \"beat\\nbeat\\n\"\n");

	(void)state;
	assert_null(outcome.verdict.check);
	assert_string_equal(outcome.stats.end, "steady");
}

static void a_heartbeat_beside_an_always_writable_dispatcher_ends_steady(void **state)
{
	struct outcome outcome =
		run_text("scenario 1\nhost h runs beat $p\nhost other runs plain $p\n"
			 "peer p\n  listens 9\n");

	(void)state;
	assert_null(outcome.verdict.check);
	assert_string_equal(outcome.stats.end, "steady");
}

static void a_program_has_the_stack_of_a_process_beside_others_too(void **state)
{
	(void)state;
	if (sizeof(void *) < 8)
		skip();
	assert_null(run_text("scenario 1\nhost h runs deep\n").verdict.check);
	assert_null(run_text("scenario 1\nhost h runs deep\nhost other runs deep\n").verdict.check);
}

static void memory_given_back_twice_fails_its_run_alone(void **state)
{
	struct outcome outcome = run_text("scenario 1\nhost h runs twice\n");

	(void)state;
	assert_string_equal(outcome.verdict.check, "memory");
	assert_null(run_text("scenario 1\nhost h runs echo\n").verdict.check);
}

static void a_stall_is_seen_although_another_host_sleeps_long(void **state)
{
	struct outcome outcome = run_text("scenario 1\nhost h runs beat $p\nhost other runs idle\n"
					  "peer p\n  listens 9\n  accepts\n  waits \"stop\"\n");

	(void)state;
	assert_string_equal(outcome.verdict.check, "stall");
	assert_string_equal(outcome.stats.end, "stall");
}

/* As a failed assertion in a program does. */
static void jump_out(struct wt_scenario *scenario)
{
	jumps = 0;
	if (setjmp(way_out) == 0) {
		run_seed(scenario, 1);
		fail();
	}
	assert_int_equal(jumps, 1);
}

static void assert_nothing_is_borrowed(FILE *out, void (*handler)(int))
{
	struct sigaction now;

	assert_ptr_equal(stdout, out);
	assert_int_equal(sigaction(SIGFPE, NULL, &now), 0);
	assert_ptr_equal(now.sa_handler, handler);
}

static void a_program_that_jumps_out_of_its_run_leaves_the_next_one_whole(void **state)
{
	struct wt_scenario *scenario = parse("scenario 1\nhost h runs jump\n");
	FILE *out = stdout;
	struct sigaction before;
	struct outcome outcome;

	(void)state;
	assert_int_equal(sigaction(SIGFPE, NULL, &before), 0);
	jump_out(scenario);
	outcome = run_seed(scenario, 1);
	assert_null(outcome.verdict.check);
	assert_string_equal(outcome.stats.end, "returned");
	assert_nothing_is_borrowed(out, before.sa_handler);
	jump_out(scenario);
	wt_scenario_free(scenario);
	assert_nothing_is_borrowed(out, before.sa_handler);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_program_that_returns_ends_the_run),
		cmocka_unit_test(an_idle_server_is_quiet),
		cmocka_unit_test(a_timer_behind_shorter_time_outs_still_fires),
		cmocka_unit_test(a_heartbeat_to_a_live_peer_ends_steady),
		cmocka_unit_test(a_heartbeat_goes_on_to_the_latest_by),
		cmocka_unit_test(an_always_writable_dispatcher_is_hot_but_not_stuck),
		cmocka_unit_test(a_busy_poller_comes_to_quiet_and_serves),
		cmocka_unit_test(a_zero_timer_gets_to_where_the_scenario_ends),
		cmocka_unit_test(ping_pong_without_delay_spins),
		cmocka_unit_test(ping_pong_with_delay_meets_the_limit),
		cmocka_unit_test(a_program_that_does_not_stop_is_taken_apart),
		cmocka_unit_test(a_program_that_dies_fails_its_run_alone),
		cmocka_unit_test(a_program_that_computes_for_ever_crashes),
		cmocka_unit_test(beside_other_hosts_it_crashes_alike),
		cmocka_unit_test(a_program_that_calls_for_ever_spins),
		cmocka_unit_test(a_wait_for_what_never_comes_is_a_stall),
		cmocka_unit_test(a_stall_is_seen_beside_a_heartbeat),
		cmocka_unit_test(a_heartbeat_that_is_answered_ends_steady),
		cmocka_unit_test(a_heartbeat_to_another_host_ends_steady),
		cmocka_unit_test(a_heartbeat_beside_an_always_writable_dispatcher_ends_steady),
		cmocka_unit_test(a_program_has_the_stack_of_a_process_beside_others_too),
		cmocka_unit_test(memory_given_back_twice_fails_its_run_alone),
		cmocka_unit_test(a_stall_is_seen_although_another_host_sleeps_long),
		cmocka_unit_test(a_program_that_jumps_out_of_its_run_leaves_the_next_one_whole),
	};

	return cmocka_run_group_tests_name("the life of a run", tests, NULL, NULL);
}
