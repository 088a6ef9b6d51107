/* SPDX-License-Identifier: MIT */
#include "serve.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct conn *conn_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct conn, base.base);
}

int conn_say(struct conn *conn, const char *text)
{
	return ac_sender_send(&conn->base, text, strlen(text));
}

void conn_say_or_close(struct conn *conn, const char *text)
{
	if (conn_say(conn, text) < 0) {
		ac_err_clear(&conn->base.base);
		ac_close(&conn->base.base);
	}
}

/* It began with struct conn, so this is what was allocated. */
static void conn_released(struct ac_dispatcher *d)
{
	ac_free(d->loop, conn_of(d));
}

const struct ac_ops conn_ops = {
	.super = &ac_sender_ops,
	.name = "conn",
	.released = conn_released,
};

const struct ac_ops plain_conn_ops = {
	.super = &ac_dispatcher_ops,
	.name = "conn",
	.released = conn_released,
};

static bool is_sender(const struct ac_ops *ops)
{
	while (ops && ops != &ac_sender_ops)
		ops = ops->super;
	return ops != NULL;
}

int server_accepted(struct ac_dispatcher *d, int fd, const struct sockaddr *addr, socklen_t len)
{
	struct server *server = ac_container_of(d, struct server, base);
	const struct service *service = server->service;
	struct conn *conn = ac_realloc(d->loop, NULL, service->conn_size, "connection");
	int result = -ENOMEM;

	if (conn) {
		memset(conn, 0, service->conn_size);
		conn->server = server;
		result = is_sender(service->conn_ops)
				 ? ac_sender_init_accepted(&conn->base, d->loop, service->conn_ops,
							   fd, addr, len)
				 : ac_init_accepted(&conn->base.base, d->loop, service->conn_ops,
						    fd, addr, len);
	}
	if (result < 0) {
		/* One connection the fewer; the listener is well. */
		ac_err_clear(d);
		ac_free(d->loop, conn);
		ac_close_fd(d->loop, fd);
		return 0;
	}
	if (service->opened)
		service->opened(conn);
	return 0;
}

const struct ac_ops server_ops = {
	.super = &ac_dispatcher_ops,
	.name = "server",
	.handle_accepted = server_accepted,
};

int server_open(struct server *server, struct ac_loop *loop, const struct service *service,
		struct args args, uint16_t port)
{
	struct ac_dispatcher *d = &server->base;
	struct sockaddr_in addr;
	int result;

	server->service = service;
	server->args = args;
	result = ac_init(d, loop, service->listener_ops ? service->listener_ops : &server_ops);
	if (result == 0)
		result = ac_ipv4(&addr, "0.0.0.0", (uint16_t)arg_number(&args, "--port", port));
	if (result == 0)
		result = ac_create_socket(d, AF_INET, SOCK_STREAM);
	if (result < 0)
		return result;
	ac_set_reuse_addr(d);
	result = ac_bind(d, (const struct sockaddr *)&addr, sizeof addr);
	return result < 0 ? result : ac_listen(d, 5);
}

int serve_with(struct server *server, struct ac_sys *sys, int argc, char **argv,
	       const struct service *service, uint16_t port)
{
	const struct args args = {argc, argv};
	struct ac_loop loop;
	int result = begin(&loop, sys, args);

	if (result < 0)
		return 1;
	result = server_open(server, &loop, service, args, port);
	if (result == 0)
		result = ac_loop(&loop, AC_TIMEOUT, -1);
	return finish(&loop, result);
}

int serve(struct ac_sys *sys, int argc, char **argv, const struct service *service, uint16_t port)
{
	struct server server = {.service = NULL};

	return serve_with(&server, sys, argc, argv, service, port);
}

int dial(struct ac_dispatcher *d, const char *address, const char *port)
{
	struct sockaddr_in addr;
	int result = ac_ipv4(&addr, address, (uint16_t)strtol(port, NULL, 10));

	if (result == 0)
		result = ac_create_socket(d, AF_INET, SOCK_STREAM);
	return result < 0 ? result : ac_connect(d, (const struct sockaddr *)&addr, sizeof addr);
}

int converse(struct ac_sys *sys, struct args args, struct ac_sender *sender,
	     const struct ac_ops *ops)
{
	struct ac_loop loop;
	int result = begin(&loop, sys, args);

	if (result < 0)
		return 1;
	result = ac_sender_init(sender, &loop, ops);
	if (result == 0)
		result = dial(&sender->base, arg_word(&args, 1), arg_word(&args, 2));
	if (result == 0)
		result = ac_loop(&loop, AC_TIMEOUT, -1);
	return finish(&loop, result);
}

static enum ac_poller poller_named(const char *name)
{
	if (strcmp(name, "select") == 0)
		return AC_POLLER_SELECT;
	return strcmp(name, "epoll") == 0 ? AC_POLLER_EPOLL : AC_POLLER_POLL;
}

int begin(struct ac_loop *loop, struct ac_sys *sys, struct args args)
{
	return ac_loop_init(loop, sys, poller_named(arg_text(&args, "--poller", "poll")));
}

int finish(struct ac_loop *loop, int result)
{
	ac_loop_fini(loop);
	return result == 0 || result == AC_EXIT || result == -ECANCELED ? 0 : 1;
}
