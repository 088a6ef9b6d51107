/* SPDX-License-Identifier: MIT
 *
 * What the scenario does to a host's process. */
#include "programs.h"

#include <stdio.h>
#include <string.h>

#include "wt_world.h"

#define SERVER "scenario 1\nhost server runs echo\n"
#define LINK   "link alice server delay 10ms\n"
#define CALLS  "peer alice\n  connects server:7\n"

static void holds(const char *text)
{
	struct outcome outcome = run_text(text);

	if (outcome.verdict.check)
		fail_msg("%s: %s", outcome.verdict.check, outcome.verdict.text);
}

static void fails(const char *text, const char *check)
{
	struct outcome outcome = run_text(text);

	assert_non_null(outcome.verdict.check);
	assert_string_equal(outcome.verdict.check, check);
}

/* -- killed -------------------------------------------------------------- */

static void the_kernel_closes_what_a_killed_process_had(void **state)
{
	(void)state;
	holds(SERVER "at 5ms server killed\n" CALLS "  sends \"abc\"\n  waits 3 bytes\n"
		     "  waits fin\n  connects server:7\n"
		     "expect alice ended by fin\nexpect alice.2 ended by refusal\n");
}

/* At 25 ms "abc" is in flight, and so is the ACK that would have ended the handshake. */
static void what_comes_to_nobody_is_reset(void **state)
{
	(void)state;
	holds(SERVER LINK "at 25ms server killed\n" CALLS "  sends \"abc\"\n  waits reset\n"
			  "expect alice ended by reset\n");
}

static void who_was_not_accepted_is_reset(void **state)
{
	(void)state;
	holds("scenario 1\nhost server runs echo\n  limit 1 sockets\nat 5ms server killed\n" CALLS
	      "allow spin: no descriptor is left\nexpect alice ended by reset\n");
}

static void what_was_not_read_makes_a_reset_of_the_end(void **state)
{
	(void)state;
	holds(SERVER "at 5ms server killed\n" CALLS
		     "  waits 2ms\n  sends \"abc\"\nserver:alice recv@0 late 10ms\n"
		     "expect alice ended by reset\nexpect server:alice bytes = 0\n");
}

/* Nothing the dead had queued, kept or owed is held against it. */
static void a_killed_process_has_failed_nothing(void **state)
{
	struct outcome outcome =
		run_text("scenario 1\nhost server runs echo\n  buffers 4096 bytes\n"
			 "at 5ms server killed\n" CALLS
			 "  stops reading\n  sends 64KiB of pattern 1\n  waits end\n"
			 "expect server sockets = 0\nexpect server queued = 0\n");

	(void)state;
	if (outcome.verdict.check)
		fail_msg("%s: %s", outcome.verdict.check, outcome.verdict.text);
	assert_string_equal(outcome.stats.end, "quiet");
}

static void a_peer_waits_for_the_dead_in_vain(void **state)
{
	(void)state;
	fails(SERVER LINK "at 25ms server killed\n" CALLS "  sends \"abc\"\n  waits 3 bytes\n",
	      "stall");
}

static void no_line_of_a_killed_program_runs_any_more(void **state)
{
	(void)state;
	holds("scenario 1\nhost h runs beat $p\nat 2500ms h killed\npeer p\n  listens 9\n"
	      "expect p received exactly \"beat\\nbeat\\nbeat\\n\"\nexpect h handle_timer = 3\n");
}

static void one_of_several_is_killed(void **state)
{
	(void)state;
	holds("scenario 1\nhost a runs beat $p\nhost b runs beat $p\nhost server runs echo\n"
	      "at 2500ms a killed\nat 2500ms server killed\npeer p\n  listens 9\n"
	      "expect a handle_timer = 3\nexpect b handle_timer > 3\n"
	      "expect p received exactly 3 x \"beat\\n\"\nexpect p.2 received begins 4 x "
	      "\"beat\\n\"\n");
}

static void a_run_with_a_kill_is_the_same_again(void **state)
{
	struct wt_scenario *scenario =
		parse("scenario 1\nhost h runs beat $server echo\nhost server runs echo\n"
		      "link h server delay 1ms\nat 2500ms server killed\n");
	struct outcome first = run_seed(scenario, 1), second = run_seed(scenario, 1);

	(void)state;
	assert_null(first.verdict.check);
	assert_true(first.stats.hash == second.stats.hash);
	wt_scenario_free(scenario);
}

/* -- restarts ------------------------------------------------------------ */

static void a_host_that_restarts_serves_again(void **state)
{
	(void)state;
	holds(SERVER "at 5ms server restarts\n" CALLS
		     "  sends \"one\"\n  waits 3 bytes\n  waits fin\n  waits 1us\n"
		     "  connects server:7\n  sends \"two\"\n  waits 3 bytes\n"
		     "expect alice received exactly \"one\"\n"
		     "expect alice.2 received exactly \"two\"\n"
		     "expect server:alice.2 bytes = 3\n");
}

static void between_kill_and_restart_nobody_is_there(void **state)
{
	(void)state;
	holds(SERVER "at 5ms server killed\nat 9ms server restarts\n" CALLS
		     "  waits fin\n  connects server:7\n  waits end\n  waits 5ms\n"
		     "  connects server:7\n  sends \"two\"\n  waits 3 bytes\n"
		     "expect alice.2 ended by refusal\nexpect alice.3 received exactly \"two\"\n");
}

static void each_listener_of_a_port_has_a_name_of_its_own(void **state)
{
	(void)state;
	holds(SERVER "at 5ms server restarts\nat 9ms server restarts\n" CALLS
		     "  waits 7ms\n  connects server:7\n"
		     "server:7.2 accept@alice.2 fails EMFILE\n"
		     "expect server:7 accept fails EMFILE = 0\n"
		     "expect server:7.2 accept fails EMFILE = 1\n"
		     "expect server:7 handle_accept = 1\n");
}

static void one_of_several_restarts(void **state)
{
	(void)state;
	holds("scenario 1\nhost a runs beat $p\nhost b runs beat $p\n"
	      "at 2500ms a restarts\nat 4s b killed\npeer p\n  listens 9\n"
	      "expect a>p ended by nothing\nexpect a>p.2 send > 3\n"
	      "expect b handle_timer = 4\nends 9s\n");
}

static void handlers_are_counted_over_all_processes(void **state)
{
	(void)state;
	holds("scenario 1\nhost h runs beat $p\nat 2500ms h restarts\nat 4s h killed\n"
	      "peer p\n  listens 9\nexpect h handle_timer = 5\n");
}

static void what_the_last_process_returned_counts(void **state)
{
	(void)state;
	holds("scenario 1\nhost h runs leave\nat 5ms h restarts\nexpect h returned = 3\n");
	fails("scenario 1\nhost h runs leave\nat 5ms h restarts\nexpect h returned = 0\n",
	      "expect");
}

static void a_restart_that_lies_ahead_keeps_the_run_going(void **state)
{
	struct outcome outcome = run_text(
		"scenario 1\nhost h runs leave\nhost server runs echo\nat 5min h restarts\n");

	(void)state;
	assert_null(outcome.verdict.check);
	assert_true(outcome.stats.time_ns >= 300 * UINT64_C(1000000000));
}

static void a_restart_may_come_before_the_start(void **state)
{
	(void)state;
	holds("scenario 1\nhost h runs beat $p\n  starts 5s\nat 1s h restarts\n"
	      "at 6s h killed\npeer p\n  listens 9\nexpect h handle_timer = 5\n");
}

static void the_new_process_is_judged(void **state)
{
	(void)state;
	fails("scenario 1\nhost h runs idle\nhost c runs crash\n  starts 9min\n"
	      "at 5ms h restarts\nat 7ms c restarts\n",
	      "crash");
	fails("scenario 1\nhost c runs crash\n  starts 9min\nat 7ms c restarts\n", "crash");
}

/* -- woken --------------------------------------------------------------- */

static void another_thread_rings_the_bell_of_the_library(void **state)
{
	static const char *const pollers[] = {"poll", "select", "epoll"};
	char text[256];

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		snprintf(text, sizeof text,
			 "scenario 1\nhost h runs sleeper %s\nat 5ms h woken\nat 9ms h woken\n"
			 "expect h:pair/a recv = 2\nexpect h %s%s = 2\n",
			 pollers[i], pollers[i], i == 2 ? "_wait" : "");
		holds(text);
	}
}

static void a_bell_of_one_of_several_is_rung(void **state)
{
	(void)state;
	holds("scenario 1\nhost a runs sleeper\nhost b runs sleeper epoll\n"
	      "at 5ms a woken\nat 5ms b woken\nat 7ms b woken\n"
	      "expect a:pair/a recv = 1\nexpect b:pair/a recv = 2\n");
}

static void a_new_process_has_a_bell_of_its_own(void **state)
{
	(void)state;
	holds("scenario 1\nhost h runs sleeper epoll\nat 5ms h woken\nat 6ms h restarts\n"
	      "at 7ms h woken\nat 8ms h woken\n"
	      "expect h:pair/a recv = 1\nexpect h:pair.2/a recv = 2\n");
}

/* -- gets a signal ------------------------------------------------------- */

static void most_signals_end_a_process(void **state)
{
	static const char *const signals[] = {"SIGHUP",  "SIGINT",  "SIGQUIT", "SIGUSR1", "SIGUSR2",
					      "SIGPIPE", "SIGALRM", "SIGTERM", "SIGKILL"};
	char text[256];

	(void)state;
	for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
		snprintf(text, sizeof text,
			 SERVER "at 5ms server gets %s\n" CALLS "  waits fin\n  connects server:7\n"
				"expect alice.2 ended by refusal\n",
			 signals[i]);
		holds(text);
	}
}

static void some_signals_are_nothing_to_most(void **state)
{
	(void)state;
	holds(SERVER "at 5ms server gets SIGCHLD\nat 6ms server gets SIGCONT\n" CALLS
		     "  waits 9ms\n  sends \"abc\"\n  waits 3 bytes\n"
		     "expect server poll fails EINTR = 0\n");
}

static void a_handler_runs_and_the_wait_is_interrupted(void **state)
{
	(void)state;
	holds("scenario 1\nhost h runs heeds\nat 5ms h gets SIGTERM\n"
	      "expect h poll fails EINTR = 1\nexpect h notes \"handler\" \"TERM\" = 1\n"
	      "expect h returned = 0\n");
	holds("scenario 1\nhost h runs heeds heeds\nhost other runs echo\n"
	      "at 5ms h gets SIGUSR1\nat 5ms h gets SIGUSR1\nat 6ms h gets SIGUSR1\n"
	      "expect h poll fails EINTR = 2\nexpect other poll fails EINTR = 0\n"
	      "expect h notes \"handler\" \"USR1\" = 2\n");
}

static void what_is_ready_comes_before_a_signal(void **state)
{
	(void)state;
	holds("scenario 1\nhost h runs heeds heeds\nat 5ms h gets SIGUSR1\n"
	      "peer alice\n  connects h:7\n  waits 5ms\n  sends \"abc\"\n  waits 3 bytes\n"
	      "expect h poll fails EINTR = 0\nexpect h notes \"handler\" = 1\n");
}

static void who_is_late_handles_it_before_the_call(void **state)
{
	(void)state;
	holds("scenario 1\nhost h runs heeds heeds\nat 5ms h gets SIGUSR1\n"
	      "peer alice\n  connects h:7\n  waits 2ms\n  sends \"abc\"\n  waits 3 bytes\n"
	      "h:alice recv@1+0 late 10ms\n"
	      "expect h poll fails EINTR = 0\nexpect h notes \"handler\" = 1\n"
	      "expect alice received exactly \"abc\"\n");
}

static void a_signal_may_be_ignored(void **state)
{
	(void)state;
	holds("scenario 1\nhost h runs heeds ignores\nat 5ms h gets SIGUSR1\n"
	      "expect h poll fails EINTR = 0\nexpect h notes \"handler\" = 0\n"
	      "peer alice\n  connects h:7\n  waits 9ms\n  sends \"abc\"\n  waits 3 bytes\n");
}

static void a_handler_may_be_for_once(void **state)
{
	(void)state;
	holds("scenario 1\nhost h runs heeds once\nat 5ms h gets SIGUSR1\n"
	      "at 6ms h gets SIGUSR1\npeer alice\n  connects h:7\n  waits fin\n"
	      "expect h notes \"handler\" = 1\n");
}

static void handlers_are_a_process_own(void **state)
{
	(void)state;
	holds("scenario 1\nhost h runs heeds heeds\nat 5ms h gets SIGUSR1\n"
	      "at 6ms h restarts\nat 7ms h gets SIGUSR1\nat 8ms h gets SIGUSR2\n"
	      "expect h notes \"handler\" = 2\nexpect h returned != 4\n"
	      "peer alice\n  waits 7500us\n  connects h:7\n  waits fin\n");
}

/* -- Nobody there -------------------------------------------------------- */

static void comes_to(struct wt_world *world, int problems)
{
	assert_int_equal(wt_world_run(world), problems);
	if (problems && !strstr(wt_world_failure(world), "no program"))
		fail_msg("%s", wt_world_failure(world));
	wt_world_free(world);
}

static struct wt_world *world_of(const char *program)
{
	struct wt_world *world = wt_world_new(programs);

	wt_world_host(world, "h", program, NULL);
	return world;
}

static void who_has_returned_is_not_killed(void **state)
{
	struct wt_world *world = world_of("leave");

	(void)state;
	wt_at_killed(world, 5000000, "h");
	comes_to(world, 1);
}

static void who_has_not_started_is_not_killed(void **state)
{
	struct wt_world *world = world_of("leave");

	(void)state;
	wt_host_starts(world, 9000000);
	wt_at_killed(world, 5000000, "h");
	comes_to(world, 1);
	holds("scenario 1\nhost h runs leave\n  starts 9ms\nat 5ms h killed\n"
	      "expect h returned = 3\n");
}

static void who_has_no_bell_is_not_woken(void **state)
{
	struct wt_world *world = world_of("echo");

	(void)state;
	wt_at_woken(world, 5000000, "h");
	comes_to(world, 1);
	world = world_of("sleeper");
	wt_at_woken(world, 5000000, "h");
	comes_to(world, 0);
}

static void who_has_returned_gets_no_signal(void **state)
{
	struct wt_world *world = world_of("leave");

	(void)state;
	wt_at_signal(world, 5000000, "h", "SIGCHLD");
	comes_to(world, 1);
	world = world_of("echo");
	wt_at_signal(world, 5000000, "h", "SIGCHLD");
	comes_to(world, 0);
}

static void who_is_there_is_killed(void **state)
{
	struct wt_world *world = world_of("echo");

	(void)state;
	wt_at_killed(world, 5000000, "h");
	comes_to(world, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_kernel_closes_what_a_killed_process_had),
		cmocka_unit_test(what_comes_to_nobody_is_reset),
		cmocka_unit_test(who_was_not_accepted_is_reset),
		cmocka_unit_test(what_was_not_read_makes_a_reset_of_the_end),
		cmocka_unit_test(a_killed_process_has_failed_nothing),
		cmocka_unit_test(a_peer_waits_for_the_dead_in_vain),
		cmocka_unit_test(no_line_of_a_killed_program_runs_any_more),
		cmocka_unit_test(one_of_several_is_killed),
		cmocka_unit_test(a_run_with_a_kill_is_the_same_again),
		cmocka_unit_test(a_host_that_restarts_serves_again),
		cmocka_unit_test(between_kill_and_restart_nobody_is_there),
		cmocka_unit_test(each_listener_of_a_port_has_a_name_of_its_own),
		cmocka_unit_test(one_of_several_restarts),
		cmocka_unit_test(handlers_are_counted_over_all_processes),
		cmocka_unit_test(what_the_last_process_returned_counts),
		cmocka_unit_test(a_restart_that_lies_ahead_keeps_the_run_going),
		cmocka_unit_test(a_restart_may_come_before_the_start),
		cmocka_unit_test(the_new_process_is_judged),
		cmocka_unit_test(another_thread_rings_the_bell_of_the_library),
		cmocka_unit_test(a_bell_of_one_of_several_is_rung),
		cmocka_unit_test(a_new_process_has_a_bell_of_its_own),
		cmocka_unit_test(most_signals_end_a_process),
		cmocka_unit_test(some_signals_are_nothing_to_most),
		cmocka_unit_test(a_handler_runs_and_the_wait_is_interrupted),
		cmocka_unit_test(what_is_ready_comes_before_a_signal),
		cmocka_unit_test(who_is_late_handles_it_before_the_call),
		cmocka_unit_test(a_signal_may_be_ignored),
		cmocka_unit_test(a_handler_may_be_for_once),
		cmocka_unit_test(handlers_are_a_process_own),
		cmocka_unit_test(who_has_returned_is_not_killed),
		cmocka_unit_test(who_has_not_started_is_not_killed),
		cmocka_unit_test(who_has_no_bell_is_not_woken),
		cmocka_unit_test(who_has_returned_gets_no_signal),
		cmocka_unit_test(who_is_there_is_killed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
