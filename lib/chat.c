/* SPDX-License-Identifier: MIT
 *
 * chat.c - asynchat.async_chat: the class. */
#include <string.h>

#include "chat_internal.h"

static int chat_readable(struct ac_dispatcher *d)
{
	(void)d;
	return 1;
}

static int chat_writable(struct ac_dispatcher *d)
{
	return !d->connected || ac_chat_has_output(ac_chat_of(d));
}

static int chat_handle_write(struct ac_dispatcher *d)
{
	return d->cls->ops.initiate_send(d);
}

/* Without a word, unlike a dispatcher's. */
static int chat_handle_close(struct ac_dispatcher *d)
{
	ac_close(d);
	return 0;
}

static void chat_discard_buffers(struct ac_dispatcher *d)
{
	struct ac_chat *chat = ac_chat_of(d);

	ac_chat_discard_input(chat);
	ac_chat_discard_incoming(chat);
	ac_chat_discard_output(chat);
}

void ac_chat_discard_buffers(struct ac_chat *chat)
{
	chat->base.cls->ops.discard_buffers(&chat->base);
}

static int raise_missing(struct ac_chat *chat, const char *text)
{
	struct ac_dispatcher *d = &chat->base;

	ac_failed(d, AC_ERROR_API, AC_OP_HANDLER, -ENOSYS);
	d->loop->failure.text = text;
	return -ENOSYS;
}

static int no_collect(struct ac_chat *chat, const void *bytes, size_t len)
{
	(void)bytes;
	(void)len;
	return raise_missing(chat, "collect_incoming_data is not overridden");
}

static int no_found(struct ac_chat *chat)
{
	return raise_missing(chat, "found_terminator is not overridden");
}

static size_t chat_queued(const struct ac_dispatcher *d)
{
	const void *chat = (const char *)d - offsetof(struct ac_chat, base);

	return ac_chat_queued(chat);
}

const struct ac_ops ac_chat_ops = {
	.super = &ac_dispatcher_ops,
	.name = "async_chat",
	.flags = AC_OPS_ANNOUNCES | AC_OPS_LIBRARY,
	.readable = chat_readable,
	.writable = chat_writable,
	.handle_read = ac_chat_handle_read,
	.handle_write = chat_handle_write,
	.handle_close = chat_handle_close,
	.discard_buffers = chat_discard_buffers,
	.initiate_send = ac_chat_send_some,
	.queued = chat_queued,
	.collect_incoming_data = no_collect,
	.found_terminator = no_found,
};

static bool is_chat(const struct ac_ops *ops)
{
	while (ops && ops != &ac_chat_ops)
		ops = ops->super;
	return ops != NULL;
}

int ac_chat_init(struct ac_chat *chat, struct ac_loop *loop, const struct ac_ops *ops)
{
	assert(is_chat(ops));
	memset(chat, 0, sizeof *chat);
	chat->in_buffer_size = AC_CHAT_BUFFER_SIZE;
	chat->out_buffer_size = AC_CHAT_BUFFER_SIZE;
	return ac_init(&chat->base, loop, ops);
}

int ac_chat_init_accepted(struct ac_chat *chat, struct ac_loop *loop, const struct ac_ops *ops,
			  int fd, const struct sockaddr *addr, socklen_t len)
{
	int rc = ac_chat_init(chat, loop, ops);

	return rc < 0 ? rc : ac_set_accepted(&chat->base, fd, addr, len);
}
