/* SPDX-License-Identifier: MIT
 *
 * local.h - what families within one host share: pipes, socket pairs, AF_UNIX. */
#ifndef WT_LOCAL_H
#define WT_LOCAL_H

#include "kernel/net.h"
#include "kernel/stream.h"

/* Both ends of one pair: H:pair.N/a and /b, /r and /w. */
void wt_name_pair(struct wt_file *, struct wt_file *, enum wt_object_kind, const char *ends);
/* An end of a FIFO, numbered among the pairs: H:pair.N/r, /w. */
void wt_name_fifo(struct wt_file *, char end);
/* Two numbers, or none and -errno. */
int wt_fd_add_pair(struct wt_file *, struct wt_file *, int ret_fds[2]);
/* A stream that lives as long as the run; NULL: no memory. */
struct wt_stream *wt_net_stream(struct wt_net *);
/* The next len bytes, which are there, unless they are only looked at. */
void wt_stream_take(struct wt_stream *, struct wt_io *, size_t len);

static inline struct wt_place wt_place_in(const struct wt_stream *stream, uint64_t offset)
{
	uint64_t start;
	uint32_t burst = wt_stream_burst(stream, offset, &start);

	return (struct wt_place){WT_PLACE_STREAM, burst, offset - start, offset, NULL};
}
/* recv or send, about to move *len bytes, at least one: 0, with *len perhaps
 * smaller (may_take); -EAGAIN, then what is held back comes as DESIGN says; or
 * WT_LATE. */
int wt_ask_transfer(struct wt_file *, enum wt_ask, struct wt_place, size_t *len, bool may_take);

int wt_sys_eventfd(struct wt_kernel *, unsigned count, int flags);
int wt_sys_pipe(struct wt_kernel *, int ret_fds[2]);
int wt_sys_socketpair(struct wt_kernel *, int family, int type, int ret_fds[2]);

#endif
