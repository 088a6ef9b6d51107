/* SPDX-License-Identifier: MIT
 *
 * Why a host is hot. */
#include <poll.h>

#include "kernel/epoll.h"
#include "world/tank.h"

#define ENDED_BITS (POLLHUP | POLLERR)

struct hot {
	enum wt_condition why;
	const struct wt_object *what;
};

/* Mere room is the weakest reason. */
static void look_for_reason(struct hot *hot, struct wt_file *file, unsigned events)
{
	unsigned bits = wt_file_ready(file);

	if (!(bits & (events | ENDED_BITS)))
		return;
	if (hot->why != WT_COND_NONE && hot->why != WT_COND_WRITABLE)
		return;
	hot->why = file->ops->condition ? file->ops->condition(file, bits) : WT_COND_NONE;
	hot->what = file->object;
}

/* What keeps waking the host? */
void wt_host_tell_hot(struct wt_host *host)
{
	struct hot hot = {WT_COND_NONE, NULL};
	struct wt_watch *watch = host->epoll ? host->epoll->watches : NULL;

	for (size_t i = 0; i < host->interest_count; i++) {
		const struct wt_interest *interest = &host->interest[i];

		if (interest->file)
			look_for_reason(&hot, interest->file, (unsigned short)interest->events);
	}
	for (; watch; watch = watch->next)
		look_for_reason(&hot, watch->file, watch->events);
	wt_net_fact(&host->tank->net, &host->kernel, hot.what, WT_FACT_HOT, hot.why, 0, NULL);
}
