/* SPDX-License-Identifier: MIT
 *
 * pair_raw.c - the workload on epoll alone: the least a loop could cost. */
#include <sys/epoll.h>
#include <unistd.h>

#include "pair.h"

#define BATCH 512

static struct pair pair;

static void on_readable(int i)
{
	char byte;

	if (recv(pair.in[i], &byte, 1, 0) != 1)
		pair_fail("recv");
	if (pair_sends(&pair) && send(pair.out[pair_next(&pair, i)], &byte, 1, MSG_NOSIGNAL) != 1)
		pair_fail("send");
}

static void watch(int epoll)
{
	int i;

	for (i = 0; i < pair.count; i++) {
		struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)i};

		if (epoll_ctl(epoll, EPOLL_CTL_ADD, pair.in[i], &event) < 0)
			pair_fail("epoll_ctl");
	}
}

static void run(int epoll)
{
	struct epoll_event events[BATCH];

	while (pair.reads_left > 0) {
		int i, count = epoll_wait(epoll, events, BATCH, -1);

		if (count < 0)
			pair_fail("epoll_wait");
		for (i = 0; i < count; i++)
			on_readable((int)events[i].data.u32);
	}
}

int main(int argc, char **argv)
{
	int epoll = epoll_create1(EPOLL_CLOEXEC);
	double start;

	pair_open(&pair, argc, argv);
	watch(epoll);
	pair_prime(&pair);
	start = pair_cpu();
	run(epoll);
	return pair_done(&pair, start);
}
