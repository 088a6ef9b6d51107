/* SPDX-License-Identifier: MIT
 *
 * statics.c - a server that counts in variables of the process.
 *
 *	statics [--port N]
 *
 * Notes "run" with the number of runs of the process, and "connection" with the
 * number of connections, and "next" with 42. */
#include "../common/serve.h"

#include <stdio.h>

static unsigned runs;
static unsigned next = 41; /* in .data, where the others are in .bss */
static unsigned connections;

static void note_number(struct ac_loop *loop, const char *name, unsigned number)
{
	char text[16];
	int len = snprintf(text, sizeof text, "%u", number);

	ac_note(loop, NULL, name, text, (size_t)len);
}

static void statics_opened(struct conn *conn)
{
	note_number(conn->base.base.loop, "connection", ++connections);
}

static int statics_read(struct ac_dispatcher *d)
{
	char buf[512];
	ssize_t n = ac_recv(d, buf, sizeof buf);

	return n < 0 ? (int)n : 0;
}

static const struct ac_ops statics_ops = {
	.super = &conn_ops,
	.name = "statics",
	.handle_read = statics_read,
};

int statics_main(struct ac_sys *sys, int argc, char **argv)
{
	static const struct service statics = {
		.conn_ops = &statics_ops,
		.conn_size = sizeof(struct conn),
		.opened = statics_opened,
	};
	const struct args args = {argc, argv};
	struct server server;
	struct ac_loop loop;
	int result = begin(&loop, sys, args);

	if (result < 0)
		return 1;
	note_number(&loop, "run", ++runs);
	note_number(&loop, "next", ++next);
	result = server_open(&server, &loop, &statics, args, 7);
	if (result == 0)
		result = ac_loop(&loop, AC_TIMEOUT, -1);
	return finish(&loop, result);
}
