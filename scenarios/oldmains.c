/* SPDX-License-Identifier: MIT
 *
 * oldmains.c - whole programs on the loop of oldloop.c. */
#include "oldloop.h"

int old_converse(struct ac_sys *sys, struct args args, struct ac_sender *sender,
		 const struct ac_ops *ops)
{
	struct ac_loop loop;
	struct oldloop old = {.loop = &loop};
	int result = begin(&loop, sys, args);

	if (result < 0)
		return 1;
	result = ac_sender_init(sender, &loop, ops);
	if (result == 0)
		result = dial(&sender->base, arg_word(&args, 1), arg_word(&args, 2));
	if (result == 0) {
		old_add(&old, &sender->base, ops);
		result = old_loop(&old);
	}
	return finish(&loop, result);
}

static void old_opened(struct conn *conn)
{
	struct oldloop *old = conn->server->old;

	old_add(old, &conn->base.base, old->service->conn_ops);
	if (old->service->opened)
		old->service->opened(conn);
}

int old_serve_with(struct server *server, struct ac_sys *sys, int argc, char **argv,
		   const struct service *service, uint16_t port)
{
	const struct args args = {argc, argv};
	struct service of_old = *service;
	struct ac_loop loop;
	struct oldloop old = {.loop = &loop, .service = service};
	int result = begin(&loop, sys, args);

	if (result < 0)
		return 1;
	of_old.opened = old_opened;
	server->old = &old;
	result = server_open(server, &loop, &of_old, args, port);
	if (result == 0) {
		old_add(&old, &server->base,
			of_old.listener_ops ? of_old.listener_ops : &server_ops);
		result = old_loop(&old);
	}
	return finish(&loop, result);
}

int old_serve(struct ac_sys *sys, int argc, char **argv, const struct service *service,
	      uint16_t port)
{
	struct server server = {.service = NULL};

	return old_serve_with(&server, sys, argc, argv, service, port);
}
