/* SPDX-License-Identifier: MIT
 *
 * queue.h - what is due when: a binary heap of events in virtual time.
 *
 * Events are embedded in what they are about.  Ties are ordered by (time, rank,
 * direction, offset), never by creation, so adding a connection does not
 * reorder the others; only events equal in all four fall back on the order in
 * which they were added. */
#ifndef WT_QUEUE_H
#define WT_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wt_due {
	uint64_t time_ns;
	const char *rank;   /* the connection's name; outlives the event */
	uint32_t direction; /* 0: from the opener; 1: towards it */
	uint64_t offset;    /* of the first byte in its stream */
	void (*fire)(struct wt_due *);
	/* private */
	uint64_t serial;
	size_t slot; /* position in the heap, from 1; 0: not queued */
};

/* A queue without limit is a leak waiting for its day. */
#define WT_QUEUE_MAX (1u << 22)

struct wt_queue {
	struct wt_due **heap; /* heap[1..count] */
	size_t count, capacity;
	uint64_t serial;
};

void wt_queue_init(struct wt_queue *);
void wt_queue_fini(struct wt_queue *);
/* -ENOMEM; -ENOSPC beyond WT_QUEUE_MAX.  The event must not be queued. */
int wt_queue_add(struct wt_queue *, struct wt_due *);
void wt_queue_remove(struct wt_queue *, struct wt_due *);
/* NULL when empty. */
static inline struct wt_due *wt_queue_first(const struct wt_queue *queue)
{
	return queue->count ? queue->heap[1] : NULL;
}

void wt_queue_clear(struct wt_queue *);

/* Of two of one queue. */
bool wt_due_is_before(const struct wt_due *, const struct wt_due *);

static inline bool wt_due_is_queued(const struct wt_due *due)
{
	return due->slot != 0;
}

#endif
