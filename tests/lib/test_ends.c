/* SPDX-License-Identifier: MIT
 *
 * Channels: how a connection ends, and what is no end.  Kxx are entries of the
 * catalogue of asyncore's surprises. */
#include "tank.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

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
	t->p[0].on[AC_HANDLER_handle_eof] = probe_goes_on;
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
	t->p[0].on[AC_HANDLER_handle_eof] = probe_goes_on;
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
	assert_int_equal(ac_connect(probe_channel(p), tank_sa(peer_addr), sizeof *peer_addr), 0);
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

int main(void)
{
	static const struct tank_test tests[] = {
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
	};

	return tank_run("ends", tests);
}
