/* SPDX-License-Identifier: MIT
 *
 * pool.c - asks a key-value server for foo, and, if no reply came within --cancel
 * TIME, for bar instead.
 *
 *	pool ADDRESS PORT [--cancel TIME]
 *
 * Notes "reply" with each reply that somebody was waiting for. */
#include "../common/line.h"
#include "../common/serve.h"

#include <string.h>

struct pool {
	struct ac_sender base;
	struct args args;
	struct line_input input;
	struct ac_timer cancel;
	int (*cancelled)(struct ac_timer *);
	const char *key; /* wanted now */
};

static struct pool *pool_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct pool, base.base);
}

static int pool_dial(struct pool *pool)
{
	return dial(&pool->base.base, arg_word(&pool->args, 1), arg_word(&pool->args, 2));
}

static int pool_ask(struct pool *pool)
{
	int result = ac_sender_send(&pool->base, "GET ", 4);

	if (result == 0)
		result = ac_sender_send(&pool->base, pool->key, strlen(pool->key));
	return result < 0 ? result : ac_sender_send(&pool->base, "\r\n", 2);
}

static int pool_connect(struct ac_dispatcher *d)
{
	struct pool *pool = pool_of(d);

	if (strcmp(pool->key, "foo") == 0)
		ac_call_later(d->loop, &pool->cancel, arg_time(&pool->args, "--cancel", AC_SECOND),
			      pool->cancelled);
	pool->input.start = pool->input.end = 0;
	return pool_ask(pool);
}

static int pool_read(struct ac_dispatcher *d)
{
	struct pool *pool = pool_of(d);
	ssize_t n = line_recv(&pool->input, d, sizeof pool->input.bytes);
	char *line = n > 0 ? line_next(&pool->input) : NULL;

	if (!line)
		return n < 0 ? (int)n : 0;
	ac_note(d->loop, d, "reply", line, strlen(line));
	ac_cancel(&pool->cancel);
	ac_close(d);
	return 0;
}

static int pool_close(struct ac_dispatcher *d)
{
	ac_cancel(&pool_of(d)->cancel);
	ac_close(d);
	return 0;
}

static const struct ac_ops pool_ops = {
	.super = &ac_sender_ops,
	.name = "pool",
	.handle_connect = pool_connect,
	.handle_read = pool_read,
	.handle_close = pool_close,
};

/* The reply will come all the same, so this connection is of no use any more. */
static int pool_cancelled(struct ac_timer *timer)
{
	struct pool *pool = ac_container_of(timer, struct pool, cancel);

	pool->key = "bar";
	ac_close(&pool->base.base);
	return pool_dial(pool);
}

/* redis-py CVE-2023-28858: the connection still stands, so ask again. */
static int dirty_cancelled(struct ac_timer *timer)
{
	struct pool *pool = ac_container_of(timer, struct pool, cancel);

	pool->key = "bar";
	return pool_ask(pool);
}

static int run(struct ac_sys *sys, int argc, char **argv, int (*cancelled)(struct ac_timer *))
{
	struct pool pool = {.args = {argc, argv}, .cancelled = cancelled, .key = "foo"};
	struct ac_loop loop;
	int result = begin(&loop, sys, pool.args);

	if (result < 0)
		return 1;
	result = ac_sender_init(&pool.base, &loop, &pool_ops);
	if (result == 0)
		result = pool_dial(&pool);
	if (result == 0)
		result = ac_loop(&loop, AC_TIMEOUT, -1);
	return finish(&loop, result);
}

int pool_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, pool_cancelled);
}

int pool_reuses_dirty_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, dirty_cancelled);
}
