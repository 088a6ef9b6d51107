/* SPDX-License-Identifier: MIT
 *
 * quit.c - two commands: LIST is answered with --lines N lines of 64 bytes, QUIT hangs
 * up at once. */
#include "../common/line.h"
#include "../oldloop.h"

#include <errno.h>
#include <string.h>

struct quit {
	struct conn conn;
	struct line_input input;
};

static int quit_list(struct quit *quit)
{
	static const char line[] =
		"...............................................................\n";
	long left = arg_number(&quit->conn.server->args, "--lines", 1);
	int result = 0;

	while (result == 0 && left-- > 0)
		result = conn_say(&quit->conn, line);
	return result;
}

static int quit_read(struct ac_dispatcher *d)
{
	struct quit *quit = ac_container_of(d, struct quit, conn.base.base);
	ssize_t n = line_recv(&quit->input, d, sizeof quit->input.bytes);
	int result = n < 0 && n != -EAGAIN ? (int)n : 0;
	char *line;

	while (result == 0 && n > 0 && d->fd >= 0 && (line = line_next(&quit->input))) {
		if (strcmp(line, "LIST") == 0)
			result = quit_list(quit);
		else
			ac_close(d);
	}
	return result;
}

static const struct ac_ops quit_ops = {
	.super = &conn_ops,
	.name = "quit",
	.handle_read = quit_read,
};

static const struct service service = {
	.conn_ops = &quit_ops,
	.conn_size = sizeof(struct quit),
};

int quit_main(struct ac_sys *sys, int argc, char **argv)
{
	return serve(sys, argc, argv, &service, 7);
}

/* CPython gh-75168: what was reported is served to the end, also when handle_read has
 * closed the channel. */
int quit_keeps_dispatching_main(struct ac_sys *sys, int argc, char **argv)
{
	return old_serve(sys, argc, argv, &service, 7);
}
