/* SPDX-License-Identifier: MIT */
#include "judge/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "time/heap.h"

void *wt_judge_realloc(void *old, size_t count, size_t size)
{
	void *p = size && count > SIZE_MAX / 2 / size ? NULL : wt_heap_resize(old, count * size);

	if (!p) {
		fputs("wavetank: no memory left for the judge\n", stderr);
		abort();
	}
	return p;
}

void *wt_judge_grow(void *array, size_t count, size_t *capacity, size_t size)
{
	if (count < *capacity)
		return array;
	*capacity = *capacity > 0 ? *capacity * 2 : 8;
	return wt_judge_realloc(array, *capacity, size);
}

void wt_log_grow(struct wt_log *log, size_t len)
{
	size_t capacity = log->capacity * 2;

	if (capacity < log->len + len)
		capacity = log->len + len + 56;
	log->data = wt_judge_realloc(log->data, capacity, 1);
	log->capacity = capacity;
}

void wt_log_free(struct wt_log *log)
{
	wt_heap_give(log->data);
	*log = (struct wt_log){0};
}

/* Where those in front are gone, there is room. */
static void move_to_front(struct wt_spans *spans)
{
	spans->count -= spans->first;
	memmove(spans->at, spans->at + spans->first, spans->count * sizeof(*spans->at));
	spans->first = 0;
}

void wt_spans_push(struct wt_spans *spans, uint32_t source, uint64_t count)
{
	if (spans->first == spans->count)
		spans->first = spans->count = 0;
	if (spans->count == spans->capacity) {
		if (spans->first > spans->capacity / 2)
			move_to_front(spans);
		spans->at = wt_judge_grow(spans->at, spans->count, &spans->capacity,
					  sizeof(*spans->at));
	}
	spans->at[spans->count++] = (struct wt_span){source, count};
}

/* From the one in front, of which there is one. */
static uint64_t take_from_front(struct wt_spans *spans, uint64_t count)
{
	struct wt_span *front = &spans->at[spans->first];

	if (count > front->count)
		count = front->count;
	front->count -= count;
	spans->total -= count;
	if (front->count == 0)
		spans->first++;
	return count;
}

uint64_t wt_spans_drop(struct wt_spans *spans, uint64_t count)
{
	uint64_t gone = 0;

	while (gone < count && spans->first < spans->count)
		gone += take_from_front(spans, count - gone);
	return gone;
}

uint64_t wt_spans_move_some(struct wt_spans *from, struct wt_spans *to, uint64_t count)
{
	uint64_t moved = 0;

	while (moved < count && from->first < from->count) {
		uint32_t source = from->at[from->first].source;
		uint64_t taken = take_from_front(from, count - moved);

		wt_spans_add(to, source, taken);
		moved += taken;
	}
	return moved;
}

void wt_spans_free(struct wt_spans *spans)
{
	wt_heap_give(spans->at);
	*spans = (struct wt_spans){0};
}
