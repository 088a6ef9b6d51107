/* SPDX-License-Identifier: MIT
 *
 * Chats, what comes in: whatever the cut of the input, each byte is handed out once
 * and in order. */
#include "parrot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Released after the test. */
static struct parrot parrot;

/* ---- Terminators ---- */

static void an_empty_line_has_nothing_to_collect(void **state)
{
	struct tank *t = *state;
	int peer;

	parrot_lines(&parrot, t, &peer);
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

	parrot_lines(&parrot, t, &peer);
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

	parrot_lines(&parrot, t, &peer);
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
	struct ac_chat *chat = parrot_lines(&parrot, t, &peer);

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
	struct ac_chat *chat = parrot_lines(&parrot, t, &peer);

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

	parrot_lines(&parrot, t, &peer);
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
	struct ac_chat *chat = parrot_lines(&parrot, t, &peer);

	ac_close(&chat->base);
	assert_int_equal(ac_chat_collect(chat, "x", 1), -EBADF);
	assert_string_equal(ac_chat_get_data(chat, &len), "");
	assert_int_equal(len, 0);
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
		TANK_TEST(collected_pieces_are_one_line),
		TANK_TEST(a_line_longer_than_allowed_is_an_error),
		TANK_TEST(an_idle_chat_holds_no_memory),
		TANK_TEST(a_read_event_takes_no_memory),
		TANK_TEST(a_closed_chat_collects_nothing),
		TANK_TEST_WITH(POLL, input_byte_by_byte_costs_as_much_as_at_once),
	};

	return tank_run("chat input", tests);
}
