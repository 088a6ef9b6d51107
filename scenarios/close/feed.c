/* SPDX-License-Identifier: MIT
 *
 * feed.c - sends everybody a record of 23 bytes --every TIME. */
#include "../common/serve.h"

struct feed {
	struct conn conn;
	struct ac_timer next;
};

static struct feed *feed_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct feed, conn.base.base);
}

static int feed_send(struct ac_timer *timer)
{
	struct feed *feed = ac_container_of(timer, struct feed, next);
	struct ac_dispatcher *d = &feed->conn.base.base;

	conn_say_or_close(&feed->conn, "record of twenty-three\n");
	if (d->fd >= 0)
		ac_call_later(d->loop, timer,
			      arg_time(&feed->conn.server->args, "--every", AC_SECOND), feed_send);
	return 0;
}

static void feed_opened(struct conn *conn)
{
	feed_send(&ac_container_of(conn, struct feed, conn)->next);
}

/* Nobody has anything to say to a feed. */
static int feed_read(struct ac_dispatcher *d)
{
	char buf[512];
	ssize_t n = ac_recv(d, buf, sizeof buf);

	return n < 0 ? (int)n : 0;
}

static int feed_close(struct ac_dispatcher *d)
{
	ac_cancel(&feed_of(d)->next);
	ac_close(d);
	return 0;
}

static const struct ac_ops feed_ops = {
	.super = &conn_ops,
	.name = "feed",
	.handle_read = feed_read,
	.handle_close = feed_close,
};

static int run(struct ac_sys *sys, int argc, char **argv, const struct ac_ops *ops)
{
	const struct service service = {
		.conn_ops = ops,
		.conn_size = sizeof(struct feed),
		.opened = feed_opened,
	};

	return serve(sys, argc, argv, &service, 7);
}

int feed_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &feed_ops);
}

/* pyftpdlib #191: the end of the connection is swallowed, and comes again in
 * every pass, as EPIPE. */
static int endless_close(struct ac_dispatcher *d)
{
	(void)d;
	return 0;
}

static const struct ac_ops endless_ops = {
	.super = &feed_ops,
	.handle_close = endless_close,
};

int feed_never_closes_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &endless_ops);
}
