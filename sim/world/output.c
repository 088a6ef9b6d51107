/* SPDX-License-Identifier: MIT
 *
 * What a simulated program writes to stdout and stderr becomes part of the
 * trace: glibc's `stdout` and `stderr` are variables, and are ours while a host
 * runs.  They are flushed whenever it stops running, so that what a line looks
 * like does not depend on what stdio did in an earlier run. */
#include <errno.h>
#include <stdio.h>

#include "time/heap.h"
#include "world/checker.h"
#include "world/tank.h"

struct wt_host_output {
	struct wt_host *host;
	int number; /* 1 stdout, 2 stderr */
	char buffer[4096];
};

static ssize_t write_output(void *cookie, const char *bytes, size_t len)
{
	const struct wt_host_output *output = cookie;
	struct wt_host *host = output->host;
	struct wt_event event = {
		.kind = WT_EV_OUTPUT,
		.host = host->kernel.index,
		.actor = host->kernel.name,
		.arg = output->number,
		.bytes = bytes,
		.len = len,
	};

	if (host->tank->checker)
		wt_checker_must_be_defined(bytes, len);
	if (host->tank->net.sink)
		wt_net_emit(&host->tank->net, &event);
	return (ssize_t)len;
}

int wt_host_open_output(struct wt_host *host)
{
	static const cookie_io_functions_t functions = {.write = write_output};

	host->outputs = wt_heap_take_zeroed(2, sizeof *host->outputs);
	if (!host->outputs)
		return -ENOMEM;
	for (int i = 0; i < 2; i++) {
		host->outputs[i].host = host;
		host->outputs[i].number = i + 1;
		host->output[i] = fopencookie(&host->outputs[i], "w", functions);
		if (!host->output[i])
			return -ENOMEM;
		setvbuf(host->output[i], host->outputs[i].buffer, _IOFBF,
			sizeof host->outputs[i].buffer);
	}
	return 0;
}

void wt_host_close_output(struct wt_host *host)
{
	host->tank->net.sink = NULL;
	for (int i = 0; i < 2; i++) {
		if (host->output[i])
			fclose(host->output[i]);
	}
	wt_heap_give(host->outputs);
}
