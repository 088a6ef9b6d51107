/* SPDX-License-Identifier: MIT
 *
 * Chats: whatever the cut of the input, the failures of the program and the kernel,
 * each byte is handed out once and in order, and each is sent once and in order. */
#include "parrot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Released after the test. */
static struct parrot parrot;

static struct ac_chat *open_lines(struct tank *t, int *ret_peer)
{
	struct ac_chat *chat = parrot_pair(&parrot, t, ret_peer);

	ac_chat_set_terminator_bytes(chat, "\n", 1);
	return chat;
}

static int go_on(struct parrot *p)
{
	(void)p;
	return 0;
}

/* ---- Terminators ---- */

static void an_empty_line_has_nothing_to_collect(void **state)
{
	struct tank *t = *state;
	int peer;

	open_lines(t, &peer);
	parrot_hears(&parrot, peer, "a\n\nb\n");
	assert_string_equal(parrot.seen, "collect(a) found found collect(b) found ");
	tank_close(t, peer);
}

static void without_a_terminator_everything_is_collected_and_nothing_found(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = parrot_pair(&parrot, t, &peer);

	ac_chat_set_terminator_none(chat);
	parrot_hears(&parrot, peer, "a\nb");
	ac_chat_set_terminator_bytes(chat, "", 0);
	parrot_hears(&parrot, peer, "c");
	ac_chat_set_terminator_count(chat, 0);
	parrot_hears(&parrot, peer, "d");
	assert_string_equal(parrot.seen, "collect(a\nb) collect(c) collect(d) ");
	tank_close(t, peer);
}

/* In asynchat a count may be negative, and True is 1. */
static void a_terminator_says_which_kind_it_is_K45(void **state)
{
	struct tank *t = *state;
	struct ac_terminator terminator;
	int peer;
	struct ac_chat *chat = parrot_pair(&parrot, t, &peer);

	ac_chat_set_terminator_bytes(chat, "\r\n", 2);
	terminator = ac_chat_get_terminator(chat);
	assert_int_equal(terminator.kind, AC_TERMINATOR_BYTES);
	assert_int_equal(terminator.len, 2);
	assert_memory_equal(terminator.bytes, "\r\n", 2);
	ac_chat_set_terminator_count(chat, 1);
	assert_int_equal(ac_chat_get_terminator(chat).kind, AC_TERMINATOR_COUNT);
	assert_int_equal(ac_chat_get_terminator(chat).len, 1);
	ac_chat_set_terminator_none(chat);
	assert_int_equal(ac_chat_get_terminator(chat).kind, AC_TERMINATOR_NONE);
	tank_close(t, peer);
}

static void half_a_terminator_is_looked_at_again_under_another(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = parrot_pair(&parrot, t, &peer);

	ac_chat_set_terminator_bytes(chat, "abc", 3);
	parrot_hears(&parrot, peer, "xab");
	ac_chat_set_terminator_bytes(chat, "bd", 2);
	parrot_hears(&parrot, peer, "d!");
	assert_string_equal(parrot.seen, "collect(x) collect(a) found collect(!) ");
	tank_close(t, peer);
}

static void what_only_looked_like_a_terminator_is_collected_whole(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = parrot_pair(&parrot, t, &peer);

	ac_chat_set_terminator_bytes(chat, "aab", 3);
	parrot_hears(&parrot, peer, "a");
	parrot_hears(&parrot, peer, "a");
	assert_string_equal(parrot.seen, "");
	parrot_hears(&parrot, peer, "a");
	assert_string_equal(parrot.seen, "collect(a) ");
	parrot_hears(&parrot, peer, "c");
	assert_string_equal(parrot.seen, "collect(a) collect(aac) ");
	tank_close(t, peer);
}

static int then_until_x(struct parrot *p)
{
	ac_chat_set_terminator_bytes(&p->chat, "x", 1);
	return 0;
}

static void a_terminator_set_while_collecting_holds_for_what_follows(void **state)
{
	struct tank *t = *state;
	int peer;

	open_lines(t, &peer);
	parrot.on[AC_HANDLER_collect_incoming_data] = then_until_x;
	parrot_hears(&parrot, peer, "head\nbo\ndyx");
	assert_string_equal(parrot.seen, "collect(head) found collect(bo\ndy) found ");
	tank_close(t, peer);
}

static void the_longest_beginning_at_the_end_is_found(void **state)
{
	(void)state;
	assert_int_equal(ac_find_prefix_at_end("qwerty\r", 7, "\r\n", 2), 1);
	assert_int_equal(ac_find_prefix_at_end("qwertydkjf", 10, "\r\n", 2), 0);
	assert_int_equal(ac_find_prefix_at_end("xaa", 3, "aab", 3), 2);
	assert_int_equal(ac_find_prefix_at_end("a", 1, "aab", 3), 1);
	assert_int_equal(ac_find_prefix_at_end("", 0, "aab", 3), 0);
	assert_int_equal(ac_find_prefix_at_end("abc", 3, "", 0), 0);
}

/* ---- However the input is cut ---- */

/* What a stream means, found in the simplest way. */
static size_t expect(char *to, const char *stream, size_t len, const char *term, size_t term_len)
{
	size_t at = 0, size = 0;

	while (at < len) {
		if (len - at >= term_len && memcmp(stream + at, term, term_len) == 0) {
			to[size++] = '|';
			at += term_len;
		} else {
			to[size++] = stream[at++];
		}
	}
	return size - ac_find_prefix_at_end(to, size, term, term_len);
}

struct listener {
	struct ac_chat chat;
	char heard[4096];
	size_t len;
};

static int listener_collect(struct ac_chat *chat, const void *bytes, size_t len)
{
	struct listener *l = ac_container_of(chat, struct listener, chat);

	assert_true(l->len + len < sizeof l->heard);
	memcpy(l->heard + l->len, bytes, len);
	l->len += len;
	return 0;
}

static int listener_found(struct ac_chat *chat)
{
	return listener_collect(chat, "|", 1);
}

static const struct ac_ops listener_ops = {
	.super = &ac_chat_ops,
	.name = "listener",
	.collect_incoming_data = listener_collect,
	.found_terminator = listener_found,
};

static struct listener listener;

static unsigned draw(unsigned *seed, unsigned below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 16) % below;
}

/* There are more than the fault layer keeps. */
static void forget_notes(struct tank *t, struct ac_chat *chat)
{
	ac_close(&chat->base);
	tank_passes(t, 1);
	t->fault.note_count = 0;
}

/* An alphabet of two makes beginnings, and beginnings of beginnings. */
static void hear_random(struct tank *t, unsigned seed, size_t term_len, size_t in_size)
{
	char stream[600], term[40], expected[600];
	size_t i, at = 0;
	int peer;
	int fd = tank_unix_pair(t, &peer);

	for (i = 0; i < term_len; i++)
		term[i] = (char)('a' + draw(&seed, 2));
	for (i = 0; i < sizeof stream; i++)
		stream[i] = draw(&seed, 9) == 0 ? 'b' : term[i % term_len];
	assert_int_equal(
		ac_chat_init_accepted(&listener.chat, &t->loop, &listener_ops, fd, NULL, 0), 0);
	listener.len = 0;
	listener.chat.in_buffer_size = in_size;
	ac_chat_set_terminator_bytes(&listener.chat, term, term_len);
	while (at < sizeof stream) {
		size_t n = 1 + draw(&seed, 7);

		n = n < sizeof stream - at ? n : sizeof stream - at;
		assert_int_equal(tank_write(t, peer, stream + at, n), n);
		assert_int_equal(ac_poll(&t->loop, 0), 0);
		at += n;
	}
	tank_close(t, peer);
	while (listener.chat.base.fd >= 0)
		assert_int_equal(ac_poll(&t->loop, 0), 0);
	at = expect(expected, stream, sizeof stream, term, term_len);
	assert_int_equal(listener.len, at);
	assert_memory_equal(listener.heard, expected, at);
	forget_notes(t, &listener.chat);
}

/* Each poller, and who asks all, has every sixth. */
static void terminators_are_found_however_the_input_is_cut(void **state)
{
	struct tank *t = *state;
	unsigned seed = 1 + 2 * (unsigned)t->is->poller + t->is->ask_all;

	for (; seed <= 90; seed += 6)
		hear_random(t, seed, 1 + seed % 34, seed % 4 == 0 ? 1 : 1 + seed % 50);
}

/* A terminator of 16 KiB comes byte by byte, after as much of what is nearly one:
 * searching anew each time would compare 256 MiB, and copying would move as much. */
static void input_byte_by_byte_costs_as_much_as_at_once(void **state)
{
	struct tank *t = *state;
	size_t len = 16384, i;
	char *text = malloc(2 * len);
	char *term = text + len;
	int peer;
	int fd = tank_unix_pair(t, &peer);
	struct ac_chat *chat = &listener.chat;

	memset(text, 'a', 2 * len);
	text[2 * len - 1] = 'b';
	assert_int_equal(ac_chat_init_accepted(chat, &t->loop, &listener_ops, fd, NULL, 0), 0);
	chat->in_buffer_size = 1;
	ac_chat_set_terminator_bytes(chat, term, len);
	for (i = 0; i < 2 * len; i++) {
		listener.len = 0;
		assert_int_equal(tank_write(t, peer, text + i, 1), 1);
		assert_int_equal(ac_chat_ops.handle_read(&chat->base), 0);
	}
	assert_int_equal(listener.len, 1);
	assert_int_equal(listener.heard[0], '|');
	assert_true(t->fault.calls[FAULT_REALLOC] < 100);
	tank_close(t, peer);
	forget_notes(t, chat);
	free(text);
}

/* ---- When the program fails ---- */

static int fail_once(struct parrot *p)
{
	p->on[AC_HANDLER_collect_incoming_data] = NULL;
	return -EIO;
}

/* asynchat hands the same bytes out again. */
static void bytes_whose_collecting_failed_do_not_come_again_K30(void **state)
{
	struct tank *t = *state;
	int peer;

	open_lines(t, &peer);
	parrot.on[AC_HANDLER_collect_incoming_data] = fail_once;
	parrot.on[AC_HANDLER_handle_error] = go_on;
	parrot_hears(&parrot, peer, "one\ntwo\n");
	assert_string_equal(parrot.seen, "collect(one) error ");
	parrot_hears(&parrot, peer, "three\n");
	assert_string_equal(parrot.seen, "collect(one) error found collect(two) found "
					 "collect(three) found ");
	tank_close(t, peer);
}

static void a_count_is_still_found_after_a_failure_K30(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = parrot_pair(&parrot, t, &peer);

	ac_chat_set_terminator_count(chat, 3);
	parrot.on[AC_HANDLER_collect_incoming_data] = fail_once;
	parrot.on[AC_HANDLER_handle_error] = go_on;
	parrot_hears(&parrot, peer, "abc");
	parrot_hears(&parrot, peer, "d");
	assert_string_equal(parrot.seen, "collect(abc) error found collect(d) ");
	tank_close(t, peer);
}

static int leave(struct parrot *p)
{
	(void)p;
	return AC_EXIT;
}

static void leaving_the_loop_while_collecting_loses_nothing(void **state)
{
	struct tank *t = *state;
	int peer;

	open_lines(t, &peer);
	parrot.on[AC_HANDLER_found_terminator] = leave;
	assert_int_equal(tank_write(t, peer, "a\nb\n", 4), 4);
	assert_int_equal(ac_poll(&t->loop, 0), AC_EXIT);
	parrot.on[AC_HANDLER_found_terminator] = NULL;
	parrot_hears(&parrot, peer, "c\n");
	assert_string_equal(parrot.seen, "collect(a) found collect(b) found collect(c) found ");
	tank_close(t, peer);
}

static int close_it(struct parrot *p)
{
	ac_close(&p->chat.base);
	return -EIO; /* ignored: the channel is closed */
}

static void closing_while_collecting_ends_the_input_K26(void **state)
{
	struct tank *t = *state;
	int peer;

	open_lines(t, &peer);
	parrot.on[AC_HANDLER_collect_incoming_data] = close_it;
	parrot_hears(&parrot, peer, "a\nb\n");
	assert_string_equal(parrot.seen, "collect(a) ");
	tank_close(t, peer);
}

static int reopen(struct parrot *p)
{
	int peer;
	int fd = tank_unix_pair(p->tank, &peer);

	ac_close(&p->chat.base);
	p->number = peer;
	return ac_set_accepted(&p->chat.base, fd, NULL, 0);
}

static void a_chat_reopened_in_a_handler_has_nothing_old_K25(void **state)
{
	struct tank *t = *state;
	int peer;

	open_lines(t, &peer);
	parrot.on[AC_HANDLER_found_terminator] = reopen;
	fault_answer(&t->fault, FAULT_SEND, 0, 1, 0);
	assert_int_equal(ac_chat_push(&parrot.chat, "old", 3), 0);
	parrot_hears(&parrot, peer, "a\nb\nc");
	parrot.on[AC_HANDLER_found_terminator] = NULL;
	parrot_hears(&parrot, parrot.number, "d\n");
	assert_string_equal(parrot.seen, "collect(a) found collect(d) found ");
	assert_received(t, parrot.number, "");
	assert_int_equal(parrot.released, 0);
	tank_close(t, peer);
	tank_close(t, parrot.number);
}

static void would_block_is_no_error_of_a_chat_K02(void **state)
{
	struct tank *t = *state;
	int peer;

	open_lines(t, &peer);
	fault_answer(&t->fault, FAULT_RECV, 0, 1, -EAGAIN);
	parrot_hears(&parrot, peer, "a\n");
	assert_string_equal(parrot.seen, "");
	tank_passes(t, 1);
	assert_string_equal(parrot.seen, "collect(a) found ");
	tank_close(t, peer);
}

static int poll_inside(struct parrot *p)
{
	p->on[AC_HANDLER_collect_incoming_data] = NULL;
	assert_int_equal(tank_write(p->tank, p->number, "inner\nx", 7), 7);
	assert_int_equal(ac_poll(&p->tank->loop, 0), 0);
	return 0;
}

/* What the outer call has not handed out yet comes first. */
static void a_pass_inside_collecting_keeps_the_order_K55(void **state)
{
	struct tank *t = *state;
	int peer;

	open_lines(t, &peer);
	parrot.number = peer;
	parrot.on[AC_HANDLER_collect_incoming_data] = poll_inside;
	parrot_hears(&parrot, peer, "a\nb\nc");
	assert_string_equal(parrot.seen, "collect(a) found collect(b) found collect(cinner) "
					 "found collect(x) ");
	tank_close(t, peer);
}

static int close_and_look(struct ac_chat *chat, const void *bytes, size_t len)
{
	struct listener *l = ac_container_of(chat, struct listener, chat);
	bool first = l->len == 0;

	l->len += len;
	if (first) {
		ac_close(&chat->base);
		assert_memory_equal(bytes, "kept", len);
	}
	return 0;
}

static const struct ac_ops holder_ops = {
	.super = &ac_chat_ops,
	.name = "holder",
	.collect_incoming_data = close_and_look,
};

static void bytes_stay_during_the_call_even_if_the_chat_is_closed(void **state)
{
	struct tank *t = *state;
	int peer;
	int fd = tank_unix_pair(t, &peer);
	struct ac_chat *chat = &listener.chat;

	assert_int_equal(ac_chat_init_accepted(chat, &t->loop, &holder_ops, fd, NULL, 0), 0);
	listener.len = 0;
	ac_chat_set_terminator_none(chat);
	assert_int_equal(tank_write(t, peer, "kept", 4), 4);
	tank_passes(t, 1);
	assert_int_equal(listener.len, 4);
	tank_close(t, peer);
}

static void a_chat_that_overrides_too_little_is_told(void **state)
{
	struct tank *t = *state;
	int peer;
	int fd = tank_unix_pair(t, &peer);
	struct ac_chat *chat = &parrot.chat;
	struct ac_ops ops = parrot_ops;

	ops.collect_incoming_data = NULL;
	parrot_init(&parrot, t);
	assert_int_equal(ac_chat_init_accepted(chat, &t->loop, &ops, fd, NULL, 0), 0);
	ac_chat_set_terminator_none(chat);
	parrot_hears(&parrot, peer, "x");
	assert_string_equal(parrot.seen, "error ");
	assert_int_equal(parrot.error.code, -ENOSYS);
	assert_string_equal(parrot.error.text, "collect_incoming_data is not overridden");
	tank_close(t, peer);
}

static void without_memory_to_read_into_it_is_an_error(void **state)
{
	struct tank *t = *state;
	int peer;

	open_lines(t, &peer);
	fault_answer(&t->fault, FAULT_REALLOC, 0, 1, 0);
	parrot_hears(&parrot, peer, "a\n");
	assert_string_equal(parrot.seen, "error ");
	assert_int_equal(parrot.error.op, AC_OP_MEMORY);
	tank_close(t, peer);
}

static void without_memory_for_a_long_terminator_it_is_an_error(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = parrot_pair(&parrot, t, &peer);

	ac_chat_set_terminator_bytes(chat, "--a-boundary-of-some-length", 27);
	fault_answer(&t->fault, FAULT_REALLOC, 1, 1, 0);
	parrot_hears(&parrot, peer, "a");
	assert_string_equal(parrot.seen, "error ");
	assert_int_equal(parrot.error.op, AC_OP_MEMORY);
	tank_close(t, peer);
}

/* ---- The accumulator ---- */

static int note_line(struct parrot *p)
{
	size_t len;
	const char *line = ac_chat_get_data(&p->chat, &len);

	assert_int_equal(strlen(line), len);
	strcat(p->seen, "<");
	strcat(p->seen, line);
	strcat(p->seen, "> ");
	return 0;
}

static void collected_pieces_are_one_line(void **state)
{
	struct tank *t = *state;
	int peer;

	open_lines(t, &peer);
	parrot.keeps = true;
	parrot.on[AC_HANDLER_found_terminator] = note_line;
	parrot_hears(&parrot, peer, "on");
	parrot_hears(&parrot, peer, "e\n\nt");
	parrot_hears(&parrot, peer, "wo\n");
	assert_string_equal(parrot.seen, "collect(on) collect(e) found <one> found <> collect(t) "
					 "collect(wo) found <two> ");
	tank_close(t, peer);
}

static void a_line_longer_than_allowed_is_an_error(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = open_lines(t, &peer);

	parrot.keeps = true;
	chat->incoming_max = 5;
	parrot_hears(&parrot, peer, "12345\n");
	parrot_hears(&parrot, peer, "678");
	assert_string_equal(parrot.seen, "collect(12345) found collect(678) error ");
	assert_int_equal(parrot.error.code, -EMSGSIZE);
	tank_close(t, peer);
}

static void an_idle_chat_holds_no_memory(void **state)
{
	struct tank *t = *state;
	static char line[100001];
	int peer, blocks;
	struct ac_chat *chat = open_lines(t, &peer);

	parrot.keeps = true;
	parrot.on[AC_HANDLER_found_terminator] = note_line;
	parrot_hears(&parrot, peer, "x\n");
	blocks = t->fault.blocks;
	memset(line, 'l', sizeof line - 1);
	assert_int_equal(tank_write(t, peer, line, 60000), 60000);
	tank_passes(t, 1);
	parrot.on[AC_HANDLER_found_terminator] = NULL;
	assert_int_equal(ac_chat_get_data(chat, &(size_t){0})[0], 'l');
	parrot_hears(&parrot, peer, "\n");
	assert_int_equal(t->fault.blocks, blocks - 1); /* not even the small one */
	assert_int_equal(ac_chat_push(chat, "y", 1), 0);
	assert_int_equal(t->fault.blocks, blocks - 1);
	tank_close(t, peer);
}

static void a_read_event_takes_no_memory(void **state)
{
	struct tank *t = *state;
	unsigned calls;
	int peer;

	open_lines(t, &peer);
	parrot_hears(&parrot, peer, "a\n");
	calls = t->fault.calls[FAULT_REALLOC];
	parrot_hears(&parrot, peer, "b\nc\nd");
	assert_int_equal(t->fault.calls[FAULT_REALLOC], calls);
	tank_close(t, peer);
}

static void a_closed_chat_collects_nothing(void **state)
{
	struct tank *t = *state;
	size_t len;
	int peer;
	struct ac_chat *chat = open_lines(t, &peer);

	ac_close(&chat->base);
	assert_int_equal(ac_chat_collect(chat, "x", 1), -EBADF);
	assert_string_equal(ac_chat_get_data(chat, &len), "");
	assert_int_equal(len, 0);
	tank_close(t, peer);
}

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
	struct ac_chat *chat = open_lines(t, &peer);

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
	struct ac_chat *chat = open_lines(t, &peer);

	parrot.on[AC_HANDLER_handle_close] = go_on;
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
	struct ac_chat *chat = open_lines(t, &peer);

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
	struct ac_chat *chat = open_lines(t, &peer);

	parrot.on[AC_HANDLER_handle_error] = go_on;
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
	struct ac_chat *chat = open_lines(t, &peer);

	parrot.on[AC_HANDLER_handle_error] = leave;
	fault_answer(&t->fault, FAULT_SEND, 0, 1, -ENOBUFS);
	assert_int_equal(ac_chat_push(chat, "x", 1), AC_EXIT);
	tank_close(t, peer);
}

static void a_push_without_memory_queues_nothing_of_it(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = open_lines(t, &peer);

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
	struct ac_chat *chat = open_lines(t, &peer);

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
	struct ac_chat *chat = open_lines(t, &peer);

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
	struct ac_chat *chat = open_lines(t, &peer);

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
	struct ac_chat *chat = open_lines(t, &peer);

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

	open_lines(t, &peer);
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
		TANK_TEST(an_empty_line_has_nothing_to_collect),
		TANK_TEST(without_a_terminator_everything_is_collected_and_nothing_found),
		TANK_TEST(a_terminator_says_which_kind_it_is_K45),
		TANK_TEST(half_a_terminator_is_looked_at_again_under_another),
		TANK_TEST(what_only_looked_like_a_terminator_is_collected_whole),
		TANK_TEST(a_terminator_set_while_collecting_holds_for_what_follows),
		TANK_TEST_PURE(the_longest_beginning_at_the_end_is_found),
		TANK_TEST(terminators_are_found_however_the_input_is_cut),
		TANK_TEST_WITH(POLL, input_byte_by_byte_costs_as_much_as_at_once),
		TANK_TEST(bytes_whose_collecting_failed_do_not_come_again_K30),
		TANK_TEST(a_count_is_still_found_after_a_failure_K30),
		TANK_TEST(leaving_the_loop_while_collecting_loses_nothing),
		TANK_TEST(closing_while_collecting_ends_the_input_K26),
		TANK_TEST(a_chat_reopened_in_a_handler_has_nothing_old_K25),
		TANK_TEST(would_block_is_no_error_of_a_chat_K02),
		TANK_TEST(a_pass_inside_collecting_keeps_the_order_K55),
		TANK_TEST(bytes_stay_during_the_call_even_if_the_chat_is_closed),
		TANK_TEST(a_chat_that_overrides_too_little_is_told),
		TANK_TEST(without_memory_to_read_into_it_is_an_error),
		TANK_TEST(without_memory_for_a_long_terminator_it_is_an_error),
		TANK_TEST(collected_pieces_are_one_line),
		TANK_TEST(a_line_longer_than_allowed_is_an_error),
		TANK_TEST(an_idle_chat_holds_no_memory),
		TANK_TEST(a_read_event_takes_no_memory),
		TANK_TEST(a_closed_chat_collects_nothing),
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

	return tank_run("chat", tests);
}
