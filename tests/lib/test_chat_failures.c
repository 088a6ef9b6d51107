/* SPDX-License-Identifier: MIT
 *
 * Chats, when the program fails: no byte is lost by it, nor handed out twice. */
#include "parrot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Released after the test. */
static struct parrot parrot;

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

	parrot_lines(&parrot, t, &peer);
	parrot.on[AC_HANDLER_collect_incoming_data] = fail_once;
	parrot.on[AC_HANDLER_handle_error] = parrot_goes_on;
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
	parrot.on[AC_HANDLER_handle_error] = parrot_goes_on;
	parrot_hears(&parrot, peer, "abc");
	parrot_hears(&parrot, peer, "d");
	assert_string_equal(parrot.seen, "collect(abc) error found collect(d) ");
	tank_close(t, peer);
}

static void leaving_the_loop_while_collecting_loses_nothing(void **state)
{
	struct tank *t = *state;
	int peer;

	parrot_lines(&parrot, t, &peer);
	parrot.on[AC_HANDLER_found_terminator] = parrot_leaves;
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

	parrot_lines(&parrot, t, &peer);
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

	parrot_lines(&parrot, t, &peer);
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

	parrot_lines(&parrot, t, &peer);
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

	parrot_lines(&parrot, t, &peer);
	parrot.number = peer;
	parrot.on[AC_HANDLER_collect_incoming_data] = poll_inside;
	parrot_hears(&parrot, peer, "a\nb\nc");
	assert_string_equal(parrot.seen, "collect(a) found collect(b) found collect(cinner) "
					 "found collect(x) ");
	tank_close(t, peer);
}

static struct holder {
	struct ac_chat chat;
	size_t len;
} holder;

static int close_and_look(struct ac_chat *chat, const void *bytes, size_t len)
{
	struct holder *h = ac_container_of(chat, struct holder, chat);
	bool first = h->len == 0;

	h->len += len;
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
	struct ac_chat *chat = &holder.chat;

	assert_int_equal(ac_chat_init_accepted(chat, &t->loop, &holder_ops, fd, NULL, 0), 0);
	holder.len = 0;
	ac_chat_set_terminator_none(chat);
	assert_int_equal(tank_write(t, peer, "kept", 4), 4);
	tank_passes(t, 1);
	assert_int_equal(holder.len, 4);
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

	parrot_lines(&parrot, t, &peer);
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

int main(void)
{
	static const struct tank_test tests[] = {
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
	};

	return tank_run("chat failures", tests);
}
