/* SPDX-License-Identifier: MIT
 *
 * file.h - what a descriptor stands for: one base for every family.
 *
 * A family (tcp, udp, unix, pipe, epoll, ...) embeds struct wt_file as the first
 * member of its own and gives a table of what it can do.  An empty slot is
 * answered as Linux does: ENOTSOCK where it is no socket, else EOPNOTSUPP.
 * Readiness is of the file, not of the number: a duplicate shares it, and so are
 * the decisions about it and the epoll items that watch it. */
#ifndef WT_FILE_H
#define WT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "decisions/decision.h"
#include "trace/event.h"

struct wt_kernel;
struct wt_watch;
struct wt_file;
struct wt_digest;

#define WT_SHUT_READ  1u
#define WT_SHUT_WRITE 2u
#define WT_SHUT_BOTH  3u

enum wt_side { WT_READABLE, WT_WRITABLE };

/* One transfer of bytes. */
struct wt_io {
	void *into;       /* read: may be NULL, then what is taken is thrown away */
	const void *from; /* write */
	size_t len;
	int flags;  /* MSG_ bits */
	bool plain; /* read(2) or write(2), which know no flags */
	bool quiet; /* raises no SIGPIPE, as the seam promises of write */
	/* recvfrom, sendto; NULL: not asked, not said */
	struct sockaddr *name_into;
	socklen_t *name_len;
	const struct sockaddr *name_from;
	socklen_t name_from_len;
	/* What really moved, where it differs from what was returned: read. */
	const void *moved;
	size_t moved_len;
};

struct wt_file_ops {
	bool is_socket;
	bool never_waits; /* a regular file: always ready, and epoll does not take it */
	/* Readiness as poll(2) reports it. */
	unsigned (*ready)(struct wt_file *);
	/* The last descriptor that stood for it is gone. */
	void (*close)(struct wt_file *);

	/* For the world; NULL: nothing to tell. */
	bool (*find_place)(const struct wt_file *, enum wt_side, struct wt_place *ret);
	enum wt_condition (*condition)(const struct wt_file *, unsigned bits);
	uint64_t (*unread)(const struct wt_file *);
	uint64_t (*room)(const struct wt_file *);
	bool (*has_end)(const struct wt_file *); /* no more will come behind what is unread */
	/* Where the next byte stands in its stream. */
	uint64_t (*offset)(const struct wt_file *, enum wt_side);
	/* Its state, apart from what every file has; NULL: it can not be said. */
	void (*digest)(struct wt_digest *, const struct wt_file *);

	ssize_t (*read)(struct wt_file *, struct wt_io *);
	ssize_t (*write)(struct wt_file *, struct wt_io *);
	/* What only this family knows: >= 0 or -errno. */
	int (*fcntl)(struct wt_file *, int cmd, int arg);

	/* Sockets. */
	int (*bind)(struct wt_file *, const struct sockaddr *, socklen_t);
	int (*listen)(struct wt_file *, int backlog);
	int (*accept)(struct wt_file *, struct sockaddr *, socklen_t *, struct wt_file **ret);
	int (*connect)(struct wt_file *, const struct sockaddr *, socklen_t);
	int (*shutdown)(struct wt_file *, unsigned how);
	int (*getsockopt)(struct wt_file *, int level, int name, void *, socklen_t *);
	int (*setsockopt)(struct wt_file *, int level, int name, const void *, socklen_t);
	int (*sockname)(struct wt_file *, struct sockaddr *, socklen_t *);
	int (*peername)(struct wt_file *, struct sockaddr *, socklen_t *);
};

/* One question about readiness is asked per place; the answer waits here. */
struct wt_ready_answer {
	uint64_t place; /* stands for the place it was asked for; 0: none */
	struct wt_value value;
};

struct wt_file {
	const struct wt_file_ops *ops;
	struct wt_kernel *kernel;
	struct wt_object *object;
	int access;    /* O_RDONLY, O_WRONLY, O_RDWR */
	unsigned refs; /* descriptors that stand for it; 0: a peer's, or all are closed */

	/* decisions: what the program was told, what is held back from it */
	bool end_known;   /* HUP, ERR or an error told it that the stream ends */
	uint64_t shown;   /* offset in what comes: a peek told it of the bytes before */
	bool room_held;   /* until the host next enters a wait; by wt_file_hold_room */
	bool reported[2]; /* readable, writable: by the last wait that looked */
	struct wt_ready_answer ready[2];
	bool withheld[2]; /* from this wait; comes at the next */

	bool appends;       /* O_APPEND, of a regular file */
	bool blocks;        /* not O_NONBLOCK: what the process was born with, an epoll */
	unsigned passed[2]; /* waits in a row that found it ready, and nobody did anything */

	struct wt_watch *watches; /* epoll items, the newest first: who is woken first */
	struct wt_file *next;     /* every one of the kernel in this run, newest first */
};

/* Makes file one of kernel's, with a new object.  -ENOMEM. */
int wt_file_init(struct wt_file *, struct wt_kernel *, const struct wt_file_ops *);

/* The last descriptor is gone: out of every epoll, then what the family does. */
void wt_file_close(struct wt_file *);

/* Something happened that may make it ready, in POLL bits; 0: its state changed,
 * which wakes whoever waits, whatever for. */
void wt_file_wake_watches(struct wt_file *, unsigned bits);

static inline void wt_file_wake(struct wt_file *file, unsigned bits)
{
	if (file->watches)
		wt_file_wake_watches(file, bits);
}

/* What sockets say when something came, and when something went. */
#define WT_WAKE_READ  (POLLIN | POLLPRI | POLLRDNORM | POLLRDBAND)
#define WT_WAKE_WRITE (POLLOUT | POLLWRNORM | POLLWRBAND)

/* The errno of a call this family does not have. */
int wt_file_no_call(const struct wt_file *);

static inline unsigned wt_file_ready(struct wt_file *file)
{
	return file->ops->ready(file);
}

static inline uint64_t wt_file_unread(const struct wt_file *file)
{
	return file->ops->unread ? file->ops->unread(file) : 0;
}

/* So many of the unread bytes the program knows of: these can not be held back. */
uint64_t wt_file_known(const struct wt_file *);

/* descriptors (descriptor.c) */
int wt_fd_add(struct wt_kernel *, struct wt_file *); /* the number, or -errno */
/* One of 0, 1 and 2, which no limit counts.  0, or -errno. */
int wt_fd_add_standard(struct wt_kernel *, int fd, struct wt_file *);
/* Takes the number away; true if it was the file's last. */
bool wt_fd_remove(struct wt_kernel *, int fd);
bool wt_fd_was_open(const struct wt_kernel *, int fd);
bool wt_fd_has_room(const struct wt_kernel *, size_t more);

#endif
