/* SPDX-License-Identifier: MIT
 *
 * pair_asyncore.c - the workload on libasyncore.  How a channel is asked what it
 * wants is the fourth argument: library (the default), announced, or own. */
#include <errno.h>
#include <string.h>

#include "ac.h"
#include "pair.h"

/* One end of a pair. */
struct end {
	struct ac_dispatcher base;
	struct ac_dispatcher *next; /* where what is read here goes */
};

static struct ac_loop loop;
static struct pair pair;
static struct end *in, *out;

static int yes(struct ac_dispatcher *d)
{
	(void)d;
	return 1;
}

static int no(struct ac_dispatcher *d)
{
	(void)d;
	return 0;
}

static int on_read(struct ac_dispatcher *d)
{
	char byte;

	if (ac_recv(d, &byte, 1) != 1)
		return -EIO;
	if (!pair_sends(&pair))
		return pair.reads_left > 0 ? 0 : AC_EXIT;
	return ac_send(ac_container_of(d, struct end, base)->next, &byte, 1) == 1 ? 0 : -EIO;
}

/* Asked by the library alone.  The ends that write are not watched. */
static const struct ac_ops announced_ops = {
	.super = &ac_dispatcher_ops,
	.flags = AC_OPS_ANNOUNCES,
	.readable = yes,
	.writable = no,
	.handle_read = on_read,
};

static const struct ac_ops own_ops = {
	.super = &ac_dispatcher_ops,
	.readable = yes,
	.writable = no,
	.handle_read = on_read,
};

static const struct ac_ops out_ops = {
	.super = &ac_dispatcher_ops,
	.flags = AC_OPS_ANNOUNCES,
	.readable = no,
	.writable = no,
};

static void check(int rc, const char *what)
{
	if (rc >= 0)
		return;
	fprintf(stderr, "%s: %s\n", what, ac_strerror(rc));
	exit(1);
}

static void open_end(struct end *end, const struct ac_ops *ops, int fd)
{
	check(ac_init_accepted(&end->base, &loop, ops, fd, NULL, 0), "open");
}

static const struct ac_ops *table(int argc, char **argv)
{
	return argc > 4 && strcmp(argv[4], "own") == 0 ? &own_ops : &announced_ops;
}

int main(int argc, char **argv)
{
	double start;
	int i, result;

	pair_open(&pair, argc, argv);
	check(ac_loop_init(&loop, ac_sys_posix(), AC_POLLER_EPOLL), "loop");
	in = calloc((size_t)pair.count, sizeof *in);
	out = calloc((size_t)pair.count, sizeof *out);
	for (i = 0; i < pair.count; i++) {
		open_end(&in[i], table(argc, argv), pair.in[i]);
		open_end(&out[i], &out_ops, pair.out[i]);
		in[i].next = &out[pair_next(&pair, i)].base;
	}
	pair_prime(&pair);
	start = pair_cpu();
	if (ac_loop(&loop, AC_NEVER, -1) != AC_EXIT)
		pair.reads_left = -1;
	result = pair_done(&pair, start);
	ac_loop_fini(&loop);
	free(in);
	free(out);
	return result;
}
