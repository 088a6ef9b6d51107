/* SPDX-License-Identifier: MIT */
#include "world/starving.h"

#include <poll.h>

#define READ_BITS  (POLLIN | POLLRDNORM | POLLRDHUP | POLLPRI | POLLHUP | POLLERR)
#define WRITE_BITS (POLLOUT | POLLWRNORM)

static void count_side(struct wt_file *file, enum wt_side side, bool ready)
{
	unsigned *passed = &file->passed[side];

	if (!ready) {
		*passed = 0;
		return;
	}
	if (++*passed % WT_STARVES_AFTER == 0)
		wt_net_fact(file->kernel->net, file->kernel, file->object, WT_FACT_STARVED,
			    (int64_t)*passed, side == WT_READABLE ? AC_WANT_READ : AC_WANT_WRITE,
			    NULL);
}

void wt_starving_found(struct wt_file *file, unsigned bits)
{
	count_side(file, WT_READABLE, bits & READ_BITS);
	count_side(file, WT_WRITABLE, bits & WRITE_BITS);
}
