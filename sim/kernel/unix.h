/* SPDX-License-Identifier: MIT
 *
 * unix.h - AF_UNIX: streams, datagrams, and connections that keep their bounds.
 *
 * unix.c         sockets, pairs, shutdown, close, options
 * unix_name.c    paths and abstract names
 * unix_stream.c  listen, connect, accept; bytes
 * unix_dgram.c   messages
 *
 * Everything happens within one host and inside the call.  Who sends is charged for
 * what others have not read, buffer by buffer, and each buffer that is freed is an
 * edge for him: room, though he may never have seen that there was none. */
#ifndef WT_UNIX_H
#define WT_UNIX_H

#include <sys/un.h>

#include "kernel/datagram.h"
#include "kernel/local.h"
#include "kernel/options.h"

struct wt_unix;

/* A path may fill an address; its end is then a byte behind it. */
struct wt_unix_address {
	struct sockaddr_un un;
	char end;
};

/* A bound name.  A path stays when its socket is gone; nobody can unlink it. */
struct wt_unix_name {
	struct wt_unix_address address;
	socklen_t len;
	int type;              /* abstract ones are a type's own */
	struct wt_unix *owner; /* NULL: stale */
	struct wt_unix_name *next;
};

enum wt_unix_state { WT_UNIX_CLOSE, WT_UNIX_LISTEN, WT_UNIX_ESTABLISHED };

/* What one send wrote, or a part of it: the next unread bytes of a stream. */
struct wt_unix_chunk {
	size_t unread, cost;
	struct wt_unix_chunk *next;
};

struct wt_unix {
	struct wt_file file;
	int type;
	enum wt_unix_state state;
	unsigned shut;
	int error;
	bool dead;            /* closed; who was connected to it still knows it */
	struct wt_unix *peer; /* also a closed one; NULL: never connected */
	struct wt_stream *in; /* stream: what the peer wrote */
	struct wt_unix_chunk *chunks, **chunks_end, *spare_chunks; /* of it */
	struct wt_mail mail;                                       /* datagram */
	size_t charged; /* for what others have not read */
	/* datagram: whose full queue it has seen, and hears of when that one reads */
	struct wt_unix *waits_for, *next_waiting;
	struct wt_unix *waiting; /* those who wait for this one, the newest first */
	struct wt_unix_name *name;
	struct wt_options options;

	int backlog;
	unsigned queued;
	struct wt_unix *queue, **queue_end, *queue_next; /* children not accepted */

	uint32_t heard_burst;
	uint64_t written_then, messages_sent;
	bool end_told;
};

extern const struct wt_file_ops wt_unix_ops;

static inline bool wt_unix_is_messages(const struct wt_unix *sock)
{
	return sock->type != SOCK_STREAM;
}

static inline bool wt_unix_is_connection(const struct wt_unix *sock)
{
	return sock->type != SOCK_DGRAM;
}

static inline struct wt_unix *wt_unix_of(const struct wt_file *file)
{
	return (struct wt_unix *)(uintptr_t)file;
}

struct wt_unix *wt_unix_new(struct wt_kernel *, int type); /* NULL: no memory */
int wt_unix_take_error(struct wt_unix *);
/* The other end is gone, or will read or write no more. */
void wt_unix_abandon(struct wt_unix *survivor, bool lost_something);
/* One of its buffers is freed. */
void wt_unix_discharge(struct wt_unix *, size_t cost);

/* names */
int wt_unix_bind(struct wt_file *, const struct sockaddr *, socklen_t);
/* An address that says something: 0, -EINVAL. */
int wt_unix_check_name(const struct sockaddr *, socklen_t);
/* The living socket of that name and type: 0 and *ret, -ENOENT, -ECONNREFUSED,
 * -EPROTOTYPE, -EINVAL. */
int wt_unix_find(struct wt_kernel *, const struct sockaddr *, socklen_t, int type,
		 struct wt_unix **ret);
int wt_unix_give_name(const struct wt_unix *, struct sockaddr *, socklen_t *);
/* Of who sent what is read: nothing where he has none. */
int wt_unix_give_sender(const struct wt_unix *, struct sockaddr *, socklen_t *);

/* streams */
int wt_unix_listen(struct wt_file *, int backlog);
int wt_unix_accept(struct wt_file *, struct sockaddr *, socklen_t *, struct wt_file **ret);
int wt_unix_stream_connect(struct wt_unix *, const struct sockaddr *, socklen_t);
void wt_unix_join(struct wt_unix *, struct wt_unix *);
/* For the bytes of both, where they are no messages.  -ENOMEM. */
int wt_unix_make_streams(struct wt_unix *, struct wt_unix *);
/* Nothing is there to read: the end, or -EAGAIN. */
ssize_t wt_unix_read_end(struct wt_unix *, struct wt_io *);
ssize_t wt_unix_stream_read(struct wt_unix *, struct wt_io *);
ssize_t wt_unix_stream_write(struct wt_unix *, struct wt_io *);
void wt_unix_forget_stream(struct wt_unix *); /* what it has not read */
bool wt_unix_has_path(struct wt_kernel *, const char *path);
struct wt_place wt_unix_place(const struct wt_unix *, enum wt_side);

/* datagrams */
int wt_unix_dgram_connect(struct wt_unix *, const struct sockaddr *, socklen_t);
ssize_t wt_unix_dgram_read(struct wt_unix *, struct wt_io *);
ssize_t wt_unix_dgram_write(struct wt_unix *, struct wt_io *);
void wt_unix_forget_mail(struct wt_unix *); /* what it has not read */
/* Whoever waits for this one to read hears of it; bits as in wt_file_wake. */
void wt_unix_wake_waiting(struct wt_unix *, unsigned bits);
void wt_unix_wait_no_more(struct wt_unix *);
/* Is its peer's queue too long?  Then it hears when it is not. */
bool wt_unix_sees_full_queue(struct wt_unix *);

#endif
