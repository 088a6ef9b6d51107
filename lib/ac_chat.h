/* SPDX-License-Identifier: MIT
 *
 * ac_chat.h - asynchat: a channel that reads up to terminators and sends a queue of
 * bytes and producers.
 *
 *	struct lines {
 *		struct ac_chat chat;
 *	};
 *	static int lines_found(struct ac_chat *chat)	// a line is complete
 *	{
 *		size_t len;
 *		const char *line = ac_chat_get_data(chat, &len);
 *
 *		return ac_chat_push(chat, line, len);
 *	}
 *	static const struct ac_ops lines_ops = {
 *		.super = &ac_chat_ops,
 *		.name = "lines",
 *		.collect_incoming_data = ac_chat_collect,
 *		.found_terminator = lines_found,
 *	};
 *	...
 *	ac_chat_set_terminator_bytes(&lines->chat, "\r\n", 2);
 *
 * What ac.h says of channels holds for chats: they are opened, closed and released
 * in the same way.  Everything queued or half read is dropped by ac_close. */
#ifndef AC_CHAT_H
#define AC_CHAT_H

#include "ac.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Terminators ---- */

enum ac_terminator_kind {
	AC_TERMINATOR_UNSET, /* at first; input then raises -EINVAL */
	AC_TERMINATOR_NONE,  /* everything is collected, nothing is found */
	AC_TERMINATOR_COUNT, /* found after len bytes */
	AC_TERMINATOR_BYTES, /* found at these bytes, which are not collected */
};

struct ac_terminator {
	enum ac_terminator_kind kind;
	const void *bytes;
	size_t len; /* of a count: how many are still to come */
};

/* private: bytes to look for, with what has been seen of them */
#define AC_PATTERN_SMALL 16
struct ac_pattern {
	const unsigned char *bytes;
	size_t len, matched;
	uint32_t *borders; /* of longer ones; made when first needed */
	unsigned char small_borders[AC_PATTERN_SMALL];
};

/* ---- Producers ---- */

/* Something that makes bytes when there is room for them.  Embed it, with a table
 * of your own, or take one of those below. */
struct ac_producer {
	const struct ac_producer_ops *ops;
};

struct ac_producer_ops {
	/* Up to size bytes into buf: how many; 0 at the end; -EAGAIN: none at this
	 * time, and whoever has some later calls ac_chat_initiate_send; other
	 * negative values fail: the producer is dropped, and handle_error or
	 * handle_close called, as if a handler had raised it.  Should not push onto
	 * the same chat: what it pushes overtakes what it returns (K29). */
	ssize_t (*more)(struct ac_producer *, void *buf, size_t size);
	/* The chat holds no pointer to it any more: at its end, after a failure, or
	 * because the queue was discarded; once for each push.  Free it here.  May be called inside
	 * other calls, so it must not call back into the chat.  NULL: nothing. */
	void (*done)(struct ac_producer *);
};

/* Bytes that stay where they are, in pieces of at most buffer_size. */
struct ac_simple_producer {
	struct ac_producer base;
	void (*done)(struct ac_simple_producer *); /* yours; NULL at first */
	/* private */
	const unsigned char *data;
	size_t left, buffer_size;
};

/* buffer_size 0: asynchat's 512.  Source: asynchat.simple_producer. */
void ac_simple_producer_init(struct ac_simple_producer *, const void *data, size_t len,
			     size_t buffer_size);

/* What a descriptor gives when read; a read of a file may block.  Closes it when
 * done. */
struct ac_file_producer {
	struct ac_producer base;
	void (*done)(struct ac_file_producer *); /* yours; NULL at first */
	uint64_t left;                           /* of the limit */
	/* private */
	struct ac_loop *loop;
	int fd;
	bool limited;
};

/* To the end of the file. */
void ac_file_producer_init(struct ac_file_producer *, struct ac_loop *, int fd);
/* len bytes from where it stands; fails with -ENODATA if the file has less, because
 * the peer was promised that many. */
void ac_file_producer_init_part(struct ac_file_producer *, struct ac_loop *, int fd, uint64_t len);

/* ---- A chat ---- */

#define AC_CHAT_BUFFER_SIZE 65536

/* private: a part of what is queued */
struct ac_entry {
	struct ac_entry *next;
	struct ac_producer *producer; /* or bytes, or neither: the end */
	unsigned char *bytes;
	size_t start, end;
	unsigned refs; /* the queue's, and that of each call which works on it */
	bool queued;
};

struct ac_chat {
	struct ac_dispatcher base;

	/* Yours to set at any time; not 0.  At most this much is received or sent by
	 * one call.  Source: async_chat.ac_in_buffer_size, ac_out_buffer_size. */
	size_t in_buffer_size, out_buffer_size;
	/* Yours: ac_chat_collect fails with -EMSGSIZE above it.  0: no limit. */
	size_t incoming_max;
	/* Yours: send until there is no room, instead of once for each event (K31). */
	bool drain;

	/* private */
	bool found_due; /* found_terminator is to be called next */
	bool sending, stalled;
	enum ac_terminator_kind terminator;
	size_t count; /* left of a terminator that is one */
	struct ac_pattern pattern;
	struct ac_chunk *in; /* received, not yet collected: from in_start to in_end */
	size_t in_start, in_end, in_searched;
	char *incoming;
	size_t incoming_len, incoming_capacity;
	struct ac_entry *out_first, *out_last;
	struct ac_entry out_close; /* so that closing takes no memory */
	size_t out_bytes;
};

extern const struct ac_ops ac_chat_ops; /* asynchat.async_chat */

/* As ac_init and ac_init_accepted; ops must inherit from ac_chat_ops. */
AC_MUST_CHECK int ac_chat_init(struct ac_chat *, struct ac_loop *, const struct ac_ops *ops);
AC_MUST_CHECK int ac_chat_init_accepted(struct ac_chat *, struct ac_loop *,
					const struct ac_ops *ops, int fd, const struct sockaddr *,
					socklen_t);

/* ---- Input ----
 * Two methods of struct ac_ops must be overridden:
 *
 * collect_incoming_data gets what came before the terminator, in as many pieces as
 * it happens to arrive in; the bytes are valid during the call.  If it raises, they
 * count as collected all the same (K30).
 * found_terminator follows when the terminator has come.
 *
 * Both may change the terminator, which then holds for the bytes that follow, and
 * may close the chat: then nothing more of the input is told (K26).  After a count
 * was found, input is collected without end until another terminator is set. */

/* The bytes are not copied: they must stay until another terminator is set or the
 * chat is not used any more.  Of len 0: none.  ac_close does not change it.
 * Source: async_chat.set_terminator. */
void ac_chat_set_terminator_bytes(struct ac_chat *, const void *bytes, size_t len);
void ac_chat_set_terminator_count(struct ac_chat *, size_t count);
void ac_chat_set_terminator_none(struct ac_chat *);
struct ac_terminator ac_chat_get_terminator(const struct ac_chat *);

/* A collect_incoming_data for those who want the whole at once: appends.  -ENOMEM,
 * -EMSGSIZE.  Source: async_chat._collect_incoming_data. */
int ac_chat_collect(struct ac_chat *, const void *bytes, size_t len);
/* What it has collected since the last time, followed by a byte 0 that is not
 * counted.  Never NULL.  Valid until found_terminator returns, or the chat is closed;
 * elsewhere until the next input.  Source: async_chat._get_data. */
const char *ac_chat_get_data(struct ac_chat *, size_t *ret_len);

/* The length of the longest beginning of needle, but not all of it, with which
 * haystack ends.  Source: asynchat.find_prefix_at_end. */
size_t ac_find_prefix_at_end(const void *haystack, size_t haystack_len, const void *needle,
			     size_t needle_len);

/* ---- Output ----
 * Nothing is sent before the chat is connected, which is after handle_connect (K09).
 * A send that fails calls handle_error before the function that caused it returns
 * (K43); a lost connection calls handle_close.  So all of these may call back; they
 * return 0, what these handlers raise, -EBADF if the chat is closed, or -ENOMEM when
 * nothing was queued. */

/* Queues a copy, in pieces of out_buffer_size, and sends one piece. */
int ac_chat_push(struct ac_chat *, const void *bytes, size_t len);
/* It is the chat's until `done`, which is called even if this fails. */
int ac_chat_push_with_producer(struct ac_chat *, struct ac_producer *);
/* Calls handle_close when all that is queued before is sent: from the loop, or inside
 * a later push.  Input goes on meanwhile.  Calls nothing itself. */
int ac_chat_close_when_done(struct ac_chat *);
/* Sends what one call takes; pushes and the loop do so themselves. */
int ac_chat_initiate_send(struct ac_chat *);
/* Forgets what is half read and what is queued; the chat stays open. */
void ac_chat_discard_buffers(struct ac_chat *);
/* Bytes queued; what producers have not made yet is not counted. */
size_t ac_chat_queued(const struct ac_chat *);

#ifdef __cplusplus
}
#endif
#endif
