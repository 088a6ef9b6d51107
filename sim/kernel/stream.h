/* SPDX-License-Identifier: MIT
 *
 * stream.h - one direction of a connection: every byte ever written, and four
 * marks that move along it.
 *
 *	0 .... read .... arrived .... sent .... written
 *	       |unread   |in flight   |waits for window
 *
 * Segments carry offsets into this log, so a byte is copied once in, once out.
 * A *burst* is what the writer writes without hearing from the other side in
 * between; places in decisions' names count from its beginning. */
#ifndef WT_STREAM_H
#define WT_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of one stream in one run.  Beyond it the writer gets -ENOBUFS. */
#define WT_STREAM_MAX (UINT64_C(1) << 31)

/* Pieces that have arrived before what precedes them: at most so many. */
#define WT_AHEAD_MAX 4096

struct wt_range {
	uint64_t start, end;
};

struct wt_stream {
	unsigned char *bytes;
	size_t capacity;
	uint64_t written, sent, arrived, read;
	uint64_t acked; /* what the sender knows to have arrived */
	uint64_t edge;  /* right edge of the window, as the sender knows it */
	uint64_t told;  /* right edge the reader last told */
	uint64_t *burst_starts;
	uint32_t bursts, burst_capacity;
	bool new_burst;  /* the next byte begins one */
	uint64_t urgent; /* 1 + offset of the byte last sent as urgent; 0: none */
	uint64_t small;  /* end of the last segment sent that was not full */

	/* what has arrived ahead of its turn, in order, with gaps between */
	struct wt_range *ahead;
	uint32_t ahead_count, ahead_capacity;
	bool end_ahead; /* and the FIN behind the last byte */
	uint64_t end_at;
};

void wt_stream_init(struct wt_stream *);
void wt_stream_fini(struct wt_stream *);
/* All len bytes, or -ENOMEM or -ENOBUFS. */
int wt_stream_write(struct wt_stream *, const void *, size_t len);
/* Which burst the byte at offset is in (or would be: the end of a stream is the
 * byte after the last), and where that burst starts. */
uint32_t wt_stream_find_burst(const struct wt_stream *, uint64_t offset, uint64_t *ret_start);

/* Mostly it is the last. */
static inline uint32_t wt_stream_burst(const struct wt_stream *stream, uint64_t offset,
				       uint64_t *ret_start)
{
	uint32_t last = stream->bursts;

	if (last == 0 || stream->burst_starts[last - 1] > offset)
		return wt_stream_find_burst(stream, offset, ret_start);
	*ret_start = stream->burst_starts[last - 1];
	return last;
}

/* Takes note that this has arrived.  -ENOMEM, -ENOBUFS. */
int wt_stream_keep_ahead(struct wt_stream *, uint64_t start, uint64_t end);
/* Everything before end has arrived: where does the first gap begin?  What is kept
 * up to there is forgotten. */
uint64_t wt_stream_join(struct wt_stream *, uint64_t end);
/* Right edge of what has arrived ahead, the FIN counted; 0: nothing has. */
uint64_t wt_stream_last_ahead(const struct wt_stream *);

static inline uint64_t wt_stream_unread(const struct wt_stream *stream)
{
	return stream->arrived - stream->read;
}

#endif
