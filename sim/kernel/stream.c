/* SPDX-License-Identifier: MIT */
#include "kernel/stream.h"

#include <errno.h>
#include <string.h>

#include "time/heap.h"

void wt_stream_init(struct wt_stream *stream)
{
	*stream = (struct wt_stream){.new_burst = true};
}

void wt_stream_fini(struct wt_stream *stream)
{
	wt_heap_give(stream->bytes);
	wt_heap_give(stream->burst_starts);
	wt_heap_give(stream->ahead);
	*stream = (struct wt_stream){0};
}

__attribute__((noinline)) static int grow(struct wt_stream *stream, uint64_t needed)
{
	uint64_t capacity = stream->capacity ? stream->capacity : 256;
	unsigned char *bytes;

	if (needed > WT_STREAM_MAX)
		return -ENOBUFS;
	while (capacity < needed)
		capacity *= 2;
	bytes = wt_heap_resize(stream->bytes, (size_t)capacity);
	if (!bytes)
		return -ENOMEM;
	stream->bytes = bytes;
	stream->capacity = (size_t)capacity;
	return 0;
}

__attribute__((noinline)) static int grow_bursts(struct wt_stream *stream)
{
	uint32_t capacity = stream->burst_capacity ? stream->burst_capacity * 2 : 8;
	uint64_t *starts = wt_heap_resize(stream->burst_starts, capacity * sizeof *starts);

	if (!starts)
		return -ENOMEM;
	stream->burst_starts = starts;
	stream->burst_capacity = capacity;
	return 0;
}

static int begin_burst(struct wt_stream *stream)
{
	if (stream->bursts == stream->burst_capacity) {
		int rc = grow_bursts(stream);

		if (rc < 0)
			return rc;
	}
	stream->burst_starts[stream->bursts++] = stream->written;
	stream->new_burst = false;
	return 0;
}

int wt_stream_write(struct wt_stream *stream, const void *data, size_t len)
{
	int rc = 0;

	if (len == 0)
		return 0;
	if (len > stream->capacity - stream->written)
		rc = grow(stream, stream->written + len);
	if (rc == 0 && stream->new_burst)
		rc = begin_burst(stream);
	if (rc < 0)
		return rc;
	memcpy(stream->bytes + stream->written, data, len);
	stream->written += len;
	return 0;
}

uint32_t wt_stream_find_burst(const struct wt_stream *stream, uint64_t offset, uint64_t *ret_start)
{
	uint32_t low = 0, high = stream->bursts;

	*ret_start = 0;
	if (high == 0)
		return 1;
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (stream->burst_starts[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	*ret_start = stream->burst_starts[low];
	return low + 1;
}
