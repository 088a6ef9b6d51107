/* SPDX-License-Identifier: MIT
 *
 * pair_uv.c - the workload on libuv, with its watchers of descriptors. */
#include <uv.h>

#include "pair.h"

static struct pair pair;

static void on_readable(uv_poll_t *handle, int status, int events)
{
	int i = (int)(intptr_t)handle->data;
	char byte;

	(void)status;
	(void)events;
	if (recv(pair.in[i], &byte, 1, 0) != 1)
		pair_fail("recv");
	if (!pair_sends(&pair)) {
		if (pair.reads_left == 0)
			uv_stop(handle->loop);
		return;
	}
	if (send(pair.out[pair_next(&pair, i)], &byte, 1, MSG_NOSIGNAL) != 1)
		pair_fail("send");
}

int main(int argc, char **argv)
{
	uv_loop_t *loop = uv_default_loop();
	uv_poll_t *handles;
	double start;
	int i, result;

	pair_open(&pair, argc, argv);
	handles = calloc((size_t)pair.count, sizeof *handles);
	for (i = 0; i < pair.count; i++) {
		uv_poll_init(loop, &handles[i], pair.in[i]);
		handles[i].data = (void *)(intptr_t)i;
		uv_poll_start(&handles[i], UV_READABLE, on_readable);
	}
	uv_run(loop, UV_RUN_NOWAIT); /* what to watch is told, as raw has by now */
	pair_prime(&pair);
	start = pair_cpu();
	uv_run(loop, UV_RUN_DEFAULT);
	result = pair_done(&pair, start);
	free(handles);
	return result;
}
