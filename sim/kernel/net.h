/* SPDX-License-Identifier: MIT
 *
 * net.h - the simulated network: one kernel for each host and peer, and the
 * connections between them.
 *
 * The functions declared in kernel/ have the shape of the system calls they
 * stand for, return >= 0 or -errno, and know nothing of struct ac_sys.  The
 * model is Linux's as measured (docs/kernel.md); row ids like F01 in comments
 * are those of tests/seam. */
#ifndef WT_NET_H
#define WT_NET_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decisions/decide.h"
#include "kernel/stream.h"
#include "time/arena.h"
#include "time/clock.h"
#include "trace/event.h"
#include "wire/wire.h"

struct wt_kernel;
struct wt_socket;

/* A call the world wants made later (a decision said `late`).  Not an errno. */
#define WT_LATE (-10001)

#define WT_DESCRIPTORS_MAX 65536
#define WT_SNDBUF_DEFAULT  UINT64_C(3939840) /* autotuned, M01 */
#define WT_RCVBUF_DEFAULT  UINT64_C(131072)
#define WT_SEGMENT_MAX     UINT64_C(65483)

struct wt_net {
	struct wt_clock clock;
	struct wt_arena arena;
	struct wt_decider *decider;
	struct wt_sink *sink;
	uint64_t seed;
	bool posix; /* legality profile: what BSD and macOS do, too */

	struct wt_kernel **kernels; /* hosts and peers in file order */
	size_t kernel_count;
	struct wt_conn *conns;      /* newest first */
	struct wt_object **objects; /* by index */
	size_t object_count, object_capacity;

	/* Bumped at every change of the world but the clock; hard ones are bytes,
	 * accept, connect, an end, a pending error cleared. */
	uint64_t changes, hard_changes;
	struct wt_value late; /* why a call returned WT_LATE */
	int error;            /* the first internal failure (-ENOMEM, -ENOSPC), or 0 */

	/* The way between two kernels; never NULL. */
	const struct wt_link *(*link)(struct wt_net *, const struct wt_kernel *,
				      const struct wt_kernel *);
};

/* One machine's kernel. */
struct wt_kernel {
	struct wt_net *net;
	const char *name;
	int16_t index;            /* among net->kernels */
	bool scripted;            /* a peer: no descriptors, no limits, reads by itself */
	uint32_t address;         /* host byte order */
	struct wt_object *object; /* the host as a whole */

	struct wt_socket **fds;
	size_t fd_capacity;
	size_t sockets_open, socket_limit; /* limit 0: none */
	unsigned char *fd_was_open;        /* a bit per number: has it ever been open? */
	uint64_t buffer_size;              /* 0: the defaults */
	uint16_t port_first, port_last, port_next;
	uint16_t *ignored; /* ports whose SYNs vanish */
	size_t ignored_count;

	struct wt_socket *sockets; /* every one of this run, newest first */
	unsigned opened;           /* connections so far, either way: names P, P.2, ... */
	unsigned *connects_to;     /* connect calls to each kernel, by index; NULL: none yet */
	uint64_t next_timer_ns;    /* of the program on it; WT_NEVER if none is armed */
};

/* States of a TCP endpoint (docs/kernel.md).  TIME_WAIT looks like CLOSE to a
 * descriptor. */
enum wt_tcp_state {
	WT_TCP_CLOSE,
	WT_TCP_LISTEN,
	WT_TCP_SYN_SENT,
	WT_TCP_SYN_RECV,
	WT_TCP_ESTABLISHED,
	WT_TCP_FIN_WAIT1,
	WT_TCP_FIN_WAIT2,
	WT_TCP_CLOSING,
	WT_TCP_CLOSE_WAIT,
	WT_TCP_LAST_ACK,
};

/* What connect(2) remembers, apart from the state. */
enum wt_tcp_api { WT_API_UNCONNECTED, WT_API_CONNECTING, WT_API_CONNECTED, WT_API_DEAD };

#define WT_SHUT_READ  1u
#define WT_SHUT_WRITE 2u
#define WT_SHUT_BOTH  3u

/* Both ends of what one connect began. */
struct wt_conn {
	char name[WT_OBJECT_NAME_MAX]; /* ranks its events: acceptor:opener.N */
	struct wt_net *net;
	struct wt_wire wire;
	struct wt_socket *end[2];   /* opener, acceptor; acceptor NULL before the SYN arrives */
	struct wt_stream stream[2]; /* from opener, towards it */
	unsigned number;            /* N-th that this opener began to this kernel */
	struct wt_kernel *to;
	struct wt_conn *next;
};

/* One question about readiness is asked per place; the answer waits here. */
struct wt_ready_answer {
	uint64_t place; /* hash of the place it was asked for; 0: none */
	struct wt_value value;
};

struct wt_socket {
	struct wt_kernel *kernel;
	struct wt_object *object;
	int fd; /* -1: a peer's, or closed and still talking */
	enum wt_tcp_state state;
	enum wt_tcp_api api;
	unsigned shut;
	int error, soft_error; /* one pending each, positive */
	bool fin_seen;
	bool fin_wanted, fin_sent;
	bool end_told; /* recv has returned 0 once */
	bool reads;    /* a peer that takes what arrives */
	bool pushing;
	struct sockaddr_in local, remote;
	bool bound, bound_to_address; /* bind named one, not just any */
	uint64_t time_wait_ns;        /* its port is kept until then, whoever closed it */
	struct wt_conn *conn;
	unsigned side;    /* 0: opener */
	unsigned attempt; /* N-th connect call between the two; opener only */

	/* a listener and its queue; a child waiting in one */
	int backlog;
	unsigned queued;
	struct wt_socket *queue, **queue_end, *queue_next, *listener;
	bool was_reset; /* in the queue */

	/* options */
	bool reuse_addr, keepalive, no_delay, oob_inline, linger;
	int linger_s;
	uint64_t sndbuf, rcvbuf;

	/* a SYN nobody answered */
	struct wt_due retry;
	unsigned retries;
	uint64_t syn_ns;

	/* decisions: what the program was told, what is held back from it */
	bool end_known;   /* HUP, ERR or an error told it that the stream ends */
	bool room_held;   /* until the host next enters a wait */
	bool reported[2]; /* readable, writable: by the last wait that looked */
	struct wt_ready_answer ready[2];
	bool withheld[2];      /* from this wait; comes at the next */
	uint32_t heard_burst;  /* highest burst a byte was received from */
	uint64_t written_then; /* bytes written when it changed */

	struct wt_socket *next;
};

void wt_net_init(struct wt_net *);
void wt_net_fini(struct wt_net *);
/* Forgets the run: connections, sockets, objects, time. */
void wt_net_reset(struct wt_net *);

void wt_kernel_init(struct wt_kernel *, struct wt_net *, const char *name, int16_t index);
void wt_kernel_fini(struct wt_kernel *);
/* Begins a run: an empty descriptor table. */
void wt_kernel_reset(struct wt_kernel *);
struct wt_kernel *wt_net_find(struct wt_net *, uint32_t address, struct wt_kernel *self);

struct wt_object *wt_net_object(struct wt_net *, enum wt_object_kind, struct wt_kernel *);
/* Gives an object its name, once. */
void wt_net_name(struct wt_net *, struct wt_object *, enum wt_object_kind, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void wt_net_emit(struct wt_net *, struct wt_event *);
void wt_net_fact(struct wt_net *, const struct wt_kernel *, const struct wt_object *, enum wt_fact,
		 int64_t arg, int64_t result, const char *text);

static inline void wt_net_changed(struct wt_net *net)
{
	net->changes++;
}

static inline void wt_net_progressed(struct wt_net *net)
{
	net->changes++;
	net->hard_changes++;
}

/* descriptors (descriptor.c) */
int wt_fd_add(struct wt_kernel *, struct wt_socket *);
struct wt_socket *wt_fd_get(const struct wt_kernel *, int fd); /* NULL: EBADF */
void wt_fd_remove(struct wt_kernel *, int fd);
bool wt_fd_was_open(const struct wt_kernel *, int fd);
bool wt_fd_has_room(const struct wt_kernel *);

struct wt_socket *wt_socket_new(struct wt_kernel *); /* NULL: no memory */

static inline struct wt_stream *wt_socket_in(const struct wt_socket *socket)
{
	return &socket->conn->stream[1 - socket->side];
}

static inline struct wt_stream *wt_socket_out(const struct wt_socket *socket)
{
	return &socket->conn->stream[socket->side];
}

static inline struct wt_socket *wt_socket_far(const struct wt_socket *socket)
{
	return socket->conn ? socket->conn->end[1 - socket->side] : NULL;
}

#endif
