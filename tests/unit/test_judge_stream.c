/* SPDX-License-Identifier: MIT
 *
 * The calm comparison: what may differ between two runs of one program, and what
 * may not. */
#include "test_judge.h"

#include <stdlib.h>

/* Two runs of one plan: the first is the calm one. */
struct pair {
	struct run run;
	struct wt_observation *calm;
};

static void pair_begin(struct pair *pair)
{
	*pair = (struct pair){0};
	run_begin(&pair->run, "");
}

/* The calm run is done; the other begins. */
static void now_this_run(struct pair *pair)
{
	ends(&pair->run);
	pair->calm = wt_observation_take(pair->run.judge);
	assert_non_null(pair->calm);
	wt_judge_reset(pair->run.judge);
	pair->run.now_ns = 0;
}

static void compare(struct pair *pair)
{
	ends(&pair->run);
	wt_judge_compare(pair->run.judge, pair->calm, NULL);
}

static void pair_agrees(struct pair *pair)
{
	compare(pair);
	assert_holds(&pair->run);
	wt_observation_free(pair->calm);
	run_end(&pair->run);
}

static void pair_differs(struct pair *pair, const char *object, const char *text)
{
	compare(pair);
	assert_fails(&pair->run, "stream", object);
	assert_text(&pair->run, text);
	wt_observation_free(pair->calm);
	run_end(&pair->run);
}

/* Sent by the program in one piece and received by the far end. */
static void carries(struct run *run, struct wt_object *object, uint64_t offset, const char *bytes)
{
	sends(run, object, bytes);
	arrives(run, object->other, offset, bytes);
}

/* A handler of `whose` queues the bytes for `object`, which sends them. */
static void relays(struct run *run, struct wt_object *whose, struct wt_object *object,
		   uint64_t offset, const char *bytes)
{
	enters(run, whose, AC_HANDLER_handle_read);
	says(run, object, AC_NOTE_QUEUED, (int64_t)strlen(bytes));
	leaves(run, whose, AC_HANDLER_handle_read);
	enters(run, object, AC_HANDLER_handle_write);
	carries(run, object, offset, bytes);
	leaves(run, object, AC_HANDLER_handle_write);
}

static void equal_streams_in_other_pieces_agree(void **state)
{
	struct pair pair;

	(void)state;
	pair_begin(&pair);
	takes(&pair.run, &server_alice, 0, "hello world");
	carries(&pair.run, &server_alice, 0, "hello world");
	now_this_run(&pair);
	takes(&pair.run, &server_alice, 0, "hello");
	carries(&pair.run, &server_alice, 0, "hello");
	takes(&pair.run, &server_alice, 5, " world");
	carries(&pair.run, &server_alice, 5, " world");
	pair_agrees(&pair);
}

static void bytes_that_never_reached_the_peer_are_shown(void **state)
{
	struct pair pair;

	(void)state;
	pair_begin(&pair);
	relays(&pair.run, &server_alice, &server_alice, 0, "hello world");
	now_this_run(&pair);
	relays(&pair.run, &server_alice, &server_alice, 0, "hello");
	pair_differs(&pair, "server:alice",
		     "runs disagree: other bytes reached the far end of server:alice\n"
		     "  the calm run: 11 bytes; this run: 5 bytes; "
		     "the 6 bytes \" world\" at offset 5 are missing\n"
		     "  the calm run: \"hello world\"\n"
		     "  this run: \"hello\"");
}

static void other_bytes_are_shown_from_where_they_differ(void **state)
{
	struct pair pair;

	(void)state;
	pair_begin(&pair);
	relays(&pair.run, &server_bob, &server_alice, 0, "bob: good morning to you all\n");
	now_this_run(&pair);
	relays(&pair.run, &server_bob, &server_alice, 0, "bob: good morning to them all");
	pair_differs(&pair, "server:alice",
		     "runs disagree: other bytes reached the far end of server:alice, "
		     "from server:bob\n"
		     "  the calm run: 29 bytes; this run: 29 bytes; they differ from offset 21\n"
		     "  the calm run: ...\"good morning to you all\\n\"\n"
		     "  this run: ...\"good morning to them all\"");
}

static void the_order_of_two_sources_is_free(void **state)
{
	struct pair pair;

	(void)state;
	pair_begin(&pair);
	relays(&pair.run, &server_alice, &server_alice, 0, "A1");
	relays(&pair.run, &server_bob, &server_alice, 2, "B1");
	relays(&pair.run, &server_alice, &server_alice, 4, "A2");
	now_this_run(&pair);
	relays(&pair.run, &server_bob, &server_alice, 0, "B1");
	relays(&pair.run, &server_alice, &server_alice, 2, "A1");
	relays(&pair.run, &server_alice, &server_alice, 4, "A2");
	pair_agrees(&pair);
}

static void the_order_within_one_source_is_not(void **state)
{
	struct pair pair;

	(void)state;
	pair_begin(&pair);
	relays(&pair.run, &server_bob, &server_alice, 0, "B1");
	relays(&pair.run, &server_bob, &server_alice, 2, "B2");
	now_this_run(&pair);
	relays(&pair.run, &server_bob, &server_alice, 0, "B2");
	relays(&pair.run, &server_bob, &server_alice, 2, "B1");
	compare(&pair);
	assert_fails(&pair.run, "stream", "server:alice");
	wt_observation_free(pair.calm);
	run_end(&pair.run);
}

static void bytes_of_a_timer_are_from_nobody(void **state)
{
	struct pair pair;

	(void)state;
	pair_begin(&pair);
	relays(&pair.run, &server_alice, &server_alice, 0, "A1");
	enters(&pair.run, &server_alice, AC_HANDLER_handle_timer);
	carries(&pair.run, &server_alice, 2, "tick");
	leaves(&pair.run, &server_alice, AC_HANDLER_handle_timer);
	now_this_run(&pair);
	enters(&pair.run, &server_alice, AC_HANDLER_handle_timer);
	carries(&pair.run, &server_alice, 0, "tick");
	leaves(&pair.run, &server_alice, AC_HANDLER_handle_timer);
	relays(&pair.run, &server_alice, &server_alice, 4, "A1");
	pair_agrees(&pair);
}

static void one_send_may_take_bytes_of_two_sources(void **state)
{
	struct pair pair;

	(void)state;
	pair_begin(&pair);
	relays(&pair.run, &server_alice, &server_alice, 0, "A1");
	relays(&pair.run, &server_bob, &server_alice, 2, "B1");
	now_this_run(&pair);
	enters(&pair.run, &server_bob, AC_HANDLER_handle_read);
	says(&pair.run, &server_alice, AC_NOTE_QUEUED, 2);
	leaves(&pair.run, &server_bob, AC_HANDLER_handle_read);
	enters(&pair.run, &server_alice, AC_HANDLER_handle_read);
	says(&pair.run, &server_alice, AC_NOTE_QUEUED, 2);
	leaves(&pair.run, &server_alice, AC_HANDLER_handle_read);
	carries(&pair.run, &server_alice, 0, "B1A1");
	pair_agrees(&pair);
}

static void dropped_bytes_are_from_nobody(void **state)
{
	struct pair pair;

	(void)state;
	pair_begin(&pair);
	relays(&pair.run, &server_alice, &server_alice, 0, "A1");
	enters(&pair.run, &server_bob, AC_HANDLER_handle_read);
	leaves(&pair.run, &server_bob, AC_HANDLER_handle_read);
	now_this_run(&pair);
	enters(&pair.run, &server_bob, AC_HANDLER_handle_read);
	says(&pair.run, &server_alice, AC_NOTE_QUEUED, 5);
	leaves(&pair.run, &server_bob, AC_HANDLER_handle_read);
	says(&pair.run, &server_alice, AC_NOTE_QUEUE_DROPPED, 5);
	relays(&pair.run, &server_alice, &server_alice, 0, "A1");
	pair_agrees(&pair);
}

static void who_queued_what_is_free_where_the_stream_is_equal(void **state)
{
	struct pair pair;

	(void)state;
	pair_begin(&pair);
	relays(&pair.run, &server_alice, &server_alice, 0, "done");
	notes(&pair.run, &server_alice, "complete", "");
	now_this_run(&pair);
	carries(&pair.run, &server_alice, 0, "done");
	enters(&pair.run, &server_alice, AC_HANDLER_handle_read);
	notes(&pair.run, &server_alice, "complete", "");
	pair_agrees(&pair);
}

/* -- Where a stream may be shorter --------------------------------------- */

static void a_stream_the_peer_ended_may_be_a_prefix(void **state)
{
	struct pair pair;

	(void)state;
	pair_begin(&pair);
	relays(&pair.run, &server_alice, &server_alice, 0, "hello world");
	now_this_run(&pair);
	relays(&pair.run, &server_alice, &server_alice, 0, "hello");
	step(&pair.run, &alice, "closes");
	pair_agrees(&pair);
}

static void a_stream_the_peer_ended_in_the_calm_run_may_be_longer(void **state)
{
	struct pair pair;

	(void)state;
	pair_begin(&pair);
	relays(&pair.run, &server_alice, &server_alice, 0, "hello");
	step(&pair.run, &alice, "resets");
	now_this_run(&pair);
	relays(&pair.run, &server_alice, &server_alice, 0, "hello world");
	pair_agrees(&pair);
}

static void a_stream_the_peer_ended_must_still_be_a_prefix(void **state)
{
	struct pair pair;

	(void)state;
	pair_begin(&pair);
	relays(&pair.run, &server_alice, &server_alice, 0, "hello world");
	now_this_run(&pair);
	relays(&pair.run, &server_alice, &server_alice, 0, "world");
	segment(&pair.run, &server_alice, WT_EV_ARRIVED, WT_SEG_RST);
	compare(&pair);
	assert_fails(&pair.run, "stream", "server:alice");
	wt_observation_free(pair.calm);
	run_end(&pair.run);
}

static void a_half_close_does_not_end_what_the_peer_reads(void **state)
{
	struct pair pair;

	(void)state;
	pair_begin(&pair);
	relays(&pair.run, &server_alice, &server_alice, 0, "pong");
	now_this_run(&pair);
	calls(&pair.run, &server_alice, WT_CALL_recv, -EAGAIN);
	step(&pair.run, &alice, "shuts");
	segment(&pair.run, &server_alice, WT_EV_ARRIVED, WT_SEG_FIN);
	fact(&pair.run, &server_alice, WT_FACT_END, WT_ENDING_FIN);
	pair_differs(&pair, "server:alice",
		     "runs disagree: other bytes reached the far end of server:alice\n"
		     "  the calm run: 4 bytes; this run: 0 bytes; "
		     "the 4 bytes \"pong\" at offset 0 are missing\n"
		     "  the calm run: \"pong\"\n"
		     "  this run: \"\"");
}

static void what_a_reset_connection_was_a_source_of_may_be_a_prefix(void **state)
{
	struct pair pair;

	(void)state;
	pair_begin(&pair);
	carries(&pair.run, &server_bob, 0, "");
	relays(&pair.run, &server_bob, &server_alice, 0, "bob: hi\n");
	now_this_run(&pair);
	segment(&pair.run, &server_bob, WT_EV_ARRIVED, WT_SEG_RST);
	carries(&pair.run, &server_alice, 0, "");
	pair_agrees(&pair);
}

static void ends_with(struct run *run, const char *why)
{
	give(run,
	     (struct wt_event){.kind = WT_EV_LIFE, .what = WT_LIFE_ENDED, .host = -1, .text = why});
}

static void heartbeats_may_be_cut_off_by_the_end(void **state)
{
	struct pair pair;

	(void)state;
	pair_begin(&pair);
	carries(&pair.run, &server_alice, 0, "tick tick tick");
	relays(&pair.run, &server_alice, &server_alice, 14, "tock");
	notes(&pair.run, NULL, "beat", "");
	ends_with(&pair.run, "steady");
	now_this_run(&pair);
	relays(&pair.run, &server_alice, &server_alice, 0, "tock");
	carries(&pair.run, &server_alice, 4, "tick tick");
	ends_with(&pair.run, "ends");
	pair_agrees(&pair);
}

static void heartbeats_of_a_quiet_run_may_not(void **state)
{
	struct pair pair;

	(void)state;
	pair_begin(&pair);
	carries(&pair.run, &server_alice, 0, "tick tick");
	ends_with(&pair.run, "quiet");
	now_this_run(&pair);
	carries(&pair.run, &server_alice, 0, "tick");
	ends_with(&pair.run, "quiet");
	compare(&pair);
	assert_fails(&pair.run, "stream", "server:alice");
	wt_observation_free(pair.calm);
	run_end(&pair.run);
}

static void a_program_that_closed_may_have_read_less(void **state)
{
	struct pair pair;

	(void)state;
	pair_begin(&pair);
	takes(&pair.run, &server_alice, 0, "GET /\r\nmore");
	calls(&pair.run, &server_alice, WT_CALL_close, 0);
	now_this_run(&pair);
	takes(&pair.run, &server_alice, 0, "GET /\r\n");
	calls(&pair.run, &server_alice, WT_CALL_close, 0);
	pair_agrees(&pair);
}

static void a_program_that_lives_must_have_read_all(void **state)
{
	struct pair pair;

	(void)state;
	pair_begin(&pair);
	takes(&pair.run, &server_alice, 0, "hello");
	now_this_run(&pair);
	takes(&pair.run, &server_alice, 0, "hell");
	pair_differs(&pair, "server:alice",
		     "runs disagree: the program took other bytes out of server:alice\n"
		     "  the calm run: 5 bytes; this run: 4 bytes; "
		     "the 1 byte \"o\" at offset 4 is missing\n"
		     "  the calm run: \"hello\"\n"
		     "  this run: \"hell\"");
}

/* -- Notes, closing, presence -------------------------------------------- */

static void other_notes_are_shown(void **state)
{
	struct pair pair;

	(void)state;
	pair_begin(&pair);
	notes(&pair.run, &server_alice, "line", "abc");
	now_this_run(&pair);
	notes(&pair.run, &server_alice, "line", "ab");
	pair_differs(&pair, "server:alice",
		     "runs disagree: the program noted other things of server:alice, "
		     "from no handler (a timer, the start)\n"
		     "  the calm run: 9 bytes; this run: 8 bytes; they differ from offset 7\n"
		     "  the calm run: \"line abc\\n\"\n"
		     "  this run: \"line ab\\n\"");
}

static void notes_of_a_host_are_free_in_order_between_its_channels(void **state)
{
	struct pair pair;

	(void)state;
	pair_begin(&pair);
	for (int i = 0; i < 2; i++) {
		struct wt_object *first = i ? &server_bob : &server_alice;
		struct wt_object *second = i ? &server_alice : &server_bob;

		enters(&pair.run, first, AC_HANDLER_handle_read);
		notes(&pair.run, NULL, "joined", first->name);
		leaves(&pair.run, first, AC_HANDLER_handle_read);
		enters(&pair.run, second, AC_HANDLER_handle_read);
		notes(&pair.run, NULL, "joined", second->name);
		leaves(&pair.run, second, AC_HANDLER_handle_read);
		if (i == 0)
			now_this_run(&pair);
	}
	pair_agrees(&pair);
}

static void open_and_closed_differ(void **state)
{
	struct pair pair;

	(void)state;
	pair_begin(&pair);
	carries(&pair.run, &server_alice, 0, "hi");
	now_this_run(&pair);
	carries(&pair.run, &server_alice, 0, "hi");
	calls(&pair.run, &server_alice, WT_CALL_close, 0);
	pair_differs(&pair, "server:alice",
		     "runs disagree: the program closed server:alice in this run, "
		     "and left it open in the calm run");
}

static void fin_and_reset_do_not_differ(void **state)
{
	struct pair pair;

	(void)state;
	pair_begin(&pair);
	calls(&pair.run, &server_alice, WT_CALL_close, 0);
	segment(&pair.run, &server_alice, WT_EV_SENT, WT_SEG_FIN);
	now_this_run(&pair);
	calls(&pair.run, &server_alice, WT_CALL_close, 0);
	segment(&pair.run, &server_alice, WT_EV_SENT, WT_SEG_RST);
	pair_agrees(&pair);
}

static void a_connection_of_one_run_only_is_a_difference(void **state)
{
	struct pair pair;

	(void)state;
	pair_begin(&pair);
	carries(&pair.run, &server_alice, 0, "hi");
	carries(&pair.run, &server_bob, 0, "hi");
	now_this_run(&pair);
	carries(&pair.run, &server_alice, 0, "hi");
	pair_differs(&pair, "server:bob",
		     "runs disagree: server:bob came to be in the calm run, not in this run");

	pair_begin(&pair);
	calls(&pair.run, &listener, WT_CALL_listen, 0);
	now_this_run(&pair);
	calls(&pair.run, &listener, WT_CALL_listen, 0);
	carries(&pair.run, &server_alice, 0, "hi");
	pair_differs(&pair, "server:alice",
		     "runs disagree: server:alice came to be in this run, not in the calm run");
}

static void what_happens_after_the_end_is_not_compared(void **state)
{
	struct pair pair;

	(void)state;
	pair_begin(&pair);
	carries(&pair.run, &server_alice, 0, "hi");
	now_this_run(&pair);
	carries(&pair.run, &server_alice, 0, "hi");
	ends(&pair.run);
	carries(&pair.run, &server_alice, 2, "bye");
	notes(&pair.run, &server_alice, "bye", "");
	calls(&pair.run, &server_alice, WT_CALL_close, 0);
	pair_agrees(&pair);
}

static void allow_stream_is_for_its_object(void **state)
{
	struct run run;
	struct wt_observation *calm;

	(void)state;
	run_begin(&run, "allow stream for server:alice: order of joining\n");
	carries(&run, &server_alice, 0, "hi");
	carries(&run, &server_bob, 0, "hi");
	ends(&run);
	calm = wt_observation_take(run.judge);
	wt_judge_reset(run.judge);
	carries(&run, &server_alice, 0, "ho");
	carries(&run, &server_bob, 0, "hi");
	ends(&run);
	wt_judge_compare(run.judge, calm, NULL);
	assert_holds(&run);
	wt_judge_reset(run.judge);
	carries(&run, &server_alice, 0, "ho");
	carries(&run, &server_bob, 0, "ho");
	ends(&run);
	wt_judge_compare(run.judge, calm, NULL);
	assert_fails(&run, "stream", "server:bob");
	wt_observation_free(calm);
	run_end(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_streams_in_other_pieces_agree),
		cmocka_unit_test(bytes_that_never_reached_the_peer_are_shown),
		cmocka_unit_test(other_bytes_are_shown_from_where_they_differ),
		cmocka_unit_test(the_order_of_two_sources_is_free),
		cmocka_unit_test(the_order_within_one_source_is_not),
		cmocka_unit_test(bytes_of_a_timer_are_from_nobody),
		cmocka_unit_test(one_send_may_take_bytes_of_two_sources),
		cmocka_unit_test(dropped_bytes_are_from_nobody),
		cmocka_unit_test(who_queued_what_is_free_where_the_stream_is_equal),
		cmocka_unit_test(heartbeats_may_be_cut_off_by_the_end),
		cmocka_unit_test(heartbeats_of_a_quiet_run_may_not),
		cmocka_unit_test(a_stream_the_peer_ended_may_be_a_prefix),
		cmocka_unit_test(a_stream_the_peer_ended_in_the_calm_run_may_be_longer),
		cmocka_unit_test(a_stream_the_peer_ended_must_still_be_a_prefix),
		cmocka_unit_test(a_half_close_does_not_end_what_the_peer_reads),
		cmocka_unit_test(what_a_reset_connection_was_a_source_of_may_be_a_prefix),
		cmocka_unit_test(a_program_that_closed_may_have_read_less),
		cmocka_unit_test(a_program_that_lives_must_have_read_all),
		cmocka_unit_test(other_notes_are_shown),
		cmocka_unit_test(notes_of_a_host_are_free_in_order_between_its_channels),
		cmocka_unit_test(open_and_closed_differ),
		cmocka_unit_test(fin_and_reset_do_not_differ),
		cmocka_unit_test(a_connection_of_one_run_only_is_a_difference),
		cmocka_unit_test(what_happens_after_the_end_is_not_compared),
		cmocka_unit_test(allow_stream_is_for_its_object),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
