/* SPDX-License-Identifier: MIT
 *
 * A decision moves the world, not the answer of a call: what a program sees of
 * each is what a real kernel could show it. */
#include "actors.h"

#include <string.h>

static void recv_take_leaves_the_rest_for_the_next_call(void **state)
{
	(void)state;
	shows(SERVER("prrP") ALICE "  sends \"abcdef\"\nserver:alice recv@0 take 2\n",
	      "poll 1; recv 2; recv 4; out 0; ", 1);
}

static void recv_eagain_means_that_the_bytes_come_at_once_behind_it(void **state)
{
	(void)state;
	shows(SERVER("prPr") ALICE "  sends \"abcdef\"\nserver:alice recv@0 fails EAGAIN\n",
	      "poll 1; recv -EAGAIN; out 1; recv 6; ", 1);
}

static void an_end_the_program_was_told_of_is_not_held_back(void **state)
{
	(void)state;
	/* Both sides shut: poll says HUP, and then recv can not say EAGAIN. */
	shows(SERVER("pre") ALICE "  sends \"ab\"\n  resets\n"
				  "server:alice recv@0 fails EAGAIN if reached: never\n",
	      "poll 1; recv 2; error -ECONNRESET; ", 0);
}

static void nor_is_a_part_of_what_came_before_that_end(void **state)
{
	(void)state;
	shows(SERVER("prr") ALICE "  sends \"ab\"\n  resets\n"
				  "server:alice recv@0 take 1 if reached: never\n",
	      "poll 1; recv 2; recv -ECONNRESET; ", 0);
	/* Told or not. */
	shows(SERVER("rr") ALICE "  sends \"ab\"\n  resets\n"
				 "server:alice recv@0 take 1 if reached: never\n",
	      "recv 2; recv -ECONNRESET; ", 0);
}

static void send_take_holds_room_back_until_the_next_wait(void **state)
{
	(void)state;
	shows(SERVER("ssPs") ALICE "server:alice send@0 take 3\n",
	      "send 3; send -EAGAIN; out 0; send 10; ", 1);
}

static void send_eagain_holds_room_back_until_the_next_wait(void **state)
{
	(void)state;
	shows(SERVER("sws") ALICE "server:alice send@0 fails EAGAIN\n",
	      "send -EAGAIN; room 1; send 10; ", 1);
}

static void turns_are_askings_of_one_place(void **state)
{
	(void)state;
	shows(SERVER("prprr") ALICE "  sends \"abcdef\"\nserver:alice recv@0 fails EAGAIN\n"
				    "server:alice recv@0.2 take 1\n",
	      "poll 1; recv -EAGAIN; poll 1; recv 1; recv 5; ", 2);
}

static void a_place_has_three_names(void **state)
{
	(void)state;
	shows(SERVER("pRr") ALICE "  sends \"abcdefgh\"\nserver:alice recv@4 take 1\n",
	      "poll 1; recv4 4; recv 1; ", 1);
	shows(SERVER("pRr") ALICE "  sends \"abcdefgh\"\nserver:alice recv@1+4 take 1\n",
	      "poll 1; recv4 4; recv 1; ", 1);
	shows(SERVER("pRr") ALICE "  sends \"abcdefgh\"\nserver:alice recv#2 take 1\n",
	      "poll 1; recv4 4; recv 1; ", 1);
}

static void every_place_is_answered_three_times_at_most(void **state)
{
	(void)state;
	shows(SERVER("prrrrr") ALICE "  sends \"abc\"\nserver:alice recv@* fails EAGAIN\n",
	      "poll 1; recv -EAGAIN; recv -EAGAIN; recv -EAGAIN; recv 3; recv -EAGAIN; ", 3);
}

static void a_late_call_meets_what_was_on_its_way(void **state)
{
	(void)state;
	shows(SERVER("prnr") "link alice server delay 2ms\n" ALICE
			     "  sends \"abc\"\n  waits 1ms\n  sends \"def\"\n"
			     "server:alice recv@0 late until next\n",
	      "poll 1; recv 6; ms 7; recv -EAGAIN; ", 1);
}

static void a_late_call_can_be_given_a_time(void **state)
{
	(void)state;
	shows(SERVER("prn") ALICE "  sends \"abc\"\nserver:alice recv@0 late 30ms\n",
	      "poll 1; recv 3; ms 30; ", 1);
}

static void a_late_call_can_wait_for_a_segment(void **state)
{
	(void)state;
	shows(SERVER("prnr") "link alice server delay 2ms\n" ALICE
			     "  sends \"abc\"\n  waits 5ms\n  sends \"def\"\n  waits 5ms\n"
			     "  sends \"ghi\"\n"
			     "server:alice recv@0 late until to server:alice @6\n",
	      "poll 1; recv 9; ms 16; recv -EAGAIN; ", 1);
}

static void a_late_call_does_not_wait_for_what_never_comes(void **state)
{
	(void)state;
	shows(SERVER("prn") ALICE "  sends \"abc\"\n"
				  "server:alice recv@0 late until to server:alice @9\n",
	      "poll 1; recv 3; ms 0; ", 1);
}

static void reset_first_leaves_what_has_come_and_then_resets_once(void **state)
{
	(void)state;
	shows(SERVER("prrrs") ALICE "  sends \"abc\"\nserver:alice recv@0 reset first\n",
	      "poll 1; recv 3; recv -ECONNRESET; recv 0; send -EPIPE; ", 1);
}

static void reset_first_at_a_send_is_its_error(void **state)
{
	(void)state;
	shows(SERVER("ssr") ALICE "server:alice send@0 reset first\n",
	      "send -ECONNRESET; send -EPIPE; recv 0; ", 1);
}

static void send_may_lack_buffers(void **state)
{
	(void)state;
	shows(SERVER("ss") ALICE "server:alice send@0 fails ENOBUFS\n", "send -ENOBUFS; send 10; ",
	      1);
}

static void accept_may_lack_a_descriptor_for_one_who_waits(void **state)
{
	(void)state;
	shows(SERVER("AaAar") ALICE "  sends \"abc\"\nserver:7 accept@alice fails EMFILE\n",
	      "listener 1; accept -EMFILE; listener 1; recv 3; ", 1);
}

static void accept_fails_econnaborted_only_for_one_who_was_reset(void **state)
{
	(void)state;
	shows("scenario 1\nkernel posix\nhost server runs actor AaAa\n" ALICE "  resets\n"
	      "peer bob\n  connects server:7\nserver:7 accept@alice fails ECONNABORTED\n",
	      "listener 1; accept -ECONNABORTED; listener 1; ", 1);
	shows("scenario 1\nkernel posix\nhost server runs actor Aa\n" ALICE
	      "server:7 accept@alice fails ECONNABORTED\n",
	      "listener 1; ", 0);
}

static void the_nth_socket_may_fail(void **state)
{
	(void)state;
	shows(SERVER("SS") ALICE "server socket#2 fails EMFILE\n", "socket -EMFILE; socket 5; ", 1);
}

static void a_limit_counts_sockets(void **state)
{
	(void)state;
	shows("scenario 1\nhost server runs actor SS\n  limit 3 sockets\n" ALICE,
	      "socket 5; socket -EMFILE; ", 0);
}

static void what_stands_behind_if_reached_need_not_be(void **state)
{
	(void)state;
	shows(SERVER("p") ALICE "  sends \"abc\"\nserver:alice recv@0 take 1 if reached: no recv\n",
	      "poll 1; ", 0);
}

static void a_connect_or_close_is_late_once(void **state)
{
	(void)state;
	shows(SERVER("cn") ALICE "server:alice close late 30ms\n", "close 0; ms 30; ", 1);
	shows("scenario 1\nhost server runs actor n\nhost client runs dialer $server\n"
	      "client>server connect late 30ms\n",
	      "ms 30; ", 1);
}

static void decisions_stay_open_while_a_script_waits(void **state)
{
	const char *text =
		SERVER("ts") ALICE "  waits 10 bytes\nmay server:alice send fails EAGAIN\n";
	struct wt_scenario *scenario = parse(text);
	uint64_t decided = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 40; seed++) {
		const struct wt_case run = {.broken = -1, .seed = seed};
		struct wt_verdict verdict;
		struct wt_run_stats stats;

		assert_int_equal(wt_run_case(scenario, actors, &run, NULL, &verdict, &stats), 0);
		decided += stats.decided;
	}
	assert_true(decided > 0);
	wt_scenario_free(scenario);
}

static void a_random_token_is_no_race(void **state)
{
	struct wt_scenario *scenario =
		parse(SERVER("prT") ALICE "  sends \"abc\"\n  waits 8 bytes\nmay any except io\n");

	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		const struct wt_case run = {.broken = -1, .seed = seed};
		struct wt_verdict verdict;

		assert_int_equal(wt_run_case(scenario, actors, &run, NULL, &verdict, NULL), 0);
		if (verdict.check && strcmp(verdict.check, "stream") == 0)
			fail_msg("seed %u: %s", (unsigned)seed, verdict.text);
	}
	wt_scenario_free(scenario);
}

static int twice_as_much_main(struct ac_sys *sys, int argc, char **argv)
{
	char acts[] = "prrss";
	char *args[] = {argv[0], acts, NULL};

	(void)argc;
	return actor_main(sys, 2, args);
}

static void other_programs_have_another_calm_run(void **state)
{
	static const struct wt_program others[] = {{"actor", twice_as_much_main}, {NULL, NULL}};
	const struct wt_case run = {.broken = -1, .seed = 1};
	struct wt_scenario *scenario =
		parse(SERVER("prrs") ALICE "  sends \"abc\"\nserver:alice recv@0 take 1\n");
	struct wt_verdict verdict;

	(void)state;
	assert_int_equal(wt_run_case(scenario, actors, &run, NULL, &verdict, NULL), 0);
	assert_null(verdict.check);
	assert_int_equal(wt_run_case(scenario, others, &run, NULL, &verdict, NULL), 0);
	assert_null(verdict.check);
	wt_scenario_free(scenario);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(recv_take_leaves_the_rest_for_the_next_call),
		cmocka_unit_test(recv_eagain_means_that_the_bytes_come_at_once_behind_it),
		cmocka_unit_test(an_end_the_program_was_told_of_is_not_held_back),
		cmocka_unit_test(nor_is_a_part_of_what_came_before_that_end),
		cmocka_unit_test(send_take_holds_room_back_until_the_next_wait),
		cmocka_unit_test(send_eagain_holds_room_back_until_the_next_wait),
		cmocka_unit_test(turns_are_askings_of_one_place),
		cmocka_unit_test(a_place_has_three_names),
		cmocka_unit_test(every_place_is_answered_three_times_at_most),
		cmocka_unit_test(a_late_call_meets_what_was_on_its_way),
		cmocka_unit_test(a_late_call_can_be_given_a_time),
		cmocka_unit_test(a_late_call_can_wait_for_a_segment),
		cmocka_unit_test(a_late_call_does_not_wait_for_what_never_comes),
		cmocka_unit_test(reset_first_leaves_what_has_come_and_then_resets_once),
		cmocka_unit_test(reset_first_at_a_send_is_its_error),
		cmocka_unit_test(send_may_lack_buffers),
		cmocka_unit_test(accept_may_lack_a_descriptor_for_one_who_waits),
		cmocka_unit_test(accept_fails_econnaborted_only_for_one_who_was_reset),
		cmocka_unit_test(the_nth_socket_may_fail),
		cmocka_unit_test(a_limit_counts_sockets),
		cmocka_unit_test(what_stands_behind_if_reached_need_not_be),
		cmocka_unit_test(a_connect_or_close_is_late_once),
		cmocka_unit_test(decisions_stay_open_while_a_script_waits),
		cmocka_unit_test(a_random_token_is_no_race),
		cmocka_unit_test(other_programs_have_another_calm_run),
	};

	return cmocka_run_group_tests_name("decisions", tests, NULL, NULL);
}
