/* SPDX-License-Identifier: MIT
 *
 * resolver.c - resolver ADDRESS PORT: asks by datagram, and waits for the answer; notes
 * what comes by its text. */
#include "../common/serve.h"

#include <errno.h>
#include <stdlib.h>

static int resolver_writable(struct ac_dispatcher *d)
{
	(void)d;
	return 0;
}

/* -ECONNREFUSED means that the question did not arrive, and no more: who is not there
 * yet may still come.  The loop takes it for no error. */
static int resolver_read(struct ac_dispatcher *d)
{
	char buf[1024];
	ssize_t n = ac_recv(d, buf, sizeof buf - 1);

	if (n < 0)
		return (int)n;
	buf[n] = '\0';
	ac_note(d->loop, d, buf, NULL, 0);
	return 0;
}

static const struct ac_ops resolver_ops = {
	.super = &ac_dispatcher_ops,
	.name = "resolver",
	.writable = resolver_writable,
	.handle_read = resolver_read,
};

static int resolver_ask(struct ac_dispatcher *d, const struct args *args)
{
	struct sockaddr_in addr;
	ssize_t n;
	int result = ac_ipv4(&addr, arg_word(args, 1), (uint16_t)atoi(arg_word(args, 2)));

	if (result == 0)
		result = ac_create_socket(d, AF_INET, SOCK_DGRAM);
	if (result == 0)
		result = ac_connect(d, (const struct sockaddr *)&addr, sizeof addr);
	if (result < 0)
		return result;
	n = ac_send(d, "who is it?", 10);
	return n < 0 ? (int)n : 0;
}

static int run(struct ac_sys *sys, int argc, char **argv, const struct ac_ops *ops)
{
	const struct args args = {argc, argv};
	struct ac_dispatcher resolver;
	struct ac_loop loop;
	int result = begin(&loop, sys, args);

	if (result < 0)
		return 1;
	result = ac_init(&resolver, &loop, ops);
	if (result == 0)
		result = resolver_ask(&resolver, &args);
	if (result == 0)
		result = ac_loop(&loop, AC_TIMEOUT, -1);
	return finish(&loop, result);
}

int resolver_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &resolver_ops);
}

/* Bun PR 28690: an error is the end. */
static int fatal_read(struct ac_dispatcher *d)
{
	int result = resolver_read(d);

	if (result == -ECONNREFUSED)
		ac_close(d);
	return result;
}

static const struct ac_ops fatal_ops = {
	.super = &resolver_ops,
	.handle_read = fatal_read,
};

int resolver_refused_is_fatal_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &fatal_ops);
}
