/* SPDX-License-Identifier: MIT
 *
 * call.c - calls of the program's methods, told to whoever listens.
 *
 * A method may close and reopen its channel, so what a note calls it is kept from
 * before; the struct itself lives until `released`. */
#include "chat_internal.h"

/* One handler call, as its two notes name it. */
struct call {
	const struct ac_loop *loop;
	enum ac_handler handler;
	uint32_t slot, generation, timer;
};

static void entered(const struct call *c)
{
	ac_note_handler(c->loop, AC_NOTE_HANDLER_ENTERED, c->handler, c->slot, c->generation,
			c->timer, 0);
}

static void left(const struct call *c, int rc)
{
	ac_note_handler(c->loop, AC_NOTE_HANDLER_LEFT, c->handler, c->slot, c->generation, c->timer,
			rc);
}

static struct call enter(const struct ac_dispatcher *d, enum ac_handler handler)
{
	const struct call c = {
		.loop = d->loop,
		.handler = handler,
		.slot = d->slot,
		.generation = d->generation,
	};

	if (d->loop->notes & AC_HANDLER_NOTES)
		entered(&c);
	return c;
}

/* Nothing was there: that is no failure (K02). */
static int leave(const struct call *c, int rc)
{
	if (c->loop->notes & AC_HANDLER_NOTES)
		left(c, rc);
	return rc == -EAGAIN ? 0 : rc;
}

int ac_call_noted(struct ac_dispatcher *d, enum ac_handler handler,
		  int (*method)(struct ac_dispatcher *))
{
	const struct call c = enter(d, handler);

	return leave(&c, method(d));
}

int ac_call_accepted(struct ac_dispatcher *d, int fd, const struct sockaddr *addr, socklen_t len)
{
	const struct call c = enter(d, AC_HANDLER_handle_accepted);

	return leave(&c, d->cls->ops.handle_accepted(d, fd, addr, len));
}

int ac_call_error(struct ac_dispatcher *d, const struct ac_error *error)
{
	const struct call c = enter(d, AC_HANDLER_handle_error);

	return leave(&c, d->cls->ops.handle_error(d, error));
}

int ac_call_collect(struct ac_chat *chat, const void *bytes, size_t len)
{
	struct ac_dispatcher *d = &chat->base;
	const struct call c = enter(d, AC_HANDLER_collect_incoming_data);

	return leave(&c, d->cls->ops.collect_incoming_data(chat, bytes, len));
}

int ac_call_found(struct ac_chat *chat)
{
	struct ac_dispatcher *d = &chat->base;
	const struct call c = enter(d, AC_HANDLER_found_terminator);

	return leave(&c, d->cls->ops.found_terminator(chat));
}

/* d may be free memory afterwards. */
void ac_call_released(struct ac_dispatcher *d)
{
	const struct call c = enter(d, AC_HANDLER_released);

	d->cls->ops.released(d);
	leave(&c, 0);
}

/* The timer may be free memory afterwards. */
int ac_call_timer(struct ac_loop *loop, struct ac_timer *timer, int (*callback)(struct ac_timer *))
{
	const struct call c = {
		.loop = loop,
		.handler = AC_HANDLER_handle_timer,
		.timer = timer->number,
	};

	if (loop->notes & AC_HANDLER_NOTES)
		entered(&c);
	return leave(&c, callback(timer));
}
