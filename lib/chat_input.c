/* SPDX-License-Identifier: MIT
 *
 * chat_input.c - what a chat receives, cut at terminators.
 *
 * Bytes are received into a chunk and handed out from it, so that usually none is
 * copied.  What stays between two reads is mostly the beginning of a terminator.
 *
 * Everything is noted as handed out before the program is called (K30): then it does
 * not matter what the program does there, up to reading this same chat in a pass of
 * its own. */
#include <string.h>

#include "chat_internal.h"
#include "chunk.h"
#include "terminator.h"

/* So much may stay in a chunk of its own size; more stays where it was received. */
#define HELD_SMALL 256u

static size_t held(const struct ac_chat *chat)
{
	return chat->in_end - chat->in_start;
}

/* ---- Memory ---- */

static int move_to_chunk_of(struct ac_chat *chat, size_t size)
{
	struct ac_loop *loop = chat->base.loop;
	struct ac_chunk *chunk = ac_chunk_take(loop, size);
	size_t len = held(chat);

	if (!chunk)
		return -ENOMEM;
	if (len > 0)
		memcpy(chunk->bytes, chat->in->bytes + chat->in_start, len);
	ac_chunk_drop(loop, chat->in);
	chat->in = chunk;
	chat->in_start = 0;
	chat->in_end = len;
	return 0;
}

/* For one recv.  What has to be copied often gets twice the room, so that it is
 * copied seldom, however few bytes come at a time. */
static int make_room(struct ac_chat *chat)
{
	size_t size = chat->in_buffer_size;
	size_t len = held(chat);

	if (chat->in && chat->in->size - chat->in_end >= size)
		return 0;
	if (size > SIZE_MAX / 4 || len > SIZE_MAX / 4)
		return -ENOMEM;
	return move_to_chunk_of(chat, len <= HELD_SMALL ? size + HELD_SMALL : 2 * (size + len));
}

/* After a read a chat keeps no more than it needs; without memory for less, it keeps
 * what it has. */
static void trim(struct ac_chat *chat)
{
	size_t len = held(chat);

	if (!chat->in)
		return;
	if (len == 0) {
		ac_chunk_drop(chat->base.loop, chat->in);
		chat->in = NULL;
	} else if (len <= HELD_SMALL && chat->in->size > HELD_SMALL) {
		move_to_chunk_of(chat, HELD_SMALL);
	}
}

/* Nothing is half seen of the terminator. */
static void search_anew(struct ac_chat *chat)
{
	chat->in_searched = 0;
	chat->pattern.matched = 0;
}

void ac_chat_discard_input(struct ac_chat *chat)
{
	struct ac_loop *loop = chat->base.loop;

	ac_chunk_drop(loop, chat->in);
	chat->in = NULL;
	chat->in_start = 0;
	chat->in_end = 0;
	chat->found_due = false;
	search_anew(chat);
	ac_pattern_reset(loop, &chat->pattern);
}

/* ---- Handing out: < 0 raises, 0 waits for more, 1 goes on ---- */

/* The first len bytes are for the program, skip more are the terminator. */
static int hand_out(struct ac_chat *chat, size_t len, size_t skip)
{
	struct ac_loop *loop = chat->base.loop;
	struct ac_chunk *chunk;
	const unsigned char *bytes = chat->in->bytes + chat->in_start;
	int rc;

	chat->in_start += len + skip;
	if (len == 0)
		return 1;
	chunk = ac_chunk_hold(chat->in);
	rc = ac_call_collect(chat, bytes, len);
	ac_chunk_drop(loop, chunk);
	return rc < 0 ? rc : 1;
}

static int take_count(struct ac_chat *chat)
{
	size_t len = held(chat);

	if (chat->count == 0)
		return hand_out(chat, len, 0);
	if (len > chat->count)
		len = chat->count;
	chat->count -= len;
	chat->found_due = chat->count == 0;
	return hand_out(chat, len, 0);
}

/* What may be the beginning of a terminator stays. */
static int take_all_but(struct ac_chat *chat, size_t beginning)
{
	size_t len = held(chat) - beginning;
	int rc = 0;

	chat->in_searched = beginning;
	if (len > 0)
		rc = hand_out(chat, len, 0);
	return rc < 0 ? rc : 0;
}

static int take_line(struct ac_chat *chat)
{
	struct ac_pattern *pattern = &chat->pattern;
	size_t from = chat->in_start + chat->in_searched;
	size_t looked;
	int rc = ac_pattern_prepare(chat->base.loop, pattern);

	if (rc < 0)
		return ac_failed_for_good(&chat->base, AC_OP_MEMORY, rc);
	looked = ac_pattern_find(pattern, chat->in->bytes + from, chat->in_end - from);
	if (pattern->matched < pattern->len)
		return take_all_but(chat, pattern->matched);
	looked += chat->in_searched;
	search_anew(chat);
	chat->found_due = true;
	return hand_out(chat, looked - pattern->len, pattern->len);
}

static int raise_unset(struct ac_chat *chat)
{
	ac_failed(&chat->base, AC_ERROR_API, AC_OP_HANDLER, -EINVAL);
	chat->base.loop->failure.text = "no terminator is set";
	return -EINVAL;
}

/* The terminator is looked at anew each time, since the program may change it. */
static int take_turn(struct ac_chat *chat)
{
	if (chat->found_due) {
		int rc;

		chat->found_due = false;
		rc = ac_call_found(chat);
		return rc < 0 ? rc : 1;
	}
	if (held(chat) == 0)
		return 0;
	switch (chat->terminator) {
	case AC_TERMINATOR_BYTES:
		return take_line(chat);
	case AC_TERMINATOR_COUNT:
		return take_count(chat);
	case AC_TERMINATOR_NONE:
		return hand_out(chat, held(chat), 0);
	case AC_TERMINATOR_UNSET:
	default:
		return raise_unset(chat);
	}
}

/* Until nothing is left, or the chat was closed (K26). */
static int take_turns(struct ac_chat *chat)
{
	uint32_t generation = chat->base.generation;
	int rc;

	do
		rc = take_turn(chat);
	while (rc > 0 && ac_is_current(&chat->base, generation));
	return rc < 0 ? rc : 0;
}

/* ---- Reading ---- */

/* The chunk is held, because recv closes when the connection is lost. */
static ssize_t receive(struct ac_chat *chat)
{
	struct ac_dispatcher *d = &chat->base;
	struct ac_chunk *chunk = ac_chunk_hold(chat->in);
	uint32_t generation = d->generation;
	ssize_t n = d->cls->ops.recv(d, chunk->bytes + chat->in_end, chat->in_buffer_size);

	if (n > 0 && ac_is_current(d, generation)) {
		assert(chat->in == chunk && "recv must not serve its own channel");
		chat->in_end += (size_t)n;
	}
	ac_chunk_drop(d->loop, chunk);
	return n;
}

/* At the end of the stream handle_eof may have set another terminator for what is
 * left, so that is looked at once more. */
static int read_and_take(struct ac_chat *chat)
{
	struct ac_dispatcher *d = &chat->base;
	uint32_t generation = d->generation;
	ssize_t n = receive(chat);

	if (n < 0 || !ac_is_current(d, generation))
		return n < 0 ? (int)n : 0;
	return take_turns(chat);
}

int ac_chat_handle_read(struct ac_dispatcher *d)
{
	struct ac_chat *chat = ac_chat_of(d);
	int rc = make_room(chat);

	if (rc < 0)
		return ac_failed_for_good(d, AC_OP_MEMORY, rc);
	rc = read_and_take(chat);
	trim(chat);
	ac_chat_trim_incoming(chat);
	return rc;
}

/* ---- Terminators ---- */

void ac_chat_set_terminator_bytes(struct ac_chat *chat, const void *bytes, size_t len)
{
	search_anew(chat);
	chat->terminator = len > 0 ? AC_TERMINATOR_BYTES : AC_TERMINATOR_NONE;
	if (len > 0)
		ac_pattern_set(chat->base.loop, &chat->pattern, bytes, len);
}

void ac_chat_set_terminator_count(struct ac_chat *chat, size_t count)
{
	search_anew(chat);
	chat->terminator = AC_TERMINATOR_COUNT;
	chat->count = count;
}

void ac_chat_set_terminator_none(struct ac_chat *chat)
{
	search_anew(chat);
	chat->terminator = AC_TERMINATOR_NONE;
}

struct ac_terminator ac_chat_get_terminator(const struct ac_chat *chat)
{
	struct ac_terminator terminator = {.kind = chat->terminator};

	if (chat->terminator == AC_TERMINATOR_BYTES) {
		terminator.bytes = chat->pattern.bytes;
		terminator.len = chat->pattern.len;
	} else if (chat->terminator == AC_TERMINATOR_COUNT) {
		terminator.len = chat->count;
	}
	return terminator;
}
