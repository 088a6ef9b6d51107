/* SPDX-License-Identifier: MIT
 *
 * The checks that are always on and judged while the run lives: for each, a run it
 * convicts and one it does not. */
#include "test_judge.h"

static void handler(struct run *run, struct wt_object *object, enum ac_handler which,
		    uint32_t generation)
{
	give(run, (struct wt_event){.kind = WT_EV_NOTE,
				    .what = AC_NOTE_HANDLER_ENTERED,
				    .object = object,
				    .handler = (uint8_t)which,
				    .loop = 1,
				    .slot = object->index + 1,
				    .generation = generation});
}

static void a_run_without_fault_holds(void **state)
{
	struct run run;

	(void)state;
	run_begin_as(&run, "", true);
	channel(&run, &listener, AC_NOTE_CHANNEL_OPENED, 1);
	channel(&run, &server_alice, AC_NOTE_CHANNEL_OPENED, 1);
	takes(&run, &server_alice, 0, "hello");
	says(&run, &server_alice, AC_NOTE_QUEUED, 5);
	sends(&run, &server_alice, "hello");
	channel(&run, &server_alice, AC_NOTE_CHANNEL_CLOSED, 1);
	calls(&run, &server_alice, WT_CALL_close, 0);
	channel(&run, &server_alice, AC_NOTE_CHANNEL_RELEASED, 1);
	ends(&run);
	fact(&run, &listener, WT_FACT_OPEN, 3);
	is_over(&run);
	assert_holds(&run);
	run_end(&run);
}

/* -- spin ---------------------------------------------------------------- */

static void what_nobody_consumes_is_spin(void **state)
{
	static const enum wt_condition conditions[] = {WT_COND_EOF, WT_COND_RESET, WT_COND_HUP,
						       WT_COND_LISTENER, WT_COND_URGENT};
	struct run run;

	(void)state;
	run_begin(&run, "");
	for (size_t i = 0; i < sizeof(conditions) / sizeof(conditions[0]); i++) {
		fact(&run, &server_alice, WT_FACT_HOT, conditions[i]);
		assert_fails(&run, "spin", "server:alice");
		assert_false(wt_judge_fatal(run.judge));
		wt_judge_reset(run.judge);
	}
	fact(&run, &server_alice, WT_FACT_HOT, WT_COND_HUP);
	assert_text(&run, "server wakes again and again for server:alice: hang-up, "
			  "and no handler ends it");
	run_end(&run);
}

static void room_to_write_is_a_warning_and_strictly_spin(void **state)
{
	const struct wt_verdict *warnings;
	struct run run;

	(void)state;
	run_begin(&run, "");
	fact(&run, &server_alice, WT_FACT_HOT, WT_COND_WRITABLE);
	fact(&run, &server_alice, WT_FACT_HOT, WT_COND_WRITABLE);
	assert_holds(&run);
	assert_int_equal(wt_judge_warnings(run.judge, &warnings), 1);
	assert_string_equal(warnings[0].check, "spin");
	assert_string_equal(warnings[0].object, "server:alice");
	run_end(&run);

	run_begin_as(&run, "", true);
	fact(&run, &server_alice, WT_FACT_HOT, WT_COND_WRITABLE);
	assert_fails(&run, "spin", "server:alice");
	run_end(&run);
}

static void no_time_passing_is_spin_and_fatal(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	host_fact(&run, WT_FACT_NO_TIME, 100000, 0, NULL);
	assert_fails(&run, "spin", "server");
	assert_true(wt_judge_fatal(run.judge));
	run_end(&run);
}

/* -- closed descriptors and channels ------------------------------------- */

static void a_call_on_a_descriptor_that_is_not_open_is_convicted(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	host_fact(&run, WT_FACT_BAD_FD, 5, WT_CALL_close, "closed");
	assert_fails(&run, "closed-descriptor", "server");
	assert_text(&run, "server called close on descriptor 5, which was closed");
	run_end(&run);
}

static void a_method_on_a_closed_channel_is_convicted(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	give(&run, (struct wt_event){.kind = WT_EV_NOTE,
				     .what = AC_NOTE_MISUSE,
				     .object = &server_alice,
				     .text = "ac_send",
				     .loop = 1,
				     .slot = 2});
	assert_fails(&run, "closed-descriptor", "server:alice");
	run_end(&run);
}

static void a_handler_after_close_is_convicted(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	channel(&run, &server_alice, AC_NOTE_CHANNEL_OPENED, 1);
	channel(&run, &server_alice, AC_NOTE_CHANNEL_CLOSED, 1);
	handler(&run, &server_alice, AC_HANDLER_handle_write, 1);
	assert_fails(&run, "after-close", "server:alice");
	assert_text(&run, "handle_write of server:alice ran after the channel was closed");
	run_end(&run);
}

static void released_after_close_is_as_it_should_be(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	channel(&run, &server_alice, AC_NOTE_CHANNEL_OPENED, 1);
	channel(&run, &server_alice, AC_NOTE_CHANNEL_CLOSED, 1);
	handler(&run, &server_alice, AC_HANDLER_released, 1);
	assert_holds(&run);
	run_end(&run);
}

static void a_slot_used_again_is_another_channel(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	channel(&run, &server_alice, AC_NOTE_CHANNEL_OPENED, 1);
	channel(&run, &server_alice, AC_NOTE_CHANNEL_CLOSED, 1);
	channel(&run, &server_alice, AC_NOTE_CHANNEL_OPENED, 2);
	handler(&run, &server_alice, AC_HANDLER_handle_read, 2);
	assert_holds(&run);
	handler(&run, &server_alice, AC_HANDLER_handle_read, 1);
	assert_fails(&run, "after-close", "server:alice");
	run_end(&run);
}

/* -- the rest ------------------------------------------------------------ */

static void sigpipe_is_convicted(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	fact(&run, &server_alice, WT_FACT_SIGPIPE, 0);
	assert_fails(&run, "sigpipe", "server:alice");
	run_end(&run);
}

static void the_limit_is_convicted_and_fatal(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	host_fact(&run, WT_FACT_LIMIT, 0, 0, "100 000 passes; server kept it awake");
	assert_fails(&run, "limit", "server");
	assert_true(wt_judge_fatal(run.judge));
	run_end(&run);
}

static void a_crash_is_convicted_and_fatal(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	host_fact(&run, WT_FACT_CRASH, 0, 0, "SIGSEGV");
	assert_fails(&run, "crash", "server");
	assert_text(&run, "the program of server died: SIGSEGV");
	assert_true(wt_judge_fatal(run.judge));
	run_end(&run);
}

static void touched_poison_is_memory(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	host_fact(&run, WT_FACT_POISON, 64, 0, "chat line");
	assert_fails(&run, "memory", "server");
	run_end(&run);
}

static void a_dropped_error_is_convicted(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	says(&run, &server_alice, AC_NOTE_ERROR_DROPPED, -ECONNRESET);
	assert_fails(&run, "dropped-error", "server:alice");
	assert_text(&run, "a handler of server got -ECONNRESET and did not return it; "
			  "ac_err_clear says that this is meant");
	run_end(&run);
}

/* -- blocking, starvation, growth ---------------------------------------- */

static void a_call_that_blocks_is_convicted(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	host_fact(&run, WT_FACT_BLOCKS, 0, 0, "sleep");
	assert_fails(&run, "blocking", "server");
	assert_text(&run, "server called sleep: nobody is served meanwhile; set a timer");
	run_end(&run);
}

static void starve(struct run *run, struct wt_object *object, int64_t side)
{
	give(run, (struct wt_event){.kind = WT_EV_FACT,
				    .what = WT_FACT_STARVED,
				    .object = object,
				    .arg = 1000,
				    .result = side});
}

static void who_is_ready_and_never_served_starves(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	starve(&run, &server_alice, AC_WANT_READ);
	assert_fails(&run, "starvation", "server:alice");
	run_end(&run);
}

static void room_to_write_starves_only_who_has_something_to_send(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	starve(&run, &server_alice, AC_WANT_WRITE);
	assert_holds(&run);
	says(&run, &server_alice, AC_NOTE_QUEUED, 5);
	starve(&run, &server_alice, AC_WANT_WRITE);
	assert_fails(&run, "starvation", "server:alice");
	run_end(&run);
}

/* 64 times 1 KiB, and 1 MiB: for no connection as for one. */
#define BOUND (64 * 1024 + (1 << 20))

static void memory_beyond_the_bound_is_growth(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "never alice received begins 1KiB of pattern 1\n");
	host_fact(&run, WT_FACT_HELD, BOUND, 0, NULL);
	assert_holds(&run);
	host_fact(&run, WT_FACT_HELD, BOUND + 1, 0, NULL);
	assert_fails(&run, "growth", "server");
	run_end(&run);
}

static void each_connection_may_hold_a_mebibyte(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	calls(&run, &server_alice, WT_CALL_accept, 4);
	calls(&run, &server_bob, WT_CALL_accept, 5);
	calls(&run, &server_bob, WT_CALL_close, 0); /* the most there were */
	host_fact(&run, WT_FACT_HELD, 2 << 20, 0, NULL);
	assert_holds(&run);
	host_fact(&run, WT_FACT_HELD, (2 << 20) + 1, 0, NULL);
	assert_fails(&run, "growth", "server");
	run_end(&run);
}

static void a_queue_beyond_the_bound_is_growth(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "");
	says(&run, &server_alice, AC_NOTE_QUEUED, 1 << 20);
	assert_holds(&run);
	says(&run, &server_alice, AC_NOTE_QUEUED, 1);
	assert_fails(&run, "growth", "server:alice");
	run_end(&run);
}

static void what_fails_while_stopping_ranks_behind_the_end(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "expect alice bytes = 1\n");
	ends(&run);
	fact(&run, &server_alice, WT_FACT_SIGPIPE, 0);
	run.now_ns++;
	host_fact(&run, WT_FACT_CRASH, 0, 0, "SIGSEGV");
	assert_fails(&run, "sigpipe", "server:alice");
	run_end(&run);

	run_begin(&run, "expect alice bytes = 1\n");
	ends(&run);
	run.now_ns++;
	host_fact(&run, WT_FACT_CRASH, 0, 0, "SIGSEGV");
	assert_fails(&run, "expect", "alice");
	run_end(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_run_without_fault_holds),
		cmocka_unit_test(what_nobody_consumes_is_spin),
		cmocka_unit_test(room_to_write_is_a_warning_and_strictly_spin),
		cmocka_unit_test(no_time_passing_is_spin_and_fatal),
		cmocka_unit_test(a_call_on_a_descriptor_that_is_not_open_is_convicted),
		cmocka_unit_test(a_method_on_a_closed_channel_is_convicted),
		cmocka_unit_test(a_handler_after_close_is_convicted),
		cmocka_unit_test(released_after_close_is_as_it_should_be),
		cmocka_unit_test(a_slot_used_again_is_another_channel),
		cmocka_unit_test(sigpipe_is_convicted),
		cmocka_unit_test(the_limit_is_convicted_and_fatal),
		cmocka_unit_test(a_crash_is_convicted_and_fatal),
		cmocka_unit_test(touched_poison_is_memory),
		cmocka_unit_test(a_dropped_error_is_convicted),
		cmocka_unit_test(a_call_that_blocks_is_convicted),
		cmocka_unit_test(who_is_ready_and_never_served_starves),
		cmocka_unit_test(room_to_write_starves_only_who_has_something_to_send),
		cmocka_unit_test(memory_beyond_the_bound_is_growth),
		cmocka_unit_test(each_connection_may_hold_a_mebibyte),
		cmocka_unit_test(a_queue_beyond_the_bound_is_growth),
		cmocka_unit_test(what_fails_while_stopping_ranks_behind_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
