/* SPDX-License-Identifier: MIT
 *
 * What is decided of a wait is what a kernel could report. */
#include "actors.h"

static void readiness_withheld_comes_a_millisecond_later(void **state)
{
	(void)state;
	shows(SERVER("pnr") ALICE "  sends \"abc\"\nserver:alice readable@0 withheld\n",
	      "poll 1; ms 1; recv 3; ", 1);
}

static void readiness_withheld_comes_at_the_next_wait(void **state)
{
	(void)state;
	shows(SERVER("PPn") ALICE "  sends \"abc\"\nserver:alice readable@0 withheld\n",
	      "out 0; out 1; ms 0; ", 1);
}

static void a_spurious_wake_up_finds_nothing(void **state)
{
	(void)state;
	shows(SERVER("prpr") ALICE
	      "  waits 5ms\n  sends \"abc\"\nserver:alice readable@0 spurious\n",
	      "poll 1; recv -EAGAIN; poll 1; recv 3; ", 1);
}

/* It would seem to stand: SO_ERROR is 0 as long as nothing has failed. */
static void a_connection_under_way_is_not_reported_too_early(void **state)
{
	(void)state;
	shows("scenario 1\nhost server runs actor prn\nhost client runs dialer $server\n"
	      "link client server delay 5ms\n"
	      "client>server writable@0 spurious if reached: never\n",
	      "poll 1; recv 1; ms 15; ", 0);
}

static void an_interrupted_wait_reports_nothing_once(void **state)
{
	(void)state;
	shows(SERVER("ppr") ALICE "  sends \"abc\"\nserver:alice readable@0 interrupted\n",
	      "poll -EINTR; poll 1; recv 3; ", 1);
}

static void epoll_reports_in_the_order_of_arrival(void **state)
{
	(void)state;
	shows(WATCHER("2 wr") SAYS("alice") SAYS("bob"),
	      "who 0; who 1; who 0; recv4 4; who 1; recv4 4; ", 0);
}

static void before_chooses_another_order(void **state)
{
	(void)state;
	shows(WATCHER("2 ww") SAYS("alice")
		      SAYS("bob") "server:bob readable@0 before server:alice\n",
	      "who 1; who 0; who 1; who 0; ", 1);
}

static void an_edge_that_is_withheld_is_not_lost(void **state)
{
	(void)state;
	shows(WATCHER("2 Ewww") SAYS("alice") SAYS("bob") "server:alice readable@0 withheld\n",
	      "who 1; who 0; wait 0; ", 1);
}

static void what_a_call_left_has_an_edge_of_its_own(void **state)
{
	(void)state;
	shows(WATCHER("1 Erww") SAYS("alice") "server:alice recv@0 take 2\n",
	      "who 0; recv4 2; who 0; wait 0; ", 1);
	shows(WATCHER("1 Erww") SAYS("alice") "server:alice recv@0 fails EAGAIN\n",
	      "who 0; recv4 -EAGAIN; who 0; wait 0; ", 1);
}

static void a_spurious_report_is_no_edge(void **state)
{
	(void)state;
	shows(WATCHER("1 Errw") "peer alice\n  connects server:7\n  waits 8ms\n"
				"  sends \"abc\"\n  waits 1ms\n"
				"server:alice readable@0 spurious\n",
	      "who 0; recv4 -EAGAIN; wait 0; who 0; ", 1);
}

static void two_interruptions_are_two_waits(void **state)
{
	(void)state;
	shows("scenario 1\nhost server runs pair\n" ALICE "  waits 1ms\n  sends \"abc\"\n"
	      "peer bob\n  connects server:7\n  waits 1ms\n  sends \"abc\"\n"
	      "server:alice readable@0 interrupted\nserver:bob readable@0 interrupted\n",
	      "poll -EINTR; poll -EINTR; poll 2; ", 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(readiness_withheld_comes_a_millisecond_later),
		cmocka_unit_test(readiness_withheld_comes_at_the_next_wait),
		cmocka_unit_test(a_spurious_wake_up_finds_nothing),
		cmocka_unit_test(a_connection_under_way_is_not_reported_too_early),
		cmocka_unit_test(an_interrupted_wait_reports_nothing_once),
		cmocka_unit_test(epoll_reports_in_the_order_of_arrival),
		cmocka_unit_test(before_chooses_another_order),
		cmocka_unit_test(an_edge_that_is_withheld_is_not_lost),
		cmocka_unit_test(what_a_call_left_has_an_edge_of_its_own),
		cmocka_unit_test(a_spurious_report_is_no_edge),
		cmocka_unit_test(two_interruptions_are_two_waits),
	};

	return cmocka_run_group_tests_name("decisions, readiness", tests, NULL, NULL);
}
