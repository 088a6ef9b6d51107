/* SPDX-License-Identifier: MIT
 *
 * greet.c - greet ADDRESS PORT: connects, says HELLO, and waits to be closed.  Notes
 * "connected". */
#include "../oldloop.h"

#include <errno.h>

struct greet {
	struct ac_sender base;
};

static const char hello[] = "HELLO\n";

/* While it connects, only room is waited for. */
static int greet_readable(struct ac_dispatcher *d)
{
	return d->connected;
}

static int greet_connect(struct ac_dispatcher *d)
{
	ac_note(d->loop, d, "connected", NULL, 0);
	return 0;
}

static int greet_read(struct ac_dispatcher *d)
{
	char buf[512];
	ssize_t n = ac_recv(d, buf, sizeof buf);

	return n < 0 && n != -EAGAIN ? (int)n : 0;
}

/* Asks whether the connection stands, then greets. */
static int greet_connect_event(struct ac_dispatcher *d)
{
	int result = ac_dispatcher_ops.handle_connect_event(d);

	return result < 0 || d->fd < 0 ? result
				       : ac_sender_send(ac_container_of(d, struct ac_sender, base),
							hello, sizeof hello - 1);
}

static const struct ac_ops greet_ops = {
	.super = &ac_sender_ops,
	.name = "greet",
	.readable = greet_readable,
	.handle_connect_event = greet_connect_event,
	.handle_connect = greet_connect,
	.handle_read = greet_read,
};

int greet_main(struct ac_sys *sys, int argc, char **argv)
{
	struct greet greet;

	return converse(sys, (struct args){argc, argv}, &greet.base, &greet_ops);
}

/* libuv #443: writing goes first.  It meets the refusal, which is told once only; the
 * question then finds nothing wrong. */
static int hasty_write_event(struct ac_dispatcher *d)
{
	struct ac_sender *sender = ac_container_of(d, struct ac_sender, base);

	if (d->connected)
		return ac_sender_ops.handle_write(d);
	ac_sender_send(sender, hello, sizeof hello - 1);
	return d->fd < 0 ? 0 : ac_dispatcher_ops.handle_connect_event(d);
}

static const struct ac_ops hasty_ops = {
	.super = &greet_ops,
	.handle_write_event = hasty_write_event,
};

int greet_writes_first_main(struct ac_sys *sys, int argc, char **argv)
{
	struct greet greet;

	return old_converse(sys, (struct args){argc, argv}, &greet.base, &hasty_ops);
}
