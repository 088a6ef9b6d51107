/* SPDX-License-Identifier: MIT
 *
 * discover.c - takes datagrams at --port, and notes "datagram" with each. */
#include "../common/serve.h"

static int discover_writable(struct ac_dispatcher *d)
{
	(void)d;
	return 0;
}

static int discover_take(struct ac_dispatcher *d, const char *bytes, ssize_t len)
{
	ac_note(d->loop, d, "datagram", bytes, (size_t)len);
	return 0;
}

/* One of no bytes is a datagram like any other. */
static int discover_read(struct ac_dispatcher *d)
{
	char buf[1024];
	ssize_t n = ac_recv(d, buf, sizeof buf);

	return n < 0 ? (int)n : discover_take(d, buf, n);
}

static const struct ac_ops discover_ops = {
	.super = &ac_dispatcher_ops,
	.name = "discover",
	.writable = discover_writable,
	.handle_read = discover_read,
};

static int discover_open(struct ac_dispatcher *d, struct ac_loop *loop, const struct ac_ops *ops,
			 uint16_t port)
{
	struct sockaddr_in addr;
	int result = ac_init(d, loop, ops);

	if (result == 0)
		result = ac_ipv4(&addr, "0.0.0.0", port);
	if (result == 0)
		result = ac_create_socket(d, AF_INET, SOCK_DGRAM);
	return result < 0 ? result : ac_bind(d, (const struct sockaddr *)&addr, sizeof addr);
}

static int run(struct ac_sys *sys, int argc, char **argv, const struct ac_ops *ops)
{
	const struct args args = {argc, argv};
	struct ac_dispatcher discover;
	struct ac_loop loop;
	int result = begin(&loop, sys, args);

	if (result < 0)
		return 1;
	result = discover_open(&discover, &loop, ops, (uint16_t)arg_number(&args, "--port", 1900));
	if (result == 0)
		result = ac_loop(&loop, AC_TIMEOUT, -1);
	return finish(&loop, result);
}

int discover_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &discover_ops);
}

/* pupnp #498: no bytes, so it is the end. */
static int ending_read(struct ac_dispatcher *d)
{
	char buf[1024];
	ssize_t n = ac_recv(d, buf, sizeof buf);

	if (n == 0)
		ac_close(d);
	return n <= 0 ? (int)n : discover_take(d, buf, n);
}

static const struct ac_ops ending_ops = {
	.super = &discover_ops,
	.handle_read = ending_read,
};

int discover_zero_is_eof_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &ending_ops);
}
