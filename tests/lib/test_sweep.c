/* SPDX-License-Identifier: MIT
 *
 * Whatever call of the seam fails, an echo over loopback ends: without a crash,
 * without a descriptor or memory left, and without the loop running hot for ever.
 * The first call of each kind fails, then the second, until none does. */
#include "tank.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PASSES_MAX 400

/* ---- The program: a listener, an echo, a client ---- */

struct echo {
	struct ac_sender base;
};

static int echo_read(struct ac_dispatcher *d)
{
	struct echo *echo = ac_container_of(d, struct echo, base.base);
	char buf[16];
	ssize_t n = ac_recv(d, buf, sizeof buf);

	return n <= 0 ? (int)n : ac_sender_send(&echo->base, buf, (size_t)n);
}

static void echo_released(struct ac_dispatcher *d)
{
	struct echo *echo = ac_container_of(d, struct echo, base.base);

	ac_free(d->loop, echo);
}

static const struct ac_ops echo_ops = {
	.super = &ac_sender_ops,
	.name = "echo",
	.handle_read = echo_read,
	.released = echo_released,
};

static int server_accepted(struct ac_dispatcher *d, int fd, const struct sockaddr *addr,
			   socklen_t len)
{
	struct echo *echo = ac_realloc(d->loop, NULL, sizeof *echo, "echo");
	int rc = -ENOMEM;

	if (echo)
		rc = ac_sender_init_accepted(&echo->base, d->loop, &echo_ops, fd, addr, len);
	ac_close(d); /* one client is enough */
	if (rc < 0) {
		ac_close_fd(d->loop, fd);
		ac_free(d->loop, echo);
	}
	return rc;
}

static const struct ac_ops server_ops = {
	.super = &ac_dispatcher_ops,
	.name = "server",
	.handle_accepted = server_accepted,
};

struct client {
	struct ac_sender base;
	struct ac_timer patience;
	size_t received;
};

static int client_connect(struct ac_dispatcher *d)
{
	struct client *c = ac_container_of(d, struct client, base.base);

	return ac_sender_send(&c->base, "twenty bytes of text", 20);
}

static int client_read(struct ac_dispatcher *d)
{
	struct client *c = ac_container_of(d, struct client, base.base);
	char buf[16];
	ssize_t n = ac_recv(d, buf, sizeof buf);

	if (n <= 0)
		return (int)n;
	c->received += (size_t)n;
	return c->received < 20 ? 0 : ac_close_when_sent(&c->base);
}

static int client_give_up(struct ac_timer *timer)
{
	struct client *c = ac_container_of(timer, struct client, patience);

	ac_close_all(c->base.base.loop);
	return 0;
}

static const struct ac_ops client_ops = {
	.super = &ac_sender_ops,
	.name = "client",
	.handle_connect = client_connect,
	.handle_read = client_read,
};

struct program {
	struct ac_loop loop;
	struct ac_dispatcher server;
	struct client client;
};

static int serve(struct program *p)
{
	struct ac_dispatcher *d = &p->server;
	struct sockaddr_in addr;
	int rc = ac_ipv4(&addr, "127.0.0.1", 0);

	if (rc == 0)
		rc = ac_init(d, &p->loop, &server_ops);
	if (rc == 0)
		rc = ac_create_socket(d, AF_INET, SOCK_STREAM);
	if (rc < 0)
		return rc;
	ac_set_reuse_addr(d);
	rc = ac_bind(d, (struct sockaddr *)&addr, sizeof addr);
	return rc < 0 ? rc : ac_listen(d, 1);
}

static int connect_to_it(struct program *p)
{
	struct ac_dispatcher *d = &p->client.base.base;
	const void *addr = &p->server.addr;
	int rc = ac_sender_init(&p->client.base, &p->loop, &client_ops);

	if (rc == 0)
		rc = ac_create_socket(d, AF_INET, SOCK_STREAM);
	return rc < 0 ? rc : ac_connect(d, addr, p->server.addr_len);
}

static void silent(struct ac_loop *loop, enum ac_log_level level, const struct ac_dispatcher *d,
		   const char *text)
{
	(void)loop;
	(void)level;
	(void)d;
	(void)text;
}

/* Returns how many bytes came back. */
static size_t run(struct fault *f, const struct tank_case *is)
{
	struct program p;

	memset(&p, 0, sizeof p);
	if (ac_loop_init(&p.loop, &f->base, is->poller) < 0)
		return 0;
	p.loop.ask_all = is->ask_all;
	p.loop.log = silent;
	ac_call_later(&p.loop, &p.client.patience, 10 * AC_SECOND, client_give_up);
	if (serve(&p) == 0 && connect_to_it(&p) == 0)
		ac_loop(&p.loop, AC_SECOND, PASSES_MAX);
	ac_loop_fini(&p.loop);
	return p.client.received;
}

/* ---- The sweep ---- */

struct failure {
	enum fault_call call;
	int result;
};

static const struct failure failures[] = {
	{FAULT_SOCKET, -EMFILE},
	{FAULT_BIND, -EADDRINUSE},
	{FAULT_LISTEN, -EADDRINUSE},
	{FAULT_ACCEPT, -EMFILE},
	{FAULT_ACCEPT, -ECONNABORTED},
	{FAULT_ACCEPT, -EAGAIN},
	{FAULT_ACCEPT, -EINVAL},
	{FAULT_CONNECT, -ENETUNREACH},
	{FAULT_CONNECT, -EINTR},
	{FAULT_CLOSE, -EIO},
	{FAULT_GETSOCKOPT, -ENOBUFS},
	{FAULT_SETSOCKOPT, -EINVAL},
	{FAULT_GETSOCKNAME, -ENOBUFS},
	{FAULT_RECV, -EAGAIN},
	{FAULT_RECV, -ECONNRESET},
	{FAULT_RECV, -EHOSTUNREACH},
	{FAULT_RECV, 0},
	{FAULT_SEND, -EAGAIN},
	{FAULT_SEND, -EPIPE},
	{FAULT_SEND, -ENOBUFS},
	{FAULT_POLL, -EINTR},
	{FAULT_POLL, -ENOMEM},
	{FAULT_POLL, -ECANCELED},
	{FAULT_POLL, 0},
	{FAULT_SELECT, -EINTR},
	{FAULT_SELECT, -EBADF},
	{FAULT_SELECT, -ECANCELED},
	{FAULT_EPOLL_CREATE, -EMFILE},
	{FAULT_EPOLL_CTL, -ENOSPC},
	{FAULT_EPOLL_CTL, -EBADF},
	{FAULT_EPOLL_CTL, -ENOENT},
	{FAULT_EPOLL_CTL, -EPERM},
	{FAULT_EPOLL_WAIT, -EINTR},
	{FAULT_EPOLL_WAIT, -ECANCELED},
	{FAULT_EPOLL_WAIT, 0},
	{FAULT_REALLOC, 0},
};

/* Is it one after which the echo is complete all the same?  (The layer's EINTR of
 * connect does not go on behind, as a kernel's does.) */
static bool is_harmless(const struct failure *failure)
{
	switch (failure->call) {
	case FAULT_SETSOCKOPT:
	case FAULT_CLOSE:
		return true;
	case FAULT_ACCEPT:
		return failure->result != -EINVAL;
	case FAULT_RECV:
	case FAULT_SEND:
		return failure->result == -EAGAIN;
	case FAULT_POLL:
	case FAULT_SELECT:
	case FAULT_EPOLL_WAIT:
		return failure->result == -EINTR || failure->result == 0;
	default:
		return false;
	}
}

static void sweep(struct tank *t, const struct failure *failure)
{
	struct fault f;
	unsigned nth;

	for (nth = 0;; nth++) {
		size_t received;

		assert_true(nth < 1000);
		tank_fault_init(t, &f);
		fault_answer(&f, failure->call, nth, 1, failure->result);
		received = run(&f, t->is);
		assert_int_equal(f.open_fds, 0);
		assert_int_equal(f.blocks, 0);
		assert_true(fault_waits(&f) < PASSES_MAX);
		if (is_harmless(failure))
			assert_int_equal(received, 20);
		if (f.answers[failure->call].times > 0)
			return; /* there was no nth call */
	}
}

static void whatever_fails_it_ends_well(void **state)
{
	size_t i;

	for (i = 0; i < sizeof failures / sizeof *failures; i++)
		sweep(*state, &failures[i]);
}

int main(void)
{
	static const struct tank_test tests[] = {
		TANK_TEST(whatever_fails_it_ends_well),
	};

	return tank_run("sweep", tests);
}
