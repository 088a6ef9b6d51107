/* SPDX-License-Identifier: MIT
 *
 * Passes: in which order channels are served, what a result does, what ends a loop. */
#include "tank.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- Passes and counts ---- */

static void an_empty_loop_returns_at_once(void **state)
{
	struct tank *t = *state;

	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), 0);
	assert_int_equal(ac_poll(&t->loop, AC_NEVER), 0);
	assert_int_equal(fault_waits(&t->fault), 0);
}

static void a_count_bounds_the_passes(void **state)
{
	struct tank *t = *state;
	int peer = probe_ready(t, 0);

	assert_int_equal(ac_loop(&t->loop, 0, 0), 0);
	assert_int_equal(fault_waits(&t->fault), 0);
	assert_int_equal(ac_loop(&t->loop, 0, 3), 0);
	assert_int_equal(fault_waits(&t->fault), 3);
	tank_close(t, peer);
}

static void a_loop_lasts_as_long_as_its_channels(void **state)
{
	struct tank *t = *state;
	int peer = probe_ready(t, 0);

	tank_close(t, peer);
	assert_int_equal(ac_loop(&t->loop, AC_TIMEOUT, -1), 0);
	assert_string_equal(t->p[0].seen, "read read close ");
	assert_int_equal(t->p[0].released, 1);
}

static void nothing_to_watch_still_sleeps_K37(void **state)
{
	struct tank *t = *state;
	int peer = probe_ready(t, 0);

	tank_keep_clock(t);
	t->p[0].wants_read = 0;
	assert_int_equal(ac_poll(&t->loop, 5 * AC_SECOND), 0);
	assert_int_equal(t->fault.waited_ns, 5 * AC_SECOND);
	assert_string_equal(t->p[0].seen, "");
	tank_close(t, peer);
}

static void an_interrupted_wait_goes_on_with_what_is_left_K20(void **state)
{
	struct tank *t = *state;
	int peer = probe_ready(t, 0);

	tank_keep_clock(t);
	t->p[0].wants_read = 0;
	fault_answer_waits(&t->fault, 2, -EINTR);
	assert_int_equal(ac_poll(&t->loop, 5 * AC_SECOND), 0);
	assert_int_equal(fault_waits(&t->fault), 3);
	assert_int_equal(t->fault.waited_ns, 5 * AC_SECOND / 4);
	tank_close(t, peer);
}

static void a_wait_of_less_than_a_millisecond_is_one_K38(void **state)
{
	struct tank *t = *state;
	int peer = probe_ready(t, 0);
	uint64_t start = ac_now_ns(&t->loop);

	t->p[0].wants_read = 0;
	assert_int_equal(ac_poll(&t->loop, 400000), 0);
	assert_true(ac_now_ns(&t->loop) - start >= 400000);
	tank_close(t, peer);
}

static void a_failed_wait_ends_the_loop(void **state)
{
	struct tank *t = *state;
	int peer = probe_ready(t, 0);

	fault_answer_waits(&t->fault, 1, -ENOMEM);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), -ENOMEM);
	assert_string_equal(t->p[0].seen, "");
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, 1), 0);
	assert_string_equal(t->p[0].seen, "read ");
	tank_close(t, peer);
}

static void the_kernel_can_stop_a_loop(void **state)
{
	struct tank *t = *state;
	int peer = probe_ready(t, 0);

	fault_answer_waits(&t->fault, 1, -ECANCELED);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), -ECANCELED);
	assert_string_equal(t->p[0].seen, "");
	tank_close(t, peer);
}

/* ---- What a handler's result does ---- */

static int exit_loop(struct probe *p)
{
	(void)p;
	return AC_EXIT;
}

static int cancelled(struct probe *p)
{
	(void)p;
	return -ECANCELED;
}

static void exit_passes_through_everything(void **state)
{
	struct tank *t = *state;
	int peers[2];

	probe_ready_pair(t, peers, exit_loop);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), AC_EXIT);
	assert_string_equal(probe_served_first(t)->seen, "read ");
	assert_string_equal(probe_served_first(t)->other->seen, "");
	t->p[0].on[AC_HANDLER_handle_read] = t->p[1].on[AC_HANDLER_handle_read] = cancelled;
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), -ECANCELED);
	assert_int_equal(strlen(t->p[0].seen) + strlen(t->p[1].seen), strlen("read read "));
	tank_close(t, peers[0]);
	tank_close(t, peers[1]);
}

static int close_and_exit(struct probe *p)
{
	ac_close(probe_channel(p));
	return AC_EXIT;
}

static int close_and_fail(struct probe *p)
{
	ac_close(probe_channel(p));
	return -EIO;
}

static void a_result_after_the_close_is_ignored_but_exit(void **state)
{
	struct tank *t = *state;
	int peers[2] = {probe_ready(t, 0), 0};

	t->p[0].on[AC_HANDLER_handle_read] = close_and_fail;
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), 0);
	assert_string_equal(t->p[0].seen, "read ");
	assert_int_equal(t->p[0].released, 1);
	peers[1] = probe_ready(t, 1);
	t->p[1].on[AC_HANDLER_handle_read] = close_and_exit;
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), AC_EXIT);
	assert_string_equal(t->p[1].seen, "read ");
	assert_int_equal(t->p[1].released, 1);
	tank_close(t, peers[0]);
	tank_close(t, peers[1]);
}

static void exit_in_handle_close_comes_out_of_recv(void **state)
{
	struct tank *t = *state;
	int peer = probe_ready(t, 0);

	tank_close(t, peer);
	t->p[0].on[AC_HANDLER_handle_close] = close_and_exit;
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), AC_EXIT);
	assert_int_equal(t->p[0].last, AC_EXIT);
}

static void a_failing_handle_error_ends_the_loop(void **state)
{
	struct tank *t = *state;
	int peer = probe_ready(t, 0);

	t->p[0].on[AC_HANDLER_handle_read] = probe_raises_eio;
	t->p[0].on[AC_HANDLER_handle_error] = probe_raises_eio;
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), -EIO);
	t->p[0].on[AC_HANDLER_handle_error] = close_and_fail;
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), 0);
	tank_close(t, peer);
}

static void a_failure_skips_the_rest_of_the_channel(void **state)
{
	struct tank *t = *state;
	int peer = probe_ready(t, 0);

	t->p[0].wants_write = 1;
	t->p[0].on[AC_HANDLER_handle_read] = probe_raises_eio;
	t->p[0].on[AC_HANDLER_handle_error] = exit_loop;
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), AC_EXIT);
	assert_string_equal(t->p[0].seen, "read error ");
	tank_close(t, peer);
}

/* ---- Order ---- */

static int served[16], served_count;

static int count_served(struct probe *p)
{
	served[served_count++] = p->number;
	p->last = ac_recv(probe_channel(p), p->in, sizeof p->in);
	return 0;
}

static void channels_are_served_in_the_order_of_opening(void **state)
{
	struct tank *t = *state;
	int peers[4], again, i;

	served_count = 0;
	for (i = 0; i < 4; i++)
		peers[i] = probe_ready(t, i);
	ac_close(probe_channel(&t->p[1])); /* a low number comes back last */
	again = probe_ready(t, 4);
	for (i = 0; i < 5; i++)
		t->p[i].on[AC_HANDLER_handle_read] = count_served;
	tank_passes(t, 1);
	assert_int_equal(served_count, 4);
	assert_int_equal(served[0], 0);
	assert_int_equal(served[1], 2);
	assert_int_equal(served[2], 3);
	assert_int_equal(served[3], 4);
	for (i = 0; i < 4; i++)
		tank_close(t, peers[i]);
	tank_close(t, again);
}

static void a_channel_is_served_read_write_expt(void **state)
{
	struct tank *t = *state;
	int peer = probe_ready(t, 0);

	t->p[0].wants_write = 1;
	assert_int_equal(tank_send_urgent(t, peer, '!'), 1);
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "read write expt ");
	tank_close(t, peer);
}

/* ---- Nested passes ---- */

static int run_inner(struct probe *p)
{
	p->on[AC_HANDLER_handle_read] = NULL;
	p->last = ac_poll(&p->tank->loop, 0);
	assert_int_equal(p->tank->p[1].in_len, 1); /* the inner pass served it */
	return 0;
}

static void an_inner_pass_leaves_nothing_stale_to_the_outer_K55(void **state)
{
	struct tank *t = *state;
	int peers[2] = {probe_ready(t, 0), probe_ready(t, 1)};

	t->p[0].on[AC_HANDLER_handle_read] = run_inner;
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "read read ");
	assert_string_equal(t->p[1].seen, "read ");
	tank_close(t, peers[0]);
	tank_close(t, peers[1]);
}

static int drop_error_and_run_inner(struct probe *p)
{
	p->last = ac_recv(probe_channel(p), p->in, sizeof p->in);
	p->on[AC_HANDLER_handle_read] = NULL;
	return ac_poll(&p->tank->loop, 0);
}

static void an_inner_pass_does_not_hide_a_dropped_error(void **state)
{
	struct tank *t = *state;
	int peer = probe_ready(t, 0);

	t->p[0].on[AC_HANDLER_handle_read] = drop_error_and_run_inner;
	fault_answer(&t->fault, FAULT_RECV, 0, 1, -EHOSTUNREACH);
	tank_passes(t, 1);
	assert_int_equal(t->p[0].in_len, 1);
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_ERROR_DROPPED), 1);
	tank_close(t, peer);
}

static int run_inner_and_go_on(struct probe *p)
{
	assert_int_equal(ac_recv(probe_channel(p), p->in, sizeof p->in), 0);
	assert_int_equal(ac_poll(&p->tank->loop, 0), 0);
	return (int)ac_send(probe_channel(p), "x", 1);
}

static void an_inner_pass_does_not_end_the_excuse(void **state)
{
	struct tank *t = *state;
	int peers[2] = {probe_ready(t, 0), probe_ready(t, 1)};

	assert_int_equal(tank_read(t, probe_channel(&t->p[0])->fd, t->p[0].in, 1), 1);
	tank_close(t, peers[0]);
	t->p[0].on[AC_HANDLER_handle_read] = run_inner_and_go_on;
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "read close ");
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_MISUSE), 0);
	tank_close(t, peers[1]);
}

static int close_and_run_inner(struct probe *p)
{
	ac_close(probe_channel(p));
	assert_int_equal(ac_loop(&p->tank->loop, 0, 2), 0);
	assert_int_equal(p->released, 0);
	return 0;
}

static void released_waits_for_the_outermost_pass(void **state)
{
	struct tank *t = *state;
	int peers[2] = {probe_ready(t, 0), probe_ready(t, 1)};

	t->p[0].on[AC_HANDLER_handle_read] = close_and_run_inner;
	tank_passes(t, 1);
	assert_int_equal(t->p[0].released, 1);
	tank_close(t, peers[0]);
	tank_close(t, peers[1]);
}

/* ---- Notes of the program ---- */

static void the_program_may_tell_the_judge(void **state)
{
	struct tank *t = *state;
	int peer = probe_ready(t, 0);
	const struct ac_note *note;

	ac_note(&t->loop, probe_channel(&t->p[0]), "login", "bob", 3);
	note = fault_last(&t->fault, AC_NOTE_USER);
	assert_string_equal(note->name, "login");
	assert_int_equal(note->len, 3);
	assert_int_equal(note->loop, 1);
	assert_int_equal(note->slot, 1);
	ac_note(&t->loop, NULL, "tick", NULL, 0);
	assert_int_equal(fault_last(&t->fault, AC_NOTE_USER)->slot, 0);
	ac_sometimes(&t->loop, "full");
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_SOMETIMES), 1);
	tank_close(t, peer);
}

static void unwanted_notes_are_not_told(void **state)
{
	struct tank *t = *state;
	size_t before;
	int peer = probe_ready(t, 0);

	t->fault.wanted = AC_NOTE_BIT(AC_NOTE_CHANNEL_OPENED) | AC_NOTE_BIT(AC_NOTE_CHANNEL_CLOSED);
	tank_passes(t, 1);
	before = t->fault.note_count;
	ac_note(&t->loop, NULL, "tick", NULL, 0);
	tank_passes(t, 1);
	assert_int_equal(t->fault.note_count, before);
	tank_close(t, peer);
}

int main(void)
{
	static const struct tank_test tests[] = {
		TANK_TEST(an_empty_loop_returns_at_once),
		TANK_TEST(a_count_bounds_the_passes),
		TANK_TEST(a_loop_lasts_as_long_as_its_channels),
		TANK_TEST(nothing_to_watch_still_sleeps_K37),
		TANK_TEST(an_interrupted_wait_goes_on_with_what_is_left_K20),
		TANK_TEST(a_wait_of_less_than_a_millisecond_is_one_K38),
		TANK_TEST(a_failed_wait_ends_the_loop),
		TANK_TEST(the_kernel_can_stop_a_loop),
		TANK_TEST(exit_passes_through_everything),
		TANK_TEST(a_result_after_the_close_is_ignored_but_exit),
		TANK_TEST(exit_in_handle_close_comes_out_of_recv),
		TANK_TEST(a_failing_handle_error_ends_the_loop),
		TANK_TEST(a_failure_skips_the_rest_of_the_channel),
		TANK_TEST(a_channel_is_served_read_write_expt),
		TANK_TEST(an_inner_pass_leaves_nothing_stale_to_the_outer_K55),
		TANK_TEST(an_inner_pass_does_not_hide_a_dropped_error),
		TANK_TEST(an_inner_pass_does_not_end_the_excuse),
		TANK_TEST(released_waits_for_the_outermost_pass),
		TANK_TEST(the_program_may_tell_the_judge),
		TANK_TEST(unwanted_notes_are_not_told),
		TANK_TEST_WITH(POLL, channels_are_served_in_the_order_of_opening),
		TANK_TEST_WITH(SELECT, channels_are_served_in_the_order_of_opening),
	};

	return tank_run("loop", tests);
}
