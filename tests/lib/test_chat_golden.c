/* SPDX-License-Identifier: MIT
 *
 * What asynchat of CPython 3.11 was seen to do with these inputs and sends (the
 * reference's golden vectors), and where this library does something else: K25, K26,
 * K23. */
#include "parrot.h"

#include <errno.h>

/* The parrot outlives the test: it is released when the loop ends. */
static struct parrot parrot;

static struct ac_chat *open_chat(struct tank *t, int *ret_peer)
{
	return parrot_pair(&parrot, t, ret_peer);
}

static struct ac_chat *open_lines(struct tank *t, int *ret_peer)
{
	struct ac_chat *chat = open_chat(t, ret_peer);

	ac_chat_set_terminator_bytes(chat, "\r\n", 2);
	return chat;
}

/* ---- Input ---- */

static void lines_come_however_they_are_cut_and_half_a_terminator_never_K27(void **state)
{
	struct tank *t = *state;
	int peer;

	open_lines(t, &peer);
	parrot_hears(&parrot, peer, "ab\r");
	parrot_hears(&parrot, peer, "\ncd\r\nef");
	parrot_hears(&parrot, peer, "\r");
	tank_close(t, peer);
	tank_passes(t, 1);
	assert_string_equal(parrot.seen, "collect(ab) found collect(cd) found collect(ef) close ");
}

static void after_a_count_everything_is_collected(void **state)
{
	struct tank *t = *state;
	struct ac_terminator terminator;
	int peer;
	struct ac_chat *chat = open_chat(t, &peer);

	ac_chat_set_terminator_count(chat, 4);
	parrot_hears(&parrot, peer, "abcdef");
	assert_string_equal(parrot.seen, "collect(abcd) found collect(ef) ");
	terminator = ac_chat_get_terminator(chat);
	assert_int_equal(terminator.kind, AC_TERMINATOR_COUNT);
	assert_int_equal(terminator.len, 0);
	tank_close(t, peer);
}

static void a_count_goes_on_from_read_to_read(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = open_chat(t, &peer);

	ac_chat_set_terminator_count(chat, 4);
	parrot_hears(&parrot, peer, "ab");
	assert_int_equal(ac_chat_get_terminator(chat).len, 2);
	parrot_hears(&parrot, peer, "cdef");
	assert_string_equal(parrot.seen, "collect(ab) collect(cd) found collect(ef) ");
	tank_close(t, peer);
}

static int then_one_byte(struct parrot *p)
{
	ac_chat_set_terminator_count(&p->chat, 1);
	return 0;
}

static void a_terminator_set_in_found_terminator_holds_for_the_rest(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = open_chat(t, &peer);

	ac_chat_set_terminator_bytes(chat, "X", 1);
	parrot.on[AC_HANDLER_found_terminator] = then_one_byte;
	parrot_hears(&parrot, peer, "aXY");
	assert_string_equal(parrot.seen, "collect(a) found collect(Y) found ");
	tank_close(t, peer);
}

static int close_it(struct parrot *p)
{
	ac_close(&p->chat.base);
	return 0;
}

/* asynchat: collect a, found, collect b, found, collect c, found. */
static void closing_in_found_terminator_ends_the_input_K26(void **state)
{
	struct tank *t = *state;
	int peer;

	open_lines(t, &peer);
	parrot.on[AC_HANDLER_found_terminator] = close_it;
	parrot_hears(&parrot, peer, "a\r\nb\r\nc\r\n");
	assert_string_equal(parrot.seen, "collect(a) found ");
	assert_int_equal(parrot.released, 1);
	tank_close(t, peer);
}

static void input_without_any_terminator_set_is_an_error(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = open_chat(t, &peer);

	assert_int_equal(ac_chat_get_terminator(chat).kind, AC_TERMINATOR_UNSET);
	parrot_hears(&parrot, peer, "x");
	assert_string_equal(parrot.seen, "error ");
	assert_int_equal(parrot.error.kind, AC_ERROR_API);
	assert_int_equal(parrot.error.code, -EINVAL);
	assert_string_equal(parrot.error.text, "no terminator is set");
	tank_close(t, peer);
}

/* asynchat: and "\r" is collected after handle_close has closed. */
static void nothing_is_collected_after_the_close_K26(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = open_lines(t, &peer);

	parrot_hears(&parrot, peer, "ab\r");
	ac_chat_set_terminator_none(chat);
	tank_close(t, peer);
	tank_passes(t, 1);
	assert_string_equal(parrot.seen, "collect(ab) close ");
}

static int collect_the_rest(struct parrot *p)
{
	ac_chat_set_terminator_none(&p->chat);
	return ac_chat_close_when_done(&p->chat);
}

static void a_chat_that_stays_open_at_the_end_may_have_the_rest(void **state)
{
	struct tank *t = *state;
	int peer;

	open_lines(t, &peer);
	parrot.on[AC_HANDLER_handle_eof] = collect_the_rest;
	parrot_hears(&parrot, peer, "ab\r");
	tank_shut_write(t, peer);
	tank_passes(t, 2);
	assert_string_equal(parrot.seen, "collect(ab) eof collect(\r) close ");
	tank_close(t, peer);
}

/* ---- Output ---- */

static void short_sends_go_on_with_the_rest_of_the_piece(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = open_chat(t, &peer);

	fault_answer(&t->fault, FAULT_SEND, 0, 1, 0);
	assert_int_equal(ac_chat_push(chat, "abcdef", 6), 0);
	t->fault.send_max = 2;
	tank_passes(t, 1);
	t->fault.send_max = 0;
	tank_passes(t, 1);
	assert_int_equal(t->fault.calls[FAULT_SEND], 3);
	assert_int_equal(t->fault.send_sizes[0], 6);
	assert_int_equal(t->fault.send_sizes[1], 6);
	assert_int_equal(t->fault.send_sizes[2], 4);
	assert_received(t, peer, "abcdef");
	tank_close(t, peer);
}

static void a_push_is_cut_into_pieces_and_one_is_sent_K31(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = open_chat(t, &peer);

	chat->out_buffer_size = 4;
	assert_int_equal(ac_chat_push(chat, "0123456789", 10), 0);
	assert_received(t, peer, "0123");
	assert_int_equal(ac_chat_queued(chat), 6);
	t->fault.send_max = 1;
	tank_passes(t, 1);
	t->fault.send_max = 0;
	tank_passes(t, 1); /* the rest of its piece, no more */
	assert_received(t, peer, "4567");
	tank_passes(t, 1);
	assert_received(t, peer, "89");
	tank_close(t, peer);
}

/* asynchat keeps "abc", and would send it to the next peer. */
static void a_push_into_a_lost_connection_closes_and_drops_K25(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = open_chat(t, &peer);

	fault_answer(&t->fault, FAULT_SEND, 0, 1, -EPIPE);
	assert_int_equal(ac_chat_push(chat, "abc", 3), 0);
	assert_string_equal(parrot.seen, "close ");
	assert_int_equal(ac_chat_queued(chat), 0);
	assert_int_equal(fault_last(&t->fault, AC_NOTE_QUEUE_DROPPED)->value, 3);
	tank_close(t, peer);
}

static void a_push_that_fails_calls_handle_error_and_does_not_fail_K43(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = open_chat(t, &peer);

	fault_answer(&t->fault, FAULT_SEND, 0, 1, -ENOBUFS);
	assert_int_equal(ac_chat_push(chat, "abc", 3), 0);
	assert_string_equal(parrot.seen, "error ");
	assert_int_equal(parrot.error.code, -ENOBUFS);
	assert_int_equal(parrot.error.op, AC_OP_SEND);
	tank_close(t, peer);
}

/* asynchat keeps "late". */
static void what_is_pushed_after_close_when_done_is_dropped_K25(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = open_chat(t, &peer);

	assert_int_equal(ac_chat_close_when_done(chat), 0);
	assert_string_equal(parrot.seen, "");
	assert_int_equal(ac_chat_push(chat, "late", 4), 0);
	assert_string_equal(parrot.seen, "close ");
	assert_int_equal(chat->base.fd, -1);
	assert_received(t, peer, "");
	tank_close(t, peer);
}

/* asynchat makes a call for it. */
static void pushing_nothing_sends_what_is_queued_before_K23(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = open_chat(t, &peer);

	assert_int_equal(ac_chat_push(chat, "", 0), 0);
	assert_int_equal(t->fault.calls[FAULT_SEND], 0);
	fault_answer(&t->fault, FAULT_SEND, 0, 1, 0);
	assert_int_equal(ac_chat_push(chat, "abc", 3), 0);
	assert_int_equal(ac_chat_push(chat, "", 0), 0);
	assert_int_equal(ac_chat_queued(chat), 0);
	assert_received(t, peer, "abc");
	tank_close(t, peer);
}

static int push_inner_once(struct baker *b)
{
	return b->asked > 1 ? 0 : ac_chat_push(&b->parrot->chat, "inner", 5);
}

static void what_a_producer_pushes_overtakes_what_it_makes_K29(void **state)
{
	struct tank *t = *state;
	struct baker b;
	int peer;
	struct ac_chat *chat = open_chat(t, &peer);

	baker_init(&b, &parrot);
	b.texts[0] = "made";
	b.on_more = push_inner_once;
	assert_int_equal(ac_chat_push_with_producer(chat, &b.base), 0);
	tank_passes(t, 2);
	assert_received(t, peer, "innermade");
	assert_int_equal(b.done, 1);
	tank_close(t, peer);
}

int main(void)
{
	static const struct tank_test tests[] = {
		TANK_TEST(lines_come_however_they_are_cut_and_half_a_terminator_never_K27),
		TANK_TEST(after_a_count_everything_is_collected),
		TANK_TEST(a_count_goes_on_from_read_to_read),
		TANK_TEST(a_terminator_set_in_found_terminator_holds_for_the_rest),
		TANK_TEST(closing_in_found_terminator_ends_the_input_K26),
		TANK_TEST(input_without_any_terminator_set_is_an_error),
		TANK_TEST(nothing_is_collected_after_the_close_K26),
		TANK_TEST(a_chat_that_stays_open_at_the_end_may_have_the_rest),
		TANK_TEST(short_sends_go_on_with_the_rest_of_the_piece),
		TANK_TEST(a_push_is_cut_into_pieces_and_one_is_sent_K31),
		TANK_TEST(a_push_into_a_lost_connection_closes_and_drops_K25),
		TANK_TEST(a_push_that_fails_calls_handle_error_and_does_not_fail_K43),
		TANK_TEST(what_is_pushed_after_close_when_done_is_dropped_K25),
		TANK_TEST(pushing_nothing_sends_what_is_queued_before_K23),
		TANK_TEST(what_a_producer_pushes_overtakes_what_it_makes_K29),
	};

	return tank_run("chat, golden", tests);
}
