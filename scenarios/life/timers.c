/* SPDX-License-Identifier: MIT
 *
 * timers.c - servers that live by their timers.
 *
 *	idler [--port N] [--idle TIME]		closes who says nothing for so long, notes "idle"
 *	heartbeat [--port N] [--every TIME]	says "beat" to everybody
 *	zero_timer [--port N]			echoes, and has a timer that is always due */
#include "../common/serve.h"

struct timed {
	struct conn conn;
	struct ac_timer timer;
};

static struct timed *timed_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct timed, conn.base.base);
}

static int timed_close(struct ac_dispatcher *d)
{
	ac_cancel(&timed_of(d)->timer);
	ac_close(d);
	return 0;
}

/* ---- idler ---- */

static int idler_fired(struct ac_timer *timer)
{
	struct ac_dispatcher *d = &ac_container_of(timer, struct timed, timer)->conn.base.base;

	ac_note(d->loop, d, "idle", NULL, 0);
	ac_close(d);
	return 0;
}

static void idler_rearm(struct timed *timed)
{
	ac_call_later(timed->conn.base.base.loop, &timed->timer,
		      arg_time(&timed->conn.server->args, "--idle", 60 * AC_SECOND), idler_fired);
}

static void idler_opened(struct conn *conn)
{
	idler_rearm(ac_container_of(conn, struct timed, conn));
}

static int idler_read(struct ac_dispatcher *d)
{
	char buf[1024];
	ssize_t n = ac_recv(d, buf, sizeof buf);

	if (n <= 0)
		return (int)n;
	idler_rearm(timed_of(d));
	return 0;
}

static const struct ac_ops idler_ops = {
	.super = &conn_ops,
	.name = "idler",
	.handle_read = idler_read,
	.handle_close = timed_close,
};

static int run_idler(struct ac_sys *sys, int argc, char **argv, const struct ac_ops *ops)
{
	const struct service service = {
		.conn_ops = ops,
		.conn_size = sizeof(struct timed),
		.opened = idler_opened,
	};

	return serve(sys, argc, argv, &service, 7);
}

int idler_main(struct ac_sys *sys, int argc, char **argv)
{
	return run_idler(sys, argc, argv, &idler_ops);
}

/* The timer is set once and for all, so who has spoken is cut off, too. */
static int forgetful_read(struct ac_dispatcher *d)
{
	char buf[1024];
	ssize_t n = ac_recv(d, buf, sizeof buf);

	return n < 0 ? (int)n : 0;
}

static const struct ac_ops forgetful_ops = {
	.super = &idler_ops,
	.handle_read = forgetful_read,
};

int idler_does_not_listen_main(struct ac_sys *sys, int argc, char **argv)
{
	return run_idler(sys, argc, argv, &forgetful_ops);
}

/* ---- heartbeat ---- */

static int heartbeat_beat(struct ac_timer *timer)
{
	struct timed *timed = ac_container_of(timer, struct timed, timer);
	struct ac_dispatcher *d = &timed->conn.base.base;

	conn_say_or_close(&timed->conn, "beat\n");
	if (d->fd >= 0)
		ac_call_later(d->loop, timer,
			      arg_time(&timed->conn.server->args, "--every", AC_SECOND),
			      heartbeat_beat);
	return 0;
}

static void heartbeat_opened(struct conn *conn)
{
	heartbeat_beat(&ac_container_of(conn, struct timed, conn)->timer);
}

static int heartbeat_read(struct ac_dispatcher *d)
{
	char buf[1024];
	ssize_t n = ac_recv(d, buf, sizeof buf);

	return n < 0 ? (int)n : 0;
}

static const struct ac_ops heartbeat_ops = {
	.super = &conn_ops,
	.name = "heartbeat",
	.handle_read = heartbeat_read,
	.handle_close = timed_close,
};

int heartbeat_main(struct ac_sys *sys, int argc, char **argv)
{
	static const struct service heartbeat = {
		.conn_ops = &heartbeat_ops,
		.conn_size = sizeof(struct timed),
		.opened = heartbeat_opened,
	};

	return serve(sys, argc, argv, &heartbeat, 7);
}

/* ---- zero_timer ---- */

static int zero_timer_fired(struct ac_timer *timer)
{
	ac_call_later(ac_container_of(timer, struct timed, timer)->conn.base.base.loop, timer, 0,
		      zero_timer_fired);
	return 0;
}

static void zero_timer_opened(struct conn *conn)
{
	zero_timer_fired(&ac_container_of(conn, struct timed, conn)->timer);
}

static int zero_timer_read(struct ac_dispatcher *d)
{
	char buf[1024];
	ssize_t n = ac_recv(d, buf, sizeof buf);

	return n <= 0 ? (int)n : ac_sender_send(&conn_of(d)->base, buf, (size_t)n);
}

static const struct ac_ops zero_timer_ops = {
	.super = &conn_ops,
	.name = "zero timer",
	.handle_read = zero_timer_read,
	.handle_close = timed_close,
};

int zero_timer_main(struct ac_sys *sys, int argc, char **argv)
{
	static const struct service zero_timer = {
		.conn_ops = &zero_timer_ops,
		.conn_size = sizeof(struct timed),
		.opened = zero_timer_opened,
	};

	return serve(sys, argc, argv, &zero_timer, 7);
}
