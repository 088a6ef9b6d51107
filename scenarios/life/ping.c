/* SPDX-License-Identifier: MIT
 *
 * ping.c - ping ADDRESS PORT [--pause TIME]: sends a byte to an echo server, and
 * again whenever it comes back, for ever. */
#include "../common/serve.h"

struct ping {
	struct ac_sender base;
	struct ac_timer pause;
	int64_t pause_ns;
	int (*back)(struct ping *);
};

static struct ping *ping_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct ping, base.base);
}

static int ping_send(struct ping *ping)
{
	return ac_sender_send(&ping->base, ".", 1);
}

static int ping_paused(struct ac_timer *timer)
{
	return ping_send(ac_container_of(timer, struct ping, pause));
}

static int ping_pause(struct ping *ping)
{
	ac_call_later(ping->base.base.loop, &ping->pause, ping->pause_ns, ping_paused);
	return 0;
}

static int ping_connect(struct ac_dispatcher *d)
{
	return ping_send(ping_of(d));
}

static int ping_read(struct ac_dispatcher *d)
{
	char buf[16];
	ssize_t n = ac_recv(d, buf, sizeof buf);

	return n <= 0 ? (int)n : ping_of(d)->back(ping_of(d));
}

static int ping_close(struct ac_dispatcher *d)
{
	ac_cancel(&ping_of(d)->pause);
	ac_close(d);
	return 0;
}

static const struct ac_ops ping_ops = {
	.super = &ac_sender_ops,
	.name = "ping",
	.handle_connect = ping_connect,
	.handle_read = ping_read,
	.handle_close = ping_close,
};

static int run(struct ac_sys *sys, int argc, char **argv, int (*back)(struct ping *))
{
	const struct args args = {argc, argv};
	struct ping ping = {.back = back, .pause_ns = arg_time(&args, "--pause", AC_MS)};
	struct ac_loop loop;
	int result = begin(&loop, sys, args);

	if (result < 0)
		return 1;
	result = ac_sender_init(&ping.base, &loop, &ping_ops);
	if (result == 0)
		result = dial(&ping.base.base, arg_word(&args, 1), arg_word(&args, 2));
	if (result == 0)
		result = ac_loop(&loop, AC_TIMEOUT, -1);
	return finish(&loop, result);
}

int ping_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, ping_pause);
}

/* On a wire without delay this leaves no time for anything else. */
int ping_without_pause_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, ping_send);
}
