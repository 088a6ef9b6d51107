/* SPDX-License-Identifier: MIT
 *
 * tcp.h - TCP endpoints: the transition table of docs/kernel.md as functions.
 *
 * tcp_bind.c        bind, listen
 * tcp_port.c        which port is whose
 * tcp_open.c        connect
 * tcp_meet.c        both ends connect at once
 * tcp_accept.c      what a listener does
 * tcp_out.c         what is sent
 * tcp_in.c          what arrives, and whether it counts
 * tcp_data.c        bytes and ends that arrive
 * tcp_straight.c    bytes that arrive where nothing else can happen
 * tcp_ack.c         acknowledgements, either way
 * tcp_retransmit.c  what is sent again, and when an end gives up
 * tcp_keepalive.c   probes of an idle connection
 * tcp_loss.c        connections of which something may be lost
 * tcp_icmp.c        what the network says
 * tcp_io.c          recv, send
 * tcp_urgent.c      the urgent byte
 * tcp_ready.c       readiness
 * tcp_close.c       shutdown, close, reset
 * tcp_file.c        all this behind a descriptor
 * tcp_digest.c      its state as a number
 *
 * These act on sockets, a peer's as well; tcp_file.c makes files of them. */
#ifndef WT_TCP_H
#define WT_TCP_H

#include <netinet/in.h>
#include <sys/types.h>

#include "kernel/local.h"
#include "kernel/net.h"
#include "kernel/options.h"
#include "kernel/stream.h"
#include "wire/wire.h"

/* States of a TCP endpoint (docs/kernel.md).  TIME_WAIT looks like CLOSE to a
 * descriptor. */
enum wt_tcp_state {
	WT_TCP_CLOSE,
	WT_TCP_LISTEN,
	WT_TCP_SYN_SENT,
	WT_TCP_SYN_RECV,
	WT_TCP_ESTABLISHED, /* from here on both ends know each other */
	WT_TCP_FIN_WAIT1,
	WT_TCP_FIN_WAIT2,
	WT_TCP_CLOSING,
	WT_TCP_CLOSE_WAIT,
	WT_TCP_LAST_ACK,
};

/* What connect(2) remembers, apart from the state. */
enum wt_tcp_api { WT_API_UNCONNECTED, WT_API_CONNECTING, WT_API_CONNECTED, WT_API_DEAD };

/* Both ends of what one connect began. */
struct wt_conn {
	char name[WT_OBJECT_NAME_MAX]; /* ranks its events: acceptor:opener.N */
	struct wt_net *net;
	struct wt_wire wire;
	struct wt_socket *end[2];   /* opener, acceptor; acceptor NULL before the SYN arrives */
	struct wt_stream stream[2]; /* from opener, towards it */
	unsigned number;            /* N-th that this opener began to this kernel */
	unsigned births;            /* children its SYNs have made, one after the other */
	struct wt_kernel *to;
	bool to_itself; /* both ends are one socket, and both streams the first: A14 */
	/* Something on it may be lost: each acknowledgement is a segment, and what is
	 * not acknowledged is sent again.  Else nothing is, and no timer runs. */
	bool lossy;
	struct wt_conn *met; /* both ends connected at once, and it has become this one */
	struct wt_conn *next;
};

struct wt_socket {
	struct wt_file file;
	enum wt_tcp_state state;
	enum wt_tcp_api api;
	unsigned shut;
	int error, soft_error; /* one pending each, positive */
	bool error_queued;     /* for MSG_ERRQUEUE, which nobody reads here */
	bool fin_seen;
	bool fin_wanted, fin_sent;
	bool end_told; /* recv has returned 0 once */
	bool reads;    /* a peer that takes what arrives */
	bool pushing;
	bool no_space; /* somebody saw that there is no room: tell when there is */
	struct sockaddr_in local, remote; /* its port may long be another's */
	struct wt_claim claim;            /* of its port */
	bool named_port, named_address;   /* by bind: they stay when the connection is gone */
	struct wt_conn *conn;
	struct wt_stream *in, *out; /* of conn; both NULL without one */
	unsigned side;              /* 0: opener */
	unsigned attempt;           /* N-th connect call between the two; opener only */
	/* A child: which of its connection's; an opener: which it has heard of.  Each begins
	 * to count bytes elsewhere, and does not take what another was told. */
	unsigned birth;

	/* the urgent byte that came last; its mark stays until it is passed */
	enum wt_urgent { WT_URGENT_NONE, WT_URGENT_VALID, WT_URGENT_READ } urgent;
	uint64_t urgent_at; /* offset in what comes */

	/* a listener and its queue; a child waiting in one */
	int backlog;
	unsigned queued;
	struct wt_socket *queue, **queue_end, *queue_next, *listener;
	struct wt_socket *next_listener; /* at the same port */
	bool was_reset;                  /* in the queue */
	/* A child whose listener had more of its kind than its backlog: nothing is
	 * remembered of it until its ACK comes (a SYN cookie). */
	bool forgotten;

	struct wt_options options;

	/* what it sends again (tcp_retransmit.c) */
	struct wt_due retry;
	unsigned retries;
	uint64_t rto_ns;    /* until the next time */
	uint64_t since_ns;  /* a SYN: sent first; else: sent again first */
	uint64_t resend_to; /* everything before it is to be sent again */
	bool tried_early;   /* once, before it counts: Linux's tail loss probe */
	struct wt_due keepalive;
	unsigned probes;   /* unanswered */
	uint64_t heard_ns; /* the other end, last; kept where something may be lost */
	uint64_t rests_ns; /* TIME_WAIT: until then what comes is answered */

	/* the places of what it sends */
	uint32_t heard_burst;  /* highest burst a byte was received from */
	uint64_t written_then; /* bytes written when it changed */

	struct wt_socket *next_owing, **owing_link; /* NULL: it owes none */

	struct wt_socket *next;
};

struct wt_socket *wt_socket_new(struct wt_kernel *); /* NULL: no memory */

static inline struct wt_conn *wt_conn_of(struct wt_wire *wire)
{
	return (struct wt_conn *)((char *)wire - offsetof(struct wt_conn, wire));
}

/* It is this end of conn from here on; NULL: of none. */
static inline void wt_socket_join(struct wt_socket *socket, struct wt_conn *conn, unsigned side)
{
	socket->conn = conn;
	socket->side = side;
	socket->in = conn ? &conn->stream[conn->to_itself ? 0 : 1 - side] : NULL;
	socket->out = conn ? &conn->stream[side] : NULL;
}

static inline bool wt_tcp_is_opening(const struct wt_socket *socket)
{
	return socket->state == WT_TCP_SYN_SENT || socket->state == WT_TCP_SYN_RECV;
}

/* Where a stream has got to, a FIN counted as a byte. */
static inline uint64_t wt_tcp_next_in(const struct wt_socket *socket)
{
	return socket->in->arrived + socket->fin_seen;
}

static inline uint64_t wt_tcp_next_out(const struct wt_socket *socket)
{
	return socket->out->sent + socket->fin_sent;
}

/* The other end of its connection; NULL: it is gone, or not there yet. */
static inline struct wt_socket *wt_socket_far(const struct wt_socket *socket)
{
	return socket->conn->end[1 - socket->side];
}

/* The socket a file of this family is. */
static inline struct wt_socket *wt_socket_of(const struct wt_file *file)
{
	return (struct wt_socket *)(uintptr_t)file;
}

/* Room in the send buffer. */
static inline uint64_t wt_tcp_room(const struct wt_socket *socket)
{
	uint64_t used = socket->out->written - socket->out->acked;

	if (socket->file.room_held || used >= socket->options.sndbuf)
		return 0;
	return socket->options.sndbuf - used;
}

/* sk_stream_is_writeable: free space at least half of what is queued. */
static inline bool wt_tcp_is_writable(const struct wt_socket *socket)
{
	uint64_t used = socket->out->written - socket->out->acked, room = wt_tcp_room(socket);

	return room > 0 && room >= used / 2;
}

/* SO_RCVLOWAT asks for more than a byte: B22. */
static inline uint64_t wt_tcp_least(const struct wt_socket *socket)
{
	return socket->options.rcvlowat > 0 ? (uint64_t)socket->options.rcvlowat : 1;
}

/* Fewer bytes than that wake nobody, but behind an end. */
static inline bool wt_tcp_wakes_reader(const struct wt_socket *socket)
{
	return wt_stream_unread(socket->in) >= wt_tcp_least(socket) || socket->fin_seen;
}

/* Does a trace show it?  Acknowledgements are the kernel's own talk. */
static inline bool wt_tcp_is_shown(enum wt_segment_type type)
{
	const unsigned shown = 1u << WT_SEGMENT_SYN | 1u << WT_SEGMENT_DATA | 1u << WT_SEGMENT_FIN |
			       1u << WT_SEGMENT_RST;

	return shown >> type & 1;
}

/* Stands the next byte at the mark, and is it no part of the stream? */
static inline bool wt_tcp_at_mark(const struct wt_socket *socket)
{
	return socket->urgent != WT_URGENT_NONE && !socket->options.oob_inline &&
	       socket->in->read == socket->urgent_at;
}

/* How many bytes a recv may take now: not beyond the mark. */
static inline uint64_t wt_tcp_readable_bytes(const struct wt_socket *socket)
{
	const struct wt_stream *in = socket->in;

	if (socket->urgent == WT_URGENT_NONE || in->read >= socket->urgent_at ||
	    socket->urgent_at >= in->arrived)
		return wt_stream_unread(in);
	return socket->urgent_at - in->read;
}

/* The next byte it sends. */
static inline struct wt_place wt_place_send(const struct wt_socket *socket)
{
	uint64_t written = socket->out->written;

	return (struct wt_place){WT_PLACE_STREAM, socket->heard_burst,
				 written - socket->written_then, written, NULL};
}

extern const struct wt_file_ops wt_tcp_ops;

int wt_tcp_bind(struct wt_socket *, const struct sockaddr_in *);
int wt_tcp_listen(struct wt_socket *, int backlog);
/* What connect(2) says before it looks at the name: 1, one may begin; else its result. */
int wt_tcp_may_connect(struct wt_socket *);
/* -EINPROGRESS when it has begun, even on loopback. */
int wt_tcp_connect(struct wt_socket *, const struct sockaddr_in *to);
/* The head of the queue: 0 and *ret, or -errno.  */
int wt_tcp_accept(struct wt_socket *listener, struct wt_socket **ret);
ssize_t wt_tcp_recv(struct wt_socket *, struct wt_io *);
ssize_t wt_tcp_send(struct wt_socket *, const void *buf, size_t len, int flags);
int wt_tcp_shutdown(struct wt_socket *, unsigned how);
void wt_tcp_close(struct wt_socket *);
/* connect to AF_UNSPEC: the socket is as new.  0, -ENOMEM. */
int wt_tcp_disconnect(struct wt_socket *);
int wt_tcp_take_error(struct wt_socket *); /* SO_ERROR: positive, cleared */

/* The peer resets: RST instead of FIN, what was not sent is lost. */
void wt_tcp_reset(struct wt_socket *);
/* A reset out of nowhere, seen by both ends now (`reset first`). */
void wt_tcp_reset_both(struct wt_socket *);

/* Readiness as poll(2) reports it: POLL bits. */
unsigned wt_tcp_ready(struct wt_socket *);
/* The network says to its sender that it could not be delivered (RFC 792); the segment
 * may still be on its way. */
void wt_tcp_unreachable(const struct wt_flight *, unsigned code);
/* The state of an end, and that of all connections (tcp_digest.c). */
void wt_tcp_digest(struct wt_digest *, const struct wt_file *);
void wt_digest_conns(struct wt_digest *, const struct wt_net *);
/* A link was cut or mended: what is on it is lost. */
void wt_tcp_link_changed(struct wt_net *, const struct wt_link *);
/* From now on SYNs to this port vanish.  -ENOMEM. */
int wt_kernel_ignore(struct wt_kernel *, uint16_t port);
/* Does a peer take what arrives?  Turning it on reads what has come. */
void wt_tcp_reads(struct wt_socket *, bool reads);

/* -- between the files of this family ----------------------------------- */

void wt_tcp_push(struct wt_socket *);     /* send what the window allows */
void wt_tcp_was_read(struct wt_socket *); /* the reader moved on: open the window */
void wt_tcp_put(struct wt_socket *, enum wt_segment_type, uint64_t start, uint64_t end);
/* The same once more; nothing is asked. */
void wt_tcp_put_again(struct wt_socket *, enum wt_segment_type, uint64_t start, uint64_t end);
/* A segment without bytes, where its stream has got to: SYN and its answer, ACK,
 * PROBE, RST. */
void wt_tcp_say(struct wt_socket *, enum wt_segment_type);
/* An end on loopback is acknowledged with the next segment the other way. */
void wt_tcp_owe_ack(struct wt_socket *);
/* Before a segment leaves: what is owed goes first, but not before a reset. */
void wt_tcp_pay_ack(struct wt_socket *, enum wt_segment_type);
/* ... or when time is about to pass: 40 ms are a long time. */
void wt_kernel_pay_acks(struct wt_kernel *);
/* Nobody is there: a RST just where the segment's sender expects one. */
void wt_tcp_reject(struct wt_conn *, const struct wt_segment *);
/* The trace: this end has sent it (WT_EV_SENT), or it has arrived there. */
void wt_tcp_tell(const struct wt_socket *, enum wt_event_kind, enum wt_segment_type, uint64_t start,
		 uint64_t end);
enum wt_place_form wt_tcp_place_form(enum wt_segment_type);
void wt_tcp_deliver(struct wt_wire *, const struct wt_segment *);
void wt_tcp_got_rst(struct wt_socket *);
void wt_tcp_send_fin(struct wt_socket *); /* behind what is queued; once */
void wt_tcp_got_syn(struct wt_conn *);
void wt_tcp_tell_syn(struct wt_conn *, const struct wt_object *reached);
void wt_tcp_got_syn_ack(struct wt_socket *opener);
/* The handshake's last acknowledgement came; false: the queue is full, and it is
 * as if it had not.  N12 */
bool wt_tcp_is_established(struct wt_socket *child);
/* The child never came to be, and nobody is told. */
void wt_tcp_vanish(struct wt_socket *child);
/* The attempt ended before it was established. */
void wt_tcp_connect_failed(struct wt_socket *opener, int error);
/* Nobody listens, but just this one connects to the opener: both have met. */
bool wt_tcp_meets(struct wt_conn *);
void wt_tcp_got_data(struct wt_socket *, const struct wt_segment *);
/* Everything before end is here now. */
void wt_tcp_have_arrived(struct wt_socket *, uint64_t end);
/* Bytes about to be sent have arrived without a segment; false: they need one. */
bool wt_tcp_go_straight(struct wt_socket *sender, uint64_t start, uint64_t end);
void wt_tcp_got_fin(struct wt_socket *, const struct wt_segment *);
void wt_tcp_got_ack(struct wt_socket *, const struct wt_segment *);
void wt_tcp_acknowledge(struct wt_socket *receiver);
/* So far everything has arrived, and up to edge there is room. */
static inline void wt_tcp_learn(struct wt_socket *sender, uint64_t acked, uint64_t edge)
{
	struct wt_stream *out = sender->out;

	if (acked > out->acked)
		out->acked = acked;
	if (edge > out->edge)
		out->edge = edge;
	wt_net_changed(sender->file.kernel->net);
}

/* Who closed first keeps the port for a minute. */
void wt_tcp_begin_time_wait(struct wt_socket *);
void wt_tcp_end_fact(const struct wt_socket *, enum wt_ending);
/* What is still on its way meets a closed end, not what the socket does next.
 * -ENOMEM. */
int wt_tcp_leave(struct wt_socket *);
/* A connect has come to nothing: the address it chose is no longer the socket's. */
void wt_tcp_forget_address(struct wt_socket *);
/* Who opened the connection this end accepted: `alice`, `alice.2`. */
const char *wt_tcp_who(const struct wt_socket *child);
/* urgent data (tcp_urgent.c) */
void wt_tcp_got_urgent(struct wt_socket *, uint64_t at);
ssize_t wt_tcp_recv_urgent(struct wt_socket *, struct wt_io *);
/* recv goes past the mark, and the urgent byte is gone if nobody took it. */
void wt_tcp_skip_urgent(struct wt_socket *);
void wt_tcp_forget_mark(struct wt_socket *); /* once everything before and at it is read */

/* Something may be lost from now on. */
void wt_tcp_expose(struct wt_conn *);
/* Nothing is missing any more, nor can be: no timer need run. */
void wt_tcp_relax(struct wt_conn *);
/* What it has sent may have to be sent again (lossy), or has been lost (a SYN). */
void wt_tcp_watch(struct wt_socket *);
/* From sending something to sending it again: no estimate, a link's delay is known. */
uint64_t wt_tcp_first_distance(const struct wt_socket *);
/* More of it was acknowledged. */
void wt_tcp_got_further(struct wt_socket *);
void wt_tcp_watch_idle(struct wt_socket *); /* keepalive, if it is on */
void wt_tcp_forget_timers(struct wt_socket *);
/* Nobody answers: the error of a time-out, or what the network had said. */
void wt_tcp_give_up(struct wt_socket *);

bool wt_addresses_overlap(uint32_t a, uint32_t b);
/* Its state is CLOSE from here on, no timer of it runs, and its port is free unless
 * bind had named it; and both directions are shut. */
void wt_tcp_set_closed(struct wt_socket *);
void wt_tcp_end(struct wt_socket *);

#endif
