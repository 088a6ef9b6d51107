/* SPDX-License-Identifier: MIT
 *
 * echo.c - sends back what it gets; and six ways to do so wrong.
 *
 *	echo [--port N] [--poller select|poll]
 *
 * The sound one is the documentation's EchoHandler, which is a
 * dispatcher_with_send, but finishes its reply when the other side is done. */
#include "../common/serve.h"

#include <errno.h>

static int echo_read(struct ac_dispatcher *d)
{
	struct conn *conn = conn_of(d);
	char buf[8192];
	ssize_t n = ac_recv(d, buf, sizeof buf);

	return n <= 0 ? (int)n : ac_sender_send(&conn->base, buf, (size_t)n);
}

static int echo_eof(struct ac_dispatcher *d)
{
	return ac_close_when_sent(&conn_of(d)->base);
}

static const struct ac_ops echo_ops = {
	.super = &conn_ops,
	.name = "echo",
	.handle_read = echo_read,
	.handle_eof = echo_eof,
};

static int run(struct ac_sys *sys, int argc, char **argv, const struct ac_ops *ops,
	       const struct ac_ops *listener_ops)
{
	const struct service service = {
		.conn_ops = ops,
		.conn_size = sizeof(struct conn),
		.listener_ops = listener_ops,
	};

	return serve(sys, argc, argv, &service, 7);
}

int echo_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &echo_ops, &server_ops);
}

/* send() may take less than it is given: the first thing people forget, and
 * what dispatcher_with_send is for. */
static int short_read(struct ac_dispatcher *d)
{
	char buf[8192];
	ssize_t n = ac_recv(d, buf, sizeof buf);

	return n <= 0 ? (int)n : (int)ac_send(d, buf, (size_t)n);
}

static const struct ac_ops short_ops = {
	.super = &echo_ops,
	.handle_read = short_read,
};

int echo_ignores_short_send_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &short_ops, &server_ops);
}

/* Keeps the rest of a short send, but takes "no room" for "done" when it goes
 * on with it: wrong only when the kernel says no twice. */
static int forgetful_write(struct ac_dispatcher *d)
{
	struct ac_sender *sender = &conn_of(d)->base;
	size_t queued = ac_sender_queued(sender);
	int result = ac_sender_ops.handle_write(d);

	if (d->fd >= 0 && ac_sender_queued(sender) == queued)
		ac_sender_ops.discard_buffers(d);
	return result;
}

static const struct ac_ops forgetful_ops = {
	.super = &echo_ops,
	.handle_write = forgetful_write,
};

int echo_forgets_resume_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &forgetful_ops, &server_ops);
}

/* The documentation's own: the end of the input closes the connection, and with
 * it goes what was still to be sent. */
static int hasty_eof(struct ac_dispatcher *d)
{
	ac_close(d);
	return 0;
}

static const struct ac_ops hasty_ops = {
	.super = &echo_ops,
	.handle_eof = hasty_eof,
};

int echo_closes_at_eof_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &hasty_ops, &server_ops);
}

/* pyftpdlib #105: `sock, addr = self.accept()`, but accept() gave None, because
 * the connection was gone again.  The listener pays for it. */
static int unpacking_accept(struct ac_dispatcher *d)
{
	struct sockaddr_storage addr;
	socklen_t len = sizeof addr;
	int fd = ac_accept(d, &addr, &len);

	if (fd == -EAGAIN)
		return ac_fail(d, AC_E_USER, "cannot unpack None");
	return fd < 0 ? fd : server_accepted(d, fd, (const struct sockaddr *)&addr, len);
}

static const struct ac_ops unpacking_ops = {
	.super = &server_ops,
	.handle_accept = unpacking_accept,
};

int echo_unpacks_none_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &echo_ops, &unpacking_ops);
}

/* libuv #1189: no descriptor left, so try again in the next pass, which begins
 * at once, since the listener is still readable.  Goes round ac_accept, which
 * lets the listener rest. */
static int insistent_accept(struct ac_dispatcher *d)
{
	struct sockaddr_storage addr;
	socklen_t len = sizeof addr;
	struct ac_sys *sys = d->loop->sys;
	int fd = sys->ops->accept(d->fd, (struct sockaddr *)&addr, &len, sys);

	return fd < 0 ? 0 : server_accepted(d, fd, (const struct sockaddr *)&addr, len);
}

static const struct ac_ops insistent_ops = {
	.super = &server_ops,
	.handle_accept = insistent_accept,
};

int echo_emfile_again_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &echo_ops, &insistent_ops);
}

/* An urgent byte stays until it is taken; the default takes it. */
static int deaf_expt(struct ac_dispatcher *d)
{
	(void)d;
	return 0;
}

static const struct ac_ops deaf_ops = {
	.super = &echo_ops,
	.handle_expt = deaf_expt,
};

int echo_ignores_urgent_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &deaf_ops, &server_ops);
}
