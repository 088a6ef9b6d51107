/* SPDX-License-Identifier: MIT
 *
 * Producers: bytes made when there is room for them.  Each is done with exactly once,
 * whatever happens. */
#include "parrot.h"

#include <errno.h>
#include <string.h>

/* Released after the test; done with then at the latest. */
static struct parrot parrot;
static struct baker baker;

static struct ac_chat *open_with_baker(struct tank *t, int *ret_peer)
{
	struct ac_chat *chat = parrot_pair(&parrot, t, ret_peer);

	baker_init(&baker, &parrot);
	return chat;
}

static int push_baker(struct ac_chat *chat)
{
	return ac_chat_push_with_producer(chat, &baker.base);
}

/* ---- Any producer ---- */

static void a_producer_is_asked_once_for_each_send_until_its_end(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = open_with_baker(t, &peer);

	baker.texts[0] = "one ";
	baker.texts[1] = "two ";
	assert_int_equal(push_baker(chat), 0);
	assert_int_equal(baker.asked, 1);
	assert_received(t, peer, "one ");
	tank_passes(t, 1);
	assert_int_equal(baker.asked, 2);
	assert_received(t, peer, "two ");
	assert_int_equal(baker.done, 0);
	tank_passes(t, 1);
	assert_int_equal(baker.asked, 3);
	assert_int_equal(baker.done, 1);
	assert_int_equal(t->fault.calls[FAULT_SEND], 2);
	tank_close(t, peer);
}

static void what_is_pushed_later_waits_for_the_end_of_the_producer(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = open_with_baker(t, &peer);

	baker.texts[0] = "one ";
	baker.texts[1] = "two ";
	assert_int_equal(push_baker(chat), 0);
	assert_int_equal(ac_chat_push(chat, "after", 5), 0);
	tank_passes(t, 3);
	assert_received(t, peer, "one two after");
	tank_close(t, peer);
}

static void what_was_not_taken_goes_before_what_is_made_next(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = open_with_baker(t, &peer);

	baker.texts[0] = "abcdef";
	baker.texts[1] = "gh";
	t->fault.send_max = 4;
	assert_int_equal(push_baker(chat), 0);
	assert_int_equal(ac_chat_queued(chat), 2);
	tank_passes(t, 1);
	assert_int_equal(baker.asked, 1);
	tank_passes(t, 2);
	assert_received(t, peer, "abcdefgh");
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_QUEUED), 2);
	tank_close(t, peer);
}

static void an_exhausted_producer_and_the_end_are_one_step(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = open_with_baker(t, &peer);

	baker.texts[0] = "bye";
	assert_int_equal(push_baker(chat), 0);
	assert_int_equal(ac_chat_close_when_done(chat), 0);
	tank_passes(t, 1);
	assert_string_equal(parrot.seen, "close ");
	assert_int_equal(baker.done, 1);
	assert_received(t, peer, "bye");
	tank_close(t, peer);
}

static void a_producer_is_not_asked_before_the_connection(void **state)
{
	struct tank *t = *state;
	struct sockaddr_in addr;
	int listener = tank_listener(t, &addr);

	parrot_init(&parrot, t);
	baker_init(&baker, &parrot);
	baker.texts[0] = "x";
	assert_int_equal(ac_create_socket(&parrot.chat.base, AF_INET, SOCK_STREAM), 0);
	assert_int_equal(push_baker(&parrot.chat), 0);
	assert_int_equal(baker.asked, 0);
	assert_int_equal(ac_connect(&parrot.chat.base, (struct sockaddr *)&addr, sizeof addr), 0);
	tank_passes(t, 2);
	assert_true(baker.asked > 0);
	tank_close(t, listener);
}

static void a_failing_producer_is_dropped_and_handle_error_called(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = open_with_baker(t, &peer);

	baker.errors[0] = -EIO;
	assert_int_equal(push_baker(chat), 0);
	assert_string_equal(parrot.seen, "error ");
	assert_int_equal(parrot.error.code, -EIO);
	assert_int_equal(parrot.error.op, AC_OP_PRODUCER);
	assert_int_equal(baker.done, 1);
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_ERROR_DROPPED), 0);
	tank_close(t, peer);
}

static int go_on(struct parrot *p)
{
	(void)p;
	return 0;
}

static void a_chat_that_forgives_a_producer_goes_on_behind_it(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = open_with_baker(t, &peer);

	parrot.on[AC_HANDLER_handle_error] = go_on;
	baker.texts[0] = "half";
	baker.errors[1] = -EIO;
	assert_int_equal(push_baker(chat), 0);
	assert_int_equal(ac_chat_push(chat, " rest", 5), 0);
	tank_passes(t, 2);
	assert_string_equal(parrot.seen, "error ");
	assert_received(t, peer, "half rest");
	assert_int_equal(baker.done, 1);
	tank_close(t, peer);
}

static int fail_with_text(struct baker *b)
{
	return ac_fail(&b->parrot->chat.base, AC_E_USER, "the oven is cold");
}

static void a_producer_may_say_why_it_fails(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = open_with_baker(t, &peer);

	baker.on_more = fail_with_text;
	assert_int_equal(push_baker(chat), 0);
	assert_string_equal(parrot.error.text, "the oven is cold");
	assert_int_equal(parrot.error.kind, AC_ERROR_USER);
	tank_close(t, peer);
}

static void a_producer_may_leave_the_loop_and_is_asked_again(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = open_with_baker(t, &peer);

	fault_answer(&t->fault, FAULT_SEND, 0, 1, 0);
	assert_int_equal(ac_chat_push(chat, "a", 1), 0);
	baker.errors[0] = AC_EXIT;
	baker.texts[1] = "b";
	assert_int_equal(ac_chat_push(chat, "", 0), 0);
	assert_int_equal(push_baker(chat), AC_EXIT);
	assert_int_equal(baker.done, 0);
	tank_passes(t, 2);
	assert_received(t, peer, "ab");
	tank_close(t, peer);
}

static void a_producer_with_nothing_yet_is_asked_when_told(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = open_with_baker(t, &peer);

	baker.errors[0] = -EAGAIN;
	baker.texts[1] = "late";
	assert_int_equal(push_baker(chat), 0);
	tank_passes(t, 3);
	assert_int_equal(baker.asked, 1);
	assert_int_equal(fault_last(&t->fault, AC_NOTE_INTEREST)->value,
			 AC_WANT_READ | AC_WANT_EXPT);
	assert_int_equal(ac_chat_initiate_send(chat), 0);
	assert_received(t, peer, "late");
	tank_passes(t, 1);
	assert_int_equal(baker.done, 1);
	tank_close(t, peer);
}

static void closing_is_done_with_producers(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = open_with_baker(t, &peer);

	baker.texts[0] = "abc";
	fault_answer(&t->fault, FAULT_SEND, 0, 1, 0);
	assert_int_equal(push_baker(chat), 0);
	ac_close(&chat->base);
	assert_int_equal(baker.done, 1);
	assert_int_equal(fault_last(&t->fault, AC_NOTE_QUEUE_DROPPED)->value, 3);
	tank_close(t, peer);
}

static int close_chat(struct baker *b)
{
	ac_close(&b->parrot->chat.base);
	assert_int_equal(b->done, 0);
	return 0;
}

static void a_producer_that_closes_its_chat_is_done_with_after_its_answer(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = open_with_baker(t, &peer);

	baker.on_more = close_chat;
	baker.texts[0] = "lost";
	assert_int_equal(push_baker(chat), 0);
	assert_int_equal(baker.done, 1);
	assert_received(t, peer, "");
	tank_close(t, peer);
}

static int discard(struct baker *b)
{
	ac_chat_discard_buffers(&b->parrot->chat);
	return 0;
}

/* asynchat: IndexError. */
static void a_producer_may_empty_the_queue_it_is_in_K28(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = open_with_baker(t, &peer);

	baker.on_more = discard;
	baker.texts[0] = "made";
	assert_int_equal(push_baker(chat), 0);
	assert_int_equal(baker.done, 1);
	assert_int_equal(ac_chat_queued(chat), 0);
	assert_received(t, peer, "made");
	tank_close(t, peer);
}

static ssize_t emptying_send(struct ac_dispatcher *d, const void *buf, size_t len)
{
	ac_chat_discard_buffers(ac_container_of(d, struct ac_chat, base));
	return ac_send(d, buf, len);
}

static const struct ac_ops emptying_ops = {
	.super = &ac_chat_ops,
	.send = emptying_send,
};

static void a_send_may_empty_the_queue_it_sends_from_K28(void **state)
{
	struct tank *t = *state;
	struct ac_chat *chat = &parrot.chat;
	int peer;
	int fd = tank_unix_pair(t, &peer);

	assert_int_equal(ac_chat_init_accepted(chat, &t->loop, &emptying_ops, fd, NULL, 0), 0);
	t->fault.send_max = 2;
	assert_int_equal(ac_chat_push(chat, "abc", 3), 0);
	assert_int_equal(ac_chat_queued(chat), 0);
	tank_passes(t, 1);
	assert_int_equal(t->fault.calls[FAULT_SEND], 1);
	tank_close(t, peer);
}

static int push_for_ever(struct baker *b)
{
	return ac_chat_push(&b->parrot->chat, "x", 1);
}

static void a_producer_that_always_pushes_does_not_recurse_for_ever_K29(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = open_with_baker(t, &peer);

	baker.on_more = push_for_ever;
	assert_int_equal(push_baker(chat), 0);
	assert_true(baker.asked < 20);
	assert_int_equal(baker.done, 1);
	tank_close(t, peer);
}

static void a_producer_that_can_not_be_queued_is_done_with(void **state)
{
	struct tank *t = *state;
	int peer;
	struct ac_chat *chat = open_with_baker(t, &peer);

	fault_answer(&t->fault, FAULT_REALLOC, 0, 1, 0);
	assert_int_equal(push_baker(chat), -ENOMEM);
	assert_int_equal(baker.done, 1);
	fault_answer(&t->fault, FAULT_REALLOC, 1, 1, 0);
	assert_int_equal(push_baker(chat), 0); /* but there is none for its bytes */
	assert_string_equal(parrot.seen, "error ");
	assert_int_equal(parrot.error.op, AC_OP_MEMORY);
	assert_int_equal(baker.done, 2);
	assert_int_equal(push_baker(chat), -EBADF);
	assert_int_equal(baker.done, 3);
	tank_close(t, peer);
}

static void draining_lets_others_have_their_turn_K31(void **state)
{
	struct tank *t = *state;
	int peer, i;
	struct ac_chat *chat = parrot_pair(&parrot, t, &peer);

	chat->drain = true;
	chat->out_buffer_size = 1;
	for (i = 0; i < 40; i++) {
		fault_answer(&t->fault, FAULT_SEND, 0, 1, 0);
		assert_int_equal(ac_chat_push(chat, "x", 1), 0);
	}
	t->fault.calls[FAULT_SEND] = 0;
	tank_passes(t, 1);
	assert_in_range(t->fault.calls[FAULT_SEND], 2, 20);
	tank_passes(t, 2);
	assert_int_equal(ac_chat_queued(chat), 0);
	tank_close(t, peer);
}

/* ---- The library's ---- */

static int simple_done;

static void count_done(struct ac_simple_producer *simple)
{
	(void)simple;
	simple_done++;
}

static void a_simple_producer_hands_out_pieces(void **state)
{
	struct tank *t = *state;
	struct ac_simple_producer simple;
	int peer, i;
	struct ac_chat *chat = parrot_pair(&parrot, t, &peer);
	unsigned calls;

	simple_done = 0;
	ac_simple_producer_init(&simple, "hello world", 11, 8);
	simple.done = count_done;
	assert_int_equal(ac_chat_push_with_producer(chat, &simple.base), 0);
	calls = t->fault.calls[FAULT_SEND];
	for (i = 0; i < 3; i++)
		tank_passes(t, 1);
	assert_int_equal(calls, 1);
	assert_int_equal(t->fault.calls[FAULT_SEND], 2);
	assert_int_equal(t->fault.send_sizes[0], 8);
	assert_int_equal(t->fault.send_sizes[1], 3);
	assert_received(t, peer, "hello world");
	assert_int_equal(simple_done, 1);
	tank_close(t, peer);
}

static void a_simple_producer_has_pieces_of_512_by_default(void **state)
{
	char data[600], buf[1024];
	struct ac_simple_producer simple;

	(void)state;
	memset(data, 's', sizeof data);
	ac_simple_producer_init(&simple, data, sizeof data, 0);
	assert_int_equal(simple.base.ops->more(&simple.base, buf, sizeof buf), 512);
	assert_int_equal(simple.base.ops->more(&simple.base, buf, 50), 50);
	assert_int_equal(simple.base.ops->more(&simple.base, buf, sizeof buf), 38);
	assert_int_equal(simple.base.ops->more(&simple.base, buf, sizeof buf), 0);
	simple.base.ops->done(&simple.base);
}

static int file_of_size(struct tank *t, size_t size)
{
	char bytes[5000];
	size_t i;

	assert_true(size <= sizeof bytes);
	for (i = 0; i < size; i++)
		bytes[i] = (char)(i * 31 + i / 251);
	t->fault.open_fds++; /* the producer closes it */
	return tank_file(t, bytes, size);
}

static void a_file_producer_sends_the_file_and_closes_it(void **state)
{
	struct tank *t = *state;
	struct ac_file_producer file;
	size_t size = 5000, got = 0, i;
	char in[5001];
	int peer;
	struct ac_chat *chat = parrot_pair(&parrot, t, &peer);

	chat->out_buffer_size = 1000;
	t->fault.send_max = 700;
	ac_file_producer_init(&file, &t->loop, file_of_size(t, size));
	assert_int_equal(ac_chat_push_with_producer(chat, &file.base), 0);
	assert_int_equal(ac_chat_close_when_done(chat), 0);
	while (chat->base.fd >= 0)
		assert_int_equal(ac_poll(&t->loop, 0), 0);
	while (got < size)
		got += (size_t)tank_read(t, peer, in + got, size - got);
	assert_int_equal(tank_read(t, peer, in, 1), 0);
	for (i = 1; i < size; i++)
		assert_int_equal(in[i], (char)(i * 31 + i / 251));
	tank_close(t, peer);
}

static void a_file_producer_may_send_a_part(void **state)
{
	struct tank *t = *state;
	struct ac_file_producer file;
	char in[16];
	int peer;
	struct ac_chat *chat = parrot_pair(&parrot, t, &peer);

	ac_file_producer_init_part(&file, &t->loop, file_of_size(t, 20), 7);
	assert_int_equal(ac_chat_push_with_producer(chat, &file.base), 0);
	tank_passes(t, 1);
	assert_int_equal(tank_read(t, peer, in, sizeof in), 7);
	assert_int_equal(file.left, 0);
	tank_close(t, peer);
}

static void a_file_shorter_than_promised_fails(void **state)
{
	struct tank *t = *state;
	struct ac_file_producer file;
	int peer;
	struct ac_chat *chat = parrot_pair(&parrot, t, &peer);

	ac_file_producer_init_part(&file, &t->loop, file_of_size(t, 5), 7);
	assert_int_equal(ac_chat_push_with_producer(chat, &file.base), 0);
	tank_passes(t, 1);
	assert_string_equal(parrot.seen, "error ");
	assert_int_equal(parrot.error.code, -ENODATA);
	assert_int_equal(file.left, 2);
	tank_close(t, peer);
}

static void an_interrupted_read_is_made_again(void **state)
{
	struct tank *t = *state;
	struct ac_file_producer file;
	char in[16];
	int peer;
	struct ac_chat *chat = parrot_pair(&parrot, t, &peer);

	fault_answer(&t->fault, FAULT_READ, 0, 1, -EINTR);
	ac_file_producer_init(&file, &t->loop, file_of_size(t, 5));
	assert_int_equal(ac_chat_push_with_producer(chat, &file.base), 0);
	assert_int_equal(tank_read(t, peer, in, sizeof in), 5);
	tank_passes(t, 1);
	tank_close(t, peer);
}

int main(void)
{
	static const struct tank_test tests[] = {
		TANK_TEST(a_producer_is_asked_once_for_each_send_until_its_end),
		TANK_TEST(what_is_pushed_later_waits_for_the_end_of_the_producer),
		TANK_TEST(what_was_not_taken_goes_before_what_is_made_next),
		TANK_TEST(an_exhausted_producer_and_the_end_are_one_step),
		TANK_TEST(a_producer_is_not_asked_before_the_connection),
		TANK_TEST(a_failing_producer_is_dropped_and_handle_error_called),
		TANK_TEST(a_chat_that_forgives_a_producer_goes_on_behind_it),
		TANK_TEST(a_producer_may_say_why_it_fails),
		TANK_TEST(a_producer_may_leave_the_loop_and_is_asked_again),
		TANK_TEST(a_producer_with_nothing_yet_is_asked_when_told),
		TANK_TEST(closing_is_done_with_producers),
		TANK_TEST(a_producer_that_closes_its_chat_is_done_with_after_its_answer),
		TANK_TEST(a_producer_may_empty_the_queue_it_is_in_K28),
		TANK_TEST(a_send_may_empty_the_queue_it_sends_from_K28),
		TANK_TEST(a_producer_that_always_pushes_does_not_recurse_for_ever_K29),
		TANK_TEST(a_producer_that_can_not_be_queued_is_done_with),
		TANK_TEST(draining_lets_others_have_their_turn_K31),
		TANK_TEST(a_simple_producer_hands_out_pieces),
		TANK_TEST_PURE(a_simple_producer_has_pieces_of_512_by_default),
		TANK_TEST(a_file_producer_sends_the_file_and_closes_it),
		TANK_TEST(a_file_producer_may_send_a_part),
		TANK_TEST(a_file_shorter_than_promised_fails),
		TANK_TEST(an_interrupted_read_is_made_again),
	};

	return tank_run("producer", tests);
}
