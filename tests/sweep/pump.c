/* SPDX-License-Identifier: MIT
 *
 * pump.c - a program without sockets: what goes into a pipe comes out of it. */
#include "pump.h"

#include <errno.h>
#include <string.h>

#include "ac_file.h"

static const char text[] = "what goes in at one end comes out at the other, in its turn";

struct pump {
	struct ac_sender in;
	struct ac_dispatcher out;
	struct pump_ways ways;
	size_t received;
};

/* One end is of no use without the other. */
static int in_close(struct ac_dispatcher *d)
{
	struct pump *pump = ac_container_of(d, struct pump, in.base);

	if (ac_sender_queued(&pump->in) > 0)
		ac_close(&pump->out);
	ac_close(d);
	return 0;
}

static const struct ac_ops in_ops = {
	.super = &ac_sender_ops,
	.name = "pipe's beginning",
	.handle_close = in_close,
};

static int out_readable(struct ac_dispatcher *d)
{
	(void)d;
	return 1;
}

static int out_writable(struct ac_dispatcher *d)
{
	(void)d;
	return 0;
}

static int out_read(struct ac_dispatcher *d)
{
	struct pump *pump = ac_container_of(d, struct pump, out);
	char buf[8];
	ssize_t n = ac_recv(d, buf, sizeof buf);

	if (n <= 0)
		return pump->ways.eagain_is_end && n == -EAGAIN ? -EIO : (int)n;
	pump->received += (size_t)n;
	return 0;
}

static int out_close(struct ac_dispatcher *d)
{
	struct pump *pump = ac_container_of(d, struct pump, out);

	ac_close(&pump->in.base);
	ac_close(d);
	return 0;
}

static const struct ac_ops out_ops = {
	.super = &ac_dispatcher_ops,
	.name = "pipe's end",
	.readable = out_readable,
	.writable = out_writable,
	.handle_read = out_read,
	.handle_close = out_close,
};

/* The channels have descriptors of their own; these are given back in any case. */
static int open_channels(struct pump *pump, struct ac_loop *loop, const int *fds)
{
	int rc = ac_sender_init(&pump->in, loop, &in_ops);

	if (rc == 0)
		rc = ac_init_file(&pump->out, loop, &out_ops, fds[0]);
	if (rc == 0)
		rc = ac_set_file(&pump->in.base, fds[1]);
	return rc;
}

static int open_pipe(struct pump *pump, struct ac_loop *loop)
{
	struct ac_sys *sys = loop->sys;
	int fds[2];
	int rc = sys->ops->pipe(fds, sys);

	if (rc < 0)
		return rc;
	rc = open_channels(pump, loop, fds);
	if (rc < 0 && pump->ways.leaks_pipe)
		return rc;
	ac_close_fd(loop, fds[0]);
	ac_close_fd(loop, fds[1]);
	return rc;
}

static int fill(struct pump *pump, struct ac_loop *loop)
{
	char *copy = ac_realloc(loop, NULL, sizeof text, "copy");
	int rc = -ENOMEM;

	if (!copy && !pump->ways.trusts_memory)
		return rc;
	memcpy(copy, text, sizeof text);
	rc = ac_sender_send(&pump->in, copy, sizeof text);
	if (rc < 0 && pump->ways.leaks_copy)
		return rc;
	ac_free(loop, copy);
	if (rc == 0 && pump->in.base.fd >= 0)
		rc = ac_close_when_sent(&pump->in);
	return rc;
}

/* A loop of one's own has to know what the library's knows. */
static int pass_on(struct pump *pump, struct ac_loop *loop)
{
	int rc = 0;

	if (!pump->ways.waits_itself)
		return ac_loop(loop, 30 * AC_SECOND, -1);
	while (rc == 0 && loop->channel_count > 0) {
		struct pollfd fd = {.fd = pump->out.fd, .events = POLLIN};

		rc = loop->sys->ops->poll(&fd, 1, AC_SECOND, loop->sys);
		rc = rc < 0 ? rc : ac_poll(loop, 0);
	}
	return rc;
}

int pump_run(struct ac_sys *sys, int argc, char **argv, const struct pump_ways *ways)
{
	struct pump pump = {.ways = *ways};
	struct ac_loop loop;
	int rc = ac_loop_init(&loop, sys,
			      argc > 2 && strcmp(argv[2], "epoll") == 0    ? AC_POLLER_EPOLL
			      : argc > 2 && strcmp(argv[2], "select") == 0 ? AC_POLLER_SELECT
									   : AC_POLLER_POLL);

	if (rc < 0)
		return 1;
	rc = open_pipe(&pump, &loop);
	if (rc == 0)
		rc = fill(&pump, &loop);
	if (rc == 0)
		rc = pass_on(&pump, &loop);
	ac_loop_fini(&loop);
	return rc == 0 && pump.received == sizeof text ? 0 : 1;
}

int sweep_pump_main(struct ac_sys *sys, int argc, char **argv)
{
	static const struct pump_ways sound = {.leaks_pipe = false};

	return pump_run(sys, argc, argv, &sound);
}
