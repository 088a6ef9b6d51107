/* SPDX-License-Identifier: MIT
 *
 * sink.c - shuts its own side at once, and takes what it is given: --recv N bytes in each
 * event.  Notes "got" with how many there were. */
#include "../oldloop.h"

#include <errno.h>
#include <stdio.h>

struct sink {
	struct conn conn;
	size_t bytes;
};

static struct sink *sink_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct sink, conn.base.base);
}

static void sink_opened(struct conn *conn)
{
	if (ac_shutdown(&conn->base.base, SHUT_WR) < 0)
		ac_err_clear(&conn->base.base);
}

static int sink_read(struct ac_dispatcher *d)
{
	size_t most = (size_t)arg_number(&sink_of(d)->conn.server->args, "--recv", 64);
	char buf[1024];
	ssize_t n = ac_recv(d, buf, most < sizeof buf ? most : sizeof buf);

	if (n > 0)
		sink_of(d)->bytes += (size_t)n;
	return n < 0 && n != -EAGAIN ? (int)n : 0;
}

/* Both directions are shut now, and the loop calls handle_close. */
static int sink_eof(struct ac_dispatcher *d)
{
	(void)d;
	return 0;
}

static int sink_close(struct ac_dispatcher *d)
{
	char bytes[24];
	int len = snprintf(bytes, sizeof bytes, "%zu", sink_of(d)->bytes);

	ac_note(d->loop, d, "got", bytes, (size_t)len);
	ac_close(d);
	return 0;
}

static const struct ac_ops sink_ops = {
	.super = &conn_ops,
	.name = "sink",
	.handle_read = sink_read,
	.handle_eof = sink_eof,
	.handle_close = sink_close,
};

static const struct service service = {
	.conn_ops = &sink_ops,
	.conn_size = sizeof(struct sink),
	.opened = sink_opened,
};

int sink_main(struct ac_sys *sys, int argc, char **argv)
{
	return serve(sys, argc, argv, &service, 7);
}

/* Netty #4317: a hang-up is the end, whatever is still to be read. */
int sink_hup_is_close_main(struct ac_sys *sys, int argc, char **argv)
{
	return old_serve(sys, argc, argv, &service, 7);
}
