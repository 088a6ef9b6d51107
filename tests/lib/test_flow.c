/* SPDX-License-Identifier: MIT
 *
 * Holding input back, giving up what takes too long, and closing without hurting what
 * was sent. */
#include "tank.h"

#include <errno.h>
#include <string.h>

#include "ac_chat.h"

static struct ac_dispatcher *open_probe(struct tank *t, int i, int *ret_peer)
{
	probe_open(&t->p[i], t, tank_tcp_pair(t, ret_peer));
	return probe_channel(&t->p[i]);
}

/* The kernel takes nothing from now on. */
static void block_sends(struct tank *t)
{
	fault_answer(&t->fault, FAULT_SEND, 0, 1000000, -EAGAIN);
}

static void unblock_sends(struct tank *t)
{
	fault_answer(&t->fault, FAULT_SEND, 0, 0, 0);
}

/* ---- Pausing ---- */

static void paused_input_stays_in_the_kernel(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_dispatcher *d = open_probe(t, 0, &peer);

	ac_pause_reading(d);
	assert_int_equal(tank_write(t, peer, "x", 1), 1);
	tank_passes(t, 2);
	assert_string_equal(t->p[0].seen, "");
	ac_resume_reading(d);
	assert_int_equal(ac_poll(&t->loop, AC_NEVER), 0);
	assert_string_equal(t->p[0].seen, "read ");
	tank_close(t, peer);
}

static int pause_and_resume(struct probe *p)
{
	ac_pause_reading(probe_channel(p));
	ac_resume_reading(probe_channel(p));
	p->last = ac_recv(probe_channel(p), p->in, 1);
	return 0;
}

static void a_pause_within_a_pass_changes_nothing(void **state)
{
	struct tank *t = *state;
	int peer;

	open_probe(t, 0, &peer);
	t->p[0].on[AC_HANDLER_handle_read] = pause_and_resume;
	assert_int_equal(tank_write(t, peer, "xy", 2), 2);
	tank_passes(t, 2);
	assert_string_equal(t->p[0].seen, "read read ");
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_INTEREST), 1);
	tank_close(t, peer);
}

static void a_paused_channel_still_sends(void **state)
{
	struct tank *t = *state;
	char in[4];
	int peer;
	struct ac_dispatcher *d = open_probe(t, 0, &peer);

	ac_pause_reading(d);
	fault_answer(&t->fault, FAULT_SEND, 0, 1, -EAGAIN);
	assert_int_equal(ac_sender_send(&t->p[0].base, "late", 4), 0);
	tank_passes(t, 1);
	assert_int_equal(tank_read(t, peer, in, 4), 4);
	tank_close(t, peer);
}

static void a_new_connection_is_not_paused(void **state)
{
	struct tank *t = *state;
	int peer, other;
	struct ac_dispatcher *d = open_probe(t, 0, &peer);

	ac_pause_reading(d);
	ac_close(d);
	assert_int_equal(ac_set_accepted(d, tank_tcp_pair(t, &other), NULL, 0), 0);
	assert_int_equal(tank_write(t, other, "x", 1), 1);
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "read ");
	tank_close(t, peer);
	tank_close(t, other);
}

/* ---- Water marks ---- */

static int reply_much(struct probe *p)
{
	static const char reply[1000] = "";
	char request;

	if (ac_recv(probe_channel(p), &request, 1) != 1)
		return 0;
	return ac_sender_send(&p->base, reply, sizeof reply);
}

/* 78: a peer that sends and never reads. */
static void a_peer_that_never_reads_can_not_fill_memory_BM78(void **state)
{
	struct tank *t = *state;
	char requests[200];
	int peer;
	struct ac_dispatcher *d = open_probe(t, 0, &peer);

	t->p[0].on[AC_HANDLER_handle_read] = reply_much;
	ac_set_water_marks(d, 5000, 2000);
	memset(requests, '?', sizeof requests);
	assert_int_equal(tank_write(t, peer, requests, sizeof requests), sizeof requests);
	block_sends(t);
	tank_passes(t, 50);
	assert_int_equal(ac_queued(d), 6000); /* the first above the mark */
	t->fault.send_max = 500;
	unblock_sends(t);
	while (ac_queued(d) > 2500)
		assert_int_equal(ac_poll(&t->loop, 0), 0);
	assert_int_equal(fault_last(&t->fault, AC_NOTE_INTEREST)->value,
			 AC_WANT_WRITE | AC_WANT_EXPT);
	tank_passes(t, 2); /* 2000 is low */
	assert_true((fault_last(&t->fault, AC_NOTE_INTEREST)->value & AC_WANT_READ) != 0);
	tank_close(t, peer);
}

static void a_user_pause_and_a_full_queue_do_not_end_each_other(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_dispatcher *d = open_probe(t, 0, &peer);

	ac_set_water_marks(d, 3, 0);
	ac_pause_reading(d);
	block_sends(t);
	assert_int_equal(ac_sender_send(&t->p[0].base, "four", 4), 0);
	assert_int_equal(tank_write(t, peer, "x", 1), 1);
	ac_resume_reading(d); /* still full */
	tank_passes(t, 1);
	assert_null(strstr(t->p[0].seen, "read"));
	ac_pause_reading(d);
	unblock_sends(t);
	tank_passes(t, 2); /* empty, but paused */
	assert_int_equal(ac_queued(d), 0);
	assert_null(strstr(t->p[0].seen, "read"));
	ac_resume_reading(d);
	tank_passes(t, 1);
	assert_non_null(strstr(t->p[0].seen, "read"));
	tank_close(t, peer);
}

static int ignore_data(struct ac_chat *chat, const void *bytes, size_t len)
{
	(void)chat;
	(void)bytes;
	(void)len;
	return 0;
}

static const struct ac_ops chat_ops = {
	.super = &ac_chat_ops,
	.name = "chat",
	.collect_incoming_data = ignore_data,
};

static void chats_have_water_marks_too(void **state)
{
	struct tank *t = *state;
	struct ac_chat chat;
	int peer;

	assert_int_equal(
		ac_chat_init_accepted(&chat, &t->loop, &chat_ops, tank_tcp_pair(t, &peer), NULL, 0),
		0);
	ac_chat_set_terminator_none(&chat);
	ac_set_water_marks(&chat.base, 3, 3);
	block_sends(t);
	assert_int_equal(ac_chat_push(&chat, "four", 4), 0);
	assert_int_equal(ac_queued(&chat.base), 4);
	tank_passes(t, 1);
	assert_int_equal(fault_last(&t->fault, AC_NOTE_INTEREST)->value,
			 AC_WANT_WRITE | AC_WANT_EXPT);
	unblock_sends(t);
	tank_passes(t, 2);
	assert_int_equal(fault_last(&t->fault, AC_NOTE_INTEREST)->value,
			 AC_WANT_READ | AC_WANT_EXPT);
	ac_close(&chat.base);
	tank_passes(t, 1);
	tank_close(t, peer);
}

/* ---- Time-outs ---- */

static void a_connection_that_does_not_come_about_is_given_up(void **state)
{
	struct tank *t = *state;
	struct ac_dispatcher *d = probe_channel(&t->p[0]);
	struct sockaddr_in addr;
	int listener = tank_listener(t, &addr);
	uint64_t start;

	tank_keep_clock(t);
	start = tank_now(t);
	probe_init(&t->p[0], t);
	t->p[0].wants_read = 0;
	t->p[0].wants_write = 0; /* so that nobody sees it come about */
	ac_set_connect_timeout(d, 3 * AC_SECOND);
	assert_int_equal(ac_create_socket(d, AF_INET, SOCK_STREAM), 0);
	fault_answer(&t->fault, FAULT_CONNECT, 0, 1, -EINPROGRESS);
	assert_int_equal(ac_connect(d, (struct sockaddr *)&addr, sizeof addr), 0);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), 0);
	assert_string_equal(t->p[0].seen, "error ");
	assert_int_equal(t->p[0].error.code, -ETIMEDOUT);
	assert_int_equal(t->p[0].error.op, AC_OP_CONNECT);
	assert_int_equal(t->p[0].error.event, AC_EVENT_TIMER);
	assert_int_equal(tank_now(t), start + 3 * AC_SECOND);
	tank_close(t, listener);
}

static void who_is_connected_is_not_given_up(void **state)
{
	struct tank *t = *state;
	struct ac_dispatcher *d = probe_channel(&t->p[0]);
	struct sockaddr_in addr;
	int listener = tank_listener(t, &addr);

	probe_init(&t->p[0], t);
	ac_set_connect_timeout(d, 3 * AC_SECOND);
	assert_int_equal(ac_create_socket(d, AF_INET, SOCK_STREAM), 0);
	assert_int_equal(ac_connect(d, (struct sockaddr *)&addr, sizeof addr), 0);
	while (!d->connected)
		assert_int_equal(ac_poll(&t->loop, AC_SECOND), 0);
	assert_int_equal(t->loop.timer_count, 0);
	tank_close(t, listener);
}

/* Activity in between puts it off, to the nanosecond. */
static void an_idle_channel_is_given_up_after_its_time(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_dispatcher *d;
	uint64_t start;

	tank_keep_clock(t);
	d = open_probe(t, 0, &peer);
	start = tank_now(t);
	ac_set_idle_timeout(d, 10 * AC_SECOND);
	assert_int_equal(ac_poll(&t->loop, 4 * AC_SECOND), 0); /* 4 */
	assert_int_equal(tank_write(t, peer, "x", 1), 1);
	assert_int_equal(ac_poll(&t->loop, 0), 0);                  /* received at 4 */
	assert_int_equal(ac_poll(&t->loop, 7 * AC_SECOND), 0);      /* due at 10: goes on */
	assert_int_equal(ac_sender_send(&t->p[0].base, "y", 1), 0); /* sent at 10 */
	assert_string_equal(t->p[0].seen, "read ");
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), 0);
	assert_string_equal(t->p[0].seen, "read error ");
	assert_int_equal(t->p[0].error.code, -ETIMEDOUT);
	assert_int_equal(t->p[0].error.op, AC_OP_IDLE);
	assert_int_equal(tank_now(t), start + 20 * AC_SECOND);
	tank_close(t, peer);
}

static void an_idle_channel_that_stays_is_asked_again(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_dispatcher *d;

	tank_keep_clock(t);
	d = open_probe(t, 0, &peer);
	t->p[0].on[AC_HANDLER_handle_error] = probe_goes_on;
	ac_set_idle_timeout(d, AC_SECOND);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, 3), 0);
	assert_string_equal(t->p[0].seen, "error error error ");
	ac_set_idle_timeout(d, 0);
	assert_int_equal(t->loop.timer_count, 0);
	tank_close(t, peer);
}

static void a_send_without_room_is_no_activity(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_dispatcher *d;

	tank_keep_clock(t);
	d = open_probe(t, 0, &peer);
	ac_set_idle_timeout(d, AC_SECOND);
	block_sends(t);
	assert_int_equal(ac_poll(&t->loop, AC_SECOND / 2), 0);
	assert_int_equal(ac_send(d, "x", 1), 0);
	assert_int_equal(ac_poll(&t->loop, AC_SECOND / 2), 0);
	assert_string_equal(t->p[0].seen, "error ");
	tank_close(t, peer);
}

static void silent(struct ac_loop *loop, enum ac_log_level level, const struct ac_dispatcher *d,
		   const char *text)
{
	(void)loop;
	(void)level;
	(void)d;
	(void)text;
}

static void the_default_closes_an_idle_channel(void **state)
{
	struct tank *t = *state;
	struct ac_sender s;
	int peer;

	tank_keep_clock(t);
	t->loop.log = silent;
	assert_int_equal(ac_sender_init_accepted(&s, &t->loop, &ac_sender_ops,
						 tank_tcp_pair(t, &peer), NULL, 0),
			 0);
	ac_set_idle_timeout(&s.base, AC_SECOND);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), 0);
	assert_int_equal(s.base.fd, -1);
	tank_close(t, peer);
}

/* ---- Lingering ---- */

static int answer_and_linger(struct probe *p)
{
	char part[4];

	assert_int_equal(ac_recv(probe_channel(p), part, sizeof part), 4);
	assert_int_equal(ac_sender_send(&p->base, "503", 3), 0);
	ac_close_lingering(probe_channel(p), AC_SECOND);
	return -EIO; /* for the program it is closed, so this does not count */
}

/* 16: unread input at the close would reset the connection. */
static void the_peer_of_a_lingering_close_gets_the_answer_and_an_end_BM16(void **state)
{
	struct tank *t = *state;
	char body[20000], in[8];
	int peer;

	open_probe(t, 0, &peer);
	memset(body, 'b', sizeof body);
	t->p[0].on[AC_HANDLER_handle_read] = answer_and_linger;
	assert_int_equal(tank_write(t, peer, body, sizeof body), sizeof body);
	tank_passes(t, 4);
	assert_string_equal(t->p[0].seen, "read ");
	assert_int_equal(t->p[0].released, 0);
	assert_int_equal(tank_read(t, peer, in, sizeof in), 3);
	assert_int_equal(tank_read(t, peer, in, sizeof in), 0); /* and not ECONNRESET */
	tank_close(t, peer);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), 0);
	assert_int_equal(t->p[0].released, 1);
	assert_string_equal(t->p[0].seen, "read ");
	assert_int_equal(t->loop.timer_count, 0);
}

static void lingering_ends_after_its_time(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_dispatcher *d;
	uint64_t start;

	tank_keep_clock(t);
	d = open_probe(t, 0, &peer);
	start = tank_now(t);
	ac_close_lingering(d, 2 * AC_SECOND);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), 0);
	assert_int_equal(tank_now(t), start + 2 * AC_SECOND);
	assert_int_equal(t->p[0].released, 1);
	assert_string_equal(t->p[0].seen, "");
	tank_close(t, peer);
}

static int linger_now(struct probe *p)
{
	ac_close_lingering(probe_channel(p), 0);
	return 0;
}

static void nothing_runs_after_a_lingering_close(void **state)
{
	struct tank *t = *state;
	int peer;

	open_probe(t, 0, &peer);
	t->p[0].wants_write = 1;
	t->p[0].on[AC_HANDLER_handle_read] = linger_now;
	assert_int_equal(tank_send_urgent(t, peer, '!'), 1);
	assert_int_equal(tank_write(t, peer, "x", 1), 1);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), 0);
	assert_string_equal(t->p[0].seen, "read ");
	tank_close(t, peer);
}

/* A peer that floods us is not listened to for ever. */
static void lingering_ends_after_a_bound_of_bytes(void **state)
{
	struct tank *t = *state;
	static const char flood[65536] = "";
	int peer, passes;
	struct ac_dispatcher *d;
	size_t sent = 0;

	d = open_probe(t, 0, &peer);
	ac_close_lingering(d, AC_NEVER);
	for (passes = 0; t->loop.channel_count > 0; passes++) {
		ssize_t n = tank_write_now(t, peer, flood, sizeof flood);

		sent += n > 0 ? (size_t)n : 0;
		assert_true(passes < 10000);
		assert_int_equal(ac_poll(&t->loop, 0), 0);
	}
	assert_true(sent >= AC_LINGER_MAX);
	assert_int_equal(t->p[0].released, 1);
	tank_close(t, peer);
}

static void what_a_program_does_to_a_lingering_channel_is_misuse(void **state)
{
	struct tank *t = *state;
	char byte;
	int peer;
	struct ac_dispatcher *d = open_probe(t, 0, &peer);

	ac_close_lingering(d, AC_SECOND);
	assert_int_equal(tank_write(t, peer, "x", 1), 1);
	assert_int_equal(ac_send(d, "x", 1), -EBADF);
	assert_int_equal(ac_recv(d, &byte, 1), -EBADF);
	assert_int_equal(ac_sender_send(&t->p[0].base, "x", 1), -EBADF);
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_MISUSE), 3);
	assert_int_equal(ac_create_socket(d, AF_INET, SOCK_STREAM), -EBUSY);
	tank_close(t, peer);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), 0);
	assert_string_equal(t->p[0].seen, "");
	assert_string_equal(ac_name(d), "probe");
}

static void a_lingering_channel_may_be_closed_for_good(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_dispatcher *d = open_probe(t, 0, &peer);

	ac_close_lingering(d, AC_SECOND);
	ac_close(d);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), 0);
	assert_int_equal(t->p[0].released, 1);
	tank_close(t, peer);
}

static void without_a_connection_nothing_lingers(void **state)
{
	struct tank *t = *state;
	struct ac_dispatcher *d = probe_channel(&t->p[0]);
	int peer;

	probe_init(&t->p[0], t);
	ac_close_lingering(d, AC_SECOND);
	assert_int_equal(ac_create_socket(d, AF_INET, SOCK_STREAM), 0);
	ac_close_lingering(d, AC_SECOND);
	assert_int_equal(d->fd, -1);
	d = open_probe(t, 1, &peer);
	tank_reset(t, peer);
	fault_answer(&t->fault, FAULT_SHUTDOWN, 0, 1, -ENOTCONN);
	ac_close_lingering(d, AC_SECOND);
	assert_int_equal(d->fd, -1);
}

static int linger_at_last(struct probe *p)
{
	ac_close_lingering(probe_channel(p), AC_SECOND);
	return 0;
}

static void what_is_queued_goes_out_before_a_lingering_close(void **state)
{
	struct tank *t = *state;
	char in[8];
	int peer;
	struct ac_dispatcher *d = open_probe(t, 0, &peer);

	t->p[0].on[AC_HANDLER_handle_close] = linger_at_last;
	fault_answer(&t->fault, FAULT_SEND, 0, 1, -EAGAIN);
	assert_int_equal(tank_write(t, peer, "unread", 6), 6);
	assert_int_equal(ac_sender_send(&t->p[0].base, "bye", 3), 0);
	assert_int_equal(ac_close_when_sent(&t->p[0].base), 0);
	tank_passes(t, 3);
	assert_true(d->lingering);
	assert_int_equal(tank_read(t, peer, in, sizeof in), 3);
	assert_int_equal(tank_read(t, peer, in, sizeof in), 0);
	tank_close(t, peer);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), 0);
	assert_string_equal(t->p[0].seen, "write close ");
}

static void urgent_bytes_do_not_keep_a_lingering_channel_hot(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_dispatcher *d = open_probe(t, 0, &peer);

	ac_close_lingering(d, AC_SECOND);
	assert_int_equal(tank_send_urgent(t, peer, '!'), 1);
	tank_keep_clock(t);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, 3), 0);
	assert_int_equal(t->loop.channel_count, 0); /* the time-out came */
	tank_close(t, peer);
}

int main(void)
{
	static const struct tank_test tests[] = {
		TANK_TEST(paused_input_stays_in_the_kernel),
		TANK_TEST(a_pause_within_a_pass_changes_nothing),
		TANK_TEST(a_paused_channel_still_sends),
		TANK_TEST(a_new_connection_is_not_paused),
		TANK_TEST(a_peer_that_never_reads_can_not_fill_memory_BM78),
		TANK_TEST(a_user_pause_and_a_full_queue_do_not_end_each_other),
		TANK_TEST(chats_have_water_marks_too),
		TANK_TEST(a_connection_that_does_not_come_about_is_given_up),
		TANK_TEST(who_is_connected_is_not_given_up),
		TANK_TEST(an_idle_channel_is_given_up_after_its_time),
		TANK_TEST(an_idle_channel_that_stays_is_asked_again),
		TANK_TEST(a_send_without_room_is_no_activity),
		TANK_TEST(the_default_closes_an_idle_channel),
		TANK_TEST(the_peer_of_a_lingering_close_gets_the_answer_and_an_end_BM16),
		TANK_TEST(lingering_ends_after_its_time),
		TANK_TEST(nothing_runs_after_a_lingering_close),
		TANK_TEST(lingering_ends_after_a_bound_of_bytes),
		TANK_TEST(what_a_program_does_to_a_lingering_channel_is_misuse),
		TANK_TEST(a_lingering_channel_may_be_closed_for_good),
		TANK_TEST(without_a_connection_nothing_lingers),
		TANK_TEST(what_is_queued_goes_out_before_a_lingering_close),
		TANK_TEST(urgent_bytes_do_not_keep_a_lingering_channel_hot),
	};

	return tank_run("flow", tests);
}
