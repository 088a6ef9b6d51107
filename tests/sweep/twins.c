/* SPDX-License-Identifier: MIT
 *
 * twins.c - the echo and the pump, each time with something left out.
 *
 * Some of the omissions are those of scenarios/; these are the ones that show only
 * when a call fails. */
#include "twins.h"

#include <errno.h>
#include <string.h>

#include "pump.h"

/* ---- The echo: what its connection and its listener leave out ---- */

struct echo_ways {
	bool leaks_connection, leaks_descriptor; /* when it can not be opened */
	bool trusts_memory;
	bool takes_short_for_all;
	bool drops_queue;  /* when a send fails, and goes on */
	bool ignores_send; /* its result, while it may be out of memory */
	bool stays_open;   /* when the connection is gone */
	bool keeps_timer;  /* set, when it closes */
	bool leaks_loop;   /* when there is nothing to listen with */
	bool closes_twice;
};

struct echo {
	struct ac_sender base;
	struct ac_timer timer;
	struct echo_server *server;
	bool is_done; /* the other side has said all */
};

struct echo_server {
	struct ac_dispatcher base;
	struct echo_ways ways;
};

static struct echo *echo_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct echo, base.base);
}

static int tick(struct ac_timer *timer)
{
	struct echo *echo = ac_container_of(timer, struct echo, timer);

	ac_call_later(echo->base.base.loop, timer, AC_SECOND, tick);
	return 0;
}

static int echo_answer(struct echo *echo, const char *bytes, size_t len)
{
	const struct echo_ways *ways = &echo->server->ways;
	struct ac_dispatcher *d = &echo->base.base;
	int rc;

	if (ways->takes_short_for_all)
		return (int)ac_send(d, bytes, len);
	rc = ac_sender_send(&echo->base, bytes, len);
	if (rc < 0 && ways->drops_queue && d->fd >= 0) {
		ac_err_clear(d);
		ac_sender_ops.discard_buffers(d);
		return 0;
	}
	return ways->ignores_send ? 0 : rc;
}

static int echo_read(struct ac_dispatcher *d)
{
	char buf[16];
	ssize_t n = ac_recv(d, buf, sizeof buf);

	return n <= 0 ? (int)n : echo_answer(echo_of(d), buf, (size_t)n);
}

static int echo_eof(struct ac_dispatcher *d)
{
	echo_of(d)->is_done = true;
	return ac_close_when_sent(&echo_of(d)->base);
}

static int echo_close(struct ac_dispatcher *d)
{
	struct echo *echo = echo_of(d);

	if (echo->server->ways.stays_open && !echo->is_done)
		return 0;
	if (!echo->server->ways.keeps_timer || echo->is_done)
		ac_cancel(&echo->timer);
	ac_close(d);
	return 0;
}

static void echo_released(struct ac_dispatcher *d)
{
	ac_free(d->loop, echo_of(d));
}

static const struct ac_ops echo_ops = {
	.super = &ac_sender_ops,
	.name = "echo",
	.handle_read = echo_read,
	.handle_eof = echo_eof,
	.handle_close = echo_close,
	.released = echo_released,
};

static int refuse(struct echo_server *server, struct echo *echo, int fd)
{
	struct ac_loop *loop = server->base.loop;

	if (!server->ways.leaks_connection)
		ac_free(loop, echo);
	if (!server->ways.leaks_descriptor)
		ac_close_fd(loop, fd);
	if (server->ways.closes_twice)
		ac_close_fd(loop, fd);
	ac_err_clear(&server->base);
	return 0;
}

static int server_accepted(struct ac_dispatcher *d, int fd, const struct sockaddr *addr,
			   socklen_t len)
{
	struct echo_server *server = ac_container_of(d, struct echo_server, base);
	struct echo *echo = ac_realloc(d->loop, NULL, sizeof *echo, "echo");
	int rc = -ENOMEM;

	if (echo || server->ways.trusts_memory) {
		memset(echo, 0, sizeof *echo);
		echo->server = server;
		rc = ac_sender_init_accepted(&echo->base, d->loop, &echo_ops, fd, addr, len);
	}
	if (rc < 0)
		return refuse(server, echo, fd);
	if (server->ways.keeps_timer)
		tick(&echo->timer);
	return 0;
}

static const struct ac_ops server_ops = {
	.super = &ac_dispatcher_ops,
	.name = "server",
	.handle_accepted = server_accepted,
};

static uint16_t port_of(int argc, char **argv)
{
	unsigned port = 0;

	if (argc > 2 && strcmp(argv[1], "--port") == 0)
		for (const char *digit = argv[2]; *digit; digit++)
			port = 10 * port + (unsigned)(*digit - '0');
	return (uint16_t)port;
}

static int listen_at(struct ac_dispatcher *d, struct ac_loop *loop, uint16_t port)
{
	struct sockaddr_in addr;
	int rc = ac_ipv4(&addr, "0.0.0.0", port);

	if (rc == 0)
		rc = ac_init(d, loop, &server_ops);
	if (rc == 0)
		rc = ac_create_socket(d, AF_INET, SOCK_STREAM);
	if (rc == 0)
		rc = ac_bind(d, (const struct sockaddr *)&addr, sizeof addr);
	return rc < 0 ? rc : ac_listen(d, 5);
}

static int echo_run(struct ac_sys *sys, int argc, char **argv, struct echo_ways ways)
{
	struct echo_server server = {.ways = ways};
	struct ac_loop loop;
	int rc = ac_loop_init(&loop, sys, AC_POLLER_POLL);

	if (rc < 0)
		return 1;
	rc = listen_at(&server.base, &loop, port_of(argc, argv));
	if (rc < 0 && ways.leaks_loop)
		return 1;
	if (rc == 0)
		rc = ac_loop(&loop, 30 * AC_SECOND, -1);
	ac_loop_fini(&loop);
	return rc == 0 || rc == -ECANCELED ? 0 : 1;
}

#define ECHO_TWIN(way)                                                             \
	static int echo_##way(struct ac_sys *sys, int argc, char **argv)           \
	{                                                                          \
		return echo_run(sys, argc, argv, (struct echo_ways){.way = true}); \
	}
ECHO_TWIN(leaks_connection)
ECHO_TWIN(leaks_descriptor)
ECHO_TWIN(trusts_memory)
ECHO_TWIN(takes_short_for_all)
ECHO_TWIN(drops_queue)
ECHO_TWIN(ignores_send)
ECHO_TWIN(stays_open)
ECHO_TWIN(keeps_timer)
ECHO_TWIN(leaks_loop)
ECHO_TWIN(closes_twice)

/* ---- The pump ---- */

#define PUMP_TWIN(way)                                                   \
	static int pump_##way(struct ac_sys *sys, int argc, char **argv) \
	{                                                                \
		static const struct pump_ways ways = {.way = true};      \
                                                                         \
		return pump_run(sys, argc, argv, &ways);                 \
	}
PUMP_TWIN(leaks_pipe)
PUMP_TWIN(leaks_copy)
PUMP_TWIN(trusts_memory)
PUMP_TWIN(eagain_is_end)
PUMP_TWIN(waits_itself)

const struct wt_program twin_programs[] = {
	{"twin_leaks_connection", echo_leaks_connection},
	{"twin_leaks_descriptor", echo_leaks_descriptor},
	{"twin_trusts_memory", echo_trusts_memory},
	{"twin_takes_short_for_all", echo_takes_short_for_all},
	{"twin_drops_queue", echo_drops_queue},
	{"twin_ignores_send", echo_ignores_send},
	{"twin_stays_open", echo_stays_open},
	{"twin_keeps_timer", echo_keeps_timer},
	{"twin_leaks_loop", echo_leaks_loop},
	{"twin_closes_twice", echo_closes_twice},
	{"twin_leaks_pipe", pump_leaks_pipe},
	{"twin_leaks_copy", pump_leaks_copy},
	{"twin_trusts_copy", pump_trusts_memory},
	{"twin_eagain_is_end", pump_eagain_is_end},
	{"twin_waits_itself", pump_waits_itself},
	{NULL, NULL},
};

const struct twin twins[] = {
	{"twin_leaks_connection", "echo", "memory of a connection that can not be opened"},
	{"twin_leaks_descriptor", "echo", "its descriptor is not closed"},
	{"twin_trusts_memory", "echo", "NULL is not looked at"},
	{"twin_takes_short_for_all", "echo", "a short send is taken for the whole"},
	{"twin_drops_queue", "echo", "the queue is dropped when a send fails"},
	{"twin_ignores_send", "echo", "what a send returns is ignored"},
	{"twin_stays_open", "echo", "a lost connection is not closed"},
	{"twin_keeps_timer", "echo", "a timer is not cancelled"},
	{"twin_leaks_loop", "echo", "the loop is not taken down"},
	{"twin_closes_twice", "echo", "a descriptor is closed twice"},
	{"twin_leaks_pipe", "pipe", "descriptors are not closed"},
	{"twin_leaks_copy", "pipe", "memory is not freed"},
	{"twin_trusts_copy", "pipe", "NULL is not looked at"},
	{"twin_eagain_is_end", "pipe", "EAGAIN is taken for the end"},
	{"twin_waits_itself", "pipe", "EINTR is not tried again"},
	{"echo_emfile_again", "echo", "no rest when there is no descriptor left"},
	{"echo_forgets_resume", "echo", "no room twice is taken for done"},
	{"http_client_eagain_is_end", "http client", "EAGAIN is taken for the end"},
	{"http_client_one_recv", "http client", "one recv is taken for all"},
	{"bulk_close_drops", "sender that closes when sent", "closed with a queue"},
};

const size_t twin_count = sizeof twins / sizeof *twins;
