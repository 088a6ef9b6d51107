/* SPDX-License-Identifier: MIT
 *
 * hot.c - echo servers whose loop never sleeps: hot, but not stuck.
 *
 *	always_writable [--port N]	asyncore's default: writable() is always true
 *	busy_poller [--port N]		polls with a time-out of 0 */
#include "../common/serve.h"

#include <string.h>

struct hot {
	struct conn conn;
	size_t len; /* of what is still to be echoed */
	char bytes[1024];
};

static struct hot *hot_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct hot, conn.base.base);
}

/* Nothing to echo: nothing to do, again and again. */
static int hot_write(struct ac_dispatcher *d)
{
	struct hot *hot = hot_of(d);
	ssize_t n = hot->len > 0 ? ac_send(d, hot->bytes, hot->len) : 0;

	if (n <= 0)
		return (int)n;
	hot->len -= (size_t)n;
	memmove(hot->bytes, hot->bytes + n, hot->len);
	return 0;
}

static int hot_read(struct ac_dispatcher *d)
{
	struct hot *hot = hot_of(d);
	ssize_t n;

	if (hot->len == sizeof hot->bytes)
		return 0;
	n = ac_recv(d, hot->bytes + hot->len, sizeof hot->bytes - hot->len);
	if (n <= 0)
		return (int)n;
	hot->len += (size_t)n;
	return 0;
}

static const struct ac_ops always_writable_ops = {
	.super = &plain_conn_ops,
	.name = "always writable",
	.handle_read = hot_read,
	.handle_write = hot_write,
};

int always_writable_main(struct ac_sys *sys, int argc, char **argv)
{
	static const struct service hot = {
		.conn_ops = &always_writable_ops,
		.conn_size = sizeof(struct hot),
	};

	return serve(sys, argc, argv, &hot, 7);
}

static int busy_writable(struct ac_dispatcher *d)
{
	return hot_of(d)->len > 0;
}

static const struct ac_ops busy_poller_ops = {
	.super = &always_writable_ops,
	.name = "busy poller",
	.writable = busy_writable,
};

int busy_poller_main(struct ac_sys *sys, int argc, char **argv)
{
	static const struct service hot = {
		.conn_ops = &busy_poller_ops,
		.conn_size = sizeof(struct hot),
	};
	const struct args args = {argc, argv};
	struct server server;
	struct ac_loop loop;
	int result = begin(&loop, sys, args);

	if (result < 0)
		return 1;
	result = server_open(&server, &loop, &hot, args, 7);
	while (result == 0 && loop.channel_count > 0)
		result = ac_poll(&loop, 0);
	return finish(&loop, result);
}
