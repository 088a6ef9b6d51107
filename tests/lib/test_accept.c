/* SPDX-License-Identifier: MIT
 *
 * Channels: listening and accepting.  Kxx are entries of the catalogue of asyncore's
 * surprises. */
#include "tank.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

/* ---- Accepting ---- */

static struct ac_dispatcher *listen_on(struct tank *t, struct probe *p, struct sockaddr_in *addr)
{
	struct ac_dispatcher *d = probe_channel(p);

	probe_init(p, t);
	assert_int_equal(ac_create_socket(d, AF_INET, SOCK_STREAM), 0);
	assert_int_equal(ac_ipv4(addr, "127.0.0.1", 0), 0);
	assert_int_equal(ac_bind(d, tank_sa(addr), sizeof *addr), 0);
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

int main(void)
{
	static const struct tank_test tests[] = {
		TANK_TEST(a_listener_hands_over_connections),
		TANK_TEST(an_accepted_connection_nobody_takes_is_closed),
		TANK_TEST(a_connection_reset_before_it_is_wrapped_counts_as_connected_K10),
		TANK_TEST(accept_without_a_connection_changes_nothing_K12),
		TANK_TEST(a_listener_without_descriptors_rests_for_a_second_K11),
		TANK_TEST(a_resting_listener_can_be_closed),
		TANK_TEST(a_listener_shut_down_ends_in_handle_error),
	};

	return tank_run("accept", tests);
}
