/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "ac.h"
#include "sanity.h"

struct guest {
	struct ac_dispatcher base;
};

/* Gives back what it got; the rest, or the error, is where programs differ. */
static ssize_t give_back(struct ac_dispatcher *d)
{
	char buf[64];
	ssize_t n = ac_recv(d, buf, sizeof buf);

	return n > 0 ? ac_send(d, buf, (size_t)n) : n;
}

static int read_and_drop(struct ac_dispatcher *d)
{
	give_back(d);
	return 0;
}

static int read_and_return(struct ac_dispatcher *d)
{
	ssize_t n = give_back(d);

	return n < 0 ? (int)n : 0;
}

static int never_writable(struct ac_dispatcher *d)
{
	(void)d;
	return 0;
}

static void guest_released(struct ac_dispatcher *d)
{
	ac_free(d->loop, ac_container_of(d, struct guest, base));
}

static const struct ac_ops dropping_guest = {
	.super = &ac_dispatcher_ops,
	.name = "dropping",
	.writable = never_writable,
	.handle_read = read_and_drop,
	.released = guest_released,
};

static const struct ac_ops returning_guest = {
	.super = &ac_dispatcher_ops,
	.name = "returning",
	.writable = never_writable,
	.handle_read = read_and_return,
	.released = guest_released,
};

struct server {
	struct ac_dispatcher base;
	const struct ac_ops *guest_ops;
};

static int accepted(struct ac_dispatcher *d, int fd, const struct sockaddr *addr, socklen_t len)
{
	const struct server *server = ac_container_of(d, struct server, base);
	struct guest *guest = ac_realloc(d->loop, NULL, sizeof *guest, "guest");

	if (guest && ac_init_accepted(&guest->base, d->loop, server->guest_ops, fd, addr, len) == 0)
		return 0;
	ac_free(d->loop, guest);
	ac_close_fd(d->loop, fd);
	return -ENOMEM;
}

static const struct ac_ops server_ops = {
	.super = &ac_dispatcher_ops,
	.name = "server",
	.writable = never_writable,
	.handle_accepted = accepted,
};

static int serve(struct ac_sys *sys, const struct ac_ops *guest_ops)
{
	struct server server = {.guest_ops = guest_ops};
	struct sockaddr_in any;
	struct ac_loop loop;

	if (ac_ipv4(&any, "0.0.0.0", 7) < 0 || ac_loop_init(&loop, sys, AC_POLLER_POLL) < 0)
		return 1;
	if (ac_init(&server.base, &loop, &server_ops) == 0 &&
	    ac_create_socket(&server.base, AF_INET, SOCK_STREAM) == 0 &&
	    ac_bind(&server.base, (const struct sockaddr *)&any, sizeof any) == 0 &&
	    ac_listen(&server.base, 8) == 0)
		ac_loop(&loop, -1, -1);
	ac_close_all(&loop);
	ac_loop_fini(&loop);
	return 0;
}

static int broken(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return serve(sys, &dropping_guest);
}

static int sound(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return serve(sys, &returning_guest);
}

const struct sanity sanity_dropped_error = {
	.check = "dropped-error",
	.object = "server:alice",
	.scenario = "scenario 1\n"
		    "host server runs culprit\n"
		    "peer alice\n"
		    "  connects server:7\n"
		    "  sends \"hello\"\n"
		    "  shuts\n"
		    "server:alice send@0 fails ENOBUFS\n",
	.broken = broken,
	.sound = sound,
};
