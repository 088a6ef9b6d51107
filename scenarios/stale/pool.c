/* SPDX-License-Identifier: MIT
 *
 * pool.c - hands on what is asked to a key-value server, over one connection for all.
 *
 *	pool ADDRESS PORT [--port N]
 *
 * Each line of an asker is a command, and each line of the server the reply to the
 * oldest command that has none yet. */
#include "../common/line.h"
#include "../common/serve.h"

#include <errno.h>
#include <string.h>

#define ASKED_MAX 64

struct asker {
	struct conn conn;
	struct line_input input;
};

struct pool {
	struct server server;
	struct ac_sender db; /* opened for the first command */
	struct line_input input;
	struct asker *asked[ASKED_MAX]; /* the oldest first; NULL: whoever did is gone */
	size_t asked_count;
};

static struct asker *asker_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct asker, conn.base.base);
}

static struct pool *pool_of(const struct asker *asker)
{
	return ac_container_of(asker->conn.server, struct pool, server);
}

static struct pool *pool_of_db(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct pool, db.base);
}

/* ---- Replies ---- */

static struct asker *take_oldest(struct pool *pool)
{
	struct asker *asker = pool->asked[0];

	if (pool->asked_count == 0)
		return NULL;
	memmove(pool->asked, pool->asked + 1, --pool->asked_count * sizeof pool->asked[0]);
	return asker;
}

static void reply(struct asker *asker, const char *line)
{
	struct conn *conn = &asker->conn;

	conn_say_or_close(conn, line);
	if (conn->base.base.fd >= 0)
		conn_say_or_close(conn, "\r\n");
}

static int db_connect(struct ac_dispatcher *d)
{
	(void)d;
	return 0;
}

static int db_read(struct ac_dispatcher *d)
{
	struct pool *pool = pool_of_db(d);
	ssize_t n = line_recv(&pool->input, d, sizeof pool->input.bytes);
	const char *line;

	while (n > 0 && (line = line_next(&pool->input))) {
		struct asker *asker = take_oldest(pool);

		if (asker)
			reply(asker, line);
	}
	return n < 0 ? (int)n : 0;
}

/* Nobody will get an answer any more. */
static int db_close(struct ac_dispatcher *d)
{
	struct pool *pool = pool_of_db(d);

	ac_close(d);
	while (pool->asked_count > 0) {
		struct asker *asker = take_oldest(pool);

		if (asker)
			ac_close(&asker->conn.base.base);
	}
	return 0;
}

static const struct ac_ops db_ops = {
	.super = &ac_sender_ops,
	.name = "db",
	.handle_connect = db_connect,
	.handle_read = db_read,
	.handle_close = db_close,
};

static int db_open(struct pool *pool)
{
	const struct args *args = &pool->server.args;
	int result = 0;

	if (pool->db.base.loop && pool->db.base.fd >= 0)
		return 0;
	if (!pool->db.base.loop)
		result = ac_sender_init(&pool->db, pool->server.base.loop, &db_ops);
	pool->input.start = pool->input.end = 0;
	return result < 0 ? result : dial(&pool->db.base, arg_word(args, 1), arg_word(args, 2));
}

/* ---- Commands ---- */

static int pool_ask(struct pool *pool, struct asker *asker, const char *command)
{
	int result = db_open(pool);

	if (result == 0 && pool->asked_count == ASKED_MAX)
		result = -ENOBUFS;
	if (result < 0)
		return result;
	pool->asked[pool->asked_count++] = asker;
	result = ac_sender_send(&pool->db, command, strlen(command));
	return result < 0 ? result : ac_sender_send(&pool->db, "\r\n", 2);
}

static int asker_read(struct ac_dispatcher *d)
{
	struct asker *asker = asker_of(d);
	ssize_t n = line_recv(&asker->input, d, sizeof asker->input.bytes);
	int result = n < 0 ? (int)n : 0;
	const char *line;

	while (result == 0 && n > 0 && d->fd >= 0 && (line = line_next(&asker->input)))
		result = pool_ask(pool_of(asker), asker, line);
	return result;
}

/* The reply will come all the same, and is nobody's then. */
static int asker_close(struct ac_dispatcher *d)
{
	struct pool *pool = pool_of(asker_of(d));

	for (size_t i = 0; i < pool->asked_count; i++)
		if (pool->asked[i] == asker_of(d))
			pool->asked[i] = NULL;
	ac_close(d);
	return 0;
}

static const struct ac_ops asker_ops = {
	.super = &conn_ops,
	.name = "asker",
	.handle_read = asker_read,
	.handle_close = asker_close,
};

static int run(struct ac_sys *sys, int argc, char **argv, const struct ac_ops *ops)
{
	const struct service service = {
		.conn_ops = ops,
		.conn_size = sizeof(struct asker),
	};
	struct pool pool = {.asked_count = 0};

	return serve_with(&pool.server, sys, argc, argv, &service, 6380);
}

int pool_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &asker_ops);
}

/* redis-py CVE-2023-28858: a command that was cancelled has no reply. */
static int dirty_close(struct ac_dispatcher *d)
{
	struct pool *pool = pool_of(asker_of(d));
	size_t kept = 0;

	for (size_t i = 0; i < pool->asked_count; i++)
		if (pool->asked[i] != asker_of(d))
			pool->asked[kept++] = pool->asked[i];
	pool->asked_count = kept;
	return asker_close(d);
}

static const struct ac_ops dirty_ops = {
	.super = &asker_ops,
	.handle_close = dirty_close,
};

int pool_reuses_dirty_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &dirty_ops);
}
