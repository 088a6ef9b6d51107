/* SPDX-License-Identifier: MIT
 *
 * chat_output.c - what a chat has queued: bytes, producers, and its end.
 *
 * As in asynchat each piece is sent by a call of its own, and a producer's bytes are
 * put in front of it.  An entry on which a call works is counted, so that the program
 * may empty the queue in between (K28). */
#include <string.h>

#include "chat_internal.h"

#define DRAIN_MAX  16 /* sends for one event, or an endless producer starved the others */
#define NESTED_MAX 8u /* producers asked again inside their own answer (K29) */

/* ---- The queue ---- */

size_t ac_chat_queued(const struct ac_chat *chat)
{
	return chat->out_bytes;
}

static struct ac_entry *entry_new(struct ac_chat *chat, size_t size)
{
	struct ac_entry *entry;

	if (size > SIZE_MAX / 2)
		return NULL;
	entry = ac_realloc(chat->base.loop, NULL, sizeof *entry + size, "queue of a chat");
	if (!entry)
		return NULL;
	*entry = (struct ac_entry){.refs = 1, .bytes = (unsigned char *)(entry + 1)};
	return entry;
}

static void finish(struct ac_producer *producer)
{
	if (producer->ops->done)
		producer->ops->done(producer);
}

static void drop(struct ac_chat *chat, struct ac_entry *entry)
{
	struct ac_producer *producer = entry->producer;

	if (--entry->refs > 0)
		return;
	if (entry != &chat->out_close)
		ac_free(chat->base.loop, entry);
	if (producer)
		finish(producer);
}

static void append(struct ac_chat *chat, struct ac_entry *entry)
{
	entry->queued = true;
	entry->next = NULL;
	if (chat->out_first)
		chat->out_last->next = entry;
	else
		chat->out_first = entry;
	chat->out_last = entry;
}

static void prepend(struct ac_chat *chat, struct ac_entry *entry)
{
	entry->queued = true;
	entry->next = chat->out_first;
	if (!chat->out_first)
		chat->out_last = entry;
	chat->out_first = entry;
}

/* Nothing if the queue was emptied meanwhile. */
static void take_out(struct ac_chat *chat, struct ac_entry *entry)
{
	struct ac_entry *before = NULL;
	struct ac_entry *at = chat->out_first;

	if (!entry->queued)
		return;
	while (at != entry) {
		before = at;
		at = at->next;
	}
	if (before)
		before->next = entry->next;
	else
		chat->out_first = entry->next;
	if (chat->out_last == entry)
		chat->out_last = before;
	entry->queued = false;
	drop(chat, entry);
}

static void add_bytes(struct ac_chat *chat, size_t len)
{
	chat->out_bytes += len;
	ac_note_channel(&chat->base, AC_NOTE_QUEUED, (int64_t)len);
}

/* The program is told by `done`, when the queue is consistent again. */
void ac_chat_discard_output(struct ac_chat *chat)
{
	struct ac_entry *entry = chat->out_first;
	size_t bytes = chat->out_bytes;

	chat->out_first = NULL;
	chat->out_last = NULL;
	chat->out_bytes = 0;
	chat->stalled = false;
	if (bytes > 0)
		ac_note_channel(&chat->base, AC_NOTE_QUEUE_DROPPED, (int64_t)bytes);
	while (entry) {
		struct ac_entry *next = entry->next;

		entry->queued = false;
		drop(chat, entry);
		entry = next;
	}
	ac_mark(&chat->base);
}

bool ac_chat_has_output(const struct ac_chat *chat)
{
	return chat->out_first && !chat->stalled;
}

/* ---- Sending what is first: < 0 raises, 0 is enough for this event, 1 goes on ---- */

/* As async_chat does: the error is handled here, whoever pushed (K43). */
static int handle_failure(struct ac_chat *chat, uint32_t generation, int code)
{
	struct ac_dispatcher *d = &chat->base;
	int rc = ac_settle(d, generation, code, AC_EVENT_WRITE);

	ac_err_clear(d);
	return rc;
}

/* What the program itself said of it with ac_fail is better. */
static int raise_failure(struct ac_chat *chat, uint32_t generation, enum ac_op op, int code)
{
	const struct ac_failure *f = &chat->base.loop->failure;

	if (f->code != code || f->channel != &chat->base)
		ac_failed_for_good(&chat->base, op, code);
	return handle_failure(chat, generation, code);
}

static int close_now(struct ac_chat *chat)
{
	struct ac_dispatcher *d = &chat->base;
	int rc;

	take_out(chat, &chat->out_close);
	rc = ac_call(d, AC_HANDLER_handle_close, d->cls->ops.handle_close);
	return rc < 0 ? rc : 0;
}

/* len bytes have gone. */
static void consume(struct ac_chat *chat, struct ac_entry *entry, size_t len)
{
	if (!entry->queued)
		return;
	entry->start += len;
	chat->out_bytes -= len;
	assert(entry->start <= entry->end);
	if (entry->start == entry->end)
		take_out(chat, entry);
}

static ssize_t send_entry(struct ac_chat *chat, const struct ac_entry *entry, size_t len)
{
	struct ac_dispatcher *d = &chat->base;
	ssize_t n;

	chat->sending = true;
	n = d->cls->ops.send(d, entry->bytes + entry->start, len);
	chat->sending = false;
	return n == -EAGAIN ? 0 : n;
}

static int send_bytes(struct ac_chat *chat, struct ac_entry *entry)
{
	uint32_t generation = chat->base.generation;
	size_t len = entry->end - entry->start;
	ssize_t n;

	if (len > chat->out_buffer_size)
		len = chat->out_buffer_size;
	entry->refs++;
	n = send_entry(chat, entry, len);
	if (n > 0)
		consume(chat, entry, (size_t)n);
	drop(chat, entry);
	if (n < 0)
		return handle_failure(chat, generation, (int)n);
	return (size_t)n == len;
}

/* Made in memory of its own size, or little would hold much while it waits. */
static struct ac_entry *fit(struct ac_chat *chat, struct ac_entry *made, size_t size)
{
	struct ac_entry *smaller;

	if (made->end > size / 2)
		return made;
	smaller = ac_realloc(chat->base.loop, made, sizeof *made + made->end, "queue of a chat");
	if (!smaller)
		return made;
	smaller->bytes = (unsigned char *)(smaller + 1);
	return smaller;
}

/* The producer has answered n, in made. */
static int take_answer(struct ac_chat *chat, struct ac_entry *entry, struct ac_entry *made,
		       ssize_t n)
{
	size_t size = chat->out_buffer_size;

	if (n > 0) {
		made->end = (size_t)n;
		made = fit(chat, made, size);
		prepend(chat, made);
		add_bytes(chat, (size_t)n);
		return 1;
	}
	drop(chat, made);
	if (n == -EAGAIN)
		chat->stalled = chat->out_first == entry;
	else if (!ac_is_exit((int)n))
		take_out(chat, entry);
	return n == 0;
}

static int ask_producer(struct ac_chat *chat, struct ac_entry *entry)
{
	struct ac_dispatcher *d = &chat->base;
	uint32_t generation = d->generation;
	size_t size = chat->out_buffer_size;
	struct ac_entry *made;
	ssize_t n;
	int more = 0;

	if (entry->refs > NESTED_MAX)
		return 0;
	made = entry_new(chat, size);
	if (!made)
		return raise_failure(chat, generation, AC_OP_MEMORY, -ENOMEM);
	entry->refs++;
	n = entry->producer->ops->more(entry->producer, made->bytes, size);
	assert(n <= (ssize_t)size);
	if (ac_is_current(d, generation))
		more = take_answer(chat, entry, made, n);
	else
		drop(chat, made);
	drop(chat, entry);
	if (ac_is_exit((int)n))
		return (int)n;
	if (n < 0 && n != -EAGAIN)
		return raise_failure(chat, generation, AC_OP_PRODUCER, (int)n);
	return more;
}

/* sends counts those still allowed for this event. */
static int advance(struct ac_chat *chat, int *sends)
{
	struct ac_entry *entry = chat->out_first;
	int rc;

	if (entry == &chat->out_close)
		return close_now(chat);
	if (entry->producer)
		return ask_producer(chat, entry);
	rc = send_bytes(chat, entry);
	return rc > 0 ? --*sends > 0 : rc;
}

/* A send under way is not begun again by what its handlers push. */
int ac_chat_send_some(struct ac_dispatcher *d)
{
	struct ac_chat *chat = ac_chat_of(d);
	uint32_t generation = d->generation;
	int sends = chat->drain ? DRAIN_MAX : 1;
	int rc = 1;

	if (chat->sending)
		return 0;
	chat->stalled = false;
	while (rc > 0 && ac_is_current(d, generation) && d->connected && chat->out_first)
		rc = advance(chat, &sends);
	ac_mark(d);
	return rc < 0 ? rc : 0;
}

/* ---- Queueing ---- */

/* All pieces or none. */
static int append_bytes(struct ac_chat *chat, const unsigned char *bytes, size_t len)
{
	struct ac_entry *first = NULL;
	struct ac_entry **link = &first;
	size_t at = 0;

	while (at < len) {
		size_t size = len - at < chat->out_buffer_size ? len - at : chat->out_buffer_size;
		struct ac_entry *entry = entry_new(chat, size);

		*link = entry;
		if (!entry)
			break;
		memcpy(entry->bytes, bytes + at, size);
		entry->end = size;
		link = &entry->next;
		at += size;
	}
	while (first) {
		struct ac_entry *entry = first;

		first = entry->next;
		if (at < len)
			drop(chat, entry);
		else
			append(chat, entry);
	}
	return at < len ? -ENOMEM : 0;
}

int ac_chat_push(struct ac_chat *chat, const void *bytes, size_t len)
{
	struct ac_dispatcher *d = &chat->base;
	int rc;

	if (d->fd < 0)
		return ac_misused(d, AC_OP_SEND, "push");
	if (len > 0) {
		rc = append_bytes(chat, bytes, len);
		if (rc < 0)
			return ac_failed_for_good(d, AC_OP_MEMORY, rc);
		add_bytes(chat, len);
		ac_mark(d);
	}
	return d->cls->ops.initiate_send(d);
}

int ac_chat_push_with_producer(struct ac_chat *chat, struct ac_producer *producer)
{
	struct ac_dispatcher *d = &chat->base;
	struct ac_entry *entry;

	if (d->fd < 0) {
		finish(producer);
		return ac_misused(d, AC_OP_SEND, "push_with_producer");
	}
	entry = entry_new(chat, 0);
	if (!entry) {
		finish(producer);
		return ac_failed_for_good(d, AC_OP_MEMORY, -ENOMEM);
	}
	entry->producer = producer;
	append(chat, entry);
	ac_mark(d);
	return d->cls->ops.initiate_send(d);
}

int ac_chat_close_when_done(struct ac_chat *chat)
{
	struct ac_dispatcher *d = &chat->base;

	if (d->fd < 0)
		return ac_misused(d, AC_OP_SEND, "close_when_done");
	if (chat->out_close.queued)
		return 0;
	chat->out_close.refs++;
	append(chat, &chat->out_close);
	ac_mark(d);
	return 0;
}

int ac_chat_initiate_send(struct ac_chat *chat)
{
	struct ac_dispatcher *d = &chat->base;

	if (d->fd < 0)
		return ac_misused(d, AC_OP_SEND, "initiate_send");
	return d->cls->ops.initiate_send(d);
}
