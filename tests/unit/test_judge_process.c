/* SPDX-License-Identifier: MIT
 *
 * What the judge makes of a process that is ended from outside, or begins anew. */
#include "test_judge.h"

static void dies_with(struct run *run, int64_t at_rest)
{
	give(run, (struct wt_event){.kind = WT_EV_LIFE,
				    .what = WT_LIFE_KILLED,
				    .arg = at_rest,
				    .text = "SIGKILL"});
}

static void dies(struct run *run)
{
	dies_with(run, 0);
}

static void starts(struct run *run)
{
	give(run, (struct wt_event){.kind = WT_EV_LIFE, .what = WT_LIFE_STARTED, .text = "echo"});
}

/* The second run differs from the first as far as both are compared. */
static bool differs(void (*calm)(struct run *), void (*here)(struct run *))
{
	struct wt_observation *first;
	struct wt_verdict verdict;
	struct run run;
	bool fails;

	run_begin(&run, "");
	starts(&run);
	calm(&run);
	ends(&run);
	first = wt_observation_take(run.judge);
	wt_judge_reset(run.judge);
	starts(&run);
	here(&run);
	ends(&run);
	wt_judge_compare(run.judge, first, NULL);
	fails = wt_judge_verdict(run.judge, &verdict);
	wt_observation_free(first);
	run_end(&run);
	return fails;
}

static void alice_gets(struct run *run, const char *bytes)
{
	sends(run, &server_alice, bytes);
	arrives(run, &alice, 0, bytes);
}

static void says_ping(struct run *run)
{
	alice_gets(run, "ping");
}

static void dies_behind_ping(struct run *run)
{
	says_ping(run);
	dies(run);
}

static void dies_after_two_bytes(struct run *run)
{
	alice_gets(run, "pi");
	dies(run);
}

static void dies_after_other_bytes(struct run *run)
{
	alice_gets(run, "po");
	dies(run);
}

static void dies_and_says_more(struct run *run)
{
	dies_behind_ping(run);
	starts(run);
	arrives(run, &alice, 4, "pong");
	notes(run, NULL, "up", "again");
	takes(run, &server_bob, 0, "hello");
}

static void dies_before_bob(struct run *run)
{
	says_ping(run);
	calls(run, &server_bob, WT_CALL_recv, -EAGAIN);
	dies(run);
}

static void runs_differ_up_to_the_end_of_a_process(void **state)
{
	(void)state;
	assert_true(differs(dies_behind_ping, dies_after_other_bytes));
	assert_true(differs(dies_after_other_bytes, dies_behind_ping));
}

static void how_far_it_had_got_is_free(void **state)
{
	(void)state;
	assert_false(differs(dies_behind_ping, dies_after_two_bytes));
	assert_false(differs(dies_after_two_bytes, dies_behind_ping));
	assert_false(differs(dies_behind_ping, dies_before_bob));
}

static void rests_behind_ping(struct run *run)
{
	says_ping(run);
	dies_with(run, 1);
}

static void rests_after_two_bytes(struct run *run)
{
	alice_gets(run, "pi");
	dies_with(run, 1);
}

static void rests_behind_ping_and_closes(struct run *run)
{
	says_ping(run);
	calls(run, &server_alice, WT_CALL_close, 0);
	dies_with(run, 1);
}

static void rests_behind_ping_and_bob(struct run *run)
{
	says_ping(run);
	calls(run, &server_bob, WT_CALL_recv, -EAGAIN);
	dies_with(run, 1);
}

static void is_interrupted_at_rest(struct run *run)
{
	says_ping(run);
	give(run, (struct wt_event){
			  .kind = WT_EV_LIFE, .what = WT_LIFE_SIGNAL, .arg = 2, .text = "SIGTERM"});
	sends(run, &server_alice, "bye");
	arrives(run, &alice, 4, "bye");
}

static void where_all_was_at_rest_runs_are_equal(void **state)
{
	(void)state;
	assert_true(differs(rests_behind_ping, rests_after_two_bytes));
	assert_true(differs(rests_after_two_bytes, rests_behind_ping));
	assert_true(differs(rests_behind_ping, rests_behind_ping_and_closes));
	assert_true(differs(rests_behind_ping_and_bob, rests_behind_ping));
	assert_false(differs(rests_behind_ping, rests_behind_ping));
	assert_false(differs(rests_behind_ping, is_interrupted_at_rest));
	assert_true(differs(is_interrupted_at_rest, rests_after_two_bytes));
}

static void who_was_not_at_rest_may_be_behind(void **state)
{
	(void)state;
	assert_false(differs(rests_behind_ping, dies_after_two_bytes));
	assert_false(differs(dies_after_two_bytes, rests_behind_ping));
	assert_true(differs(dies_behind_ping, rests_after_two_bytes));
	assert_true(differs(rests_after_two_bytes, dies_behind_ping));
}

static void what_follows_is_free(void **state)
{
	(void)state;
	assert_false(differs(dies_behind_ping, dies_and_says_more));
	assert_false(differs(dies_and_says_more, dies_behind_ping));
	assert_false(differs(says_ping, dies_and_says_more));
	assert_true(differs(dies_after_other_bytes, dies_and_says_more));
}

static void second_host_notes(struct run *run, const char *text)
{
	give(run, (struct wt_event){.kind = WT_EV_NOTE,
				    .what = AC_NOTE_USER,
				    .host = 1,
				    .text = "up",
				    .bytes = text,
				    .len = strlen(text)});
}

static void dies_behind_the_second_host(struct run *run)
{
	second_host_notes(run, "first");
	dies(run);
}

static void dies_before_the_second_host(struct run *run)
{
	dies(run);
	second_host_notes(run, "later");
}

static void ignores_a_signal(struct run *run)
{
	give(run, (struct wt_event){.kind = WT_EV_LIFE, .what = WT_LIFE_SIGNAL, .text = "SIGCHLD"});
}

static void ignores_a_signal_and_says_ping(struct run *run)
{
	ignores_a_signal(run);
	says_ping(run);
}

static void ignores_a_signal_and_says_pong(struct run *run)
{
	ignores_a_signal(run);
	alice_gets(run, "pong");
}

static void what_follows_an_ignored_signal_is_not_free(void **state)
{
	(void)state;
	assert_true(differs(ignores_a_signal_and_says_ping, ignores_a_signal_and_says_pong));
}

/* In the run before it was. */
static void a_host_that_was_not_yet_there_had_said_nothing(void **state)
{
	(void)state;
	assert_false(differs(dies_behind_the_second_host, dies_before_the_second_host));
}

static void the_dead_have_nothing_open_or_queued(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "expect server sockets = 0\nexpect server queued = 0\n");
	starts(&run);
	calls(&run, &listener, WT_CALL_socket, 3);
	calls(&run, &server_alice, WT_CALL_accept, 4);
	channel(&run, &server_alice, AC_NOTE_CHANNEL_OPENED, 1);
	says(&run, &server_alice, AC_NOTE_QUEUED, 100);
	dies(&run);
	ends(&run);
	fact(&run, &server_alice, WT_FACT_ROOM, 100);
	is_over(&run);
	assert_holds(&run);
	run_end(&run);
}

static void what_a_process_had_queued_is_not_the_next_ones(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "expect server queued = 0\n");
	starts(&run);
	channel(&run, &server_alice, AC_NOTE_CHANNEL_OPENED, 1);
	says(&run, &server_alice, AC_NOTE_QUEUED, 100);
	host_fact(&run, WT_FACT_RETURNED, 0, 0, NULL);
	starts(&run);
	ends(&run);
	is_over(&run);
	assert_holds(&run);
	run_end(&run);
}

/* No channel of the first is a leak, no handler of it still runs. */
static void a_process_that_begins_anew_owes_nothing_of_the_first(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	starts(&run);
	channel(&run, &server_alice, AC_NOTE_CHANNEL_OPENED, 1);
	enters(&run, &server_alice, AC_HANDLER_handle_read);
	dies(&run);
	starts(&run);
	channel(&run, &server_bob, AC_NOTE_CHANNEL_OPENED, 1);
	handles(&run, &server_bob, AC_HANDLER_handle_read);
	channel(&run, &server_bob, AC_NOTE_CHANNEL_CLOSED, 1);
	channel(&run, &server_bob, AC_NOTE_CHANNEL_RELEASED, 1);
	ends(&run);
	is_over(&run);
	assert_holds(&run);
	run_end(&run);
}

static void a_process_that_begins_anew_is_judged_for_leaks(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	starts(&run);
	host_fact(&run, WT_FACT_RETURNED, 0, 0, NULL);
	starts(&run);
	channel(&run, &server_bob, AC_NOTE_CHANNEL_OPENED, 1);
	ends(&run);
	is_over(&run);
	assert_fails(&run, "leak", "server:bob");
	run_end(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_differ_up_to_the_end_of_a_process),
		cmocka_unit_test(how_far_it_had_got_is_free),
		cmocka_unit_test(where_all_was_at_rest_runs_are_equal),
		cmocka_unit_test(who_was_not_at_rest_may_be_behind),
		cmocka_unit_test(what_follows_is_free),
		cmocka_unit_test(what_follows_an_ignored_signal_is_not_free),
		cmocka_unit_test(a_host_that_was_not_yet_there_had_said_nothing),
		cmocka_unit_test(the_dead_have_nothing_open_or_queued),
		cmocka_unit_test(what_a_process_had_queued_is_not_the_next_ones),
		cmocka_unit_test(a_process_that_begins_anew_owes_nothing_of_the_first),
		cmocka_unit_test(a_process_that_begins_anew_is_judged_for_leaks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
