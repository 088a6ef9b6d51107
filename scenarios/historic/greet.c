/* SPDX-License-Identifier: MIT
 *
 * greet.c - greet ADDRESS PORT: connects, says HELLO, and waits to be closed. */
#include "../common/serve.h"

struct greet {
	struct ac_sender base;
};

static const char hello[] = "HELLO\n";

static int greet_connect(struct ac_dispatcher *d)
{
	ac_note(d->loop, d, "connected", NULL, 0);
	return 0;
}

static int greet_read(struct ac_dispatcher *d)
{
	char buf[512];
	ssize_t n = ac_recv(d, buf, sizeof buf);

	return n < 0 ? (int)n : 0;
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
	.handle_connect_event = greet_connect_event,
	.handle_connect = greet_connect,
	.handle_read = greet_read,
};

/* libuv #443: the greeting was queued before, and writing goes first.  It meets
 * the refusal, which is told once only; the question then finds nothing wrong. */
static int hasty_connect_event(struct ac_dispatcher *d)
{
	struct ac_sys *sys = d->loop->sys;

	sys->ops->send(d->fd, hello, sizeof hello - 1, MSG_NOSIGNAL, sys);
	return ac_dispatcher_ops.handle_connect_event(d);
}

static const struct ac_ops hasty_ops = {
	.super = &greet_ops,
	.handle_connect_event = hasty_connect_event,
};

static int run(struct ac_sys *sys, int argc, char **argv, const struct ac_ops *ops)
{
	const struct args args = {argc, argv};
	struct greet greet;
	struct ac_loop loop;
	int result = begin(&loop, sys, args);

	if (result < 0)
		return 1;
	result = ac_sender_init(&greet.base, &loop, ops);
	if (result == 0)
		result = dial(&greet.base.base, arg_word(&args, 1), arg_word(&args, 2));
	if (result == 0)
		result = ac_loop(&loop, AC_TIMEOUT, -1);
	return finish(&loop, result);
}

int greet_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &greet_ops);
}

int greet_writes_first_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &hasty_ops);
}
