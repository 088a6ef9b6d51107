/* SPDX-License-Identifier: MIT
 *
 * Channels that queue what they send: nothing is lost, nothing is sent twice, and
 * closing can wait. */
#include "tank.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct ac_sender *open_sender(struct tank *t, int *ret_peer)
{
	probe_open(&t->p[0], t, tank_tcp_pair(t, ret_peer));
	return &t->p[0].base;
}

static void a_short_message_goes_out_at_once(void **state)
{
	struct tank *t = *state;
	char in[8];
	int peer;
	struct ac_sender *s = open_sender(t, &peer);

	assert_int_equal(ac_sender_send(s, "hello", 5), 0);
	assert_int_equal(ac_sender_queued(s), 0);
	assert_int_equal(t->fault.send_flags, MSG_NOSIGNAL);
	assert_int_equal(tank_read_all(t, peer, in, 5), 5);
	assert_memory_equal(in, "hello", 5);
	assert_int_equal(fault_last(&t->fault, AC_NOTE_QUEUED)->value, 5);
	tank_close(t, peer);
}

/* asyncore's golden case: sends of 0, 2, rest. */
static void what_did_not_fit_follows_in_order_K22(void **state)
{
	struct tank *t = *state;
	char in[8];
	int peer;
	struct ac_sender *s = open_sender(t, &peer);

	fault_answer(&t->fault, FAULT_SEND, 0, 1, -EAGAIN);
	t->fault.send_max = 2;
	assert_int_equal(ac_sender_send(s, "abcdef", 6), 0);
	assert_int_equal(ac_sender_queued(s), 6);
	tank_passes(t, 1);
	assert_int_equal(ac_sender_queued(s), 4);
	tank_passes(t, 1);
	assert_int_equal(ac_sender_queued(s), 2);
	t->fault.send_max = 0;
	assert_int_equal(ac_sender_send(s, "g", 1), 0);
	assert_int_equal(ac_sender_queued(s), 0);
	assert_int_equal(tank_read_all(t, peer, in, 7), 7);
	assert_memory_equal(in, "abcdefg", 7);
	tank_close(t, peer);
}

static void an_event_makes_one_send_K31(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_sender *s = open_sender(t, &peer);

	t->fault.send_max = 1;
	assert_int_equal(ac_sender_send(s, "abc", 3), 0);
	assert_int_equal(t->fault.calls[FAULT_SEND], 1);
	tank_passes(t, 1);
	assert_int_equal(t->fault.calls[FAULT_SEND], 2);
	tank_close(t, peer);
}

static void draining_sends_until_there_is_no_room_K31(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_sender *s = open_sender(t, &peer);

	s->drain = true;
	t->fault.send_max = 1;
	fault_answer(&t->fault, FAULT_SEND, 2, 1, -EAGAIN);
	assert_int_equal(ac_sender_send(s, "abcd", 4), 0);
	assert_int_equal(ac_sender_queued(s), 2);
	assert_int_equal(t->fault.calls[FAULT_SEND], 3);
	tank_passes(t, 1);
	assert_int_equal(ac_sender_queued(s), 0);
	tank_close(t, peer);
}

static void many_small_pieces_go_out_as_one_K21(void **state)
{
	struct tank *t = *state;
	char piece[100], in[100];
	int peer, i;
	struct ac_sender *s = open_sender(t, &peer);

	memset(piece, 'p', sizeof piece);
	fault_answer(&t->fault, FAULT_SEND, 0, 1000, -EAGAIN);
	for (i = 0; i < 1000; i++)
		assert_int_equal(ac_sender_send(s, piece, sizeof piece), 0);
	assert_int_equal(ac_sender_queued(s), 100000);
	t->fault.send_max = 100;
	tank_passes(t, 1);
	assert_int_equal(t->fault.send_sizes[(t->fault.calls[FAULT_SEND] - 1) % 64], AC_SEND_MAX);
	assert_int_equal(tank_read_all(t, peer, in, sizeof in), sizeof in);
	tank_close(t, peer);
}

/* Every byte has its own value, so a loss or a repetition anywhere shows. */
static void a_large_queue_arrives_whole_and_cheaply_K21(void **state)
{
	struct tank *t = *state;
	size_t len = 3000000, got = 0, i;
	unsigned char *out = malloc(len), *in = malloc(len);
	int peer;
	struct ac_sender *s = open_sender(t, &peer);

	for (i = 0; i < len; i++)
		out[i] = (unsigned char)(i * 2654435761u >> 24);
	assert_int_equal(ac_sender_send(s, out, len / 2), 0);
	assert_int_equal(ac_sender_send(s, out + len / 2, len - len / 2), 0);
	while (got < len) {
		ssize_t n;

		assert_int_equal(ac_poll(&t->loop, 0), 0);
		n = tank_read_now(t, peer, in + got, len - got);
		if (n > 0)
			got += (size_t)n;
	}
	assert_memory_equal(in, out, len);
	assert_int_equal(ac_sender_queued(s), 0);
	assert_true(t->fault.calls[FAULT_REALLOC] < 40);
	free(out);
	free(in);
	tank_close(t, peer);
}

/* Pieces of many sizes go in, while now nothing, now 37 bytes go out: the queue grows, moves,
 * empties. */
static void a_queue_that_moves_keeps_its_bytes(void **state)
{
	struct tank *t = *state;
	unsigned char piece[31], in[64], sent = 0, expected = 0;
	int peer, step, blocks;
	struct ac_sender *s = open_sender(t, &peer);

	blocks = t->fault.blocks;
	t->fault.send_max = 37;
	for (step = 0; step < 400 || ac_sender_queued(s) > 0; step++) {
		size_t i, len = step < 400 ? 1 + (size_t)step * 7 % sizeof piece : 0;
		ssize_t n;

		for (i = 0; i < len; i++)
			piece[i] = sent++;
		if (step / 20 % 2 == 0) /* the kernel takes nothing for a while */
			fault_answer(&t->fault, FAULT_SEND, 0, 1, -EAGAIN);
		assert_int_equal(ac_sender_send(s, piece, len), 0);
		fault_answer(&t->fault, FAULT_SEND, 0, 0, 0);
		if (step / 20 % 2 == 1)
			assert_int_equal(ac_poll(&t->loop, 0), 0);
		n = tank_read_now(t, peer, in, sizeof in);
		for (i = 0; n > 0 && i < (size_t)n; i++)
			assert_int_equal(in[i], expected++);
	}
	assert_true(t->fault.blocks <= blocks + 1);
	tank_close(t, peer);
}

/* Half of its memory is free, at the wrong end. */
static void a_queue_makes_room_by_moving_down(void **state)
{
	struct tank *t = *state;
	char data[260], in[260];
	int peer;
	struct ac_sender *s = open_sender(t, &peer);
	unsigned calls;
	size_t i;

	for (i = 0; i < sizeof data; i++)
		data[i] = (char)i;
	fault_answer(&t->fault, FAULT_SEND, 0, 1, -EAGAIN);
	assert_int_equal(ac_sender_send(s, data, 200), 0);
	t->fault.send_max = 150;
	tank_passes(t, 1);
	assert_int_equal(ac_sender_queued(s), 50);
	calls = t->fault.calls[FAULT_REALLOC];
	assert_int_equal(ac_sender_send(s, data + 200, 60), 0);
	assert_int_equal(t->fault.calls[FAULT_REALLOC], calls);
	assert_int_equal(tank_read_all(t, peer, in, sizeof in), sizeof in);
	assert_memory_equal(in, data, sizeof data);
	tank_close(t, peer);
}

/* More than one block, pieces that end anywhere, sends that end anywhere. */
static void a_chain_of_blocks_is_one_stream(void **state)
{
	struct tank *t = *state;
	size_t len = 700000, queued = 0, got = 0, i, piece = 1;
	unsigned char *out = malloc(len), *in = malloc(len);
	int peer, blocks;
	struct ac_sender *s = open_sender(t, &peer);

	blocks = t->fault.blocks;
	for (i = 0; i < len; i++)
		out[i] = (unsigned char)(i * 2654435761u >> 24);
	fault_answer(&t->fault, FAULT_SEND, 0, 1000000, -EAGAIN);
	while (queued < len) {
		size_t n = piece < len - queued ? piece : len - queued;

		assert_int_equal(ac_sender_send(s, out + queued, n), 0);
		queued += n;
		piece = (piece * 7 + 1) % 100003;
	}
	assert_int_equal(ac_sender_queued(s), len);
	fault_answer(&t->fault, FAULT_SEND, 0, 0, 0);
	t->fault.send_max = 50021;
	while (got < len) {
		ssize_t n;

		assert_int_equal(ac_poll(&t->loop, 0), 0);
		n = tank_read_now(t, peer, in + got, len - got);
		got += n > 0 ? (size_t)n : 0;
	}
	assert_memory_equal(in, out, len);
	assert_int_equal(ac_sender_queued(s), 0);
	assert_true(t->fault.blocks <= blocks + 1);
	free(out);
	free(in);
	tank_close(t, peer);
}

/* Neither the rest in the last block nor the new one. */
static void without_memory_for_another_block_nothing_is_queued(void **state)
{
	struct tank *t = *state;
	static char much[2 * AC_SEND_MAX];
	int peer, nth;
	struct ac_sender *s = open_sender(t, &peer);

	fault_answer(&t->fault, FAULT_SEND, 0, 1000000, -EAGAIN);
	assert_int_equal(ac_sender_send(s, "head", 4), 0);
	for (nth = 0; nth < 2; nth++) {
		fault_answer(&t->fault, FAULT_REALLOC, (unsigned)nth, 1, 0);
		assert_int_equal(ac_sender_send(s, much, sizeof much), -ENOMEM);
		assert_int_equal(ac_sender_queued(s), 4);
	}
	assert_int_equal(ac_sender_send(s, much, sizeof much), 0);
	assert_int_equal(ac_sender_queued(s), 4 + sizeof much);
	tank_close(t, peer);
}

static void a_queue_may_have_a_limit(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_sender *s = open_sender(t, &peer);

	s->out_max = 5;
	fault_answer(&t->fault, FAULT_SEND, 0, 1000000, -EAGAIN);
	assert_int_equal(ac_sender_send(s, "123456", 6), -ENOBUFS);
	assert_int_equal(ac_sender_send(s, "123", 3), 0);
	assert_int_equal(ac_sender_send(s, "456", 3), -ENOBUFS);
	assert_int_equal(ac_sender_send(s, "45", 2), 0);
	assert_int_equal(ac_sender_queued(s), 5);
	tank_close(t, peer);
}

static void a_drained_queue_gives_its_memory_back(void **state)
{
	struct tank *t = *state;
	char data[10000] = "";
	int peer;
	struct ac_sender *s = open_sender(t, &peer);
	int blocks = t->fault.blocks;

	assert_int_equal(ac_sender_send(s, data, sizeof data), 0);
	assert_int_equal(ac_sender_queued(s), 0);
	assert_int_equal(t->fault.blocks, blocks);
	tank_close(t, peer);
}

static void an_idle_sender_is_not_watched_for_room(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_sender *s = open_sender(t, &peer);

	tank_passes(t, 1);
	assert_int_equal(fault_last(&t->fault, AC_NOTE_INTEREST)->value,
			 AC_WANT_READ | AC_WANT_EXPT);
	fault_answer(&t->fault, FAULT_SEND, 0, 1, -EAGAIN);
	assert_int_equal(ac_sender_send(s, "x", 1), 0);
	tank_passes(t, 2);
	assert_string_equal(t->p[0].seen, "write ");
	tank_close(t, peer);
}

static void sending_nothing_makes_no_call_K23(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_sender *s = open_sender(t, &peer);

	assert_int_equal(ac_sender_send(s, "", 0), 0);
	assert_int_equal(t->fault.calls[FAULT_SEND], 0);
	tank_close(t, peer);
}

static void without_memory_nothing_is_queued(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_sender *s = open_sender(t, &peer);

	fault_answer(&t->fault, FAULT_REALLOC, 0, 1, 0);
	assert_int_equal(ac_sender_send(s, "x", 1), -ENOMEM);
	assert_int_equal(ac_sender_queued(s), 0);
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_QUEUED), 0);
	assert_int_equal(ac_sender_send(s, "x", 1), 0);
	tank_close(t, peer);
}

static void a_lost_connection_calls_handle_close_and_drops_the_queue(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_sender *s = open_sender(t, &peer);

	fault_answer(&t->fault, FAULT_SEND, 0, 1, -EPIPE);
	assert_int_equal(ac_sender_send(s, "lost", 4), 0);
	assert_string_equal(t->p[0].seen, "close ");
	assert_int_equal(s->base.fd, -1);
	assert_int_equal(fault_last(&t->fault, AC_NOTE_QUEUE_DROPPED)->value, 4);
	tank_close(t, peer);
}

static void a_failed_send_keeps_the_bytes_and_tells(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_sender *s = open_sender(t, &peer);

	fault_answer(&t->fault, FAULT_SEND, 0, 1, -ENOBUFS);
	assert_int_equal(ac_sender_send(s, "kept", 4), -ENOBUFS);
	assert_int_equal(ac_sender_queued(s), 4);
	tank_passes(t, 1);
	assert_int_equal(ac_sender_queued(s), 0);
	tank_close(t, peer);
}

static int ignore_memory(struct probe *p)
{
	p->last = ac_recv(&p->base.base, p->in, sizeof p->in);
	fault_answer(&p->tank->fault, FAULT_REALLOC, 0, 1, 0);
	ac_sender_send(&p->other->base, p->in, (size_t)p->last);
	return 0;
}

/* The bytes of another channel, too: a chat server that forwards. */
static void lost_bytes_that_nobody_reports_are_noted(void **state)
{
	struct tank *t = *state;
	int peer, other;

	open_sender(t, &peer);
	probe_open(&t->p[1], t, tank_tcp_pair(t, &other));
	t->p[0].other = &t->p[1];
	t->p[0].on[AC_HANDLER_handle_read] = ignore_memory;
	assert_int_equal(tank_write(t, peer, "x", 1), 1);
	tank_passes(t, 1);
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_ERROR_DROPPED), 1);
	assert_int_equal(fault_last(&t->fault, AC_NOTE_ERROR_DROPPED)->slot, 2);
	assert_int_equal(fault_last(&t->fault, AC_NOTE_ERROR_DROPPED)->value, -ENOMEM);
	tank_close(t, peer);
	tank_close(t, other);
}

static void closing_drops_the_queue_and_says_so(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_sender *s = open_sender(t, &peer);

	fault_answer(&t->fault, FAULT_SEND, 0, 1, -EAGAIN);
	assert_int_equal(ac_sender_send(s, "gone", 4), 0);
	ac_close(&s->base);
	assert_int_equal(ac_sender_queued(s), 0);
	assert_int_equal(fault_last(&t->fault, AC_NOTE_QUEUE_DROPPED)->value, 4);
	tank_close(t, peer);
}

static void a_reconnected_sender_sends_nothing_old_K25(void **state)
{
	struct tank *t = *state;
	char in[8];
	int peer;
	struct ac_sender *s = open_sender(t, &peer);

	fault_answer(&t->fault, FAULT_SEND, 0, 1, -EAGAIN);
	assert_int_equal(ac_sender_send(s, "old", 3), 0);
	ac_close(&s->base);
	tank_close(t, peer);
	assert_int_equal(ac_set_accepted(&s->base, tank_tcp_pair(t, &peer), NULL, 0), 0);
	assert_int_equal(ac_sender_send(s, "new", 3), 0);
	assert_int_equal(tank_read_all(t, peer, in, 3), 3);
	assert_memory_equal(in, "new", 3);
	tank_passes(t, 1);
	assert_int_equal(t->p[0].released, 0);
	tank_close(t, peer);
}

static void bytes_sent_while_connecting_are_queued_K24(void **state)
{
	struct tank *t = *state;
	struct sockaddr_in addr;
	struct ac_dispatcher *d = probe_channel(&t->p[0]);
	int listener = tank_listener(t, &addr);
	char in[8];
	int peer;

	probe_init(&t->p[0], t);
	assert_int_equal(ac_create_socket(d, AF_INET, SOCK_STREAM), 0);
	assert_int_equal(ac_connect(d, (struct sockaddr *)&addr, sizeof addr), 0);
	fault_answer(&t->fault, FAULT_SEND, 0, 1, -EAGAIN);
	assert_int_equal(ac_sender_send(&t->p[0].base, "early", 5), 0);
	tank_passes(t, 2);
	assert_string_equal(t->p[0].seen, "connect write ");
	peer = tank_accept(t, listener);
	assert_int_equal(tank_read_all(t, peer, in, 5), 5);
	tank_close(t, peer);
	tank_close(t, listener);
}

static void sending_unconnected_finds_no_connection_K24(void **state)
{
	struct tank *t = *state;
	struct ac_dispatcher *d = probe_channel(&t->p[0]);

	probe_init(&t->p[0], t);
	assert_int_equal(ac_create_socket(d, AF_INET, SOCK_STREAM), 0);
	assert_int_equal(ac_sender_send(&t->p[0].base, "x", 1), 0);
	assert_string_equal(t->p[0].seen, "close ");
}

/* ---- Closing when sent (BM-04: tank_close(t, ) right after send() truncates) ---- */

static void close_when_sent_waits_for_the_last_byte(void **state)
{
	struct tank *t = *state;
	size_t len = 500000, got;
	char *data = malloc(len);
	int peer;
	struct ac_sender *s = open_sender(t, &peer);

	memset(data, 'd', len);
	t->fault.send_max = 32768;
	assert_int_equal(ac_sender_send(s, data, len), 0);
	assert_int_equal(ac_close_when_sent(s), 0);
	assert_true(s->base.fd >= 0);
	for (got = 0; got < len;) {
		ssize_t n = tank_read_now(t, peer, data, len);

		if (n > 0)
			got += (size_t)n;
		assert_int_equal(ac_poll(&t->loop, 0), 0);
	}
	assert_int_equal(tank_read(t, peer, data, 1), 0);
	assert_non_null(strstr(t->p[0].seen, "write close "));
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_QUEUE_DROPPED), 0);
	free(data);
	tank_close(t, peer);
}

static void close_when_sent_closes_now_if_nothing_is_queued(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_sender *s = open_sender(t, &peer);

	assert_int_equal(ac_close_when_sent(s), 0);
	assert_string_equal(t->p[0].seen, "close ");
	assert_int_equal(s->base.fd, -1);
	tank_close(t, peer);
}

static void close_when_sent_reads_no_more_but_sends_what_comes(void **state)
{
	struct tank *t = *state;
	char in[8];
	int peer;
	struct ac_sender *s = open_sender(t, &peer);

	fault_answer(&t->fault, FAULT_SEND, 0, 2, -EAGAIN);
	assert_int_equal(ac_sender_send(s, "ab", 2), 0);
	assert_int_equal(ac_close_when_sent(s), 0);
	assert_int_equal(ac_sender_send(s, "cd", 2), 0);
	tank_passes(t, 2);
	assert_int_equal(tank_read_all(t, peer, in, sizeof in), 4);
	assert_memory_equal(in, "abcd", 4);
	assert_string_equal(t->p[0].seen, "write close ");
	tank_close(t, peer);
}

static void a_connection_lost_while_draining_closes(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_sender *s = open_sender(t, &peer);

	fault_answer(&t->fault, FAULT_SEND, 0, 1, -EAGAIN);
	assert_int_equal(ac_sender_send(s, "ab", 2), 0);
	assert_int_equal(ac_close_when_sent(s), 0);
	tank_reset(t, peer);
	tank_passes(t, 2);
	assert_string_equal(t->p[0].seen, "write close ");
	assert_int_equal(t->p[0].released, 1);
}

static int reopen(struct probe *p)
{
	int peer;

	ac_close(probe_channel(p));
	p->fd = tank_tcp_pair(p->tank, &peer);
	p->number = peer;
	return ac_set_accepted(probe_channel(p), p->fd, NULL, 0);
}

static void reopening_inside_a_failed_send_starts_afresh(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_sender *s = open_sender(t, &peer);

	s->drain = true;
	t->p[0].on[AC_HANDLER_handle_close] = reopen;
	fault_answer(&t->fault, FAULT_SEND, 0, 1, -EPIPE);
	assert_int_equal(ac_sender_send(s, "old", 3), 0);
	assert_int_equal(s->base.fd, t->p[0].fd);
	assert_int_equal(ac_sender_queued(s), 0);
	assert_int_equal(t->fault.calls[FAULT_SEND], 1);
	tank_close(t, peer);
	tank_close(t, t->p[0].number);
}

int main(void)
{
	static const struct tank_test tests[] = {
		TANK_TEST(a_short_message_goes_out_at_once),
		TANK_TEST(what_did_not_fit_follows_in_order_K22),
		TANK_TEST(an_event_makes_one_send_K31),
		TANK_TEST(draining_sends_until_there_is_no_room_K31),
		TANK_TEST(many_small_pieces_go_out_as_one_K21),
		TANK_TEST(a_large_queue_arrives_whole_and_cheaply_K21),
		TANK_TEST(a_queue_that_moves_keeps_its_bytes),
		TANK_TEST(a_queue_makes_room_by_moving_down),
		TANK_TEST(a_chain_of_blocks_is_one_stream),
		TANK_TEST(without_memory_for_another_block_nothing_is_queued),
		TANK_TEST(a_queue_may_have_a_limit),
		TANK_TEST(a_drained_queue_gives_its_memory_back),
		TANK_TEST(an_idle_sender_is_not_watched_for_room),
		TANK_TEST(sending_nothing_makes_no_call_K23),
		TANK_TEST(without_memory_nothing_is_queued),
		TANK_TEST(a_lost_connection_calls_handle_close_and_drops_the_queue),
		TANK_TEST(a_failed_send_keeps_the_bytes_and_tells),
		TANK_TEST(lost_bytes_that_nobody_reports_are_noted),
		TANK_TEST(closing_drops_the_queue_and_says_so),
		TANK_TEST(a_reconnected_sender_sends_nothing_old_K25),
		TANK_TEST(bytes_sent_while_connecting_are_queued_K24),
		TANK_TEST(sending_unconnected_finds_no_connection_K24),
		TANK_TEST(close_when_sent_waits_for_the_last_byte),
		TANK_TEST(close_when_sent_closes_now_if_nothing_is_queued),
		TANK_TEST(close_when_sent_reads_no_more_but_sends_what_comes),
		TANK_TEST(a_connection_lost_while_draining_closes),
		TANK_TEST(reopening_inside_a_failed_send_starts_afresh),
	};

	return tank_run("sender", tests);
}
