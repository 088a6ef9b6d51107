/* SPDX-License-Identifier: MIT
 *
 * Channels: calls that are refused, and what becomes of a failure.  Kxx are entries of
 * the catalogue of asyncore's surprises. */
#include "tank.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

/* ---- Calls on closed channels ---- */

static void a_closed_channel_refuses_every_call(void **state)
{
	struct tank *t = *state;
	struct ac_dispatcher *d = probe_channel(&t->p[0]);
	struct sockaddr_in addr = tank_nowhere(t);
	char byte = 0;
	int peer;

	probe_open(&t->p[0], t, tank_tcp_pair(t, &peer));
	ac_close(d);
	ac_close(d);
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_MISUSE), 0);
	assert_int_equal(ac_send(d, "x", 1), -EBADF);
	assert_int_equal(ac_recv(d, &byte, 1), -EBADF);
	assert_int_equal(ac_connect(d, tank_sa(&addr), sizeof addr), -EBADF);
	assert_int_equal(ac_bind(d, tank_sa(&addr), sizeof addr), -EBADF);
	assert_int_equal(ac_listen(d, 1), -EBADF);
	assert_int_equal(ac_accept(d, NULL, NULL), -EBADF);
	assert_int_equal(ac_shutdown(d, SHUT_WR), -EBADF);
	assert_int_equal(ac_sender_send(&t->p[0].base, "x", 1), -EBADF);
	assert_int_equal(ac_close_when_sent(&t->p[0].base), -EBADF);
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_MISUSE), 9);
	assert_string_equal(fault_last(&t->fault, AC_NOTE_MISUSE)->name, "close_when_sent");
	assert_string_equal(t->p[0].seen, "");
	tank_close(t, peer);
}

static int read_to_the_end_and_on(struct probe *p)
{
	while (ac_recv(probe_channel(p), p->in, sizeof p->in) > 0)
		;
	p->last = ac_recv(probe_channel(p), p->in, sizeof p->in);
	return ac_sender_send(&p->base, "late", 4);
}

static void going_on_after_the_library_closed_is_no_misuse(void **state)
{
	struct tank *t = *state;
	int peer;

	probe_open(&t->p[0], t, tank_tcp_pair(t, &peer));
	t->p[0].on[AC_HANDLER_handle_read] = read_to_the_end_and_on;
	tank_close(t, peer);
	tank_passes(t, 1);
	assert_int_equal(t->p[0].last, -EBADF);
	assert_string_equal(t->p[0].seen, "read close ");
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_MISUSE), 0);
	ac_send(probe_channel(&t->p[0]), "x", 1); /* but later it is */
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_MISUSE), 1);
}

static int close_and_send(struct probe *p)
{
	ac_close(probe_channel(p));
	ac_send(probe_channel(p), "x", 1);
	return 0;
}

static void going_on_after_closing_oneself_is_misuse(void **state)
{
	struct tank *t = *state;
	int peer;

	probe_open(&t->p[0], t, tank_tcp_pair(t, &peer));
	t->p[0].on[AC_HANDLER_handle_read] = close_and_send;
	assert_int_equal(tank_write(t, peer, "x", 1), 1);
	tank_passes(t, 1);
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_MISUSE), 1);
	tank_close(t, peer);
}

/* ---- Errors that handlers drop ---- */

static int drop_error(struct probe *p)
{
	p->last = ac_recv(probe_channel(p), p->in, sizeof p->in);
	return 0;
}

static int clear_error(struct probe *p)
{
	p->last = ac_recv(probe_channel(p), p->in, sizeof p->in);
	ac_err_clear(probe_channel(p));
	return 0;
}

static void an_error_that_a_handler_drops_is_noted(void **state)
{
	struct tank *t = *state;
	int peer;

	probe_open(&t->p[0], t, tank_tcp_pair(t, &peer));
	t->p[0].on[AC_HANDLER_handle_read] = drop_error;
	assert_int_equal(tank_write(t, peer, "x", 1), 1);
	fault_answer(&t->fault, FAULT_RECV, 0, 2, -EHOSTUNREACH);
	tank_passes(t, 1);
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_ERROR_DROPPED), 1);
	assert_int_equal(fault_last(&t->fault, AC_NOTE_ERROR_DROPPED)->value, -EHOSTUNREACH);
	t->p[0].on[AC_HANDLER_handle_read] = clear_error;
	tank_passes(t, 1);
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_ERROR_DROPPED), 1);
	tank_close(t, peer);
}

static void an_error_that_the_library_acted_on_is_not_dropped(void **state)
{
	struct tank *t = *state;
	int peer;

	probe_open(&t->p[0], t, tank_tcp_pair(t, &peer));
	t->p[0].on[AC_HANDLER_handle_read] = drop_error;
	tank_reset(t, peer);
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "read close ");
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_ERROR_DROPPED), 0);
}

static int drop_error_and_close(struct probe *p)
{
	p->last = ac_recv(probe_channel(p), p->in, sizeof p->in);
	ac_close(probe_channel(p));
	return 0;
}

static void closing_the_channel_answers_its_error(void **state)
{
	struct tank *t = *state;
	int peer;

	probe_open(&t->p[0], t, tank_tcp_pair(t, &peer));
	t->p[0].on[AC_HANDLER_handle_read] = drop_error_and_close;
	assert_int_equal(tank_write(t, peer, "x", 1), 1);
	fault_answer(&t->fault, FAULT_RECV, 0, 1, -EHOSTUNREACH);
	tank_passes(t, 1);
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_ERROR_DROPPED), 0);
	tank_close(t, peer);
}

static void a_returned_error_reaches_handle_error_with_its_cause(void **state)
{
	struct tank *t = *state;
	int peer;

	probe_open(&t->p[0], t, tank_tcp_pair(t, &peer));
	assert_int_equal(tank_write(t, peer, "x", 1), 1);
	fault_answer(&t->fault, FAULT_RECV, 0, 1, -EHOSTUNREACH);
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "read error ");
	assert_int_equal(t->p[0].error.op, AC_OP_RECV);
	assert_int_equal(t->p[0].error.event, AC_EVENT_READ);
	assert_ptr_equal(t->p[0].error.channel, probe_channel(&t->p[0]));
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_ERROR_DROPPED), 0);
	tank_close(t, peer);
}

static int complain(struct probe *p)
{
	return ac_fail(probe_channel(p), AC_E_USER, "bad greeting");
}

static void a_program_raises_with_words_of_its_own(void **state)
{
	struct tank *t = *state;
	int peer;

	probe_open(&t->p[0], t, tank_tcp_pair(t, &peer));
	t->p[0].on[AC_HANDLER_handle_read] = complain;
	assert_int_equal(tank_write(t, peer, "x", 1), 1);
	tank_passes(t, 1);
	assert_int_equal(t->p[0].error.kind, AC_ERROR_USER);
	assert_int_equal(t->p[0].error.code, AC_E_USER);
	assert_string_equal(t->p[0].error.text, "bad greeting");
	tank_close(t, peer);
}

static void keep_text(struct ac_loop *loop, enum ac_log_level level, const struct ac_dispatcher *d,
		      const char *text)
{
	struct tank *t = ac_container_of(loop, struct tank, loop);

	(void)d;
	if (level == AC_LOG_ERROR || t->p[0].seen[0] == '\0')
		snprintf(t->p[0].seen, sizeof t->p[0].seen, "%s", text);
}

static const struct ac_ops plain_ops = {
	.super = &ac_sender_ops,
	.name = "plain",
	.handle_read = NULL,
};

static int fail_to_write(struct ac_dispatcher *d)
{
	return ac_fail(d, -EIO, NULL);
}

static const struct ac_ops failing_ops = {
	.super = &plain_ops,
	.name = "failing",
	.handle_read = fail_to_write,
};

static void the_default_handle_error_logs_and_closes(void **state)
{
	static const char said[] = "uncaught error, closing channel <failing connected> "
				   "(handler: Input/output error ";
	struct tank *t = *state;
	int peer;
	int fd = tank_tcp_pair(t, &peer);

	t->loop.log = keep_text;
	assert_int_equal(
		ac_sender_init_accepted(&t->p[1].base, &t->loop, &failing_ops, fd, NULL, 0), 0);
	assert_int_equal(tank_write(t, peer, "x", 1), 1);
	tank_passes(t, 1);
	assert_memory_equal(t->p[0].seen, said, strlen(said));
	assert_non_null(strstr(t->p[0].seen, "[test_errors.c|fail_to_write|"));
	assert_int_equal(t->p[1].base.base.fd, -1);
	tank_close(t, peer);
}

static void an_error_is_said_with_its_call_or_its_place(void **state)
{
	struct ac_error error = {.op = AC_OP_RECV, .text = "No route to host"};
	char text[80];

	(void)state;
	assert_int_equal(ac_err_format(&error, text, sizeof text), 22);
	assert_string_equal(text, "recv: No route to host");
	error.op = AC_OP_HANDLER;
	error.text = "bad greeting";
	error.file = "src/mail.c";
	error.function = "read_greeting";
	error.line = 12;
	ac_err_format(&error, text, sizeof text);
	assert_string_equal(text, "handler: bad greeting [mail.c|read_greeting|12]");
}

static void a_channel_is_said_with_its_class_state_and_address(void **state)
{
	struct tank *t = *state;
	struct ac_dispatcher *d = probe_channel(&t->p[0]);
	struct sockaddr_in addr;
	char text[80], expected[80];

	probe_init(&t->p[0], t);
	ac_repr(d, text, sizeof text);
	assert_string_equal(text, "<probe>");
	assert_int_equal(ac_ipv4(&addr, "127.0.0.1", 0), 0);
	assert_int_equal(ac_create_socket(d, AF_INET, SOCK_STREAM), 0);
	assert_int_equal(ac_bind(d, tank_sa(&addr), sizeof addr), 0);
	assert_int_equal(ac_listen(d, 1), 0);
	ac_repr(d, text, sizeof text);
	snprintf(expected, sizeof expected, "<probe listening 127.0.0.1:%u>",
		 (unsigned)ntohs(((const struct sockaddr_in *)(const void *)&d->addr)->sin_port));
	assert_string_equal(text, expected);
	ac_close(d);
}

static void logs_go_through_the_hook_K41(void **state)
{
	struct tank *t = *state;

	probe_init(&t->p[0], t);
	probe_init(&t->p[1], t);
	t->loop.log = keep_text;
	ac_log(probe_channel(&t->p[1]), AC_LOG_INFO, "hello");
	assert_string_equal(t->p[0].seen, "hello");
}

static void unhandled_events_are_warned_of(void **state)
{
	struct tank *t = *state;
	int peer;
	int fd = tank_tcp_pair(t, &peer);

	t->loop.log = keep_text;
	assert_int_equal(
		ac_init_accepted(&t->p[1].base.base, &t->loop, &ac_dispatcher_ops, fd, NULL, 0), 0);
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "unhandled write event");
	tank_close(t, peer);
}

static void texts_of_codes_never_fail(void **state)
{
	(void)state;
	assert_string_equal(ac_strerror(-EPERM), "Operation not permitted");
	assert_string_equal(ac_strerror(-4000), "Unknown error");
	assert_string_equal(ac_strerror(AC_EXIT), "exit");
	assert_string_equal(ac_op_name(AC_OP_RECV), "recv");
}

static void events_by_hand_are_guarded_like_the_loops(void **state)
{
	struct tank *t = *state;
	struct ac_dispatcher *d = probe_channel(&t->p[0]);
	int peer;

	probe_open(&t->p[0], t, tank_tcp_pair(t, &peer));
	assert_int_equal(ac_read(d), 0);
	assert_int_equal(ac_write(d), 0);
	assert_int_equal(ac_exception(d), 0);
	assert_string_equal(t->p[0].seen, "read write expt ");
	probe_forget(&t->p[0]);
	assert_int_equal(ac_readwrite(d, POLLIN | POLLHUP), 0);
	assert_string_equal(t->p[0].seen, "read ");
	assert_int_equal(ac_readwrite(d, POLLHUP), 0);
	assert_string_equal(t->p[0].seen, "read close ");
	assert_int_equal(ac_readwrite(d, POLLIN), 0);
	assert_string_equal(t->p[0].seen, "read close ");
	tank_close(t, peer);
}

int main(void)
{
	static const struct tank_test tests[] = {
		TANK_TEST(a_closed_channel_refuses_every_call),
		TANK_TEST(going_on_after_the_library_closed_is_no_misuse),
		TANK_TEST(going_on_after_closing_oneself_is_misuse),
		TANK_TEST(an_error_that_a_handler_drops_is_noted),
		TANK_TEST(an_error_that_the_library_acted_on_is_not_dropped),
		TANK_TEST(closing_the_channel_answers_its_error),
		TANK_TEST(a_returned_error_reaches_handle_error_with_its_cause),
		TANK_TEST(a_program_raises_with_words_of_its_own),
		TANK_TEST(the_default_handle_error_logs_and_closes),
		TANK_TEST_PURE(an_error_is_said_with_its_call_or_its_place),
		TANK_TEST(a_channel_is_said_with_its_class_state_and_address),
		TANK_TEST(logs_go_through_the_hook_K41),
		TANK_TEST(unhandled_events_are_warned_of),
		TANK_TEST(texts_of_codes_never_fail),
		TANK_TEST(events_by_hand_are_guarded_like_the_loops),
	};

	return tank_run("errors", tests);
}
