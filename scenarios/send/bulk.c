/* SPDX-License-Identifier: MIT
 *
 * bulk.c - answers a line with --bytes N bytes of pattern 1, and closes. */
#include "../common/line.h"
#include "../common/serve.h"

#include <errno.h>

struct bulk {
	struct conn conn;
	struct line_input input;
};

/* The scenario language's "N bytes of pattern 1". */
static unsigned char pattern_byte(size_t i)
{
	return (unsigned char)((((uint32_t)i + 1) * UINT32_C(2654435761) + 40503) >> 16);
}

static int bulk_answer(struct bulk *bulk)
{
	struct ac_loop *loop = bulk->conn.base.base.loop;
	size_t len = (size_t)arg_number(&bulk->conn.server->args, "--bytes", 1000);
	unsigned char *page = ac_realloc(loop, NULL, len, "page");
	int result;

	if (!page)
		return -ENOMEM;
	for (size_t i = 0; i < len; i++)
		page[i] = pattern_byte(i);
	result = ac_sender_send(&bulk->conn.base, page, len);
	ac_free(loop, page);
	return result;
}

/* 1: there was a line, and it was answered. */
static int bulk_receive(struct bulk *bulk)
{
	ssize_t n = line_recv(&bulk->input, &bulk->conn.base.base, sizeof bulk->input.bytes);
	int result;

	if (n <= 0)
		return (int)n;
	if (!line_next(&bulk->input))
		return 0;
	result = bulk_answer(bulk);
	return result < 0 ? result : 1;
}

static int bulk_read(struct ac_dispatcher *d)
{
	struct bulk *bulk = ac_container_of(d, struct bulk, conn.base.base);
	int result = bulk_receive(bulk);

	return result == 1 && d->fd >= 0 ? ac_close_when_sent(&bulk->conn.base) : result;
}

static const struct ac_ops bulk_ops = {
	.super = &conn_ops,
	.name = "bulk",
	.handle_read = bulk_read,
};

static int run(struct ac_sys *sys, int argc, char **argv, const struct ac_ops *ops)
{
	const struct service service = {
		.conn_ops = ops,
		.conn_size = sizeof(struct bulk),
	};

	return serve(sys, argc, argv, &service, 80);
}

int bulk_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &bulk_ops);
}

/* tempesta-test PR 97: close() right behind send(). */
static int dropping_read(struct ac_dispatcher *d)
{
	int result = bulk_receive(ac_container_of(d, struct bulk, conn.base.base));

	if (result == 1)
		ac_close(d);
	return result;
}

static const struct ac_ops dropping_ops = {
	.super = &bulk_ops,
	.handle_read = dropping_read,
};

int bulk_close_drops_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &dropping_ops);
}
