/* SPDX-License-Identifier: MIT
 *
 * term.c - an echo server that ends when it is told to, and two that do so wrong.
 *
 *	term [--port N]
 *
 * SIGTERM ends the loop.  Nobody is served any more, but what was said is said to its
 * end. */
#include "../common/serve.h"

#include <signal.h>
#include <stdbool.h>

struct term_conn {
	struct conn conn;
	struct term_conn *next, **link;
};

struct term {
	struct server server;
	struct term_conn *conns;
};

/* What a handler can know of. */
static struct ac_loop *the_loop;
static volatile sig_atomic_t told;

static struct term_conn *term_of(struct ac_dispatcher *d)
{
	return ac_container_of(conn_of(d), struct term_conn, conn);
}

static void term_opened(struct conn *conn)
{
	struct term_conn *self = ac_container_of(conn, struct term_conn, conn);
	struct term *term = ac_container_of(conn->server, struct term, server);

	self->next = term->conns;
	self->link = &term->conns;
	if (self->next)
		self->next->link = &self->next;
	term->conns = self;
}

static void term_released(struct ac_dispatcher *d)
{
	struct term_conn *self = term_of(d);

	*self->link = self->next;
	if (self->next)
		self->next->link = self->link;
	conn_ops.released(d);
}

static int term_read(struct ac_dispatcher *d)
{
	char buf[4096];
	ssize_t n = ac_recv(d, buf, sizeof buf);

	return n <= 0 ? (int)n : ac_sender_send(&conn_of(d)->base, buf, (size_t)n);
}

static const struct ac_ops term_ops = {
	.super = &conn_ops,
	.name = "term",
	.handle_read = term_read,
	.released = term_released,
};

static void stop(int number)
{
	(void)number;
	ac_loop_stop(the_loop);
}

/* What is queued goes out, however long that takes. */
static int say_the_rest(struct term *term, struct ac_loop *loop)
{
	ac_close(&term->server.base);
	ac_wake_disable(loop);
	for (struct term_conn *conn = term->conns; conn; conn = conn->next)
		ac_close_when_sent(&conn->conn.base);
	return term->conns ? ac_loop(loop, AC_TIMEOUT, -1) : 0;
}

static int run(struct ac_sys *sys, struct args args, void (*handler)(int), bool says_the_rest)
{
	static const struct service service = {
		.conn_ops = &term_ops,
		.conn_size = sizeof(struct term_conn),
		.opened = term_opened,
	};
	struct term term = {.conns = NULL};
	struct ac_loop loop;
	int result = begin(&loop, sys, args);

	if (result < 0)
		return 1;
	the_loop = &loop;
	signal(SIGTERM, handler);
	result = ac_wake_enable(&loop);
	if (result == 0)
		result = server_open(&term.server, &loop, &service, args, 7);
	if (result == 0)
		result = ac_loop(&loop, AC_TIMEOUT, -1);
	if (result == 0 && says_the_rest)
		result = say_the_rest(&term, &loop);
	return finish(&loop, result);
}

int term_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, (struct args){argc, argv}, stop, true);
}

/* The end is the end. */
int term_drops_replies_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, (struct args){argc, argv}, stop, false);
}

/* Somebody will look at it.  But the loop takes up its wait where the signal broke it
 * off. */
static void tell(int number)
{
	(void)number;
	told = 1;
}

int term_sets_a_flag_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, (struct args){argc, argv}, tell, true);
}
