/* SPDX-License-Identifier: MIT
 *
 * call.c - calls of the program's methods, told to whoever listens.
 *
 * A method may close and reopen its channel, so what a note calls it is kept from
 * before; the struct itself lives until `released`. */
#include "chat_internal.h"

/* One call of a handler, and what its two notes say of it. */
struct call {
	const struct ac_loop *loop;
	struct ac_note note; /* set only where notes of handlers are wanted */
	bool noted;
};

static bool begin(struct call *c, const struct ac_loop *loop)
{
	c->loop = loop;
	c->noted = loop->notes & AC_HANDLER_NOTES;
	return c->noted;
}

static void entered(const struct call *c)
{
	if (ac_wants(c->loop, AC_NOTE_HANDLER_ENTERED))
		ac_note_give(c->loop, &c->note);
}

static void left(struct call *c, int rc)
{
	c->note.kind = AC_NOTE_HANDLER_LEFT;
	c->note.value = rc;
	if (ac_wants(c->loop, AC_NOTE_HANDLER_LEFT))
		ac_note_give(c->loop, &c->note);
}

static void enter(struct call *c, const struct ac_dispatcher *d, enum ac_handler handler)
{
	if (!begin(c, d->loop))
		return;
	c->note = (struct ac_note){
		.kind = AC_NOTE_HANDLER_ENTERED,
		.handler = handler,
		.loop = d->loop->number,
		.slot = d->slot,
		.generation = d->generation,
	};
	entered(c);
}

static void enter_timer(struct call *c, const struct ac_loop *loop, const struct ac_timer *timer)
{
	if (!begin(c, loop))
		return;
	c->note = (struct ac_note){
		.kind = AC_NOTE_HANDLER_ENTERED,
		.handler = AC_HANDLER_handle_timer,
		.loop = loop->number,
		.timer = timer->number,
	};
	entered(c);
}

/* Nothing was there: that is no failure (K02). */
static int leave(struct call *c, int rc)
{
	if (c->noted)
		left(c, rc);
	return rc == -EAGAIN ? 0 : rc;
}

int ac_call_noted(struct ac_dispatcher *d, enum ac_handler handler,
		  int (*method)(struct ac_dispatcher *))
{
	struct call c;

	enter(&c, d, handler);
	return leave(&c, method(d));
}

int ac_call_accepted(struct ac_dispatcher *d, int fd, const struct sockaddr *addr, socklen_t len)
{
	struct call c;

	enter(&c, d, AC_HANDLER_handle_accepted);
	return leave(&c, d->cls->ops.handle_accepted(d, fd, addr, len));
}

int ac_call_error(struct ac_dispatcher *d, const struct ac_error *error)
{
	struct call c;

	enter(&c, d, AC_HANDLER_handle_error);
	return leave(&c, d->cls->ops.handle_error(d, error));
}

int ac_call_collect(struct ac_chat *chat, const void *bytes, size_t len)
{
	struct ac_dispatcher *d = &chat->base;
	struct call c;

	enter(&c, d, AC_HANDLER_collect_incoming_data);
	return leave(&c, d->cls->ops.collect_incoming_data(chat, bytes, len));
}

int ac_call_found(struct ac_chat *chat)
{
	struct ac_dispatcher *d = &chat->base;
	struct call c;

	enter(&c, d, AC_HANDLER_found_terminator);
	return leave(&c, d->cls->ops.found_terminator(chat));
}

/* d may be free memory afterwards. */
void ac_call_released(struct ac_dispatcher *d)
{
	struct call c;

	enter(&c, d, AC_HANDLER_released);
	d->cls->ops.released(d);
	leave(&c, 0);
}

/* The timer may be free memory afterwards. */
int ac_call_timer(struct ac_loop *loop, struct ac_timer *timer, int (*callback)(struct ac_timer *))
{
	struct call c;

	enter_timer(&c, loop, timer);
	return leave(&c, callback(timer));
}
