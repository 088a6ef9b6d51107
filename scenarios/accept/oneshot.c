/* SPDX-License-Identifier: MIT
 *
 * oneshot.c - answers one line, and closes. */
#include "../common/line.h"
#include "../common/serve.h"

struct oneshot {
	struct conn conn;
	struct line_input input;
	bool asked;
	bool connected;
	size_t sent; /* of the answer */
};

static struct oneshot *oneshot_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct oneshot, conn.base.base);
}

static int oneshot_readable(struct ac_dispatcher *d)
{
	return !oneshot_of(d)->asked;
}

static int oneshot_writable(struct ac_dispatcher *d)
{
	return oneshot_of(d)->asked;
}

static int oneshot_read(struct ac_dispatcher *d)
{
	struct oneshot *oneshot = oneshot_of(d);
	ssize_t n = line_recv(&oneshot->input, d, sizeof oneshot->input.bytes);

	if (n <= 0)
		return (int)n;
	oneshot->asked = line_next(&oneshot->input) != NULL;
	return 0;
}

static int oneshot_write(struct ac_dispatcher *d)
{
	static const char answer[] = "A\n";
	struct oneshot *oneshot = oneshot_of(d);
	size_t left = sizeof answer - 1 - oneshot->sent;
	ssize_t n = oneshot->connected ? ac_send(d, answer + oneshot->sent, left) : 0;

	if (n <= 0)
		return (int)n;
	oneshot->sent += (size_t)n;
	if (oneshot->sent == sizeof answer - 1)
		ac_close(d);
	return 0;
}

static const struct ac_ops oneshot_ops = {
	.super = &plain_conn_ops,
	.name = "oneshot",
	.readable = oneshot_readable,
	.writable = oneshot_writable,
	.handle_read = oneshot_read,
	.handle_write = oneshot_write,
};

static int run(struct ac_sys *sys, int argc, char **argv, void (*opened)(struct conn *))
{
	const struct service service = {
		.conn_ops = &oneshot_ops,
		.conn_size = sizeof(struct oneshot),
		.opened = opened,
	};

	return serve(sys, argc, argv, &service, 7);
}

/* accept gave it, so it is connected. */
static void oneshot_opened(struct conn *conn)
{
	oneshot_of(&conn->base.base)->connected = true;
}

int oneshot_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, oneshot_opened);
}

/* waitress CVE-2024-49769: as the constructor of asyncore.dispatcher does, asks who the
 * peer is, and takes "nobody any more" for "not connected yet". */
static void asking_opened(struct conn *conn)
{
	struct ac_dispatcher *d = &conn->base.base;
	struct ac_sys *sys = d->loop->sys;
	struct sockaddr_storage addr;
	socklen_t len = sizeof addr;
	int result = sys->ops->getpeername(d->fd, (struct sockaddr *)&addr, &len, sys);

	oneshot_of(d)->connected = result >= 0;
}

int oneshot_asks_getpeername_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, asking_opened);
}
