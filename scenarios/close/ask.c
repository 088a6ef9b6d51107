/* SPDX-License-Identifier: MIT
 *
 * ask.c - answers "ping" with "pong" after --think TIME, and closes. */
#include "../common/line.h"
#include "../common/serve.h"

struct ask {
	struct conn conn;
	struct line_input input;
	struct ac_timer thinking;
};

static struct ask *ask_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct ask, conn.base.base);
}

static int ask_thought(struct ac_timer *timer)
{
	struct ask *ask = ac_container_of(timer, struct ask, thinking);

	conn_say_or_close(&ask->conn, "pong\n");
	return ask->conn.base.base.fd < 0 ? 0 : ac_close_when_sent(&ask->conn.base);
}

static int ask_read(struct ac_dispatcher *d)
{
	struct ask *ask = ask_of(d);
	ssize_t n = line_recv(&ask->input, d, sizeof ask->input.bytes);

	if (n <= 0)
		return (int)n;
	if (line_next(&ask->input) && !ac_timer_is_set(&ask->thinking))
		ac_call_later(d->loop, &ask->thinking,
			      arg_time(&ask->conn.server->args, "--think", 0), ask_thought);
	return 0;
}

/* No more questions; but one may still want its answer. */
static int ask_eof(struct ac_dispatcher *d)
{
	return ac_timer_is_set(&ask_of(d)->thinking) ? 0
						     : ac_close_when_sent(&ask_of(d)->conn.base);
}

static int ask_close(struct ac_dispatcher *d)
{
	ac_cancel(&ask_of(d)->thinking);
	ac_close(d);
	return 0;
}

static const struct ac_ops ask_ops = {
	.super = &conn_ops,
	.name = "ask",
	.handle_read = ask_read,
	.handle_eof = ask_eof,
	.handle_close = ask_close,
};

static int run(struct ac_sys *sys, int argc, char **argv, const struct ac_ops *ops)
{
	const struct service service = {
		.conn_ops = ops,
		.conn_size = sizeof(struct ask),
	};

	return serve(sys, argc, argv, &service, 7);
}

int ask_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &ask_ops);
}

/* skynet #50: who asks no more is gone. */
static const struct ac_ops hasty_ops = {
	.super = &ask_ops,
	.handle_eof = ask_close,
};

int ask_eof_is_close_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &hasty_ops);
}
