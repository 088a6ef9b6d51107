/* SPDX-License-Identifier: MIT
 *
 * The checks that are always on and judged at the end, stall, leak, unread: for each,
 * a run it convicts and one it does not. */
#include "test_judge.h"

/* -- stall --------------------------------------------------------------- */

static void a_step_that_waits_at_the_end_is_stall(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	arrives(&run, &alice, 0, "hello");
	ends(&run);
	give(&run, (struct wt_event){.kind = WT_EV_FACT,
				     .what = WT_FACT_WAITING_STEP,
				     .object = &alice,
				     .arg = 8,
				     .text = "waits 11 bytes"});
	assert_fails(&run, "stall", "alice");
	assert_text(&run, "alice still waits at the end of the run: waits 11 bytes (line 8)\n"
			  "  it has received \"hello\"");
	run_end(&run);
}

static void unread_bytes_at_the_end_are_stall(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	ends(&run);
	fact(&run, &server_alice, WT_FACT_UNREAD, 3);
	fact(&run, &server_alice, WT_FACT_ROOM, 1000);
	is_over(&run);
	assert_fails(&run, "stall", "server:alice");
	assert_text(&run, "3 bytes arrived at server:alice and were never read");
	run_end(&run);
}

static void unread_bytes_are_no_stall_while_output_is_blocked(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	says(&run, &server_alice, AC_NOTE_QUEUED, 100);
	ends(&run);
	fact(&run, &server_alice, WT_FACT_UNREAD, 3);
	is_over(&run);
	assert_holds(&run);
	run_end(&run);
}

static void queued_output_with_room_is_stall(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	says(&run, &server_alice, AC_NOTE_QUEUED, 6);
	ends(&run);
	fact(&run, &server_alice, WT_FACT_ROOM, 1000);
	is_over(&run);
	assert_fails(&run, "stall", "server:alice");
	assert_text(&run, "6 bytes queued for server:alice were never sent, "
			  "though its kernel buffer has room for 1000");
	run_end(&run);
}

static void a_peer_that_does_not_read_is_no_stall(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	ends(&run);
	fact(&run, &alice, WT_FACT_UNREAD, 3);
	is_over(&run);
	assert_holds(&run);
	run_end(&run);
}

/* -- leak ---------------------------------------------------------------- */

static void a_descriptor_no_channel_owns_is_a_leak(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	ends(&run);
	life(&run, WT_LIFE_STOPPING, 0);
	fact(&run, &server_alice, WT_FACT_OPEN, 5);
	life(&run, WT_LIFE_OVER, 0);
	assert_fails(&run, "leak", "server:alice");
	assert_text(&run, "descriptor 5 of server is open, though the program is gone");
	run_end(&run);
}

static void a_channel_never_released_is_a_leak(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	channel(&run, &server_alice, AC_NOTE_CHANNEL_OPENED, 1);
	channel(&run, &server_alice, AC_NOTE_CHANNEL_CLOSED, 1);
	ends(&run);
	is_over(&run);
	assert_fails(&run, "leak", "server:alice");
	run_end(&run);
}

static void a_channel_opened_again_is_released_once(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	channel(&run, &server_alice, AC_NOTE_CHANNEL_OPENED, 1);
	channel(&run, &server_alice, AC_NOTE_CHANNEL_CLOSED, 1);
	channel(&run, &server_alice, AC_NOTE_CHANNEL_OPENED, 2);
	channel(&run, &server_alice, AC_NOTE_CHANNEL_CLOSED, 2);
	channel(&run, &server_alice, AC_NOTE_CHANNEL_RELEASED, 2);
	ends(&run);
	is_over(&run);
	assert_holds(&run);
	run_end(&run);
}

static void a_process_that_exits_releases_its_channels(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	channel(&run, &server_alice, AC_NOTE_CHANNEL_OPENED, 1);
	host_fact(&run, WT_FACT_RETURNED, 0, 0, NULL);
	fact(&run, &server_alice, WT_FACT_OPEN, 5);
	ends(&run);
	is_over(&run);
	assert_holds(&run);
	run_end(&run);
}

static void memory_never_freed_is_a_leak(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	ends(&run);
	host_fact(&run, WT_FACT_MEMORY, 640, 0, "chat line");
	assert_fails(&run, "leak", "server");
	assert_text(&run, "server never freed 640 bytes: chat line");
	run_end(&run);
}

static void a_program_taken_apart_is_not_judged_for_leaks(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	channel(&run, &server_alice, AC_NOTE_CHANNEL_OPENED, 1);
	ends(&run);
	host_fact(&run, WT_FACT_TAKEN_APART, 0, 0, NULL);
	fact(&run, &server_bob, WT_FACT_OPEN, 5);
	host_fact(&run, WT_FACT_MEMORY, 640, 0, "chat line");
	is_over(&run);
	assert_holds(&run);
	run_end(&run);

	run_begin_as(&run, "", true);
	ends(&run);
	host_fact(&run, WT_FACT_TAKEN_APART, 0, 0, NULL);
	assert_fails(&run, "leak", "server");
	run_end(&run);
}

/* -- unread -------------------------------------------------------------- */

static void closed_unread_behind_a_fin(struct run *run)
{
	give(run, (struct wt_event){.kind = WT_EV_FACT,
				    .what = WT_FACT_CLOSED_UNREAD,
				    .object = &server_alice,
				    .arg = 3,
				    .result = 1});
}

static void closed_with_unread_input_after_the_peers_fin_is_unread(void **state)
{
	struct run run;
	struct wt_verdict verdict;

	(void)state;
	run_begin(&run, "");
	takes(&run, &server_alice, 0, "ab");
	closed_unread_behind_a_fin(&run);
	assert_false(wt_judge_verdict(run.judge, &verdict));
	run.now_ns = 9 * MS;
	ends(&run);
	is_over(&run);
	assert_fails(&run, "unread", "server:alice");
	wt_judge_verdict(run.judge, &verdict);
	assert_int_equal(verdict.time_ns, 9 * MS);
	run_end(&run);
}

static void an_answer_closed_with_unread_input_is_unread_too(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	sends(&run, &server_alice, "go away");
	closed_unread_behind_a_fin(&run);
	ends(&run);
	assert_fails(&run, "unread", "server:alice");
	run_end(&run);
}

static void whoever_is_turned_away_unheard_is_a_warning(void **state)
{
	const struct wt_verdict *warnings;
	struct run run;

	(void)state;
	run_begin(&run, "");
	closed_unread_behind_a_fin(&run);
	ends(&run);
	is_over(&run);
	assert_holds(&run);
	assert_int_equal(wt_judge_warnings(run.judge, &warnings), 1);
	run_end(&run);
}

static void closed_with_unread_input_behind_a_reset_is_a_warning(void **state)
{
	const struct wt_verdict *warnings;
	struct run run;

	(void)state;
	run_begin(&run, "");
	takes(&run, &server_alice, 0, "ab");
	fact(&run, &server_alice, WT_FACT_END, WT_ENDING_RESET);
	closed_unread_behind_a_fin(&run);
	ends(&run);
	is_over(&run);
	assert_holds(&run);
	assert_int_equal(wt_judge_warnings(run.judge, &warnings), 1);
	run_end(&run);
}

static void closed_with_unread_input_behind_drawn_harm_is_excused(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	takes(&run, &server_alice, 0, "ab");
	harm_that_spreads_is_drawn(&run);
	closed_unread_behind_a_fin(&run);
	ends(&run);
	is_over(&run);
	assert_holds(&run);
	wt_judge_reset(run.judge);
	takes(&run, &server_alice, 0, "ab");
	closed_unread_behind_a_fin(&run);
	harm_that_spreads_is_drawn(&run);
	ends(&run);
	assert_fails(&run, "unread", "server:alice");
	run_end(&run);
}

static void closed_with_unread_input_before_the_fin_is_a_warning(void **state)
{
	const struct wt_verdict *warnings;
	struct run run;

	(void)state;
	run_begin(&run, "");
	fact(&run, &server_alice, WT_FACT_CLOSED_UNREAD, 3);
	ends(&run);
	fact(&run, &server_bob, WT_FACT_CLOSED_UNREAD, 3); /* Stop closes what is open */
	is_over(&run);
	assert_holds(&run);
	assert_int_equal(wt_judge_warnings(run.judge, &warnings), 1);
	assert_string_equal(warnings[0].check, "unread");
	run_end(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_step_that_waits_at_the_end_is_stall),
		cmocka_unit_test(unread_bytes_at_the_end_are_stall),
		cmocka_unit_test(unread_bytes_are_no_stall_while_output_is_blocked),
		cmocka_unit_test(queued_output_with_room_is_stall),
		cmocka_unit_test(a_peer_that_does_not_read_is_no_stall),
		cmocka_unit_test(a_descriptor_no_channel_owns_is_a_leak),
		cmocka_unit_test(a_channel_never_released_is_a_leak),
		cmocka_unit_test(a_channel_opened_again_is_released_once),
		cmocka_unit_test(a_process_that_exits_releases_its_channels),
		cmocka_unit_test(memory_never_freed_is_a_leak),
		cmocka_unit_test(a_program_taken_apart_is_not_judged_for_leaks),
		cmocka_unit_test(closed_with_unread_input_after_the_peers_fin_is_unread),
		cmocka_unit_test(an_answer_closed_with_unread_input_is_unread_too),
		cmocka_unit_test(whoever_is_turned_away_unheard_is_a_warning),
		cmocka_unit_test(closed_with_unread_input_behind_a_reset_is_a_warning),
		cmocka_unit_test(closed_with_unread_input_behind_drawn_harm_is_excused),
		cmocka_unit_test(closed_with_unread_input_before_the_fin_is_a_warning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
