/* SPDX-License-Identifier: MIT
 *
 * swap.c - greets everybody with "hi"; who says "swap" has the others sent away and a
 * connection opened instead.
 *
 *	swap ADDRESS PORT [--port N]
 *
 * Notes of the connection: "connected", what it says, and "gone". */
#include "../common/line.h"
#include "../oldloop.h"

#include <errno.h>
#include <string.h>

struct swap {
	struct conn conn;
	struct line_input input;
	struct swap *next; /* of all that were accepted */
};

struct swap_server {
	struct server server;
	struct ac_dispatcher other; /* the connection */
	struct swap *first;
};

static struct swap *swap_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct swap, conn.base.base);
}

static struct swap_server *server_of(const struct swap *swap)
{
	return ac_container_of(swap->conn.server, struct swap_server, server);
}

/* ---- The connection ---- */

static int other_connect(struct ac_dispatcher *d)
{
	ac_note(d->loop, d, "connected", NULL, 0);
	return 0;
}

static int other_writable(struct ac_dispatcher *d)
{
	return !d->connected;
}

static int other_read(struct ac_dispatcher *d)
{
	char buf[256];
	ssize_t n = ac_recv(d, buf, sizeof buf);

	if (n > 0)
		ac_note(d->loop, d, "said", buf, (size_t)n);
	return n < 0 ? (int)n : 0;
}

static int other_close(struct ac_dispatcher *d)
{
	ac_note(d->loop, d, "gone", NULL, 0);
	ac_close(d);
	return 0;
}

static const struct ac_ops other_ops = {
	.super = &ac_dispatcher_ops,
	.name = "other",
	.writable = other_writable,
	.handle_connect = other_connect,
	.handle_read = other_read,
	.handle_close = other_close,
};

static int other_open(struct swap_server *server)
{
	const struct args *args = &server->server.args;
	int result = ac_init(&server->other, server->server.base.loop, &other_ops);

	if (result < 0)
		return result;
	result = dial(&server->other, arg_word(args, 1), arg_word(args, 2));
	old_add(server->server.old, &server->other, &other_ops);
	if (result < 0) {
		ac_err_clear(&server->other);
		ac_close(&server->other);
	}
	return 0;
}

/* ---- Those it is opened for ---- */

static int swap_now(struct swap *swap)
{
	struct swap_server *server = server_of(swap);

	for (struct swap *one = server->first; one; one = one->next) {
		if (one != swap)
			ac_close(&one->conn.base.base);
	}
	return other_open(server);
}

static int swap_read(struct ac_dispatcher *d)
{
	struct swap *swap = swap_of(d);
	ssize_t n = line_recv(&swap->input, d, sizeof swap->input.bytes);
	char *line = n > 0 ? line_next(&swap->input) : NULL;

	if (!line || strcmp(line, "swap") != 0)
		return n < 0 && n != -EAGAIN ? (int)n : 0;
	return server_of(swap)->other.loop ? 0 : swap_now(swap); /* once */
}

static void swap_released(struct ac_dispatcher *d)
{
	struct swap **link = &server_of(swap_of(d))->first;

	while (*link != swap_of(d))
		link = &(*link)->next;
	*link = (*link)->next;
	ac_free(d->loop, swap_of(d));
}

static const struct ac_ops swap_ops = {
	.super = &conn_ops,
	.name = "swap",
	.handle_read = swap_read,
	.released = swap_released,
};

static void swap_opened(struct conn *conn)
{
	struct swap *swap = ac_container_of(conn, struct swap, conn);

	swap->next = server_of(swap)->first;
	server_of(swap)->first = swap;
	conn_say_or_close(conn, "hi\n");
}

static const struct service service = {
	.conn_ops = &swap_ops,
	.conn_size = sizeof(struct swap),
	.opened = swap_opened,
};

int swap_main(struct ac_sys *sys, int argc, char **argv)
{
	struct swap_server server = {.first = NULL};

	return serve_with(&server.server, sys, argc, argv, &service, 7);
}

/* CPython gh-75114: events belong to a number, whoever has it when they are served. */
int swap_looks_up_by_number_main(struct ac_sys *sys, int argc, char **argv)
{
	struct swap_server server = {.first = NULL};

	return old_serve_with(&server.server, sys, argc, argv, &service, 7);
}
