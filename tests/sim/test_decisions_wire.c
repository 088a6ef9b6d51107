/* SPDX-License-Identifier: MIT
 *
 * What is decided of a segment or a datagram on its way is what a network could do
 * to it. */
#include "actors.h"

static void a_cut_segment_ends_at_the_next_wait(void **state)
{
	(void)state;
	shows(SERVER("rrPr") ALICE "  sends \"abcdef\"\nto server:alice @0 cut 4\n",
	      "recv 4; recv -EAGAIN; out 1; recv 2; ", 1);
}

static void what_follows_a_cut_segment_waits_behind_it(void **state)
{
	(void)state;
	shows(SERVER("rrPrr") ALICE "  sends \"abcdef\"\n  closes\nto server:alice @0 cut 4\n",
	      "recv 4; recv -EAGAIN; out 1; recv 2; recv 0; ", 1);
}

static void a_delayed_segment_takes_longer(void **state)
{
	(void)state;
	shows(SERVER("pnr") ALICE "  sends \"abc\"\nto server:alice @0 delay 7ms\n",
	      "poll 1; ms 7; recv 3; ", 1);
}

static void a_reset_does_not_overtake_what_was_sent_before_it(void **state)
{
	(void)state;
	shows(SERVER("prr") "link alice server delay 5ms\n" ALICE
			    "  sends \"abc\"\n  sends \"def\"\n  resets\n",
	      "poll 1; recv 6; recv -ECONNRESET; ", 0);
}

static void a_segment_can_wait_for_another(void **state)
{
	(void)state;
	/* bob's byte comes at 10 ms; alice's, sent at once, not before it. */
	shows(SERVER("pnr") "peer bob\n  waits until 10ms\n  connects server:7\n  sends "
			    "\"x\"\n" ALICE
			    "  sends \"abc\"\nto server:alice @0 delay until to server:bob @0\n",
	      "poll 1; ms 10; recv 3; ", 1);
}

static void a_lost_syn_is_sent_again_after_a_second(void **state)
{
	(void)state;
	shows("scenario 1\nhost server runs actor pnr\nhost client runs dialer $server\n"
	      "from client>server syn lost\n",
	      "poll 1; ms 1000; recv 1; ", 1);
}

static void a_segment_can_wait_for_what_a_time_out_sends(void **state)
{
	(void)state;
	shows(SERVER("tPspnr") ALICE "  sends \"abc\"\n"
				     "to server:alice @0 delay until from server:alice @0\n",
	      "out 0; send 10; poll 1; ms 10; recv 3; ", 1);
}

static void a_cut_segment_whose_host_sleeps_on_does_not_stop_the_world(void **state)
{
	struct wt_scenario *scenario = parse(SERVER("") ALICE "  waits 1ms\n  sends \"abcdef\"\n"
							      "to server:alice @0 cut 4\n");
	const struct wt_case run = {.broken = -1, .seed = 1};
	struct wt_verdict verdict;
	struct wt_run_stats stats;

	(void)state;
	assert_int_equal(wt_run_case(scenario, actors, &run, NULL, &verdict, &stats), 0);
	assert_int_equal(stats.decided, 1);
	assert_string_equal(stats.end, "quiet");
	wt_scenario_free(scenario);
}

static void each_cut_takes_a_wait_of_its_own(void **state)
{
	(void)state;
	shows(SERVER("trrPrPr") ALICE "  waits 1ms\n  sends \"abcdef\"\n  sends \"ghijkl\"\n"
				      "to server:alice @0 cut 4\nto server:alice @6 cut 4\n",
	      "recv 4; recv -EAGAIN; out 1; recv 6; out 1; recv 2; ", 2);
}

#define MAILBOX(n) "scenario 1\nhost server runs mailbox " n "\n"
#define MAILS                                                                          \
	"peer alice\n  sends \"a\" to server:53/udp\n  sends \"b\" to server:53/udp\n" \
	"  sends \"c\" to server:53/udp\n"

static void datagrams_come_one_by_one(void **state)
{
	(void)state;
	shows(MAILBOX("3") MAILS, "a 0; b 0; c 0; ", 0);
	shows(MAILBOX("3") "link alice server delay 4ms\n" MAILS, "a 4; b 4; c 4; ", 0);
}

static void a_lost_datagram_never_comes(void **state)
{
	(void)state;
	shows(MAILBOX("2") MAILS "to server:53/udp @2+0 lost\n", "a 0; c 0; ", 1);
}

static void a_datagram_may_come_twice(void **state)
{
	(void)state;
	shows(MAILBOX("4") MAILS "to server:53/udp @2+0 twice\n", "a 0; b 0; b 0; c 0; ", 1);
}

static void a_delayed_datagram_is_overtaken(void **state)
{
	(void)state;
	shows(MAILBOX("3") MAILS "to server:53/udp @1+0 delay 7ms\n", "b 0; c 0; a 7; ", 1);
}

static void nobody_at_a_port_is_an_error_on_the_way_back(void **state)
{
	(void)state;
	shows("scenario 1\nhost client runs asker $dns\nlink client dns delay 1ms\npeer "
	      "dns\n"
	      "  waits 2ms\n  listens 53/udp\n  waits 3ms\n"
	      "  sends \"yes\" to client>dns/udp\n",
	      "send 3; recv -ECONNREFUSED; send 3; recv 3; ", 0);
	shows("scenario 1\nhost client runs asker $dns\nlink client dns delay 1ms\npeer "
	      "dns\n"
	      "  listens 53/udp\n  waits 3ms\n  sends \"yes\" to client>dns/udp\n",
	      "send 3; recv 3; send 3; recv -EAGAIN; ", 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cut_segment_ends_at_the_next_wait),
		cmocka_unit_test(what_follows_a_cut_segment_waits_behind_it),
		cmocka_unit_test(a_delayed_segment_takes_longer),
		cmocka_unit_test(a_reset_does_not_overtake_what_was_sent_before_it),
		cmocka_unit_test(a_segment_can_wait_for_another),
		cmocka_unit_test(a_lost_syn_is_sent_again_after_a_second),
		cmocka_unit_test(datagrams_come_one_by_one),
		cmocka_unit_test(a_lost_datagram_never_comes),
		cmocka_unit_test(a_datagram_may_come_twice),
		cmocka_unit_test(a_delayed_datagram_is_overtaken),
		cmocka_unit_test(nobody_at_a_port_is_an_error_on_the_way_back),
		cmocka_unit_test(a_segment_can_wait_for_what_a_time_out_sends),
		cmocka_unit_test(a_cut_segment_whose_host_sleeps_on_does_not_stop_the_world),
		cmocka_unit_test(each_cut_takes_a_wait_of_its_own),
	};

	return cmocka_run_group_tests_name("decisions, wire", tests, NULL, NULL);
}
