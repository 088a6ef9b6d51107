/* SPDX-License-Identifier: MIT
 *
 * pair_ev.c - the workload on libev. */
#include <ev.h>

#include "pair.h"

static struct pair pair;

static void on_readable(struct ev_loop *loop, ev_io *w, int revents)
{
	int i = (int)(intptr_t)w->data;
	char byte;

	(void)revents;
	if (recv(w->fd, &byte, 1, 0) != 1)
		pair_fail("recv");
	if (!pair_sends(&pair)) {
		if (pair.reads_left == 0)
			ev_break(loop, EVBREAK_ALL);
		return;
	}
	if (send(pair.out[pair_next(&pair, i)], &byte, 1, MSG_NOSIGNAL) != 1)
		pair_fail("send");
}

int main(int argc, char **argv)
{
	struct ev_loop *loop = ev_loop_new(EVBACKEND_EPOLL);
	ev_io *watchers;
	double start;
	int i, result;

	pair_open(&pair, argc, argv);
	watchers = calloc((size_t)pair.count, sizeof *watchers);
	for (i = 0; i < pair.count; i++) {
		ev_io_init(&watchers[i], on_readable, pair.in[i], EV_READ);
		watchers[i].data = (void *)(intptr_t)i;
		ev_io_start(loop, &watchers[i]);
	}
	ev_run(loop, EVRUN_NOWAIT); /* what to watch is told, as raw has by now */
	pair_prime(&pair);
	start = pair_cpu();
	ev_run(loop, 0);
	result = pair_done(&pair, start);
	ev_loop_destroy(loop);
	free(watchers);
	return result;
}
