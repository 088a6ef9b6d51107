/* SPDX-License-Identifier: MIT
 *
 * sender.c - asyncore.dispatcher_with_send: a channel that queues what it sends.
 *
 * The queue is a chain of blocks.  The last one grows by doubling up to what one
 * send takes, and moves down only when at least half of it is free: each byte is
 * copied a constant number of times in the mean, and a long queue is never moved
 * (K21). */
#include <string.h>

#include "internal.h"

#define CAPACITY_MIN  256u
#define CAPACITY_KEPT 4096u /* an idle sender keeps no more */

/* Bytes start to end are queued. */
struct ac_block {
	struct ac_block *next;
	size_t start, end, capacity;
	unsigned char bytes[];
};

static struct ac_sender *of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct ac_sender, base);
}

size_t ac_sender_queued(const struct ac_sender *s)
{
	return s->out_bytes;
}

/* ---- The queue ---- */

static size_t length(const struct ac_block *block)
{
	return block->end - block->start;
}

/* block is NULL, or moves. */
static struct ac_block *resize(struct ac_sender *s, struct ac_block *block, size_t needed)
{
	size_t capacity = block ? block->capacity : CAPACITY_MIN;
	struct ac_block *resized;

	if (needed > SIZE_MAX / 4)
		return NULL;
	while (capacity < needed)
		capacity *= 2;
	resized = ac_realloc(s->base.loop, block, sizeof *block + capacity, "queue of a sender");
	if (!resized)
		return NULL;
	if (!block)
		*resized = (struct ac_block){.next = NULL};
	resized->capacity = capacity;
	return resized;
}

static void drop_first(struct ac_sender *s)
{
	struct ac_block *block = s->out_first;

	if (s->out_last == &block->next)
		s->out_last = &s->out_first;
	s->out_first = block->next;
	ac_free(s->base.loop, block);
}

static void free_queue(struct ac_sender *s)
{
	while (s->out_first)
		drop_first(s);
	s->out_last = &s->out_first;
	s->out_bytes = 0;
}

static void move_down(struct ac_block *block)
{
	memmove(block->bytes, block->bytes + block->start, length(block));
	block->end = length(block);
	block->start = 0;
}

/* Room for len bytes at the end of the last block, which is there. */
static int make_room(struct ac_sender *s, size_t len)
{
	struct ac_block *block = *s->out_last;

	if (len <= block->capacity - block->end)
		return 0;
	if (length(block) + len <= block->capacity / 2) {
		move_down(block);
		return 0;
	}
	block = resize(s, block, block->end + len);
	if (!block)
		return -ENOMEM;
	*s->out_last = block;
	return 0;
}

/* How many of len bytes belong in the last block, so that a send finds all it can
 * take in one place. */
static size_t share_of_last(const struct ac_sender *s, size_t len)
{
	const struct ac_block *block = *s->out_last;
	size_t room = 0;

	if (block && length(block) < AC_SEND_MAX)
		room = AC_SEND_MAX - length(block);
	return len < room ? len : room;
}

static void put(struct ac_block *block, const unsigned char *bytes, size_t len)
{
	memcpy(block->bytes + block->end, bytes, len);
	block->end += len;
}

/* All or nothing: what can fail comes first. */
static int append(struct ac_sender *s, const unsigned char *bytes, size_t len)
{
	size_t share = share_of_last(s, len);
	struct ac_block *block = NULL;

	if (share < len) {
		block = resize(s, NULL, len - share);
		if (!block)
			return -ENOMEM;
	}
	if (share > 0 && make_room(s, share) < 0) {
		ac_free(s->base.loop, block);
		return -ENOMEM;
	}
	if (share > 0)
		put(*s->out_last, bytes, share);
	if (block) {
		put(block, bytes + share, len - share);
		if (*s->out_last)
			s->out_last = &(*s->out_last)->next;
		*s->out_last = block;
	}
	s->out_bytes += len;
	ac_note_channel(&s->base, AC_NOTE_QUEUED, (int64_t)len);
	return 0;
}

/* len bytes of the first block have gone. */
static void consume(struct ac_sender *s, size_t len)
{
	struct ac_block *block = s->out_first;

	s->out_bytes -= len;
	block->start += len;
	assert(block->start <= block->end);
	if (block->start < block->end)
		return;
	block->start = 0;
	block->end = 0;
	if (block->next || block->capacity > CAPACITY_KEPT)
		drop_first(s);
}

static void sender_discard_buffers(struct ac_dispatcher *d)
{
	struct ac_sender *s = of(d);
	size_t queued = ac_sender_queued(s);

	if (queued > 0)
		ac_note_channel(d, AC_NOTE_QUEUE_DROPPED, (int64_t)queued);
	free_queue(s);
	ac_mark(d);
}

/* ---- Sending ---- */

/* One send; 1: it got somewhere and there is more.  asyncore calls its own send
 * here, not an override of it. */
static int send_once(struct ac_sender *s)
{
	const struct ac_block *block = s->out_first;
	size_t len = length(block);
	ssize_t n = ac_send(&s->base, block->bytes + block->start,
			    len < AC_SEND_MAX ? len : AC_SEND_MAX);

	if (n <= 0) /* the channel may be closed by now, or even open again */
		return (int)n;
	consume(s, (size_t)n);
	return ac_sender_queued(s) > 0;
}

/* Nothing queued means no call: on a dead connection it would fail (K23). */
static int sender_initiate_send(struct ac_dispatcher *d)
{
	struct ac_sender *s = of(d);
	int rc = 0;

	if (ac_sender_queued(s) > 0) {
		do
			rc = send_once(s);
		while (rc > 0 && s->drain);
		ac_mark(d);
	}
	if (rc < 0 || d->fd < 0 || !d->draining || ac_sender_queued(s) > 0)
		return rc < 0 ? rc : 0;
	return ac_call(d, AC_HANDLER_handle_close, d->cls->ops.handle_close);
}

int ac_sender_send(struct ac_sender *s, const void *buf, size_t len)
{
	struct ac_dispatcher *d = &s->base;
	int rc;

	if (d->fd < 0)
		return ac_misused(d, AC_OP_SEND, "send");
	if (len == 0)
		return 0;
	if (s->out_max > 0 && (len > s->out_max || s->out_bytes > s->out_max - len))
		return ac_failed_for_good(d, AC_OP_SEND, -ENOBUFS);
	rc = append(s, buf, len);
	if (rc < 0)
		return ac_failed_for_good(d, AC_OP_MEMORY, rc);
	return d->cls->ops.initiate_send(d);
}

int ac_close_when_sent(struct ac_sender *s)
{
	struct ac_dispatcher *d = &s->base;

	if (d->fd < 0)
		return ac_misused(d, AC_OP_SEND, "close_when_sent");
	d->draining = true;
	ac_mark(d);
	if (ac_sender_queued(s) > 0)
		return 0;
	return ac_call(d, AC_HANDLER_handle_close, d->cls->ops.handle_close);
}

/* ---- The class ---- */

static int sender_writable(struct ac_dispatcher *d)
{
	return !d->connected || ac_sender_queued(of(d)) > 0;
}

static size_t sender_queued(const struct ac_dispatcher *d)
{
	const void *sender = (const char *)d - offsetof(struct ac_sender, base);

	return ac_sender_queued(sender);
}

static int sender_handle_write(struct ac_dispatcher *d)
{
	return d->cls->ops.initiate_send(d);
}

const struct ac_ops ac_sender_ops = {
	.super = &ac_dispatcher_ops,
	.name = "dispatcher_with_send",
	.flags = AC_OPS_ANNOUNCES | AC_OPS_LIBRARY,
	.writable = sender_writable,
	.handle_write = sender_handle_write,
	.discard_buffers = sender_discard_buffers,
	.initiate_send = sender_initiate_send,
	.queued = sender_queued,
};

static bool is_sender(const struct ac_ops *ops)
{
	while (ops && ops != &ac_sender_ops)
		ops = ops->super;
	return ops != NULL;
}

int ac_sender_init(struct ac_sender *s, struct ac_loop *loop, const struct ac_ops *ops)
{
	assert(is_sender(ops));
	memset(s, 0, sizeof *s);
	s->out_last = &s->out_first;
	return ac_init(&s->base, loop, ops);
}

int ac_sender_init_accepted(struct ac_sender *s, struct ac_loop *loop, const struct ac_ops *ops,
			    int fd, const struct sockaddr *addr, socklen_t len)
{
	int rc = ac_sender_init(s, loop, ops);

	return rc < 0 ? rc : ac_set_accepted(&s->base, fd, addr, len);
}
