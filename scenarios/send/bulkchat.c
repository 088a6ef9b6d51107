/* SPDX-License-Identifier: MIT
 *
 * bulkchat.c - answers each line with --reply N dots; --recv N bytes are read at a time. */
#include "../common/line.h"
#include "../common/serve.h"

#include <errno.h>
#include <string.h>

/* What one read asks for comes on top of the upper mark. */
#define HIGH_WATER (64 * 1024)
#define LOW_WATER  (16 * 1024)

struct bulkchat {
	struct conn conn;
	struct line_input input;
};

static int bulkchat_reply(struct bulkchat *chat)
{
	struct ac_loop *loop = chat->conn.base.base.loop;
	size_t len = (size_t)arg_number(&chat->conn.server->args, "--reply", 100);
	char *reply = ac_realloc(loop, NULL, len, "reply");
	int result;

	if (!reply)
		return -ENOMEM;
	memset(reply, '.', len);
	result = ac_sender_send(&chat->conn.base, reply, len);
	ac_free(loop, reply);
	return result;
}

static int bulkchat_read(struct ac_dispatcher *d)
{
	struct bulkchat *chat = ac_container_of(d, struct bulkchat, conn.base.base);
	long len_max = arg_number(&chat->conn.server->args, "--recv", 256);
	ssize_t n = line_recv(&chat->input, d, (size_t)len_max);
	int result = n < 0 ? (int)n : 0;

	while (result == 0 && n > 0 && d->fd >= 0 && line_next(&chat->input))
		result = bulkchat_reply(chat);
	return result;
}

static int bulkchat_eof(struct ac_dispatcher *d)
{
	return ac_close_when_sent(&conn_of(d)->base);
}

static const struct ac_ops bulkchat_ops = {
	.super = &conn_ops,
	.name = "bulkchat",
	.handle_read = bulkchat_read,
	.handle_eof = bulkchat_eof,
};

static int run(struct ac_sys *sys, int argc, char **argv, void (*opened)(struct conn *))
{
	const struct service service = {
		.conn_ops = &bulkchat_ops,
		.conn_size = sizeof(struct bulkchat),
		.opened = opened,
	};

	return serve(sys, argc, argv, &service, 7);
}

/* Who does not read is not read from. */
static void marked_opened(struct conn *conn)
{
	ac_set_water_marks(&conn->base.base, HIGH_WATER, LOW_WATER);
}

int bulkchat_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, marked_opened);
}

/* CPython gh-116279: reading goes on while output is blocked. */
int bulkchat_reads_on_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, NULL);
}
