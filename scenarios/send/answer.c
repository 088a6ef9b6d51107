/* SPDX-License-Identifier: MIT
 *
 * answer.c - whatever is asked, answers --text TEXT, and closes.  A plain
 * dispatcher that remembers by itself how far it has come. */
#include "../common/serve.h"

#include <string.h>

struct answer {
	struct conn conn;
	const char *text; /* NULL: nothing was asked yet */
	size_t sent;
};

static struct answer *answer_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct answer, conn.base.base);
}

static int answer_readable(struct ac_dispatcher *d)
{
	return !answer_of(d)->text;
}

static int answer_writable(struct ac_dispatcher *d)
{
	return answer_of(d)->text != NULL;
}

static int answer_read(struct ac_dispatcher *d)
{
	struct answer *answer = answer_of(d);
	char buf[1024];
	ssize_t n = ac_recv(d, buf, sizeof buf);

	if (n <= 0)
		return (int)n;
	answer->text = arg_text(&answer->conn.server->args, "--text", "?");
	return 0;
}

static int answer_write(struct ac_dispatcher *d)
{
	struct answer *answer = answer_of(d);
	size_t len = strlen(answer->text);

	while (answer->sent < len) {
		ssize_t n = ac_send(d, answer->text + answer->sent, len - answer->sent);

		if (n <= 0)
			return (int)n;
		answer->sent += (size_t)n;
	}
	ac_close(d);
	return 0;
}

static const struct ac_ops answer_ops = {
	.super = &plain_conn_ops,
	.name = "answer",
	.readable = answer_readable,
	.writable = answer_writable,
	.handle_read = answer_read,
	.handle_write = answer_write,
};

static int run(struct ac_sys *sys, int argc, char **argv, const struct ac_ops *ops)
{
	const struct service service = {
		.conn_ops = ops,
		.conn_size = sizeof(struct answer),
	};

	return serve(sys, argc, argv, &service, 7);
}

int answer_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &answer_ops);
}

/* SFML #749: "not ready" says nothing of the bytes that went out before. */
static int forgetful_write(struct ac_dispatcher *d)
{
	answer_of(d)->sent = 0;
	return answer_write(d);
}

static const struct ac_ops forgetful_ops = {
	.super = &answer_ops,
	.handle_write = forgetful_write,
};

int answer_forgets_partial_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &forgetful_ops);
}
