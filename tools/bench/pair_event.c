/* SPDX-License-Identifier: MIT
 *
 * pair_event.c - the workload on libevent. */
#include <event2/event.h>

#include "pair.h"

static struct pair pair;
static struct event_base *base;

static void on_readable(evutil_socket_t fd, short events, void *arg)
{
	int i = (int)(intptr_t)arg;
	char byte;

	(void)events;
	if (recv(fd, &byte, 1, 0) != 1)
		pair_fail("recv");
	if (!pair_sends(&pair)) {
		if (pair.reads_left == 0)
			event_base_loopbreak(base);
		return;
	}
	if (send(pair.out[pair_next(&pair, i)], &byte, 1, MSG_NOSIGNAL) != 1)
		pair_fail("send");
}

int main(int argc, char **argv)
{
	struct event **events;
	double start;
	int i, result;

	base = event_base_new();
	pair_open(&pair, argc, argv);
	events = calloc((size_t)pair.count, sizeof *events);
	for (i = 0; i < pair.count; i++) {
		events[i] = event_new(base, pair.in[i], EV_READ | EV_PERSIST, on_readable,
				      (void *)(intptr_t)i);
		event_add(events[i], NULL);
	}
	event_base_loop(base, EVLOOP_NONBLOCK); /* what to watch is told, as raw has by now */
	pair_prime(&pair);
	start = pair_cpu();
	event_base_dispatch(base);
	result = pair_done(&pair, start);
	for (i = 0; i < pair.count; i++)
		event_free(events[i]);
	event_base_free(base);
	free(events);
	return result;
}
