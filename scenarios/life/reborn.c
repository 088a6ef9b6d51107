/* SPDX-License-Identifier: MIT
 *
 * reborn.c - an echo server that is to come back on its port, and one that can not.
 *
 *	reborn [--port N]
 *
 * A process that dies leaves its connections to the kernel, and they hold the port: for as
 * long as they live, and a minute longer where the dead side closed first.  bind(2) takes it
 * all the same if SO_REUSEADDR was set on the old listener and is on the new. */
#include "../common/serve.h"

static int reborn_read(struct ac_dispatcher *d)
{
	char buf[1024];
	ssize_t n = ac_recv(d, buf, sizeof buf);

	return n <= 0 ? (int)n : ac_sender_send(&conn_of(d)->base, buf, (size_t)n);
}

static const struct ac_ops reborn_ops = {
	.super = &conn_ops,
	.name = "reborn",
	.handle_read = reborn_read,
};

static const struct service reborn = {
	.conn_ops = &reborn_ops,
	.conn_size = sizeof(struct conn),
};

int reborn_main(struct ac_sys *sys, int argc, char **argv)
{
	return serve(sys, argc, argv, &reborn, 7);
}

static int open_once(struct server *server, struct ac_loop *loop)
{
	struct ac_dispatcher *d = &server->base;
	struct sockaddr_in addr;
	int result = ac_init(d, loop, &server_ops);

	if (result == 0)
		result =
			ac_ipv4(&addr, "0.0.0.0", (uint16_t)arg_number(&server->args, "--port", 7));
	if (result == 0)
		result = ac_create_socket(d, AF_INET, SOCK_STREAM);
	if (result == 0)
		result = ac_bind(d, (const struct sockaddr *)&addr, sizeof addr);
	return result < 0 ? result : ac_listen(d, 5);
}

int reborn_no_reuse_main(struct ac_sys *sys, int argc, char **argv)
{
	struct server server = {.service = &reborn, .args = {argc, argv}};
	struct ac_loop loop;
	int result = begin(&loop, sys, server.args);

	if (result < 0)
		return 1;
	result = open_once(&server, &loop);
	if (result == 0)
		result = ac_loop(&loop, AC_TIMEOUT, -1);
	return finish(&loop, result);
}
