/* SPDX-License-Identifier: MIT
 *
 * edits.h - what people do to a working server without a second thought, done to every
 * program of scenarios/ alike: included before its first line, one edit at a time. */
#ifndef WT_TEST_EDITS_H
#define WT_TEST_EDITS_H

#include <stdio.h>

#include "ac.h"
#include "ac_chat.h"

/* Each read is logged. */
#ifdef EDIT_LOG
static inline ssize_t edited_recv(struct ac_dispatcher *d, void *buf, size_t len)
{
	ssize_t n = ac_recv(d, buf, len);

	printf("read %zd of %zu\n", n, len);
	return n;
}
#define ac_recv edited_recv
#endif

/* A buffer is a quarter as large: 1024 where it was 4096.  What is less than 256 bytes
 * long is a number of bytes somebody wants, not a size somebody chose. */
#ifdef EDIT_RECV
static inline ssize_t edited_recv(struct ac_dispatcher *d, void *buf, size_t len)
{
	return ac_recv(d, buf, len < 256 ? len : len / 4);
}
#define ac_recv edited_recv

static inline int edited_chat(struct ac_chat *chat, struct ac_loop *loop, const struct ac_ops *ops,
			      int fd, const struct sockaddr *addr, socklen_t len)
{
	int result = ac_chat_init_accepted(chat, loop, ops, fd, addr, len);

	chat->in_buffer_size = 1024;
	return result;
}
#define ac_chat_init_accepted edited_chat
#endif

/* Each connection that is accepted takes memory once more. */
#ifdef EDIT_ALLOC
static inline void edited_take(struct ac_loop *loop)
{
	ac_free(loop, ac_realloc(loop, NULL, 64, "statistics"));
}
#define ac_init_accepted(d, loop, ...) (edited_take(loop), ac_init_accepted(d, loop, __VA_ARGS__))
#define ac_sender_init_accepted(d, loop, ...) \
	(edited_take(loop), ac_sender_init_accepted(d, loop, __VA_ARGS__))
#define ac_chat_init_accepted(d, loop, ...) \
	(edited_take(loop), ac_chat_init_accepted(d, loop, __VA_ARGS__))
#endif

/* Behind each pass there is another that waits for nothing. */
#ifdef EDIT_PASS
static inline int edited_loop(struct ac_loop *loop, int64_t timeout_ns, int count)
{
	int result = 0;

	if (count >= 0)
		return ac_loop(loop, timeout_ns, count);
	while (result >= 0 && (loop->channel_count > 0 || loop->timer_count > 0)) {
		result = ac_poll(loop, timeout_ns);
		if (result >= 0)
			result = ac_poll(loop, 0);
	}
	return result;
}
#define ac_loop(loop, timeout_ns, count) edited_loop(loop, timeout_ns, count)
#endif

#endif
