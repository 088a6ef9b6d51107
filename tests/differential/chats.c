/* SPDX-License-Identifier: MIT
 *
 * chats.c - the commands that are about chats. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "puppet.h"

static struct ac_chat *chat_of(const struct words *w)
{
	struct puppet *p = puppet_find(word(w, 1));

	assert(p->ops.super == &ac_chat_ops);
	return &p->channel.chat;
}

/* The bytes of the n-th word, in memory of their own. */
static char *bytes_of(const struct words *w, size_t n, size_t *ret_len)
{
	size_t size = strlen(word(w, n)) / 2;
	char *bytes = malloc(size + 1);

	assert(bytes);
	*ret_len = from_hex(bytes, size, word(w, n));
	return bytes;
}

/* ---- Producers ---- */

/* Its bytes; and what it pushes onto the chat while it is asked for them. */
struct owned {
	struct ac_simple_producer base;
	struct ac_producer pushing;
	struct ac_chat *chat;
	char *data, *inner;
	size_t len, inner_len;
};

static void free_owned(struct owned *p)
{
	free(p->data);
	free(p->inner);
	free(p);
}

static void simple_done(struct ac_simple_producer *base)
{
	free_owned(ac_container_of(base, struct owned, base));
}

static long do_produce(const struct words *w)
{
	struct owned *p = calloc(1, sizeof *p);

	assert(p);
	p->data = bytes_of(w, 2, &p->len);
	ac_simple_producer_init(&p->base, p->data, p->len, (size_t)number(w, 3));
	p->base.done = simple_done;
	return ac_chat_push_with_producer(chat_of(w), &p->base.base);
}

static ssize_t push_and_give(struct ac_producer *producer, void *buf, size_t size)
{
	struct owned *p = ac_container_of(producer, struct owned, pushing);
	size_t len = p->len;

	assert(len <= size);
	if (len == 0)
		return 0;
	p->len = 0;
	memcpy(buf, p->data, len);
	if (ac_chat_push(p->chat, p->inner, p->inner_len) < 0)
		return -ENOMEM;
	return (ssize_t)len;
}

static void pushing_done(struct ac_producer *producer)
{
	free_owned(ac_container_of(producer, struct owned, pushing));
}

static long do_produce_pushing(const struct words *w)
{
	static const struct ac_producer_ops ops = {push_and_give, pushing_done};
	struct owned *p = calloc(1, sizeof *p);

	assert(p);
	p->chat = chat_of(w);
	p->inner = bytes_of(w, 2, &p->inner_len);
	p->data = bytes_of(w, 3, &p->len);
	p->pushing.ops = &ops;
	return ac_chat_push_with_producer(p->chat, &p->pushing);
}

/* ---- The others ---- */

static long do_push(const struct words *w)
{
	struct ac_chat *chat = chat_of(w);
	size_t len;
	char *bytes = bytes_of(w, 2, &len);
	int rc = ac_chat_push(chat, bytes, len);

	free(bytes);
	return rc;
}

/* A chat does not copy its terminator. */
static long do_terminator(const struct words *w)
{
	static char bytes[64];
	const char *kind = word(w, 2);

	if (strcmp(kind, "bytes") == 0)
		ac_chat_set_terminator_bytes(chat_of(w), bytes,
					     from_hex(bytes, sizeof bytes, word(w, 3)));
	else if (strcmp(kind, "count") == 0)
		ac_chat_set_terminator_count(chat_of(w), (size_t)number(w, 3));
	else
		ac_chat_set_terminator_none(chat_of(w));
	return 0;
}

static long do_close_when_done(const struct words *w)
{
	return ac_chat_close_when_done(chat_of(w));
}

static long do_discard(const struct words *w)
{
	ac_chat_discard_buffers(chat_of(w));
	return 0;
}

bool chat_command(const struct words *w, long *ret)
{
	static const struct {
		const char *name;
		long (*act)(const struct words *);
	} commands[] = {
		{"produce", do_produce},
		{"produce_pushing", do_produce_pushing},
		{"push", do_push},
		{"terminator", do_terminator},
		{"close_when_done", do_close_when_done},
		{"discard", do_discard},
	};
	size_t i;

	for (i = 0; i < sizeof commands / sizeof *commands; i++) {
		if (strcmp(commands[i].name, word(w, 0)) != 0)
			continue;
		*ret = commands[i].act(w);
		return true;
	}
	return false;
}
