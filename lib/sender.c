/* SPDX-License-Identifier: MIT
 *
 * sender.c - asyncore.dispatcher_with_send: a channel that queues what it sends.
 *
 * The queue is one block of memory, bytes out_start to out_end of it, so that a
 * send takes as much at once as asyncore's does, however small the pieces came.
 * It grows by doubling, and moves down only when at least half of it is free:
 * each byte is copied a constant number of times in the mean (K21). */
#include <string.h>

#include "internal.h"

#define CAPACITY_MIN  256u
#define CAPACITY_KEPT 4096u /* an idle sender keeps no more */

static struct ac_sender *of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct ac_sender, base);
}

size_t ac_sender_queued(const struct ac_sender *s)
{
	return s->out_end - s->out_start;
}

/* ---- The queue ---- */

static void free_queue(struct ac_sender *s)
{
	ac_free(s->base.loop, s->out);
	s->out = NULL;
	s->out_start = 0;
	s->out_end = 0;
	s->out_capacity = 0;
}

static void move_down(struct ac_sender *s)
{
	size_t queued = ac_sender_queued(s);

	if (s->out_start == 0)
		return;
	memmove(s->out, s->out + s->out_start, queued);
	s->out_start = 0;
	s->out_end = queued;
}

static int grow(struct ac_sender *s, size_t needed)
{
	size_t capacity = s->out_capacity ? s->out_capacity : CAPACITY_MIN;
	unsigned char *out;

	while (capacity < needed) {
		if (capacity > SIZE_MAX / 2)
			return -ENOMEM;
		capacity *= 2;
	}
	out = ac_realloc(s->base.loop, s->out, capacity, "queue of a sender");
	if (!out)
		return -ENOMEM;
	s->out = out;
	s->out_capacity = capacity;
	return 0;
}

/* Room for len bytes at out_end. */
static int make_room(struct ac_sender *s, size_t len)
{
	size_t queued = ac_sender_queued(s);
	int rc = 0;

	if (len <= s->out_capacity - s->out_end)
		return 0;
	if (len > SIZE_MAX - queued)
		return -ENOMEM;
	if (queued + len > s->out_capacity / 2)
		rc = grow(s, s->out_start + queued + len);
	else
		move_down(s);
	return rc;
}

static int append(struct ac_sender *s, const void *buf, size_t len)
{
	int rc = make_room(s, len);

	if (rc < 0)
		return rc;
	memcpy(s->out + s->out_end, buf, len);
	s->out_end += len;
	ac_note_channel(&s->base, AC_NOTE_QUEUED, (int64_t)len);
	return 0;
}

static void consume(struct ac_sender *s, size_t len)
{
	s->out_start += len;
	assert(s->out_start <= s->out_end);
	if (s->out_start < s->out_end)
		return;
	s->out_start = 0;
	s->out_end = 0;
	if (s->out_capacity > CAPACITY_KEPT)
		free_queue(s);
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
	size_t queued = ac_sender_queued(s);
	ssize_t n = ac_send(&s->base, s->out + s->out_start,
			    queued < AC_SEND_MAX ? queued : AC_SEND_MAX);

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
	return ac_init(&s->base, loop, ops);
}

int ac_sender_init_accepted(struct ac_sender *s, struct ac_loop *loop, const struct ac_ops *ops,
			    int fd, const struct sockaddr *addr, socklen_t len)
{
	int rc = ac_sender_init(s, loop, ops);

	return rc < 0 ? rc : ac_set_accepted(&s->base, fd, addr, len);
}
