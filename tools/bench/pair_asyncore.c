/* SPDX-License-Identifier: MIT
 *
 * pair_asyncore.c - the workload on libasyncore.  Whose predicates say what a channel
 * wants is the fourth argument: library (the default), announced, or own. */
#include <errno.h>
#include <string.h>

#include "ac.h"
#include "pair.h"

/* One end of a pair. */
struct end {
	struct ac_sender base;
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
	return ac_send(ac_container_of(d, struct end, base.base)->next, &byte, 1) == 1 ? 0 : -EIO;
}

static const struct ac_ops library_ops = {
	.super = &ac_sender_ops,
	.handle_read = on_read,
};

static const struct ac_ops announced_ops = {
	.super = &library_ops,
	.flags = AC_OPS_ANNOUNCES,
	.readable = yes,
	.writable = no,
};

static const struct ac_ops own_ops = {
	.super = &library_ops,
	.readable = yes,
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
	check(ac_sender_init_accepted(&end->base, &loop, ops, fd, NULL, 0), "open");
}

static const struct ac_ops *table(int argc, char **argv)
{
	if (argc > 4 && strcmp(argv[4], "own") == 0)
		return &own_ops;
	return argc > 4 && strcmp(argv[4], "announced") == 0 ? &announced_ops : &library_ops;
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
		open_end(&out[i], &library_ops, pair.out[i]);
		ac_pause_reading(&out[i].base.base); /* it only writes */
		in[i].next = &out[pair_next(&pair, i)].base.base;
	}
	check(ac_loop(&loop, 0, 1), "pass"); /* what to watch is told, as raw has by now */
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
