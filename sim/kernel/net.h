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
#include "kernel/file.h"
#include "kernel/stream.h"
#include "kernel/tcp_port.h"
#include "time/arena.h"
#include "time/clock.h"
#include "trace/event.h"
#include "wire/wire.h"

struct wt_kernel;
struct wt_socket;
struct wt_conn;
struct wt_unix_name;
struct wt_node;
struct wt_udp;

/* A stream that is no connection's. */
struct wt_kept_stream {
	struct wt_stream stream;
	struct wt_kept_stream *next;
};

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
	struct wt_conn *conns; /* newest first */
	struct wt_kept_stream *streams;
	struct wt_object **objects; /* by index */
	size_t object_count, object_capacity;

	/* Bumped at every change of the world but the clock; hard ones are bytes,
	 * accept, connect, an end, a pending error cleared. */
	uint64_t changes, hard_changes;
	struct wt_value late; /* why a call returned WT_LATE */
	int error;            /* the first internal failure (-ENOMEM, -ENOSPC), or 0 */
	size_t holding;       /* segments and rooms that are held back; 0: none */

	/* The way between two kernels; never NULL. */
	const struct wt_link *(*link)(struct wt_net *, const struct wt_kernel *,
				      const struct wt_kernel *);
};

/* A name that is the same in every run is made in the first. */
struct wt_lasting_name {
	char text[WT_OBJECT_NAME_MAX];
	size_t size; /* with the 0 at its end; 0: there is none yet */
	uint64_t hash;
};

/* One machine's kernel. */
struct wt_kernel {
	struct wt_lasting_name own, standard[3]; /* of the host, and of 0, 1 and 2 */
	struct wt_net *net;
	const char *name;
	int16_t index;            /* among net->kernels */
	bool scripted;            /* a peer: no descriptors, no limits, reads by itself */
	uint32_t address;         /* host byte order */
	struct wt_object *object; /* the host as a whole */

	struct wt_file **fds;
	size_t fd_capacity;
	size_t sockets_open, socket_limit; /* limit 0: none */
	unsigned char *fd_was_open;        /* a bit per number: has it ever been open? */
	uint64_t buffer_size;              /* 0: the defaults */
	unsigned retries;                  /* tcp_retries2; 0: the default */
	bool no_sack, no_cookies;          /* tcp_sack, tcp_syncookies are 0 */
	uint16_t port_first, port_last, port_next;
	uint16_t *ignored; /* ports whose SYNs vanish */
	size_t ignored_count;

	struct wt_file *files;     /* every one of this run, newest first */
	struct wt_socket *sockets; /* those of TCP */
	struct wt_port *ports[WT_PORT_CHAINS], *spare_ports;
	struct wt_claim *spare_claims;
	struct wt_socket *owing;        /* who owes an acknowledgement of an end */
	unsigned epolls, pairs, events; /* so far: names them */
	struct wt_udp *udps;            /* newest first */
	unsigned udp_ports_taken;
	struct wt_unix_name *unix_names;
	struct wt_node *nodes; /* FIFOs and files by name */
	unsigned unix_autobinds;
	unsigned opened;        /* connections so far, either way: names P, P.2, ... */
	unsigned *connects_to;  /* connect calls to each kernel, by index; NULL: none yet */
	uint64_t next_timer_ns; /* of the program on it; WT_NEVER if none is armed */
};

void wt_net_init(struct wt_net *);
void wt_net_fini(struct wt_net *);
/* Forgets the run: connections, sockets, objects, time. */
void wt_net_reset(struct wt_net *);

void wt_kernel_init(struct wt_kernel *, struct wt_net *, const char *name, int16_t index);
void wt_kernel_fini(struct wt_kernel *);
/* Begins a run: an empty descriptor table. */
void wt_kernel_reset(struct wt_kernel *);
/* Has it this address, or may a socket be bound to it all the same? */
bool wt_may_bind_to(const struct wt_kernel *, uint32_t address);
/* Do SYNs and datagrams to this port vanish? */
bool wt_kernel_ignores(const struct wt_kernel *, uint16_t port);
/* Is there a way to it, as far as this kernel knows? */
bool wt_net_has_way(const struct wt_kernel *, const struct wt_kernel *to);
struct wt_kernel *wt_net_find(struct wt_net *, uint32_t address, struct wt_kernel *self);

struct wt_object *wt_net_object(struct wt_net *, enum wt_object_kind, struct wt_kernel *);
/* Gives an object its name, once. */
void wt_net_name(struct wt_net *, struct wt_object *, enum wt_object_kind, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void wt_net_name_lasting(struct wt_net *, struct wt_object *, enum wt_object_kind,
			 struct wt_lasting_name *, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
/* BEFORE BETWEEN AFTER[.NUMBER], the first without a number. */
void wt_net_name_end(struct wt_net *, struct wt_object *, enum wt_object_kind, const char *before,
		     const char *between, const char *after, unsigned number);
/* WHAT[.NUMBER]AFTER: which of that name and kind it is on its host, the first without a
 * number. */
void wt_net_name_next(struct wt_net *, struct wt_object *, enum wt_object_kind, const char *after,
		      const char *what, ...) __attribute__((format(printf, 5, 6)));
/* One more connect call from this kernel to that one: the how-manieth is it?  0: no
 * memory. */
unsigned wt_kernel_count_connect(struct wt_kernel *from, const struct wt_kernel *to);
void wt_net_fact(struct wt_net *, const struct wt_kernel *, const struct wt_object *, enum wt_fact,
		 int64_t arg, int64_t result, const char *text);

/* NULL: EBADF. */
static inline struct wt_file *wt_fd_get(const struct wt_kernel *kernel, int fd)
{
	return fd >= 0 && (size_t)fd < kernel->fd_capacity ? kernel->fds[fd] : NULL;
}

static inline void wt_net_emit(struct wt_net *net, struct wt_event *event)
{
	event->time_ns = net->clock.now_ns;
	net->sink->event(net->sink, event);
}

static inline void wt_net_changed(struct wt_net *net)
{
	net->changes++;
}

static inline void wt_net_progressed(struct wt_net *net)
{
	net->changes++;
	net->hard_changes++;
}

/* Questions (ask.c).  What is on its way to the host makes `late` another matter. */
void wt_ask_with_arrivals(const struct wt_kernel *, struct wt_question *);

/* Adds that to a question. */
static inline void wt_ask_late(const struct wt_kernel *kernel, struct wt_question *question)
{
	if (kernel->net->clock.queue.count > 0)
		wt_ask_with_arrivals(kernel, question);
}

/* Asks it where it is open; 0, -errno, or WT_LATE. */
int wt_ask_result(struct wt_file *, struct wt_spot *, unsigned given);
/* Remembers a `late` answer for the world. */
int wt_be_late(struct wt_net *, struct wt_value);

/* Who is to receive what this event moves; NULL: it moves nothing. */
const struct wt_kernel *wt_net_receiver(const struct wt_due *);
/* When the next segment on its way to this kernel arrives; WT_NEVER: none. */
uint64_t wt_net_find_arrival(const struct wt_kernel *);

static inline uint64_t wt_net_next_arrival(const struct wt_kernel *kernel)
{
	return kernel->net->clock.queue.count ? wt_net_find_arrival(kernel) : WT_NEVER;
}

void wt_file_hold_room(struct wt_file *); /* until the host next enters a wait */
/* Everything held back from a host comes now: it enters a wait.  True if there
 * was anything. */
bool wt_kernel_release_held(struct wt_kernel *);
bool wt_kernel_is_holding(const struct wt_kernel *);
void wt_net_release_gated(struct wt_net *);
#endif
