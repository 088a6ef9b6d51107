/* SPDX-License-Identifier: MIT
 *
 * ac_sys.h - everything libasyncore asks of the outside world.
 *
 * One door: sockets, readiness, time, randomness and memory pass through this
 * table and nowhere else (`make check` proves it with nm).  sys_posix.c is the
 * real kernel; sim/world/sys_sim.c is the simulated one.  A kernel embeds
 * struct ac_sys as its first member and fills in every slot: none may be NULL.
 * Which kernel a loop uses is chosen when the loop is made, so two worlds live
 * in one process, and layers stack: a table may forward to another.
 *
 * Arguments.  Each call is the one of the manual page with one argument more, the
 * kernel, at the end: so the real one hands the others on where they are.
 *
 * Errors.  Every call returns a result >= 0, or -errno.  The global errno is no
 * part of the contract, so one integer describes a call completely.
 *
 * Blocking.  Only poll, select and epoll_wait may wait.  socket and accept hand back
 * descriptors that are non-blocking and close-on-exec.
 *
 * Stopping.  A kernel may answer any wait with -ECANCELED: "finish up".  The
 * library hands it through handlers and loops as it does AC_EXIT. */
#ifndef AC_SYS_H
#define AC_SYS_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ac_note;

struct ac_sys {
	const struct ac_sys_ops *ops;
};

struct ac_sys_ops {
	const char *name; /* "posix", "sim": shown in logs */

	/* socket(2) and its family.  type is SOCK_STREAM, SOCK_DGRAM or, of AF_UNIX,
	 * SOCK_SEQPACKET, without flags; the descriptor is non-blocking and
	 * close-on-exec. */
	int (*socket)(int family, int type, int protocol, struct ac_sys *);
	int (*bind)(int fd, const struct sockaddr *, socklen_t, struct ac_sys *);
	int (*listen)(int fd, int backlog, struct ac_sys *);
	int (*accept)(int fd, struct sockaddr *, socklen_t *, struct ac_sys *);
	int (*connect)(int fd, const struct sockaddr *, socklen_t, struct ac_sys *);
	int (*shutdown)(int fd, int how, struct ac_sys *);
	int (*close)(int fd, struct ac_sys *);
	int (*getsockopt)(int fd, int level, int name, void *, socklen_t *, struct ac_sys *);
	int (*setsockopt)(int fd, int level, int name, const void *, socklen_t, struct ac_sys *);
	int (*getsockname)(int fd, struct sockaddr *, socklen_t *, struct ac_sys *);
	int (*getpeername)(int fd, struct sockaddr *, socklen_t *, struct ac_sys *);
	/* Makes a descriptor that came from elsewhere non-blocking. */
	int (*set_nonblock)(int fd, struct ac_sys *);

	/* 0 from recv is the end of a stream; fewer bytes than asked is normal, and
	 * what stands in buf behind them has no meaning (under memcheck: no value).
	 * flags are those of send(2) and recv(2). */
	ssize_t (*recv)(int fd, void *buf, size_t len, int flags, struct ac_sys *);
	ssize_t (*send)(int fd, const void *buf, size_t len, int flags, struct ac_sys *);

	/* The same with an address, for datagrams.  addr may be NULL. */
	ssize_t (*recvfrom)(int fd, void *buf, size_t len, int flags, struct sockaddr *addr,
			    socklen_t *, struct ac_sys *);
	ssize_t (*sendto)(int fd, const void *buf, size_t len, int flags,
			  const struct sockaddr *addr, socklen_t, struct ac_sys *);

	/* Descriptors of every kind.  What these make is close-on-exec; pipe and
	 * socketpair make non-blocking ends, dup shares the file of its original.
	 * write never raises SIGPIPE. */
	ssize_t (*read)(int fd, void *buf, size_t len, struct ac_sys *);
	ssize_t (*write)(int fd, const void *buf, size_t len, struct ac_sys *);
	int (*dup)(int fd, struct ac_sys *);
	int (*pipe)(int ret_fds[2], struct ac_sys *);
	int (*socketpair)(int family, int type, int ret_fds[2], struct ac_sys *);
	/* What has a name: a FIFO, a device, a file.  flags are those of open(2), and
	 * mode counts where they have O_CREAT; non-blocking and close-on-exec.  A
	 * simulated host has /dev/null, and what it made itself. */
	int (*open)(const char *path, int flags, mode_t mode, struct ac_sys *);
	int (*mkfifo)(const char *path, mode_t mode, struct ac_sys *);
	/* A counter to be woken by; flags: EFD_SEMAPHORE or 0.  Non-blocking and
	 * close-on-exec. */
	int (*eventfd)(unsigned count, int flags, struct ac_sys *);
	/* Commands that take an int or nothing.  A simulated kernel knows F_GETFD,
	 * F_SETFD, F_GETFL, F_SETFL, F_GETPIPE_SZ and F_SETPIPE_SZ, and makes no
	 * descriptor blocking. */
	int (*fcntl)(int fd, int cmd, int arg, struct ac_sys *);

	/* The waits.  timeout_ns < 0 waits without limit; a kernel that counts
	 * more coarsely rounds up, never down.  With nothing to watch either is
	 * the sleep.  -EINTR: a signal came; nothing was reported.
	 * select: nfds <= FD_SETSIZE; each set may be NULL. */
	int (*poll)(struct pollfd *fds, nfds_t nfds, int64_t timeout_ns, struct ac_sys *);
	int (*select)(int nfds, fd_set *r, fd_set *w, fd_set *x, int64_t timeout_ns,
		      struct ac_sys *);
	/* epoll(7).  max > 0.  The order of what epoll_wait reports is the kernel's. */
	int (*epoll_create)(struct ac_sys *);
	int (*epoll_ctl)(int epfd, int op, int fd, struct epoll_event *, struct ac_sys *);
	int (*epoll_wait)(int epfd, struct epoll_event *, int max, int64_t timeout_ns,
			  struct ac_sys *);

	/* CLOCK_MONOTONIC and CLOCK_REALTIME.  Time-outs use the first only. */
	uint64_t (*now_ns)(struct ac_sys *);
	uint64_t (*wall_ns)(struct ac_sys *);
	/* Fills buf with random bytes, as getrandom(2). */
	void (*random)(void *buf, size_t len, struct ac_sys *);

	/* realloc(3), with size 0 meaning free; NULL on exhaustion, when ptr stays
	 * valid.  purpose is a string constant naming what the memory is for. */
	void *(*realloc)(void *ptr, size_t size, const char *purpose, struct ac_sys *);

	/* The one call upward.  notes_wanted is a mask of AC_NOTE_BIT(kind), read
	 * once per pass; note is told of each wanted one.  It must not call back
	 * into the library, and nothing the note points at outlives the call. */
	uint32_t (*notes_wanted)(struct ac_sys *);
	void (*note)(const struct ac_note *, struct ac_sys *);
};

/* Handlers, by the names asyncore gives them.  One list, so that the library,
 * the traces and the scenario language can not disagree. */
#define AC_HANDLERS(X)           \
	X(readable)              \
	X(writable)              \
	X(handle_read)           \
	X(handle_write)          \
	X(handle_expt)           \
	X(handle_connect)        \
	X(handle_accept)         \
	X(handle_accepted)       \
	X(handle_eof)            \
	X(handle_close)          \
	X(handle_error)          \
	X(handle_timer)          \
	X(released)              \
	X(collect_incoming_data) \
	X(found_terminator)

enum ac_handler {
#define AC_HANDLER_ENUM(name) AC_HANDLER_##name,
	AC_HANDLERS(AC_HANDLER_ENUM)
#undef AC_HANDLER_ENUM
		AC_HANDLER_COUNT
};

/* What a note tells.  "value" below is struct ac_note's field. */
enum ac_note_kind {
	AC_NOTE_HANDLER_ENTERED,  /* handler */
	AC_NOTE_HANDLER_LEFT,     /* handler; value: what it returned */
	AC_NOTE_CHANNEL_OPENED,   /* value: the descriptor the channel now owns */
	AC_NOTE_CHANNEL_CLOSED,   /* the descriptor is about to be closed */
	AC_NOTE_CHANNEL_RELEASED, /* the library holds no pointer to it any more */
	AC_NOTE_QUEUED,           /* value: bytes the program handed over for later sending */
	AC_NOTE_QUEUE_DROPPED,    /* value: bytes queued before that will never be sent */
	AC_NOTE_INTEREST,         /* value: AC_WANT_ bits now asked of the poller */
	AC_NOTE_TIMER_SET,        /* value: due, in now_ns time; timer names it */
	AC_NOTE_TIMER_FIRED,      /* timer; its callback follows as handle_timer */
	AC_NOTE_TIMER_CANCELLED,  /* timer */
	AC_NOTE_MISUSE,           /* name: a method called on a closed channel */
	AC_NOTE_ERROR_DROPPED,    /* value: -errno that a handler got and did not return */
	AC_NOTE_USER,             /* name, bytes, len: the program's ac_note() */
	AC_NOTE_SOMETIMES,        /* name: the program's ac_sometimes(); value: 1 if it is so */
	AC_NOTE_COUNT
};

#define AC_NOTE_BIT(kind) (UINT32_C(1) << (kind))
#define AC_NOTES_ALL      (AC_NOTE_BIT(AC_NOTE_COUNT) - 1)

#define AC_WANT_READ  1
#define AC_WANT_WRITE 2
#define AC_WANT_EXPT  4

/* A channel is named by loop, slot and generation: a slot is used again, the
 * pair never is.  Descriptor numbers appear in AC_NOTE_CHANNEL_OPENED alone, the
 * one place where the kernel's name and the library's are tied together. */
struct ac_note {
	enum ac_note_kind kind;
	enum ac_handler handler;
	uint32_t loop; /* the program's first loop is 1 */
	uint32_t slot; /* 0: no channel */
	uint32_t generation;
	uint32_t timer; /* number of the timer in its loop, from 1; 0: none */
	int64_t value;
	const char *name;
	const void *bytes;
	size_t len;
};

/* The process's own kernel; stateless, never destroyed.  Wants no notes. */
struct ac_sys *ac_sys_posix(void);

#ifdef __cplusplus
}
#endif
#endif
