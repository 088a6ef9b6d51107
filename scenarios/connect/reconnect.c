/* SPDX-License-Identifier: MIT
 *
 * reconnect.c - connects, and tries again --every TIME until somebody is there.
 *
 *	reconnect ADDRESS PORT [--every TIME]
 *
 * Notes "up" when somebody is, and "self" when it has met itself: where the kernel takes
 * the very port that is asked for to come from, a connection to nobody succeeds. */
#include "../common/serve.h"

#include <string.h>

struct reconnect {
	struct ac_sender base;
	struct args args;
	struct ac_timer again;
};

static struct reconnect *reconnect_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct reconnect, base.base);
}

static int reconnect_now(struct ac_timer *timer);

static int reconnect_close(struct ac_dispatcher *d)
{
	struct reconnect *reconnect = reconnect_of(d);

	ac_close(d);
	ac_call_later(d->loop, &reconnect->again, arg_time(&reconnect->args, "--every", AC_SECOND),
		      reconnect_now);
	return 0;
}

static int reconnect_now(struct ac_timer *timer)
{
	struct reconnect *reconnect = ac_container_of(timer, struct reconnect, again);
	struct ac_dispatcher *d = &reconnect->base.base;

	if (dial(d, arg_word(&reconnect->args, 1), arg_word(&reconnect->args, 2)) == 0)
		return 0;
	ac_err_clear(d);
	return reconnect_close(d);
}

static int reconnect_up(struct ac_dispatcher *d)
{
	ac_note(d->loop, d, "up", NULL, 0);
	return 0;
}

static bool is_itself(const struct ac_dispatcher *d)
{
	struct ac_sys *sys = d->loop->sys;
	struct sockaddr_in own, far;
	socklen_t len = sizeof own;

	memcpy(&far, &d->addr, sizeof far);
	return sys->ops->getsockname(d->fd, (struct sockaddr *)&own, &len, sys) >= 0 &&
	       own.sin_port == far.sin_port && own.sin_addr.s_addr == far.sin_addr.s_addr;
}

static int reconnect_connect(struct ac_dispatcher *d)
{
	if (!is_itself(d))
		return reconnect_up(d);
	ac_note(d->loop, d, "self", NULL, 0);
	return reconnect_close(d);
}

static int reconnect_read(struct ac_dispatcher *d)
{
	char buf[256];
	ssize_t n = ac_recv(d, buf, sizeof buf);

	return n < 0 ? (int)n : 0;
}

static const struct ac_ops reconnect_ops = {
	.super = &ac_sender_ops,
	.name = "reconnect",
	.handle_connect = reconnect_connect,
	.handle_read = reconnect_read,
	.handle_close = reconnect_close,
};

static int run(struct ac_sys *sys, int argc, char **argv, const struct ac_ops *ops)
{
	struct reconnect reconnect = {.args = {argc, argv}};
	struct ac_loop loop;
	int result = begin(&loop, sys, reconnect.args);

	if (result < 0)
		return 1;
	result = ac_sender_init(&reconnect.base, &loop, ops);
	if (result == 0) {
		ac_call_later(&loop, &reconnect.again, 0, reconnect_now);
		result = ac_loop(&loop, AC_TIMEOUT, -1);
	}
	return finish(&loop, result);
}

int reconnect_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &reconnect_ops);
}

/* tokio #3405: connected is connected. */
static const struct ac_ops trusting_ops = {
	.super = &reconnect_ops,
	.handle_connect = reconnect_up,
};

int reconnect_trusts_itself_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &trusting_ops);
}
