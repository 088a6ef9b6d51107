/* SPDX-License-Identifier: MIT
 *
 * unix.h - AF_UNIX, stream and datagram.
 *
 * unix.c         sockets, pairs, shutdown, close, options
 * unix_name.c    paths and abstract names
 * unix_stream.c  listen, connect, accept; bytes
 * unix_dgram.c   messages
 *
 * Everything happens within one host and inside the call. */
#ifndef WT_UNIX_H
#define WT_UNIX_H

#include <sys/un.h>

#include "kernel/datagram.h"
#include "kernel/local.h"
#include "kernel/options.h"

struct wt_unix;

/* A bound name.  A path stays when its socket is gone; nobody can unlink it. */
struct wt_unix_name {
	struct sockaddr_un address;
	socklen_t len;
	struct wt_unix *owner; /* NULL: stale */
	struct wt_unix_name *next;
};

enum wt_unix_state { WT_UNIX_CLOSE, WT_UNIX_LISTEN, WT_UNIX_ESTABLISHED };

struct wt_unix {
	struct wt_file file;
	int type;
	enum wt_unix_state state;
	unsigned shut;
	int error;
	bool dead;            /* closed; who was connected to it still knows it */
	struct wt_unix *peer; /* also a closed one; NULL: never connected */
	struct wt_stream *in; /* stream: what the peer wrote */
	struct wt_mail mail;  /* datagram */
	size_t sent_unread;   /* datagram: of its own in the queues of others, as they cost */
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

static inline struct wt_unix *wt_unix_of(const struct wt_file *file)
{
	return (struct wt_unix *)(uintptr_t)file;
}

struct wt_unix *wt_unix_new(struct wt_kernel *, int type); /* NULL: no memory */
int wt_unix_take_error(struct wt_unix *);
/* The other end is gone, or will read or write no more. */
void wt_unix_abandon(struct wt_unix *survivor, bool lost_something);
bool wt_unix_is_writable(const struct wt_unix *);
/* Bytes of its own that others have not read. */
uint64_t wt_unix_used(const struct wt_unix *);

/* names */
int wt_unix_bind(struct wt_file *, const struct sockaddr *, socklen_t);
/* The living socket of that name: 0 and *ret, -ENOENT, -ECONNREFUSED, -EINVAL. */
int wt_unix_find(struct wt_kernel *, const struct sockaddr *, socklen_t, struct wt_unix **ret);
int wt_unix_give_name(const struct wt_unix *, struct sockaddr *, socklen_t *);

/* streams */
int wt_unix_listen(struct wt_file *, int backlog);
int wt_unix_accept(struct wt_file *, struct sockaddr *, socklen_t *, struct wt_file **ret);
int wt_unix_stream_connect(struct wt_unix *, const struct sockaddr *, socklen_t);
void wt_unix_join(struct wt_unix *, struct wt_unix *);
ssize_t wt_unix_stream_read(struct wt_unix *, struct wt_io *);
ssize_t wt_unix_stream_write(struct wt_unix *, struct wt_io *);
struct wt_place wt_unix_place(const struct wt_unix *, enum wt_side);

/* datagrams */
int wt_unix_dgram_connect(struct wt_unix *, const struct sockaddr *, socklen_t);
ssize_t wt_unix_dgram_read(struct wt_unix *, struct wt_io *);
ssize_t wt_unix_dgram_write(struct wt_unix *, struct wt_io *);

#endif
