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
};

void wt_stream_init(struct wt_stream *);
void wt_stream_fini(struct wt_stream *);
/* All len bytes, or -ENOMEM or -ENOBUFS. */
int wt_stream_write(struct wt_stream *, const void *, size_t len);
/* Which burst the byte at offset is in (or would be: the end of a stream is the
 * byte after the last), and where that burst starts. */
uint32_t wt_stream_burst(const struct wt_stream *, uint64_t offset, uint64_t *ret_start);

static inline uint64_t wt_stream_unread(const struct wt_stream *stream)
{
	return stream->arrived - stream->read;
}

#endif
