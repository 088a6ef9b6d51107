/* SPDX-License-Identifier: MIT
 *
 * Channels: opening, events, ends and errors.  Kxx are entries of the catalogue of
 * asyncore's surprises. */
#include "tank.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

static struct sockaddr *sa(struct sockaddr_in *addr)
{
	return (struct sockaddr *)addr;
}

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
	assert_int_equal(ac_bind(d, sa(&addr), sizeof addr), 0);
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
	assert_int_equal(ac_connect(probe_channel(p), sa(&addr), sizeof addr), 0);
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
	assert_int_equal(ac_connect(probe_channel(p), sa(&addr), sizeof addr), 0);
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
	assert_int_equal(ac_connect(probe_channel(p), sa(&addr), sizeof addr), 0);
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
	assert_int_equal(ac_connect(probe_channel(p), sa(&addr), sizeof addr), -ENETUNREACH);
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
	assert_int_equal(ac_connect(probe_channel(p), sa(&addr), sizeof addr), 0);
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
	assert_int_equal(ac_connect(probe_channel(p), sa(&addr), sizeof addr), 0);
	tank_passes(t, 3);
	assert_string_equal(p->seen, "connect ");
	assert_false(probe_channel(p)->connected);
	assert_int_equal(p->released, 1);
	tank_close(t, listener);
}

/* Its SO_ERROR has been read, so the next event would show none. */
static int stay_open(struct probe *p)
{
	(void)p;
	return 0;
}

static void a_failed_connection_kept_open_never_seems_connected(void **state)
{
	struct tank *t = *state;
	struct probe *p = &t->p[0];
	struct sockaddr_in addr = tank_nowhere(t);

	probe_init(p, t);
	p->on[AC_HANDLER_handle_error] = stay_open;
	assert_int_equal(ac_create_socket(probe_channel(p), AF_INET, SOCK_STREAM), 0);
	assert_int_equal(ac_connect(probe_channel(p), sa(&addr), sizeof addr), 0);
	tank_passes(t, 4);
	assert_null(strstr(p->seen, "connect"));
	assert_non_null(strstr(p->seen, "close")); /* by the read that follows */
}

/* ---- Accepting ---- */

static struct ac_dispatcher *listen_on(struct tank *t, struct probe *p, struct sockaddr_in *addr)
{
	struct ac_dispatcher *d = probe_channel(p);

	probe_init(p, t);
	assert_int_equal(ac_create_socket(d, AF_INET, SOCK_STREAM), 0);
	assert_int_equal(ac_ipv4(addr, "127.0.0.1", 0), 0);
	assert_int_equal(ac_bind(d, sa(addr), sizeof *addr), 0);
	assert_int_equal(ac_listen(d, 8), 0);
	memcpy(addr, &d->addr, sizeof *addr);
	return d;
}

static int take_accepted(struct probe *p)
{
	probe_open(&p->tank->p[1], p->tank, p->fd);
	return 0;
}

static void a_listener_hands_over_connections(void **state)
{
	struct tank *t = *state;
	struct sockaddr_in addr;
	struct ac_dispatcher *d = listen_on(t, &t->p[0], &addr);
	int client = tank_connect(t, &addr);

	t->p[0].on[AC_HANDLER_handle_accepted] = take_accepted;
	assert_true(d->accepting);
	assert_int_equal(tank_write(t, client, "hi", 2), 2);
	tank_passes(t, 2);
	assert_string_equal(t->p[0].seen, "accepted ");
	assert_string_equal(t->p[1].seen, "read ");
	assert_memory_equal(t->p[1].in, "hi", 2);
	tank_close(t, client);
}

static void an_accepted_connection_nobody_takes_is_closed(void **state)
{
	struct tank *t = *state;
	struct sockaddr_in addr;
	char byte;
	int client;

	listen_on(t, &t->p[0], &addr);
	client = tank_connect(t, &addr);
	tank_passes(t, 1);
	assert_int_equal(tank_open_fds(t), 1);
	assert_int_equal(tank_read(t, client, &byte, 1), 0);
	tank_close(t, client);
}

/* The kernel would deny the peer; it is not even asked. */
static void a_connection_reset_before_it_is_wrapped_counts_as_connected_K10(void **state)
{
	struct tank *t = *state;
	struct sockaddr_in addr;
	int client;

	listen_on(t, &t->p[0], &addr);
	t->p[0].on[AC_HANDLER_handle_accepted] = take_accepted;
	client = tank_connect(t, &addr);
	tank_reset(t, client);
	tank_passes(t, 1);
	assert_true(probe_channel(&t->p[1])->connected);
	assert_int_equal(t->fault.calls[FAULT_GETPEERNAME], 0);
	tank_passes(t, 1);
	assert_string_equal(t->p[1].seen, "read close ");
}

static void accept_without_a_connection_changes_nothing_K12(void **state)
{
	static const int none[] = {EAGAIN, ECONNABORTED, EPERM, EPROTO};
	struct tank *t = *state;
	struct sockaddr_in addr;
	size_t i;
	int client;

	listen_on(t, &t->p[0], &addr);
	client = tank_connect(t, &addr);
	for (i = 0; i < sizeof none / sizeof *none; i++) {
		fault_answer(&t->fault, FAULT_ACCEPT, 0, 1, -none[i]);
		tank_passes(t, 1);
		assert_string_equal(t->p[0].seen, "");
	}
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "accepted ");
	tank_close(t, client);
}

static void a_listener_without_descriptors_rests_for_a_second_K11(void **state)
{
	struct tank *t = *state;
	struct sockaddr_in addr;
	uint64_t start;
	int client, peer;

	tank_keep_clock(t);
	listen_on(t, &t->p[0], &addr);
	client = tank_connect(t, &addr);
	start = tank_now(t);

	/* Others are served meanwhile. */
	probe_open(&t->p[1], t, tank_tcp_pair(t, &peer));
	t->fault.calls[FAULT_ACCEPT] = 0; /* the pair's own */
	fault_answer(&t->fault, FAULT_ACCEPT, 0, 2, -EMFILE);
	tank_passes(t, 1);
	assert_int_equal(tank_write(t, peer, "x", 1), 1);
	ac_loop(&t->loop, AC_NEVER, 1);
	assert_int_equal(t->p[1].in_len, 1);
	assert_int_equal(t->fault.calls[FAULT_ACCEPT], 1);

	ac_loop(&t->loop, AC_NEVER, 2); /* the rest is over; again without success */
	assert_int_equal(t->fault.calls[FAULT_ACCEPT], 2);
	assert_int_equal(tank_now(t), start + AC_ACCEPT_REST_NS);
	ac_loop(&t->loop, AC_NEVER, 2);
	assert_string_equal(t->p[0].seen, "accepted ");
	assert_int_equal(tank_now(t), start + 2 * AC_ACCEPT_REST_NS);
	tank_close(t, client);
	tank_close(t, peer);
}

static void a_resting_listener_can_be_closed(void **state)
{
	struct tank *t = *state;
	struct sockaddr_in addr;
	int client;

	listen_on(t, &t->p[0], &addr);
	client = tank_connect(t, &addr);
	fault_answer(&t->fault, FAULT_ACCEPT, 0, 1, -ENFILE);
	tank_passes(t, 1);
	assert_int_equal(t->loop.timer_count, 1);
	ac_close(probe_channel(&t->p[0]));
	assert_int_equal(t->loop.timer_count, 0);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), 0);
	tank_close(t, client);
}

static void a_listener_shut_down_ends_in_handle_error(void **state)
{
	struct tank *t = *state;
	struct sockaddr_in addr;
	struct ac_dispatcher *d = listen_on(t, &t->p[0], &addr);

	assert_int_equal(ac_shutdown(d, SHUT_RDWR), 0);
	tank_passes(t, 2);
	assert_string_equal(t->p[0].seen, "error ");
	assert_int_equal(t->p[0].error.op, AC_OP_ACCEPT);
}

/* ---- Ends and losses ---- */

static void the_end_of_the_stream_closes_once_K03(void **state)
{
	struct tank *t = *state;
	int peer;

	probe_open(&t->p[0], t, tank_tcp_pair(t, &peer));
	t->p[0].wants_write = 1;
	tank_close(t, peer);
	tank_passes(t, 2);
	assert_string_equal(t->p[0].seen, "read close ");
	assert_int_equal(t->p[0].released, 1);
	assert_int_equal(t->p[0].last, 0);
}

static void a_reset_closes_once_K03(void **state)
{
	struct tank *t = *state;
	int peer;

	probe_open(&t->p[0], t, tank_tcp_pair(t, &peer));
	t->p[0].wants_write = 1;
	tank_reset(t, peer);
	tank_passes(t, 2);
	assert_string_equal(t->p[0].seen, "read close ");
}

static int read_little(struct probe *p)
{
	p->last = ac_recv(probe_channel(p), p->in + p->in_len, 100);
	if (p->last > 0)
		p->in_len += (size_t)p->last;
	return p->last < 0 ? (int)p->last : 0;
}

static void data_before_a_hang_up_is_read_first_K06(void **state)
{
	struct tank *t = *state;
	char data[1000];
	int peer;

	memset(data, 'x', sizeof data);
	probe_open(&t->p[0], t, tank_unix_pair(t, &peer));
	t->p[0].on[AC_HANDLER_handle_read] = read_little;
	assert_int_equal(tank_write(t, peer, data, sizeof data), sizeof data);
	tank_close(t, peer);
	tank_passes(t, 20);
	assert_int_equal(t->p[0].in_len, sizeof data);
	assert_non_null(strstr(t->p[0].seen, "read close "));
	assert_int_equal(t->p[0].released, 1);
}

static void a_paused_channel_is_not_closed_by_a_hang_up(void **state)
{
	struct tank *t = *state;
	int peer;

	probe_open(&t->p[0], t, tank_unix_pair(t, &peer));
	tank_passes(t, 1);
	t->p[0].wants_read = 0;
	assert_int_equal(tank_write(t, peer, "late", 4), 4);
	tank_close(t, peer);
	tank_passes(t, 3);
	assert_string_equal(t->p[0].seen, "");
	t->p[0].wants_read = 1;
	tank_passes(t, 3);
	assert_int_equal(t->p[0].in_len, 4);
	assert_string_equal(t->p[0].seen, "read read close ");
}

static void a_timed_out_connection_is_a_lost_one_K33(void **state)
{
	struct tank *t = *state;
	int peer;

	probe_open(&t->p[0], t, tank_tcp_pair(t, &peer));
	assert_int_equal(tank_write(t, peer, "x", 1), 1);
	fault_answer(&t->fault, FAULT_RECV, 0, 1, -ETIMEDOUT);
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "read close ");
	tank_close(t, peer);
}

static void would_block_after_readable_is_no_error_K02(void **state)
{
	struct tank *t = *state;
	int peer;

	probe_open(&t->p[0], t, tank_tcp_pair(t, &peer));
	assert_int_equal(tank_write(t, peer, "x", 1), 1);
	fault_answer(&t->fault, FAULT_RECV, 0, 1, -EAGAIN);
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "read ");
	assert_int_equal(t->p[0].last, -EAGAIN);
	tank_passes(t, 1);
	assert_int_equal(t->p[0].in_len, 1);
	tank_close(t, peer);
}

static int lost_errno(struct probe *p)
{
	(void)p;
	return -ECONNRESET;
}

static void a_lost_connection_returned_by_a_handler_closes_K54(void **state)
{
	struct tank *t = *state;
	int peer;

	probe_open(&t->p[0], t, tank_tcp_pair(t, &peer));
	t->p[0].on[AC_HANDLER_handle_read] = lost_errno;
	assert_int_equal(tank_write(t, peer, "x", 1), 1);
	tank_passes(t, 2);
	assert_string_equal(t->p[0].seen, "read close ");
	tank_close(t, peer);
}

static void receiving_nothing_is_not_the_end_K34(void **state)
{
	struct tank *t = *state;
	char none;
	int peer;

	probe_open(&t->p[0], t, tank_tcp_pair(t, &peer));
	assert_int_equal(ac_recv(probe_channel(&t->p[0]), &none, 0), 0);
	assert_true(probe_channel(&t->p[0])->fd >= 0);
	assert_string_equal(t->p[0].seen, "");
	tank_close(t, peer);
}

/* ---- Half-close (K47) ---- */

static int answer_at_eof(struct probe *p)
{
	int rc = ac_sender_send(&p->base, "bye", 3);

	return rc < 0 ? rc : ac_close_when_sent(&p->base);
}

static void handle_eof_may_keep_the_write_side_K47(void **state)
{
	struct tank *t = *state;
	char in[8];
	int peer;

	probe_open(&t->p[0], t, tank_tcp_pair(t, &peer));
	t->p[0].on[AC_HANDLER_handle_eof] = stay_open;
	tank_shut_write(t, peer);
	tank_passes(t, 5);
	assert_string_equal(t->p[0].seen, "read eof "); /* once: no spin */
	assert_int_equal(answer_at_eof(&t->p[0]), 0);
	tank_passes(t, 2);
	assert_int_equal(tank_read(t, peer, in, sizeof in), 3);
	assert_int_equal(tank_read(t, peer, in, sizeof in), 0);
	assert_string_equal(t->p[0].seen, "read eof close ");
	tank_close(t, peer);
}

static void handle_eof_drains_a_queue_that_did_not_fit_K47(void **state)
{
	struct tank *t = *state;
	char in[8];
	int peer;

	probe_open(&t->p[0], t, tank_tcp_pair(t, &peer));
	t->p[0].on[AC_HANDLER_handle_eof] = answer_at_eof;
	fault_answer(&t->fault, FAULT_SEND, 0, 1, -EAGAIN);
	tank_shut_write(t, peer);
	tank_passes(t, 3);
	assert_string_equal(t->p[0].seen, "read eof write close ");
	assert_int_equal(tank_read(t, peer, in, sizeof in), 3);
	tank_close(t, peer);
}

static int shut_write(struct probe *p)
{
	return ac_shutdown(probe_channel(p), SHUT_WR);
}

static void a_channel_finished_both_ways_is_closed(void **state)
{
	struct tank *t = *state;
	int peer;

	probe_open(&t->p[0], t, tank_tcp_pair(t, &peer));
	t->p[0].on[AC_HANDLER_handle_eof] = shut_write;
	tank_shut_write(t, peer);
	tank_passes(t, 4);
	assert_string_equal(t->p[0].seen, "read eof close ");
	assert_int_equal(t->p[0].released, 1);
	tank_close(t, peer);
}

static int read_thrice(struct probe *p)
{
	int i;

	for (i = 0; i < 3; i++)
		assert_int_equal(ac_recv(probe_channel(p), p->in, sizeof p->in), 0);
	return 0;
}

static void the_end_is_told_once_however_often_one_reads(void **state)
{
	struct tank *t = *state;
	int peer;

	probe_open(&t->p[0], t, tank_tcp_pair(t, &peer));
	t->p[0].on[AC_HANDLER_handle_eof] = stay_open;
	t->p[0].on[AC_HANDLER_handle_read] = read_thrice;
	tank_shut_write(t, peer);
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "read eof ");
	tank_close(t, peer);
}

/* ---- Datagrams (K34) ---- */

static void connect_datagrams(struct tank *t, struct probe *p, struct sockaddr_in *peer_addr)
{
	probe_init(p, t);
	p->wants_write = 0;
	assert_int_equal(ac_create_socket(probe_channel(p), AF_INET, SOCK_DGRAM), 0);
	assert_int_equal(ac_connect(probe_channel(p), sa(peer_addr), sizeof *peer_addr), 0);
	assert_true(probe_channel(p)->connected);
	probe_forget(p);
}

static void an_empty_datagram_does_not_close_K34(void **state)
{
	struct tank *t = *state;
	struct probe *p = &t->p[0];
	struct sockaddr_in addr, name;
	int peer = tank_udp(t, &addr);

	connect_datagrams(t, p, &addr);
	name = tank_name(t, probe_channel(p)->fd);
	assert_int_equal(tank_send_to(t, peer, "", 0, &name), 0);
	tank_passes(t, 2);
	assert_string_equal(p->seen, "read ");
	assert_int_equal(p->last, 0);
	assert_true(probe_channel(p)->fd >= 0);
	tank_close(t, peer);
}

static void a_refused_datagram_does_not_close_K34(void **state)
{
	struct tank *t = *state;
	struct probe *p = &t->p[0];
	struct sockaddr_in addr;

	tank_close(t, tank_udp(t, &addr));
	connect_datagrams(t, p, &addr);
	assert_int_equal(ac_send(probe_channel(p), "x", 1), 1);
	tank_passes(t, 2);
	assert_string_equal(p->seen, "read ");
	assert_int_equal(p->last, -ECONNREFUSED);
	assert_true(probe_channel(p)->fd >= 0);
}

/* ---- Urgent data (K32) ---- */

static void the_default_drops_the_urgent_byte_K32(void **state)
{
	struct tank *t = *state;
	int peer;

	probe_open(&t->p[0], t, tank_tcp_pair(t, &peer));
	assert_int_equal(tank_send_urgent(t, peer, '!'), 1);
	tank_passes(t, 4);
	assert_non_null(strstr(t->p[0].seen, "expt "));
	assert_null(strstr(strstr(t->p[0].seen, "expt ") + 1, "expt "));
	tank_close(t, peer);
}

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
	assert_int_equal(ac_connect(d, sa(&addr), sizeof addr), -EBADF);
	assert_int_equal(ac_bind(d, sa(&addr), sizeof addr), -EBADF);
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
	assert_non_null(strstr(t->p[0].seen, "[test_dispatcher.c|fail_to_write|"));
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
	assert_int_equal(ac_bind(d, sa(&addr), sizeof addr), 0);
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
		TANK_TEST(a_listener_hands_over_connections),
		TANK_TEST(an_accepted_connection_nobody_takes_is_closed),
		TANK_TEST(a_connection_reset_before_it_is_wrapped_counts_as_connected_K10),
		TANK_TEST(accept_without_a_connection_changes_nothing_K12),
		TANK_TEST(a_listener_without_descriptors_rests_for_a_second_K11),
		TANK_TEST(a_resting_listener_can_be_closed),
		TANK_TEST(a_listener_shut_down_ends_in_handle_error),
		TANK_TEST(the_end_of_the_stream_closes_once_K03),
		TANK_TEST(a_reset_closes_once_K03),
		TANK_TEST(data_before_a_hang_up_is_read_first_K06),
		TANK_TEST(a_paused_channel_is_not_closed_by_a_hang_up),
		TANK_TEST(a_timed_out_connection_is_a_lost_one_K33),
		TANK_TEST(would_block_after_readable_is_no_error_K02),
		TANK_TEST(a_lost_connection_returned_by_a_handler_closes_K54),
		TANK_TEST(receiving_nothing_is_not_the_end_K34),
		TANK_TEST(handle_eof_may_keep_the_write_side_K47),
		TANK_TEST(handle_eof_drains_a_queue_that_did_not_fit_K47),
		TANK_TEST(a_channel_finished_both_ways_is_closed),
		TANK_TEST(the_end_is_told_once_however_often_one_reads),
		TANK_TEST(an_empty_datagram_does_not_close_K34),
		TANK_TEST(a_refused_datagram_does_not_close_K34),
		TANK_TEST(the_default_drops_the_urgent_byte_K32),
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

	return tank_run("dispatcher", tests);
}
