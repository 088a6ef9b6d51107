/* SPDX-License-Identifier: MIT
 *
 * lines.c - answers each line, which ends with \r\n, with "ok" and the line;
 * notes "line" with its text. */
#include "../common/serve.h"

#include <errno.h>
#include <string.h>

struct lines {
	struct conn conn;
	size_t len;      /* of what is in bytes */
	size_t searched; /* of it: no terminator begins before */
	char bytes[512];
};

static struct lines *lines_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct lines, conn.base.base);
}

static int lines_line(struct lines *lines, const char *line, size_t len)
{
	struct ac_dispatcher *d = &lines->conn.base.base;
	int result = conn_say(&lines->conn, "ok ");

	ac_note(d->loop, d, "line", line, len);
	if (result == 0)
		result = ac_sender_send(&lines->conn.base, line, len);
	return result < 0 ? result : conn_say(&lines->conn, "\r\n");
}

/* Takes out each line from where the search stands. */
static int lines_split(struct lines *lines)
{
	char *end;

	while ((end = memmem(lines->bytes + lines->searched, lines->len - lines->searched, "\r\n",
			     2))) {
		size_t len = (size_t)(end - lines->bytes);
		int result = lines_line(lines, lines->bytes, len);

		if (result < 0)
			return result;
		lines->len -= len + 2;
		lines->searched = 0;
		memmove(lines->bytes, end + 2, lines->len);
	}
	lines->searched = lines->len;
	return 0;
}

static int lines_recv(struct lines *lines)
{
	struct ac_dispatcher *d = &lines->conn.base.base;
	ssize_t n;

	if (lines->len == sizeof lines->bytes)
		return ac_fail(d, -EMSGSIZE, "line too long");
	n = ac_recv(d, lines->bytes + lines->len, sizeof lines->bytes - lines->len);
	if (n > 0)
		lines->len += (size_t)n;
	return n < 0 ? (int)n : n > 0;
}

/* The last byte searched may have been the first half of a terminator. */
static int lines_read(struct ac_dispatcher *d)
{
	struct lines *lines = lines_of(d);
	int result = lines_recv(lines);

	if (lines->searched > 0)
		lines->searched--;
	return result <= 0 ? result : lines_split(lines);
}

static int lines_eof(struct ac_dispatcher *d)
{
	return ac_close_when_sent(&lines_of(d)->conn.base);
}

static const struct ac_ops lines_ops = {
	.super = &conn_ops,
	.name = "lines",
	.handle_read = lines_read,
	.handle_eof = lines_eof,
};

static int run(struct ac_sys *sys, int argc, char **argv, const struct ac_ops *ops)
{
	const struct service service = {
		.conn_ops = ops,
		.conn_size = sizeof(struct lines),
	};

	return serve(sys, argc, argv, &service, 7);
}

int lines_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &lines_ops);
}

/* net-protocol PR 66: the search goes on where the last one ended. */
static int forgetful_read(struct ac_dispatcher *d)
{
	struct lines *lines = lines_of(d);
	int result = lines_recv(lines);

	return result <= 0 ? result : lines_split(lines);
}

static const struct ac_ops forgetful_ops = {
	.super = &lines_ops,
	.handle_read = forgetful_read,
};

int lines_forget_prefix_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &forgetful_ops);
}
