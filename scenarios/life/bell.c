/* SPDX-License-Identifier: MIT
 *
 * bell.c - a loop that other threads give jobs to, and two that take a ring for a job.
 *
 *	bell [--with pipe|eventfd] [--poller NAME]
 *
 * Who has put a job into the list rings.  By the time the loop looks, another ring may
 * have told it of the job, or nobody may have had one.  Notes "job" for each it
 * found. */
#include "../common/serve.h"

#include <assert.h>
#include <string.h>

#include "ac_file.h"

struct job {
	struct job *next;
	const char *name;
};

struct bell {
	struct ac_dispatcher base;
	int fds[2]; /* whose duplicate is watched, and where the bell is rung */
	struct job *jobs;
};

static struct bell *bell_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct bell, base);
}

/* All rings there are: they are the same to whoever hears them. */
static int bell_hear(struct ac_dispatcher *d)
{
	char rings[64];
	ssize_t n = ac_recv(d, rings, sizeof rings);

	return n < 0 ? (int)n : 0;
}

static int bell_read(struct ac_dispatcher *d)
{
	struct bell *bell = bell_of(d);
	int result = bell_hear(d);

	for (; result == 0 && bell->jobs; bell->jobs = bell->jobs->next)
		ac_note(d->loop, NULL, "job", bell->jobs->name, strlen(bell->jobs->name));
	return result;
}

static int never(struct ac_dispatcher *d)
{
	(void)d;
	return 0;
}

static const struct ac_ops bell_ops = {
	.super = &ac_dispatcher_ops,
	.name = "bell",
	.writable = never,
	.handle_read = bell_read,
};

static int hang_up(struct bell *bell, struct ac_sys *sys, const struct args *args)
{
	if (strcmp(arg_text(args, "--with", "pipe"), "pipe") == 0)
		return sys->ops->pipe(bell->fds, sys);
	bell->fds[0] = bell->fds[1] = sys->ops->eventfd(0, 0, sys);
	return bell->fds[0] < 0 ? bell->fds[0] : 0;
}

static void take_down(struct bell *bell, struct ac_loop *loop)
{
	ac_close_fd(loop, bell->fds[0]);
	if (bell->fds[1] != bell->fds[0])
		ac_close_fd(loop, bell->fds[1]);
}

static int run(struct ac_sys *sys, int argc, char **argv, const struct ac_ops *ops)
{
	const struct args args = {argc, argv};
	struct bell bell = {.jobs = NULL};
	struct ac_loop loop;
	int result = begin(&loop, sys, args);

	if (result < 0)
		return 1;
	result = hang_up(&bell, sys, &args);
	if (result == 0) {
		result = ac_init_file(&bell.base, &loop, ops, bell.fds[0]);
		if (result == 0)
			result = ac_loop(&loop, AC_TIMEOUT, -1);
		ac_close(&bell.base);
		take_down(&bell, &loop);
	}
	return finish(&loop, result);
}

int bell_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &bell_ops);
}

/* One ring, one job. */
static int trusting_read(struct ac_dispatcher *d)
{
	struct bell *bell = bell_of(d);
	int result = bell_hear(d);

	if (result == 0) {
		assert(bell->jobs);
		ac_note(d->loop, NULL, "job", bell->jobs->name, strlen(bell->jobs->name));
		bell->jobs = bell->jobs->next;
	}
	return result;
}

static const struct ac_ops trusting_ops = {
	.super = &bell_ops,
	.handle_read = trusting_read,
};

int bell_trusts_rings_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &trusting_ops);
}

/* The jobs are looked at, the bell is not stopped. */
static int ringing_read(struct ac_dispatcher *d)
{
	if (!bell_of(d)->jobs)
		return 0;
	return bell_read(d);
}

static const struct ac_ops ringing_ops = {
	.super = &bell_ops,
	.handle_read = ringing_read,
};

int bell_goes_on_ringing_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &ringing_ops);
}
