/* SPDX-License-Identifier: MIT */
#include "world/starving.h"

#include <poll.h>

#include "kernel/epoll.h"

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

static void count_file(struct wt_file *file, unsigned bits)
{
	count_side(file, WT_READABLE, bits & READ_BITS);
	count_side(file, WT_WRITABLE, bits & WRITE_BITS);
}

/* Those behind the most that epoll_wait was to report have been passed over, too. */
static void count_found(struct wt_epoll *epoll)
{
	struct wt_watch *watch = epoll->found;

	for (; watch; watch = watch->next_found)
		count_file(watch->file, watch->found);
}

void wt_starving_count(struct wt_host *host)
{
	if (host->epoll) {
		count_found(host->epoll);
		return;
	}
	for (size_t i = 0; i < host->interest_count; i++) {
		const struct wt_interest *interest = &host->interest[i];

		if (interest->file)
			count_file(interest->file, (unsigned short)interest->revents);
	}
}

void wt_starving_served(struct wt_file *file)
{
	file->passed[WT_READABLE] = file->passed[WT_WRITABLE] = 0;
}
