/* SPDX-License-Identifier: MIT
 *
 * expect and never: what they count, when they are judged, which failure is first,
 * and what they say. */
#include "test_judge.h"

#include <stdlib.h>

static void calls_failing(struct run *run, struct wt_object *object, enum wt_call call, int number,
			  int times)
{
	while (times-- > 0)
		calls(run, object, call, -number);
}

/* -- What is counted ----------------------------------------------------- */

static void handlers_are_counted_per_object(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "expect server:alice handle_read = 2\n"
			"expect server:bob handle_read = 0\n"
			"expect server handle_read = 2\n");
	handles(&run, &server_alice, AC_HANDLER_handle_read);
	handles(&run, &server_bob, AC_HANDLER_handle_write);
	handles(&run, &server_alice, AC_HANDLER_handle_read);
	ends(&run);
	assert_holds(&run);
	run_end(&run);
}

static void a_wrong_count_says_what_it_was(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "expect server:alice handle_close = 1  # and no more\n");
	handles(&run, &server_alice, AC_HANDLER_handle_close);
	handles(&run, &server_alice, AC_HANDLER_handle_close);
	ends(&run);
	assert_fails(&run, "expect", "server:alice");
	assert_text(&run, "expect server:alice handle_close = 1\n"
			  "  handle_close ran 2 times");
	run_end(&run);
}

static void a_name_without_an_object_counts_nothing(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "expect server:bob handle_close = 0\n"
			"expect bob received exactly \"\"\n"
			"expect bob ended by nothing\n"
			"expect server:alice handle_close = 1\n");
	ends(&run);
	assert_fails(&run, "expect", "server:alice");
	assert_text(&run, "expect server:alice handle_close = 1\n"
			  "  no such connection or socket ever was\n"
			  "  handle_close ran 0 times");
	run_end(&run);
}

static void each_connection_of_a_star_must_hold(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "expect server:* handle_close = 1\n");
	handles(&run, &listener, AC_HANDLER_handle_accept);
	handles(&run, &server_alice, AC_HANDLER_handle_close);
	handles(&run, &server_bob, AC_HANDLER_handle_read);
	ends(&run);
	assert_fails(&run, "expect", "server:bob");
	run_end(&run);

	run_begin(&run, "expect server:* handle_close = 1\n");
	handles(&run, &listener, AC_HANDLER_handle_accept);
	handles(&run, &server_alice, AC_HANDLER_handle_close);
	handles(&run, &server_bob, AC_HANDLER_handle_close);
	ends(&run);
	assert_holds(&run);
	run_end(&run);
}

static void calls_are_counted_by_their_error_if_one_is_named(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "expect server:alice send fails EPIPE <= 1\n"
			"expect server:alice close = 1\n"
			"expect server:7 accept = 2\n");
	calls(&run, &listener, WT_CALL_accept, 5);
	calls(&run, &listener, WT_CALL_accept, -EAGAIN);
	calls_failing(&run, &server_alice, WT_CALL_send, EAGAIN, 3);
	calls_failing(&run, &server_alice, WT_CALL_send, EPIPE, 1);
	calls(&run, &server_alice, WT_CALL_close, 0);
	ends(&run);
	assert_holds(&run);
	run_end(&run);

	run_begin(&run, "expect server:alice send fails EPIPE <= 1\n");
	calls_failing(&run, &server_alice, WT_CALL_send, EPIPE, 2);
	ends(&run);
	assert_text(&run, "expect server:alice send fails EPIPE <= 1\n"
			  "  send failed with EPIPE 2 times");
	run_end(&run);
}

static void notes_are_counted_by_name_and_by_text(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "expect server notes \"tick\" = 2\n"
			"expect server:alice notes \"line\" \"abc\" = 1\n"
			"expect server:alice notes \"line\" = 2\n"
			"expect server notes \"line\" = 2\n");
	notes(&run, NULL, "tick", "1");
	notes(&run, NULL, "tick", "2");
	notes(&run, NULL, "ticks", "");
	notes(&run, &server_alice, "line", "abc");
	notes(&run, &server_alice, "line", "abcd");
	ends(&run);
	assert_holds(&run);
	run_end(&run);
}

static void sockets_are_those_open_now(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "expect server sockets = 2 by 1ms\n"
			"expect server sockets = 1\n"
			"never server sockets > 2\n");
	calls(&run, NULL, WT_CALL_socket, 3);
	calls(&run, NULL, WT_CALL_socket, -EMFILE);
	calls(&run, &listener, WT_CALL_accept, 4);
	until(&run, 2 * MS);
	calls(&run, &server_alice, WT_CALL_close, 0);
	calls(&run, &server_alice, WT_CALL_close, -EBADF);
	ends(&run);
	assert_holds(&run);
	run_end(&run);
}

static void queued_is_what_the_kernel_has_not_taken(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "never server:alice queued > 15\n"
			"expect server:alice queued = 6\n");
	says(&run, &server_alice, AC_NOTE_QUEUED, 11);
	sends(&run, &server_alice, "hello");
	says(&run, &server_alice, AC_NOTE_QUEUED, 9);
	says(&run, &server_alice, AC_NOTE_QUEUE_DROPPED, 9);
	ends(&run);
	assert_holds(&run);
	run_end(&run);

	run_begin(&run, "never server:alice queued > 15\n");
	says(&run, &server_alice, AC_NOTE_QUEUED, 11);
	run.now_ns = 5 * MS;
	says(&run, &server_alice, AC_NOTE_QUEUED, 5);
	assert_fails(&run, "never", "server:alice");
	assert_text(&run, "never server:alice queued > 15\n"
			  "  16 bytes were queued");
	run_end(&run);
}

static void returned_is_not_judged_before_the_program_returns(void **state)
{
	const struct wt_line_fate *lines;
	struct run run;

	(void)state;
	run_begin(&run, "expect server returned = 0\n");
	ends(&run);
	assert_holds(&run);
	assert_int_equal(wt_judge_lines(run.judge, &lines), 1);
	assert_int_equal(lines[0].line, 7);
	assert_false(lines[0].judged);
	wt_judge_reset(run.judge);
	fact(&run, NULL, WT_FACT_RETURNED, 1);
	ends(&run);
	wt_judge_lines(run.judge, &lines);
	assert_true(lines[0].judged);
	assert_text(&run, "expect server returned = 0\n  the program returned 1");
	run_end(&run);
}

/* It may be about a segment that would have made the connection. */
static void what_was_only_decided_about_never_was(void **state)
{
	const struct wt_line_fate *lines;
	struct run run;

	(void)state;
	run_begin(&run, "expect server:alice bytes = 0\n");
	harm_is_drawn(&run);
	ends(&run);
	assert_int_equal(wt_judge_lines(run.judge, &lines), 1);
	assert_false(lines[0].judged);
	wt_judge_reset(run.judge);
	segment(&run, &server_alice, WT_EV_SENT, WT_SEG_DATA); /* it speaks, so it is */
	ends(&run);
	wt_judge_lines(run.judge, &lines);
	assert_true(lines[0].judged);
	run_end(&run);
}

/* What was said of it before it had a name counts for the rules that name it. */
static void a_socket_is_met_again_when_it_gets_its_name(void **state)
{
	struct wt_object unnamed = {
		.kind = WT_OBJECT_NEW, .index = server_alice.index, .other = server_alice.other};
	struct run run;

	(void)state;
	run_begin(&run, "expect server:alice recv = 1\n");
	calls(&run, &unnamed, WT_CALL_setsockopt, 0);
	calls(&run, &server_alice, WT_CALL_recv, -EAGAIN);
	ends(&run);
	assert_holds(&run);
	run_end(&run);
}

/* -- Bytes --------------------------------------------------------------- */

static void what_a_peer_received_is_what_arrived(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "expect alice received exactly \"hello world\"\n"
			"expect alice received begins \"hello\"\n"
			"expect alice received contains \"o wo\"\n"
			"expect alice bytes = 11\n");
	arrives(&run, &alice, 0, "hello");
	arrives(&run, &alice, 5, " world");
	ends(&run);
	assert_holds(&run);
	run_end(&run);
}

static void what_a_program_received_is_what_recv_took(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "expect server:alice received exactly \"hello\"\n"
			"expect server:alice bytes = 5\n");
	arrives(&run, &server_alice, 0, "hello world");
	takes(&run, &server_alice, 0, "hel"); /* a look ahead */
	takes(&run, &server_alice, 0, "hel");
	takes(&run, &server_alice, 3, "lo");
	ends(&run);
	assert_holds(&run);
	run_end(&run);
}

static void missing_bytes_are_shown(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "expect alice received exactly \"hello world\"\n");
	arrives(&run, &alice, 0, "hello");
	ends(&run);
	assert_fails(&run, "expect", "alice");
	assert_text(&run, "expect alice received exactly \"hello world\"\n"
			  "  expected: 11 bytes; received: 5 bytes; "
			  "the 6 bytes \" world\" at offset 5 are missing\n"
			  "  expected: \"hello world\"\n"
			  "  received: \"hello\"");
	run_end(&run);
}

static void wrong_and_surplus_bytes_are_shown(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "expect alice received exactly \"hello\"\n");
	arrives(&run, &alice, 0, "help!");
	ends(&run);
	assert_text(&run, "expect alice received exactly \"hello\"\n"
			  "  expected: 5 bytes; received: 5 bytes; they differ from offset 3\n"
			  "  expected: \"hello\"\n"
			  "  received: \"help!\"");
	run_end(&run);

	run_begin(&run, "expect alice received exactly \"hello\"\n");
	arrives(&run, &alice, 0, "hello!");
	ends(&run);
	assert_text(&run, "expect alice received exactly \"hello\"\n"
			  "  expected: 5 bytes; received: 6 bytes; "
			  "the 1 byte \"!\" at offset 5 is too many\n"
			  "  expected: \"hello\"\n"
			  "  received: \"hello!\"");
	run_end(&run);
}

static void contains_finds_what_comes_in_pieces(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "never alice received contains \"abc\"\n");
	arrives(&run, &alice, 0, "aa");
	arrives(&run, &alice, 2, "b");
	assert_holds(&run);
	arrives(&run, &alice, 3, "c");
	assert_fails(&run, "never", "alice");
	run_end(&run);
}

static void ended_by_is_what_the_reader_met_first(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "expect alice ended by fin\n"
			"expect server:alice ended by nothing\n"
			"expect bob ended by refusal\n");
	fact(&run, &alice, WT_FACT_END, WT_ENDING_FIN);
	fact(&run, &alice, WT_FACT_END, WT_ENDING_RESET);
	fact(&run, &bob, WT_FACT_REFUSED, ECONNREFUSED);
	ends(&run);
	assert_holds(&run);
	run_end(&run);

	run_begin(&run, "expect alice ended by fin\n");
	fact(&run, &alice, WT_FACT_END, WT_ENDING_RESET);
	ends(&run);
	assert_text(&run, "expect alice ended by fin\n  it was ended by reset");
	run_end(&run);
}

/* -- When ---------------------------------------------------------------- */

static void by_is_judged_at_the_end_of_that_instant(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "expect server notes \"tick\" = 1 by 10ms\n");
	until(&run, 10 * MS);
	notes(&run, NULL, "tick", "");
	until(&run, 20 * MS);
	notes(&run, NULL, "tick", "");
	ends(&run);
	assert_holds(&run);
	run_end(&run);
}

static void by_fails_at_its_time_though_nothing_happens_then(void **state)
{
	struct run run;
	struct wt_verdict verdict;

	(void)state;
	run_begin(&run, "expect server notes \"tick\" = 1 by 10ms\n");
	until(&run, 30 * MS);
	notes(&run, NULL, "tick", "");
	ends(&run);
	assert_true(wt_judge_verdict(run.judge, &verdict));
	assert_int_equal(verdict.time_ns, 10 * MS);
	assert_int_equal(verdict.line, 7);
	run_end(&run);
}

static void by_beyond_the_end_is_judged_at_the_end(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "expect server notes \"tick\" = 1 by 10s\n");
	ends(&run);
	assert_fails(&run, "expect", "server");
	run_end(&run);
}

static void what_happens_after_the_end_is_not_counted(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "expect server:alice handle_close = 0\n"
			"expect server:alice close = 0\n"
			"never server:alice handle_close > 0\n");
	calls(&run, &server_alice, WT_CALL_recv, -EAGAIN);
	ends(&run);
	handles(&run, &server_alice, AC_HANDLER_handle_close);
	calls(&run, &server_alice, WT_CALL_close, 0);
	is_over(&run);
	assert_holds(&run);
	run_end(&run);
}

static void never_per_counts_within_any_window(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "never server:7 accept fails EMFILE > 3 per 1s\n");
	for (int i = 0; i < 12; i++) {
		calls(&run, &listener, WT_CALL_accept, -EMFILE);
		until(&run, run.now_ns + 334 * MS);
	}
	assert_holds(&run);
	until(&run, run.now_ns + 600 * MS);
	calls_failing(&run, &listener, WT_CALL_accept, EMFILE, 3);
	assert_fails(&run, "never", "server:7");
	assert_text(&run, "never server:7 accept fails EMFILE > 3 per 1s\n"
			  "  accept failed with EMFILE 4 times within 1s");
	run_end(&run);
}

static void never_per_also_finds_too_little(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "never server notes \"tick\" < 1 per 2s\n");
	for (int i = 0; i < 5; i++) {
		notes(&run, NULL, "tick", "");
		until(&run, run.now_ns + 1500 * MS);
	}
	assert_holds(&run);
	until(&run, run.now_ns + 2000 * MS);
	assert_fails(&run, "never", "server");
	run_end(&run);
}

static void a_peer_may_wait_for_a_check(void **state)
{
	struct run run;
	const struct wt_said_check *check;

	(void)state;
	run_begin(&run, "peer carol\n"
			"  waits until bob received contains \"joined\"\n");
	check = wt_node_field(&run.plan->nodes[wt_plan_find(run.plan, WT_LINE_WAITS_CHECK, -1)],
			      WT_FIELD_CHECK, 0)
			->as.check;
	assert_false(wt_judge_holds(run.judge, check));
	arrives(&run, &bob, 0, "carol joi");
	assert_false(wt_judge_holds(run.judge, check));
	arrives(&run, &bob, 9, "ned\n");
	assert_true(wt_judge_holds(run.judge, check));
	run_end(&run);
}

/* -- Which is first ------------------------------------------------------ */

static void the_earlier_failure_is_the_verdict(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "never server:alice handle_error > 0\n"
			"never server:bob handle_error > 0\n");
	run.now_ns = 5 * MS;
	handles(&run, &server_bob, AC_HANDLER_handle_error);
	run.now_ns = 6 * MS;
	handles(&run, &server_alice, AC_HANDLER_handle_error);
	fact(&run, NULL, WT_FACT_CRASH, 0);
	assert_fails(&run, "never", "server:bob");
	run_end(&run);
}

static void at_one_instant_what_is_judged_alive_comes_before_the_end(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "expect server:alice handle_read = 1\n"
			"never server:bob handle_error > 0\n");
	handles(&run, &server_bob, AC_HANDLER_handle_error);
	ends(&run);
	assert_fails(&run, "never", "server:bob");
	run_end(&run);
}

static void at_one_instant_the_order_of_checknames_decides(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "never server:bob handle_error > 0\n");
	handles(&run, &server_bob, AC_HANDLER_handle_error);
	fact(&run, &server_alice, WT_FACT_SIGPIPE, 0);
	assert_fails(&run, "sigpipe", "server:alice");
	fact(&run, NULL, WT_FACT_CRASH, 0);
	assert_fails(&run, "crash", "server");
	run_end(&run);
}

static void of_one_check_the_earlier_line_is_the_verdict(void **state)
{
	struct run run;
	struct wt_verdict verdict;

	(void)state;
	run_begin(&run, "expect alice bytes = 1\n"
			"expect bob bytes = 1 by 1h\n"
			"expect bob bytes = 2 by 1h\n");
	ends(&run);
	assert_true(wt_judge_verdict(run.judge, &verdict));
	assert_int_equal(verdict.line, 8); /* `by` is judged alive */
	run_end(&run);
}

static void what_is_asked_for_now_and_then_is_listed_once(void **state)
{
	static const struct {
		const char *name;
		int64_t is_so;
	} notes_of_it[] = {{"full", 0}, {"late", 0}, {"full", 1}, {"full", 0}};
	const struct wt_sometimes *list;
	struct run run;

	(void)state;
	run_begin(&run, "");
	for (size_t i = 0; i < sizeof(notes_of_it) / sizeof(notes_of_it[0]); i++)
		give(&run, (struct wt_event){.kind = WT_EV_NOTE,
					     .what = AC_NOTE_SOMETIMES,
					     .loop = 1,
					     .text = notes_of_it[i].name,
					     .result = notes_of_it[i].is_so});
	assert_int_equal(wt_judge_sometimes(run.judge, &list), 2);
	assert_string_equal(list[0].name, "full");
	assert_true(list[0].happened);
	assert_string_equal(list[1].name, "late");
	assert_false(list[1].happened);
	wt_judge_reset(run.judge);
	assert_int_equal(wt_judge_sometimes(run.judge, &list), 0);
	run_end(&run);
}

static void a_reset_judge_has_forgotten_the_run(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "expect server:alice handle_close = 1\n"
			"expect alice received exactly \"ab\" by 10ms\n"
			"never server:alice handle_close > 1 per 1s\n");
	for (int i = 0; i < 3; i++) {
		run.now_ns = 0;
		handles(&run, &server_alice, AC_HANDLER_handle_close);
		arrives(&run, &alice, 0, "ab");
		until(&run, 20 * MS);
		ends(&run);
		is_over(&run);
		assert_holds(&run);
		fact(&run, NULL, WT_FACT_CRASH, 0);
		assert_true(wt_judge_fatal(run.judge));
		wt_judge_reset(run.judge);
		assert_false(wt_judge_fatal(run.judge));
	}
	run_end(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(handlers_are_counted_per_object),
		cmocka_unit_test(a_wrong_count_says_what_it_was),
		cmocka_unit_test(a_name_without_an_object_counts_nothing),
		cmocka_unit_test(each_connection_of_a_star_must_hold),
		cmocka_unit_test(calls_are_counted_by_their_error_if_one_is_named),
		cmocka_unit_test(notes_are_counted_by_name_and_by_text),
		cmocka_unit_test(sockets_are_those_open_now),
		cmocka_unit_test(queued_is_what_the_kernel_has_not_taken),
		cmocka_unit_test(returned_is_not_judged_before_the_program_returns),
		cmocka_unit_test(what_was_only_decided_about_never_was),
		cmocka_unit_test(a_socket_is_met_again_when_it_gets_its_name),
		cmocka_unit_test(what_a_peer_received_is_what_arrived),
		cmocka_unit_test(what_a_program_received_is_what_recv_took),
		cmocka_unit_test(missing_bytes_are_shown),
		cmocka_unit_test(wrong_and_surplus_bytes_are_shown),
		cmocka_unit_test(contains_finds_what_comes_in_pieces),
		cmocka_unit_test(ended_by_is_what_the_reader_met_first),
		cmocka_unit_test(by_is_judged_at_the_end_of_that_instant),
		cmocka_unit_test(by_fails_at_its_time_though_nothing_happens_then),
		cmocka_unit_test(by_beyond_the_end_is_judged_at_the_end),
		cmocka_unit_test(what_happens_after_the_end_is_not_counted),
		cmocka_unit_test(never_per_counts_within_any_window),
		cmocka_unit_test(never_per_also_finds_too_little),
		cmocka_unit_test(a_peer_may_wait_for_a_check),
		cmocka_unit_test(the_earlier_failure_is_the_verdict),
		cmocka_unit_test(at_one_instant_what_is_judged_alive_comes_before_the_end),
		cmocka_unit_test(at_one_instant_the_order_of_checknames_decides),
		cmocka_unit_test(of_one_check_the_earlier_line_is_the_verdict),
		cmocka_unit_test(what_is_asked_for_now_and_then_is_listed_once),
		cmocka_unit_test(a_reset_judge_has_forgotten_the_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
