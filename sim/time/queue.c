/* SPDX-License-Identifier: MIT */
#include "time/queue.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "time/heap.h"

void wt_queue_init(struct wt_queue *queue)
{
	*queue = (struct wt_queue){0};
}

void wt_queue_fini(struct wt_queue *queue)
{
	wt_heap_give(queue->heap);
	*queue = (struct wt_queue){0};
}

bool wt_due_is_before(const struct wt_due *a, const struct wt_due *b)
{
	if (a->time_ns != b->time_ns)
		return a->time_ns < b->time_ns;
	if (a->rank != b->rank) {
		int order = strcmp(a->rank, b->rank);

		if (order != 0)
			return order < 0;
	}
	if (a->direction != b->direction)
		return a->direction < b->direction;
	if (a->offset != b->offset)
		return a->offset < b->offset;
	return a->serial < b->serial;
}

static void place(struct wt_queue *queue, size_t slot, struct wt_due *due)
{
	queue->heap[slot] = due;
	due->slot = slot;
}

static void sift_up(struct wt_queue *queue, size_t slot, struct wt_due *due)
{
	while (slot > 1 && wt_due_is_before(due, queue->heap[slot / 2])) {
		place(queue, slot, queue->heap[slot / 2]);
		slot /= 2;
	}
	place(queue, slot, due);
}

static void sift_down(struct wt_queue *queue, size_t slot, struct wt_due *due)
{
	for (;;) {
		size_t child = slot * 2;

		if (child > queue->count)
			break;
		if (child < queue->count &&
		    wt_due_is_before(queue->heap[child + 1], queue->heap[child]))
			child++;
		if (!wt_due_is_before(queue->heap[child], due))
			break;
		place(queue, slot, queue->heap[child]);
		slot = child;
	}
	place(queue, slot, due);
}

static int grow(struct wt_queue *queue)
{
	size_t capacity = queue->capacity ? queue->capacity * 2 : 64;
	struct wt_due **heap =
		wt_heap_resize(queue->heap, (capacity + 1) * sizeof(struct wt_due *));

	if (!heap)
		return -ENOMEM;
	queue->heap = heap;
	queue->capacity = capacity;
	return 0;
}

int wt_queue_add(struct wt_queue *queue, struct wt_due *due)
{
	assert(!wt_due_is_queued(due));
	if (queue->count >= WT_QUEUE_MAX)
		return -ENOSPC;
	if (queue->count == queue->capacity) {
		int rc = grow(queue);

		if (rc < 0)
			return rc;
	}
	due->serial = ++queue->serial;
	queue->count++;
	sift_up(queue, queue->count, due);
	return 0;
}

void wt_queue_remove(struct wt_queue *queue, struct wt_due *due)
{
	size_t slot = due->slot;
	struct wt_due *last;

	assert(slot >= 1 && slot <= queue->count && queue->heap[slot] == due);
	due->slot = 0;
	last = queue->heap[queue->count--];
	if (last == due)
		return;
	if (slot > 1 && wt_due_is_before(last, queue->heap[slot / 2]))
		sift_up(queue, slot, last);
	else
		sift_down(queue, slot, last);
}

void wt_queue_clear(struct wt_queue *queue)
{
	for (size_t slot = 1; slot <= queue->count; slot++)
		queue->heap[slot]->slot = 0;
	queue->count = 0;
	queue->serial = 0;
}
