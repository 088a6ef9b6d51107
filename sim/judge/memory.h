/* SPDX-License-Identifier: MIT
 *
 * memory.h - what a judge keeps of a run: bytes in order, and who they are from.
 *
 * Both kinds of list keep their memory when emptied, because one judge sees many
 * runs.  Exhausted memory ends the process, as everywhere above the kernel: half
 * a judgement is of use to nobody. */
#ifndef WT_JUDGE_MEMORY_H
#define WT_JUDGE_MEMORY_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* realloc that does not fail. */
void *wt_judge_realloc(void *, size_t count, size_t size);
/* Room for one more in an array of `count` items; doubles *capacity. */
void *wt_judge_grow(void *array, size_t count, size_t *capacity, size_t size);

/* Bytes, one after the other. */
struct wt_log {
	unsigned char *data;
	size_t len, capacity;
};
void wt_log_grow(struct wt_log *, size_t len);
static inline void wt_log_add(struct wt_log *log, const void *bytes, size_t len)
{
	if (len == 0)
		return;
	if (len > log->capacity - log->len)
		wt_log_grow(log, len);
	memcpy(log->data + log->len, bytes, len);
	log->len += len;
}
void wt_log_free(struct wt_log *);

/* Of a row of bytes: so many from this source, then so many from that.  Neighbours
 * of one source are one span.  Spans are taken from the front. */
struct wt_span {
	uint32_t source;
	uint64_t count;
};
struct wt_spans {
	struct wt_span *at;
	size_t first, count, capacity; /* at[first .. count - 1] are left */
	uint64_t total;
};
void wt_spans_push(struct wt_spans *, uint32_t source, uint64_t count);
static inline void wt_spans_add(struct wt_spans *spans, uint32_t source, uint64_t count)
{
	if (count == 0)
		return;
	spans->total += count;
	if (spans->count > spans->first && spans->at[spans->count - 1].source == source)
		spans->at[spans->count - 1].count += count;
	else
		wt_spans_push(spans, source, count);
}
/* Takes up to `count` away from the front; returns how many there were. */
uint64_t wt_spans_drop(struct wt_spans *, uint64_t count);
/* The same, and puts them at the back of `to`. */
uint64_t wt_spans_move_some(struct wt_spans *from, struct wt_spans *to, uint64_t count);
static inline uint64_t wt_spans_move(struct wt_spans *from, struct wt_spans *to, uint64_t count)
{
	struct wt_span *front;

	if (from->first == from->count || from->at[from->first].count < count)
		return wt_spans_move_some(from, to, count);
	front = &from->at[from->first];
	wt_spans_add(to, front->source, count);
	front->count -= count;
	from->total -= count;
	if (front->count == 0)
		from->first++;
	return count;
}
static inline void wt_spans_clear(struct wt_spans *spans)
{
	spans->first = spans->count = 0;
	spans->total = 0;
}
void wt_spans_free(struct wt_spans *);

#endif
