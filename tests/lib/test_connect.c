/* SPDX-License-Identifier: MIT
 *
 * Channels: opening and connecting.  Kxx are entries of the catalogue of asyncore's
 * surprises. */
#include "tank.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

/* ---- Opening ---- */

static void a_fresh_dispatcher_is_readable_and_writable(void **state)
{
	struct tank *t = *state;
	struct ac_dispatcher d;

	assert_int_equal(ac_init(&d, &t->loop, &ac_dispatcher_ops), 0);
	assert_int_equal(ac_dispatcher_ops.readable(&d), 1);
	assert_int_equal(ac_dispatcher_ops.writable(&d), 1);
	assert_int_equal(d.fd, -1);
	assert_false(d.connected || d.connecting || d.accepting);
	assert_string_equal(ac_name(&d), "dispatcher");
}

static void opening_an_open_channel_is_busy_K49(void **state)
{
	struct tank *t = *state;
	struct ac_dispatcher *d = probe_channel(&t->p[0]);
	int fd;

	probe_init(&t->p[0], t);
	assert_int_equal(ac_create_socket(d, AF_INET, SOCK_STREAM), 0);
	fd = d->fd;
	assert_int_equal(ac_create_socket(d, AF_INET, SOCK_STREAM), -EBUSY);
	assert_int_equal(ac_set_socket(d, fd), -EBUSY);
	assert_int_equal(d->fd, fd);
	assert_int_equal(tank_open_fds(t), 1);
}

static void bind_to_port_0_says_which_port_it_became_K48(void **state)
{
	struct tank *t = *state;
	struct ac_dispatcher *d = probe_channel(&t->p[0]);
	struct sockaddr_in addr;
	const struct sockaddr_in *name = (const void *)&d->addr;

	probe_init(&t->p[0], t);
	assert_int_equal(ac_create_socket(d, AF_INET, SOCK_STREAM), 0);
	ac_set_reuse_addr(d);
	assert_int_equal(ac_ipv4(&addr, "127.0.0.1", 0), 0);
	assert_int_equal(ac_bind(d, tank_sa(&addr), sizeof addr), 0);
	assert_int_not_equal(name->sin_port, 0);
	assert_int_equal(d->addr_len, sizeof addr);
}

static void addresses_are_numeric_K42(void **state)
{
	struct sockaddr_in addr;

	(void)state;
	assert_int_equal(ac_ipv4(&addr, "localhost", 80), -EINVAL);
	assert_int_equal(ac_ipv4(&addr, "127.0.0.1", 80), 0);
	assert_int_equal(addr.sin_port, htons(80));
}

static void no_memory_opens_nothing(void **state)
{
	struct tank *t = *state;
	struct ac_dispatcher *d = probe_channel(&t->p[0]);

	probe_init(&t->p[0], t);
	fault_answer(&t->fault, FAULT_REALLOC, 0, 1, 0);
	assert_int_equal(ac_create_socket(d, AF_INET, SOCK_STREAM), -ENOMEM);
	assert_int_equal(d->fd, -1);
	assert_int_equal(tank_open_fds(t), 0);
	assert_int_equal(ac_create_socket(d, AF_INET, SOCK_STREAM), 0);
}

static void a_foreign_socket_is_made_non_blocking_and_knows_its_peer(void **state)
{
	struct tank *t = *state;
	struct ac_dispatcher *d = probe_channel(&t->p[0]);
	char byte;
	int peer;
	int fd = tank_tcp_pair(t, &peer);

	probe_init(&t->p[0], t);
	assert_int_equal(ac_set_socket(d, fd), 0);
	assert_int_equal(t->fault.calls[FAULT_SET_NONBLOCK], 1);
	assert_true(d->connected);
	assert_int_equal(d->addr_len, sizeof(struct sockaddr_in));
	assert_int_equal(ac_recv(d, &byte, 1), -EAGAIN);
	tank_close(t, peer);
}

/* ---- Connecting ---- */

static void a_connection_calls_handle_connect_then_the_event(void **state)
{
	struct tank *t = *state;
	struct probe *p = &t->p[0];
	struct sockaddr_in addr;
	int listener = tank_listener(t, &addr);

	probe_init(p, t);
	assert_int_equal(ac_create_socket(probe_channel(p), AF_INET, SOCK_STREAM), 0);
	assert_int_equal(ac_connect(probe_channel(p), tank_sa(&addr), sizeof addr), 0);
	tank_passes(t, 2);
	assert_string_equal(p->seen, "connect write ");
	assert_true(probe_channel(p)->connected);
	assert_false(probe_channel(p)->connecting);
	tank_close(t, listener);
}

/* The queue is empty: a send of nothing would find a reset, and close. */
static void connecting_sends_nothing_K23(void **state)
{
	struct tank *t = *state;

	a_connection_calls_handle_connect_then_the_event(state);
	assert_int_equal(t->fault.calls[FAULT_SEND], 0);
}

static void a_refused_connection_is_an_error_not_a_close_K17(void **state)
{
	struct tank *t = *state;
	struct probe *p = &t->p[0];
	struct sockaddr_in addr = tank_nowhere(t);

	probe_init(p, t);
	assert_int_equal(ac_create_socket(probe_channel(p), AF_INET, SOCK_STREAM), 0);
	assert_int_equal(ac_connect(probe_channel(p), tank_sa(&addr), sizeof addr), 0);
	tank_passes(t, 3);
	assert_string_equal(p->seen, "error ");
	assert_int_equal(p->error.code, -ECONNREFUSED);
	assert_int_equal(p->error.op, AC_OP_CONNECT);
	assert_int_equal(p->error.kind, AC_ERROR_OS);
	assert_string_equal(p->error.text, "Connection refused");
}

static void a_connection_that_times_out_is_an_error_too(void **state)
{
	struct tank *t = *state;
	struct probe *p = &t->p[0];
	struct sockaddr_in addr = tank_nowhere(t);

	probe_init(p, t);
	assert_int_equal(ac_create_socket(probe_channel(p), AF_INET, SOCK_STREAM), 0);
	assert_int_equal(ac_connect(probe_channel(p), tank_sa(&addr), sizeof addr), 0);
	fault_answer(&t->fault, FAULT_GETSOCKOPT, 0, 1, -ETIMEDOUT);
	tank_passes(t, 1);
	assert_string_equal(p->seen, "error ");
	assert_int_equal(p->error.op, AC_OP_CONNECT);
}

static void a_connection_that_fails_at_once_never_seems_connected_K13(void **state)
{
	struct tank *t = *state;
	struct probe *p = &t->p[0];
	struct sockaddr_in addr = tank_nowhere(t);

	probe_init(p, t);
	assert_int_equal(ac_create_socket(probe_channel(p), AF_INET, SOCK_STREAM), 0);
	fault_answer(&t->fault, FAULT_CONNECT, 0, 1, -ENETUNREACH);
	assert_int_equal(ac_connect(probe_channel(p), tank_sa(&addr), sizeof addr), -ENETUNREACH);
	assert_false(probe_channel(p)->connecting);
	assert_true(probe_channel(p)->fd >= 0);
	tank_passes(t, 3);
	assert_null(strstr(p->seen, "connect"));
}

static void connect_to_a_full_unix_backlog_fails_K14(void **state)
{
	struct tank *t = *state;
	struct probe *p = &t->p[0];
	struct sockaddr_un addr = {.sun_family = AF_UNIX, .sun_path = "nowhere"};

	probe_init(p, t);
	assert_int_equal(ac_create_socket(probe_channel(p), AF_UNIX, SOCK_STREAM), 0);
	fault_answer(&t->fault, FAULT_CONNECT, 0, 1, -EAGAIN);
	assert_int_equal(ac_connect(probe_channel(p), (struct sockaddr *)&addr, sizeof addr),
			 -EAGAIN);
	assert_false(probe_channel(p)->connecting);
}

static void an_interrupted_connect_goes_on_K53(void **state)
{
	struct tank *t = *state;
	struct probe *p = &t->p[0];
	struct sockaddr_in addr = tank_nowhere(t);

	probe_init(p, t);
	assert_int_equal(ac_create_socket(probe_channel(p), AF_INET, SOCK_STREAM), 0);
	fault_answer(&t->fault, FAULT_CONNECT, 0, 1, -EINTR);
	assert_int_equal(ac_connect(probe_channel(p), tank_sa(&addr), sizeof addr), 0);
	assert_true(probe_channel(p)->connecting);
}

static int close_it(struct probe *p)
{
	ac_close(probe_channel(p));
	return 0;
}

static void closing_in_handle_connect_stays_closed_K08(void **state)
{
	struct tank *t = *state;
	struct probe *p = &t->p[0];
	struct sockaddr_in addr;
	int listener = tank_listener(t, &addr);

	probe_init(p, t);
	p->on[AC_HANDLER_handle_connect] = close_it;
	assert_int_equal(ac_create_socket(probe_channel(p), AF_INET, SOCK_STREAM), 0);
	assert_int_equal(ac_connect(probe_channel(p), tank_sa(&addr), sizeof addr), 0);
	tank_passes(t, 3);
	assert_string_equal(p->seen, "connect ");
	assert_false(probe_channel(p)->connected);
	assert_int_equal(p->released, 1);
	tank_close(t, listener);
}

static void a_failed_connection_kept_open_never_seems_connected(void **state)
{
	struct tank *t = *state;
	struct probe *p = &t->p[0];
	struct sockaddr_in addr = tank_nowhere(t);

	probe_init(p, t);
	p->on[AC_HANDLER_handle_error] = probe_goes_on;
	assert_int_equal(ac_create_socket(probe_channel(p), AF_INET, SOCK_STREAM), 0);
	assert_int_equal(ac_connect(probe_channel(p), tank_sa(&addr), sizeof addr), 0);
	tank_passes(t, 4);
	assert_null(strstr(p->seen, "connect"));
	assert_non_null(strstr(p->seen, "close")); /* by the read that follows */
}

int main(void)
{
	static const struct tank_test tests[] = {
		TANK_TEST(a_fresh_dispatcher_is_readable_and_writable),
		TANK_TEST(opening_an_open_channel_is_busy_K49),
		TANK_TEST(bind_to_port_0_says_which_port_it_became_K48),
		TANK_TEST(addresses_are_numeric_K42),
		TANK_TEST(no_memory_opens_nothing),
		TANK_TEST(a_foreign_socket_is_made_non_blocking_and_knows_its_peer),
		TANK_TEST(a_connection_calls_handle_connect_then_the_event),
		TANK_TEST(connecting_sends_nothing_K23),
		TANK_TEST(a_refused_connection_is_an_error_not_a_close_K17),
		TANK_TEST(a_connection_that_times_out_is_an_error_too),
		TANK_TEST(a_connection_that_fails_at_once_never_seems_connected_K13),
		TANK_TEST(connect_to_a_full_unix_backlog_fails_K14),
		TANK_TEST(an_interrupted_connect_goes_on_K53),
		TANK_TEST(closing_in_handle_connect_stays_closed_K08),
		TANK_TEST(a_failed_connection_kept_open_never_seems_connected),
	};

	return tank_run("connect", tests);
}
