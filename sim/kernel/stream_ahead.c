/* SPDX-License-Identifier: MIT
 *
 * Bytes that arrive before those that precede them.  The log has them anyway; what
 * is kept is which have come. */
#include <errno.h>
#include <string.h>

#include "kernel/stream.h"
#include "time/heap.h"

static int make_room(struct wt_stream *stream)
{
	uint32_t capacity = stream->ahead_capacity ? stream->ahead_capacity * 2 : 8;
	struct wt_range *ahead;

	if (stream->ahead_count < stream->ahead_capacity)
		return 0;
	if (capacity > WT_AHEAD_MAX)
		return -ENOBUFS;
	ahead = wt_heap_resize(stream->ahead, capacity * sizeof *ahead);
	if (!ahead)
		return -ENOMEM;
	stream->ahead = ahead;
	stream->ahead_capacity = capacity;
	return 0;
}

/* Ranges from one to another become this one. */
static void replace(struct wt_stream *stream, uint32_t first, uint32_t last, struct wt_range range)
{
	struct wt_range *ahead = stream->ahead;

	memmove(&ahead[first + 1], &ahead[last], (stream->ahead_count - last) * sizeof *ahead);
	stream->ahead_count = stream->ahead_count - (last - first) + 1;
	ahead[first] = range;
}

int wt_stream_keep_ahead(struct wt_stream *stream, uint64_t start, uint64_t end)
{
	struct wt_range range = {start, end};
	uint32_t first = 0, last;
	int rc = make_room(stream);

	if (rc < 0)
		return rc;
	while (first < stream->ahead_count && stream->ahead[first].end < start)
		first++;
	for (last = first; last < stream->ahead_count && stream->ahead[last].start <= end; last++) {
		if (stream->ahead[last].start < range.start)
			range.start = stream->ahead[last].start;
		if (stream->ahead[last].end > range.end)
			range.end = stream->ahead[last].end;
	}
	replace(stream, first, last, range);
	return 0;
}

uint64_t wt_stream_join(struct wt_stream *stream, uint64_t end)
{
	uint32_t joined = 0;

	while (joined < stream->ahead_count && stream->ahead[joined].start <= end) {
		if (stream->ahead[joined].end > end)
			end = stream->ahead[joined].end;
		joined++;
	}
	if (joined > 0) {
		stream->ahead_count -= joined;
		memmove(stream->ahead, stream->ahead + joined,
			stream->ahead_count * sizeof *stream->ahead);
	}
	return end;
}

uint64_t wt_stream_last_ahead(const struct wt_stream *stream)
{
	if (stream->end_ahead)
		return stream->end_at + 1;
	return stream->ahead_count ? stream->ahead[stream->ahead_count - 1].end : 0;
}
