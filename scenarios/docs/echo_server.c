/* SPDX-License-Identifier: MIT
 *
 * echo_server.c - the basic echo server of Python's documentation, line by line.
 * https://docs.python.org/3.11/library/asyncore.html#asyncore-example-basic-echo-server
 *
 *	echo_server [ADDRESS PORT] */
#include "ac.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* class EchoHandler(asyncore.dispatcher_with_send): */
struct echo_handler {
	struct ac_sender base;
};

static int echo_handler_read(struct ac_dispatcher *d)
{
	struct echo_handler *self = ac_container_of(d, struct echo_handler, base.base);
	char data[8192];
	ssize_t n = ac_recv(d, data, sizeof data);

	if (n <= 0)
		return (int)n;
	return ac_sender_send(&self->base, data, (size_t)n);
}

/* What Python's garbage collector does. */
static void echo_handler_released(struct ac_dispatcher *d)
{
	ac_free(d->loop, ac_container_of(d, struct echo_handler, base.base));
}

static const struct ac_ops echo_handler_ops = {
	.super = &ac_sender_ops,
	.name = "EchoHandler",
	.handle_read = echo_handler_read,
	.released = echo_handler_released,
};

/* class EchoServer(asyncore.dispatcher): */
struct echo_server {
	struct ac_dispatcher base;
};

static int echo_server_accepted(struct ac_dispatcher *d, int fd, const struct sockaddr *addr,
				socklen_t len)
{
	const struct sockaddr_in *in = (const void *)addr;
	char address[INET_ADDRSTRLEN] = "?";
	struct echo_handler *handler = ac_realloc(d->loop, NULL, sizeof *handler, "EchoHandler");
	int result = -ENOMEM;

	inet_ntop(AF_INET, &in->sin_addr, address, sizeof address);
	printf("Incoming connection from %s:%u\n", address, ntohs(in->sin_port));
	if (handler)
		result = ac_sender_init_accepted(&handler->base, d->loop, &echo_handler_ops, fd,
						 addr, len);
	if (result < 0) {
		ac_free(d->loop, handler);
		ac_close_fd(d->loop, fd);
	}
	return result;
}

static const struct ac_ops echo_server_ops = {
	.super = &ac_dispatcher_ops,
	.name = "EchoServer",
	.handle_accepted = echo_server_accepted,
};

static int echo_server_init(struct echo_server *self, struct ac_loop *loop, const char *host,
			    const char *port)
{
	struct sockaddr_in addr;
	int result = ac_init(&self->base, loop, &echo_server_ops);

	if (result == 0)
		result = ac_ipv4(&addr, host, (uint16_t)strtol(port, NULL, 10));
	if (result == 0)
		result = ac_create_socket(&self->base, AF_INET, SOCK_STREAM);
	if (result < 0)
		return result;
	ac_set_reuse_addr(&self->base);
	result = ac_bind(&self->base, (const struct sockaddr *)&addr, sizeof addr);
	return result < 0 ? result : ac_listen(&self->base, 5);
}

int echo_server_main(struct ac_sys *sys, int argc, char **argv)
{
	const char *host = argc > 1 ? argv[1] : "127.0.0.1";
	const char *port = argc > 2 ? argv[2] : "8080";
	struct echo_server server;
	struct ac_loop loop;
	int result = ac_loop_init(&loop, sys, AC_POLLER_SELECT);

	if (result < 0)
		return 1;
	result = echo_server_init(&server, &loop, host, port);
	if (result == 0)
		result = ac_loop(&loop, AC_TIMEOUT, -1);
	ac_loop_fini(&loop);
	return result == 0 || result == AC_EXIT || result == -ECANCELED ? 0 : 1;
}
