/* SPDX-License-Identifier: MIT
 *
 * clock.h - virtual time and what is due in it. */
#ifndef WT_CLOCK_H
#define WT_CLOCK_H

#include "time/queue.h"

#define WT_NEVER UINT64_MAX
#define WT_US    UINT64_C(1000)
#define WT_MS    UINT64_C(1000000)
#define WT_S     UINT64_C(1000000000)

struct wt_clock {
	uint64_t now_ns;
	struct wt_queue queue;
};

/* When the next event is due; WT_NEVER if nothing is. */
static inline uint64_t wt_clock_next(const struct wt_clock *clock)
{
	const struct wt_due *due = wt_queue_first(&clock->queue);

	return due ? due->time_ns : WT_NEVER;
}

/* Fires one event that is due now or overdue; false if there is none. */
static inline bool wt_clock_fire(struct wt_clock *clock)
{
	struct wt_due *due = wt_queue_first(&clock->queue);

	if (!due || due->time_ns > clock->now_ns)
		return false;
	wt_queue_remove(&clock->queue, due);
	due->fire(due);
	return true;
}

#endif
