/* SPDX-License-Identifier: MIT
 *
 * serve.c - the events of one channel, and what a handler's result means.
 *
 * asyncore's read, write, _exception and readwrite.  Two things differ: after each
 * step it is checked that the channel is still open and the same (K01, K03), and
 * a lost connection goes to handle_close with every poller (K54). */
#include "internal.h"

void ac_clean_up(struct ac_loop *loop)
{
	const struct ac_failure *f = &loop->failure;

	if (f->code != 0 && f->ends && ac_is_current(f->channel, f->generation))
		ac_note_channel(f->channel, AC_NOTE_ERROR_DROPPED, f->code);
	ac_begin(loop);
}

static struct ac_error explain(struct ac_dispatcher *d, int code, enum ac_event event)
{
	const struct ac_failure *f = &d->loop->failure;
	struct ac_error error = {
		.kind = code < -4095 ? AC_ERROR_USER : AC_ERROR_OS,
		.code = code,
		.op = AC_OP_HANDLER,
		.event = event,
		.channel = d,
		.fd = d->fd,
		.text = ac_strerror(code),
	};

	if (f->code != code || f->channel != d)
		return error;
	error.kind = f->kind;
	error.op = f->op;
	error.file = f->file;
	error.function = f->function;
	error.line = f->line;
	if (f->text)
		error.text = f->text;
	return error;
}

/* A connection that fails to come about is no connection lost: its time-out is
 * reported, as a refusal is (K17).  Nor is one that is idle. */
static bool is_lost(const struct ac_dispatcher *d, int code)
{
	const struct ac_failure *f = &d->loop->failure;

	if (code == -ETIMEDOUT && f->code == code &&
	    (f->op == AC_OP_CONNECT || f->op == AC_OP_IDLE))
		return false;
	return ac_is_disconnected(code);
}

/* News of an earlier datagram, which could have been lost without any (K34). */
static bool is_undelivered(int rc)
{
	return rc == -ECONNREFUSED || rc == -EHOSTUNREACH || rc == -ENETUNREACH ||
	       rc == -ENOPROTOOPT;
}

static int act_for(struct ac_dispatcher *d, uint32_t generation, int rc, enum ac_event event)
{
	if (ac_is_exit(rc))
		return rc;
	if (!ac_is_current(d, generation) || rc == -EAGAIN)
		return 0;
	if (d->lingering && event != AC_EVENT_ASK) /* for the program it is closed */
		return 0;
	if (d->datagram && is_undelivered(rc))
		return 0;
	if (is_lost(d, rc)) {
		rc = ac_call(d, AC_HANDLER_handle_close, d->cls->ops.handle_close);
	} else {
		struct ac_error error = explain(d, rc, event);

		rc = ac_call_error(d, &error);
	}
	if (rc >= 0 || ac_is_exit(rc))
		return rc < 0 ? rc : 0;
	return ac_is_current(d, generation) ? rc : 0;
}

int ac_settle(struct ac_dispatcher *d, uint32_t generation, int rc, enum ac_event event)
{
	struct ac_loop *loop = d->loop;

	rc = act_for(d, generation, rc, event);
	ac_begin(loop);
	return rc;
}

/* One guarded call.  < 0: leave the loop; 1: no more steps for this channel. */
static int step(struct ac_dispatcher *d, uint32_t generation, enum ac_event event,
		int (*method)(struct ac_dispatcher *))
{
	struct ac_loop *loop = d->loop;
	int rc;

	rc = method(d);
	if (rc >= 0 || rc == -EAGAIN) {
		ac_leave(loop);
		return !ac_is_current(d, generation) || d->lingering;
	}
	rc = ac_settle(d, generation, rc, event);
	return rc < 0 ? rc : 1;
}

static int close_event(struct ac_dispatcher *d)
{
	return ac_call(d, AC_HANDLER_handle_close, d->cls->ops.handle_close);
}

int ac_serve(struct ac_dispatcher *d, unsigned events)
{
	const struct ac_ops *ops = &d->cls->ops;
	uint32_t generation = d->generation;
	int rc = 0;

	if (d->at_eof && d->write_shut)
		events = AC_READY_CLOSE;
	if (events & AC_READY_READ)
		rc = step(d, generation, AC_EVENT_READ, ops->handle_read_event);
	if (rc == 0 && (events & AC_READY_WRITE))
		rc = step(d, generation, AC_EVENT_WRITE, ops->handle_write_event);
	if (rc == 0 && (events & AC_READY_EXPT))
		rc = step(d, generation, AC_EVENT_EXPT, ops->handle_expt_event);
	if (rc == 0 && (events & AC_READY_CLOSE))
		rc = step(d, generation, AC_EVENT_CLOSE, close_event);
	return rc < 0 ? rc : 0;
}

/* Which events a hang-up and an error mean, so that they are those of select:
 * something to be read, after any data (K06), or told to a writer.  Only where
 * nobody reads is it a reason to close; a datagram channel has then had its error
 * reported by the send, and lives on (K34). */
static unsigned events_of_trouble(const struct ac_dispatcher *d, uint32_t revents)
{
	unsigned events = revents & AC_READY_EXPT;

	if (revents & POLLNVAL)
		return AC_READY_CLOSE;
	if (d->interest & AC_WANT_READ)
		events |= AC_READY_READ;
	if ((d->interest & AC_WANT_WRITE) && (revents & (POLLOUT | POLLERR)))
		events |= AC_READY_WRITE;
	if (!(events & AC_READY_READ) && !d->datagram)
		events |= AC_READY_CLOSE;
	return events;
}

static int serve_polled(struct ac_dispatcher *d, uint32_t revents)
{
	if (revents & (POLLHUP | POLLERR | POLLNVAL))
		return ac_serve(d, events_of_trouble(d, revents));
	return ac_serve(d, revents);
}

/* Input on a connection, which is what there is most of: ac_serve in few steps. */
static inline int serve_input(struct ac_loop *loop, struct ac_dispatcher *d, uint32_t generation)
{
	const struct ac_class *cls = d->cls;
	bool plain = d->connected && cls->plain_read && !(loop->notes & AC_HANDLER_NOTES);
	int rc = plain ? cls->ops.handle_read(d) : cls->ops.handle_read_event(d);

	if (rc < 0)
		return ac_settle(d, generation, rc, AC_EVENT_READ);
	ac_leave(loop);
	return 0;
}

static inline const struct ac_slot *slot_of(const struct ac_loop *loop,
					    const struct epoll_event *ready)
{
	return &loop->slots[(uint32_t)ready->data.u64];
}

/* With many channels what an event needs has long been out of the cache when its
 * turn comes: it is fetched while the calls of the events before are made.  A hint,
 * of addresses alone: channel may be NULL, and need not hold what is taken for one.
 * (Were it a function, gcc 12 would take it for one without effect, and leave it out.) */
#define FETCH(channel, offset) __builtin_prefetch((const void *)((uintptr_t)(channel) + (offset)))

/* Where that begins in a channel; it goes on in what the program has put behind. */
#define NEEDED offsetof(struct ac_dispatcher, cls)
#define LINE   64

/* The list may grow elsewhere in memory, or be another's, after each step. */
AC_OFTEN int ac_serve_ready(struct ac_loop *loop)
{
	while (loop->ready_next < loop->ready_count) {
		const struct epoll_event *ready = &loop->ready[loop->ready_next++];
		const struct ac_slot *slot = slot_of(loop, ready);
		int rc;

		if (loop->ready_next + 1 < loop->ready_count) {
			const struct ac_dispatcher *next = slot_of(loop, ready + 1)->channel;

			FETCH(next, NEEDED);
			FETCH(next, NEEDED + LINE);
			FETCH(next, NEEDED + 2 * LINE);
			FETCH(slot_of(loop, ready + 2), 0);
		}
		if (slot->generation != ready->data.u64 >> 32)
			continue;
		rc = ready->events == POLLIN ? serve_input(loop, slot->channel, slot->generation)
					     : serve_polled(slot->channel, ready->events);
		if (rc < 0) {
			loop->ready_count = 0;
			return rc;
		}
	}
	return 0;
}

/* From outside a pass, too; a closed channel has no events. */
static int serve_open(struct ac_dispatcher *d, unsigned events)
{
	return d->fd < 0 ? 0 : ac_serve(d, events);
}

int ac_read(struct ac_dispatcher *d)
{
	return serve_open(d, AC_READY_READ);
}

int ac_write(struct ac_dispatcher *d)
{
	return serve_open(d, AC_READY_WRITE);
}

int ac_exception(struct ac_dispatcher *d)
{
	return serve_open(d, AC_READY_EXPT);
}

int ac_readwrite(struct ac_dispatcher *d, int revents)
{
	unsigned events = 0;

	if (revents & POLLIN)
		events |= AC_READY_READ;
	if (revents & POLLOUT)
		events |= AC_READY_WRITE;
	if (revents & POLLPRI)
		events |= AC_READY_EXPT;
	if ((revents & POLLNVAL) || ((revents & (POLLHUP | POLLERR)) && !(revents & POLLIN)))
		events |= AC_READY_CLOSE;
	return serve_open(d, events);
}
