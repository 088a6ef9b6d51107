/* SPDX-License-Identifier: MIT
 *
 * puppet.c - channels whose handlers ask the script what to do. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "puppet.h"

static struct puppet *first;

static struct puppet *of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct puppet, channel.dispatcher);
}

struct puppet *puppet_find(const char *name)
{
	struct puppet *p;

	for (p = first; p && strcmp(p->name, name) != 0; p = p->next)
		;
	assert(p && "the script knows who is there");
	return p;
}

struct ac_dispatcher *puppet_channel(struct puppet *p)
{
	return &p->channel.dispatcher;
}

/* ---- Handlers ---- */

static int ask(struct ac_dispatcher *d, const char *handler, int info)
{
	struct words words;

	wire_say("call %s %s %d", of(d)->name, handler, info);
	return obey(&words);
}

/* Those that say nothing but that they are called. */
#define PLAIN_HANDLERS(X) \
	X(readable)       \
	X(writable)       \
	X(handle_read)    \
	X(handle_write)   \
	X(handle_expt)    \
	X(handle_connect) \
	X(handle_accept)  \
	X(handle_eof)     \
	X(handle_close)

#define ASK(name)                                     \
	static int on_##name(struct ac_dispatcher *d) \
	{                                             \
		return ask(d, #name, 0);              \
	}
PLAIN_HANDLERS(ASK)
#undef ASK

static int on_handle_accepted(struct ac_dispatcher *d, int fd, const struct sockaddr *addr,
			      socklen_t len)
{
	of(d)->accepted = fd;
	assert(len <= sizeof of(d)->peer);
	memcpy(&of(d)->peer, addr, len);
	of(d)->peer_len = len;
	return ask(d, "handle_accepted", fd);
}

/* The library's refusals are one kind to the script. */
static int on_handle_error(struct ac_dispatcher *d, const struct ac_error *error)
{
	of(d)->error = error;
	return ask(d, "handle_error", error->kind == AC_ERROR_API ? API_ERROR : error->code);
}

static int on_collect(struct ac_chat *chat, const void *bytes, size_t len)
{
	static char text[LINE_SIZE];
	struct words words;

	assert(2 * len < sizeof text);
	to_hex(text, bytes, len);
	wire_say("call %s collect_incoming_data %s", of(&chat->base)->name, text);
	return obey(&words);
}

static int on_found(struct ac_chat *chat)
{
	return ask(&chat->base, "found_terminator", 0);
}

/* ---- What they override ---- */

#define OVERRIDDEN(name)                                 \
	static int inherited_##name(struct puppet *p)    \
	{                                                \
		const struct ac_ops *ops = p->ops.super; \
                                                         \
		while (!ops->name)                       \
			ops = ops->super;                \
		return ops->name(puppet_channel(p));     \
	}
PLAIN_HANDLERS(OVERRIDDEN)
#undef OVERRIDDEN

static int inherited_handle_accepted(struct puppet *p)
{
	const void *addr = &p->peer;

	return ac_dispatcher_ops.handle_accepted(puppet_channel(p), p->accepted, addr, p->peer_len);
}

static int inherited_handle_error(struct puppet *p)
{
	return ac_dispatcher_ops.handle_error(puppet_channel(p), p->error);
}

int puppet_inherited(struct puppet *p, const char *handler)
{
	static const struct {
		const char *name;
		int (*call)(struct puppet *);
	} table[] = {
#define ROW(name) {#name, inherited_##name},
		PLAIN_HANDLERS(ROW) ROW(handle_accepted) ROW(handle_error)
#undef ROW
	};
	size_t i;

	for (i = 0; i < sizeof table / sizeof *table; i++)
		if (strcmp(table[i].name, handler) == 0)
			return table[i].call(p);
	assert(false && "the script knows the handlers");
	return 0;
}

/* ---- Life ---- */

static void override(struct ac_ops *ops, const struct words *flags)
{
	size_t i;

	ops->handle_read = on_handle_read;
	ops->handle_write = on_handle_write;
	ops->handle_expt = on_handle_expt;
	ops->handle_connect = on_handle_connect;
	ops->handle_accept = on_handle_accept;
	ops->handle_accepted = on_handle_accepted;
	ops->handle_close = on_handle_close;
	ops->handle_error = on_handle_error;
	ops->collect_incoming_data = on_collect;
	ops->found_terminator = on_found;
	for (i = 4; i < flags->count; i++) {
		if (strcmp(word(flags, i), "asks") == 0) {
			ops->readable = on_readable;
			ops->writable = on_writable;
		}
		if (strcmp(word(flags, i), "eof") == 0)
			ops->handle_eof = on_handle_eof;
	}
}

static int start_chat(struct puppet *p, struct ac_loop *loop, size_t out_buffer_size)
{
	int rc;

	p->ops.super = &ac_chat_ops;
	rc = ac_chat_init(&p->channel.chat, loop, &p->ops);
	if (out_buffer_size > 0)
		p->channel.chat.out_buffer_size = out_buffer_size;
	return rc;
}

static int start(struct puppet *p, struct ac_loop *loop, const struct words *words)
{
	const char *kind = word(words, 2);

	if (strcmp(kind, "chat") == 0)
		return start_chat(p, loop, (size_t)number(words, 3));
	if (strcmp(kind, "sender") == 0) {
		p->ops.super = &ac_sender_ops;
		return ac_sender_init(&p->channel.sender, loop, &p->ops);
	}
	p->ops.super = &ac_dispatcher_ops;
	return ac_init(&p->channel.dispatcher, loop, &p->ops);
}

/* words: new NAME KIND OUT_BUFFER_SIZE FLAG... */
struct puppet *puppet_new(struct ac_loop *loop, const struct words *words)
{
	struct puppet *p = calloc(1, sizeof *p);

	assert(p);
	p->next = first;
	first = p;
	strncpy(p->name, word(words, 1), sizeof p->name - 1);
	p->ops.name = p->name;
	override(&p->ops, words);
	if (start(p, loop, words) < 0)
		abort();
	return p;
}

void puppets_free(void)
{
	while (first) {
		struct puppet *p = first;

		first = p->next;
		free(p);
	}
}
