/* SPDX-License-Identifier: MIT
 *
 * Chats, what goes out: whatever the kernel takes at a time, each byte is sent once
 * and in order, through layers too. */
#include "parrot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Released after the test. */
static struct parrot parrot;

/* ---- Output ---- */

static int greet(struct parrot *p)
{
	return ac_chat_push(&p->chat, "hello", 5);
}

static void what_is_pushed_in_handle_connect_goes_with_the_next_room_K09(void **state)
{
	struct tank *t = *state;
	struct sockaddr_in addr;
	struct ac_dispatcher *d = &parrot.chat.base;
	int server = tank_listener(t, &addr);
	int peer;

	parrot_init(&parrot, t);
	parrot.on[AC_HANDLER_handle_connect] = greet;
	assert_int_equal(ac_create_socket(d, AF_INET, SOCK_STREAM), 0);
	assert_int_equal(ac_chat_push(&parrot.chat, "early ", 6), 0);
	assert_int_equal(ac_connect(d, (struct sockaddr *)&addr, sizeof addr), 0);
	assert_int_equal(t->fault.calls[FAULT_SEND], 0);
	tank_passes(t, 2);
	assert_int_equal(t->fault.calls[FAULT_SEND], 2);
	assert_string_equal(parrot.seen, "connect ");
	peer = tank_accept(t, server);
	assert_received(t, peer, "early hello");
	tank_close(t, peer);
	tank_close(t, server);
}

static void close_when_done_sends_first_and_reads_on(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = parrot_lines(&parrot, t, &peer);

	fault_answer(&t->fault, FAULT_SEND, 0, 1, 0);
	assert_int_equal(ac_chat_push(chat, "bye", 3), 0);
	assert_int_equal(ac_chat_close_when_done(chat), 0);
	assert_int_equal(ac_chat_close_when_done(chat), 0);
	parrot_hears(&parrot, peer, "x\n");
	assert_string_equal(parrot.seen, "collect(x) found ");
	tank_passes(t, 1);
	assert_string_equal(parrot.seen, "collect(x) found close ");
	assert_received(t, peer, "bye");
	tank_close(t, peer);
}

static void a_close_that_keeps_the_chat_open_sends_what_came_later(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = parrot_lines(&parrot, t, &peer);

	parrot.on[AC_HANDLER_handle_close] = parrot_goes_on;
	assert_int_equal(ac_chat_close_when_done(chat), 0);
	assert_int_equal(ac_chat_push(chat, "late", 4), 0);
	assert_string_equal(parrot.seen, "close ");
	tank_passes(t, 1);
	assert_received(t, peer, "late");
	assert_int_equal(ac_chat_close_when_done(chat), 0);
	parrot.on[AC_HANDLER_handle_close] = NULL;
	tank_passes(t, 1);
	assert_string_equal(parrot.seen, "close close ");
	tank_close(t, peer);
}

static int push_sorry(struct parrot *p)
{
	assert_int_equal(ac_chat_push(&p->chat, "sorry", 5), 0);
	return ac_chat_ops.handle_close(&p->chat.base);
}

/* asynchat: send, EPIPE, handle_close, push, send, EPIPE, ... */
static void a_push_into_a_failing_send_does_not_recurse(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = parrot_lines(&parrot, t, &peer);

	parrot.on[AC_HANDLER_handle_close] = push_sorry;
	fault_answer(&t->fault, FAULT_SEND, 0, 9, -EPIPE);
	assert_int_equal(ac_chat_push(chat, "x", 1), 0);
	assert_string_equal(parrot.seen, "close ");
	assert_int_equal(t->fault.calls[FAULT_SEND], 1);
	assert_int_equal(fault_last(&t->fault, AC_NOTE_QUEUE_DROPPED)->value, 6);
	fault_answer(&t->fault, FAULT_SEND, 0, 0, 0);
	tank_close(t, peer);
}

static void an_error_forgiven_keeps_what_is_queued_K43(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = parrot_lines(&parrot, t, &peer);

	parrot.on[AC_HANDLER_handle_error] = parrot_goes_on;
	fault_answer(&t->fault, FAULT_SEND, 0, 1, -ENOBUFS);
	assert_int_equal(ac_chat_push(chat, "kept", 4), 0);
	assert_int_equal(ac_chat_queued(chat), 4);
	tank_passes(t, 1);
	assert_received(t, peer, "kept");
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_ERROR_DROPPED), 0);
	tank_close(t, peer);
}

static void what_handle_error_raises_in_a_push_is_the_pushs(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = parrot_lines(&parrot, t, &peer);

	parrot.on[AC_HANDLER_handle_error] = parrot_leaves;
	fault_answer(&t->fault, FAULT_SEND, 0, 1, -ENOBUFS);
	assert_int_equal(ac_chat_push(chat, "x", 1), AC_EXIT);
	tank_close(t, peer);
}

static void a_push_without_memory_queues_nothing_of_it(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = parrot_lines(&parrot, t, &peer);

	chat->out_buffer_size = 2;
	fault_answer(&t->fault, FAULT_REALLOC, 2, 1, 0);
	assert_int_equal(ac_chat_push(chat, "abcdef", 6), -ENOMEM);
	assert_int_equal(ac_chat_queued(chat), 0);
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_QUEUED), 0);
	assert_int_equal(ac_chat_push(chat, "gh", 2), 0);
	assert_received(t, peer, "gh");
	tank_close(t, peer);
}

static void draining_sends_until_there_is_no_room_K31(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = parrot_lines(&parrot, t, &peer);

	chat->out_buffer_size = 2;
	chat->drain = true;
	fault_answer(&t->fault, FAULT_SEND, 2, 1, 0);
	assert_int_equal(ac_chat_push(chat, "abcdefgh", 8), 0);
	assert_int_equal(t->fault.calls[FAULT_SEND], 3);
	assert_received(t, peer, "abcd");
	tank_passes(t, 1);
	assert_received(t, peer, "efgh");
	tank_close(t, peer);
}

static void a_large_push_arrives_whole(void **state)
{
	struct tank *t = *state;
	size_t len = 1000000, got = 0, i;
	unsigned char *out = malloc(len), *in = malloc(len);
	int peer;
	struct ac_chat *chat = parrot_lines(&parrot, t, &peer);

	for (i = 0; i < len; i++)
		out[i] = (unsigned char)(i * 2654435761u >> 24);
	assert_int_equal(ac_chat_push(chat, out, len), 0);
	while (got < len) {
		ssize_t n;

		assert_int_equal(ac_poll(&t->loop, 0), 0);
		n = tank_read_now(t, peer, in + got, len - got);
		if (n > 0)
			got += (size_t)n;
	}
	assert_memory_equal(in, out, len);
	assert_int_equal(ac_chat_queued(chat), 0);
	free(out);
	free(in);
	tank_close(t, peer);
}

static void an_idle_chat_is_not_watched_for_room(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = parrot_lines(&parrot, t, &peer);

	tank_passes(t, 1);
	assert_int_equal(fault_last(&t->fault, AC_NOTE_INTEREST)->value,
			 AC_WANT_READ | AC_WANT_EXPT);
	fault_answer(&t->fault, FAULT_SEND, 0, 1, 0);
	assert_int_equal(ac_chat_push(chat, "x", 1), 0);
	tank_passes(t, 1);
	assert_int_equal(ac_chat_queued(chat), 0);
	tank_passes(t, 1);
	assert_int_equal(fault_last(&t->fault, AC_NOTE_INTEREST)->value,
			 AC_WANT_READ | AC_WANT_EXPT);
	tank_close(t, peer);
}

static void discarding_forgets_both_ways_and_stays_open(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = parrot_pair(&parrot, t, &peer);

	ac_chat_set_terminator_bytes(chat, "\r\n", 2);
	fault_answer(&t->fault, FAULT_SEND, 0, 1, 0);
	assert_int_equal(ac_chat_push(chat, "lost", 4), 0);
	assert_int_equal(ac_chat_close_when_done(chat), 0);
	ac_chat_discard_buffers(chat);
	assert_int_equal(fault_last(&t->fault, AC_NOTE_QUEUE_DROPPED)->value, 4);
	parrot_hears(&parrot, peer, "a\r");
	ac_chat_discard_buffers(chat);
	parrot_hears(&parrot, peer, "\nb\r\n");
	assert_string_equal(parrot.seen, "collect(a) collect(\nb) found ");
	assert_received(t, peer, "");
	assert_true(chat->base.fd >= 0);
	tank_close(t, peer);
}

static void a_closed_chat_takes_nothing(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = parrot_lines(&parrot, t, &peer);

	ac_close(&chat->base);
	assert_int_equal(ac_chat_push(chat, "x", 1), -EBADF);
	assert_int_equal(ac_chat_close_when_done(chat), -EBADF);
	assert_int_equal(ac_chat_initiate_send(chat), -EBADF);
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_MISUSE), 3);
	tank_close(t, peer);
}

/* ---- Layers ---- */

/* A cipher that adds one. */
static ssize_t cipher_recv(struct ac_dispatcher *d, void *buf, size_t len)
{
	ssize_t n = ac_recv(d, buf, len);
	ssize_t i;

	for (i = 0; i < n; i++)
		((char *)buf)[i] = (char)(((char *)buf)[i] - 1);
	return n;
}

static ssize_t cipher_send(struct ac_dispatcher *d, const void *buf, size_t len)
{
	char out[64];
	size_t i;

	len = len < sizeof out ? len : sizeof out;
	for (i = 0; i < len; i++)
		out[i] = (char)(((const char *)buf)[i] + 1);
	return ac_send(d, out, len);
}

static const struct ac_ops cipher_ops = {
	.super = &parrot_ops,
	.name = "cipher",
	.recv = cipher_recv,
	.send = cipher_send,
};

static void a_layer_below_changes_what_is_received_and_sent(void **state)
{
	struct tank *t = *state;
	int peer;
	int fd = tank_unix_pair(t, &peer);
	struct ac_chat *chat = &parrot.chat;

	parrot_init(&parrot, t);
	assert_int_equal(ac_chat_init_accepted(chat, &t->loop, &cipher_ops, fd, NULL, 0), 0);
	ac_chat_set_terminator_bytes(chat, "!", 1);
	parrot_hears(&parrot, peer, "bcd\"");
	assert_string_equal(parrot.seen, "collect(abc) found ");
	assert_int_equal(ac_chat_push(chat, "HAL", 3), 0);
	assert_received(t, peer, "IBM");
	tank_close(t, peer);
}

static int held_back(struct ac_dispatcher *d)
{
	(void)d;
	return 0;
}

static const struct ac_ops throttle_ops = {
	.super = &ac_chat_ops,
	.initiate_send = held_back,
};

static void a_class_may_hold_back_what_is_pushed(void **state)
{
	struct tank *t = *state;
	int peer;
	int fd = tank_unix_pair(t, &peer);
	struct ac_chat *chat = &parrot.chat;

	assert_int_equal(ac_chat_init_accepted(chat, &t->loop, &throttle_ops, fd, NULL, 0), 0);
	assert_int_equal(ac_chat_push(chat, "x", 1), 0);
	assert_int_equal(t->fault.calls[FAULT_SEND], 0);
	assert_int_equal(ac_chat_ops.initiate_send(&chat->base), 0);
	assert_int_equal(t->fault.calls[FAULT_SEND], 1);
	tank_close(t, peer);
}

static void handlers_of_chats_are_noted(void **state)
{
	struct tank *t = *state;
	int peer;

	parrot_lines(&parrot, t, &peer);
	parrot_hears(&parrot, peer, "a\n");
	assert_int_equal(fault_noted_handler(&t->fault, AC_NOTE_HANDLER_ENTERED,
					     AC_HANDLER_collect_incoming_data),
			 1);
	assert_int_equal(
		fault_noted_handler(&t->fault, AC_NOTE_HANDLER_LEFT, AC_HANDLER_found_terminator),
		1);
	tank_close(t, peer);
}

int main(void)
{
	static const struct tank_test tests[] = {
		TANK_TEST(what_is_pushed_in_handle_connect_goes_with_the_next_room_K09),
		TANK_TEST(close_when_done_sends_first_and_reads_on),
		TANK_TEST(a_close_that_keeps_the_chat_open_sends_what_came_later),
		TANK_TEST(a_push_into_a_failing_send_does_not_recurse),
		TANK_TEST(an_error_forgiven_keeps_what_is_queued_K43),
		TANK_TEST(what_handle_error_raises_in_a_push_is_the_pushs),
		TANK_TEST(a_push_without_memory_queues_nothing_of_it),
		TANK_TEST(draining_sends_until_there_is_no_room_K31),
		TANK_TEST(a_large_push_arrives_whole),
		TANK_TEST(an_idle_chat_is_not_watched_for_room),
		TANK_TEST(discarding_forgets_both_ways_and_stays_open),
		TANK_TEST(a_closed_chat_takes_nothing),
		TANK_TEST(a_layer_below_changes_what_is_received_and_sent),
		TANK_TEST(a_class_may_hold_back_what_is_pushed),
		TANK_TEST(handlers_of_chats_are_noted),
	};

	return tank_run("chat output", tests);
}
