/* SPDX-License-Identifier: MIT
 *
 * program.h - random programs of socket calls.
 *
 * A program is a list of operations on numbered *slots*, each of which holds a
 * descriptor or is empty.  Operations are total: one that finds its slot empty, or
 * the slot it wants to fill taken, does nothing.  So any part of a program is a
 * program, and a long one is shrunk by leaving out.
 *
 * Program i of seed S is always the same: it is drawn from f(S, i), whatever else is
 * made.  GENERATION changes when the same seed begins to mean other programs. */
#ifndef FIDELITY_PROGRAM_H
#define FIDELITY_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GENERATION 8
#define SLOTS      10
#define OPS_MAX    40

enum op_kind {
	OP_SOCKET,   /* slot = socket(what: enum socket_what) */
	OP_PAIR,     /* slot, other = socketpair(what) */
	OP_PIPE,     /* slot, other = pipe() */
	OP_EPOLL,    /* slot = epoll_create() */
	OP_EVENT,    /* slot = eventfd(what: a count and flags) */
	OP_MKFIFO,   /* mkfifo(name) */
	OP_OPEN,     /* slot = open(name, what: flags) */
	OP_DUP,      /* other = dup(slot) */
	OP_CLOSE,    /* close(slot) */
	OP_ABORT,    /* SO_LINGER 0, close(slot) */
	OP_BIND,     /* bind(slot, name) */
	OP_LISTEN,   /* listen(slot, what - 1) */
	OP_CONNECT,  /* connect(slot, name) */
	OP_ACCEPT,   /* other = accept(slot) */
	OP_SEND,     /* send(slot, size, flags) */
	OP_SENDTO,   /* sendto(slot, size, flags, name) */
	OP_WRITE,    /* write(slot, size) */
	OP_RECV,     /* recv(slot, size, flags) */
	OP_RECVFROM, /* recvfrom(slot, size, flags), with room for a name as `other` says */
	OP_READ,     /* read(slot, size) */
	OP_SHUTDOWN, /* shutdown(slot, what) */
	OP_SETOPT,   /* setsockopt(slot, what: an option with a value) */
	OP_GETOPT,   /* getsockopt(slot, what: enum get_what), likewise */
	OP_SOCKNAME, /* getsockname(slot), with room as `other` says */
	OP_PEERNAME, /* getpeername(slot), likewise */
	OP_WATCH,    /* epoll_ctl(edge-triggered one, ADD, slot, what: events) */
	OP_WATCH_MOD,
	OP_WATCH_DEL,
	OP_ONCE, /* the same on the one-shot one */
	OP_ONCE_MOD,
	OP_ONCE_DEL,
	OP_CTL_ADD, /* epoll_ctl(slot, ADD, other, what) */
	OP_CTL_MOD,
	OP_CTL_DEL,
	OP_WAIT,    /* epoll_wait(slot, what + 1) */
	OP_LIMIT,   /* only `what` descriptors more; 7: no limit */
	OP_BUFFERS, /* TCP sockets have small ones from here on, if there is none yet */
	OP_FCNTL,   /* fcntl(slot, what: a command with an argument) */
	OP_NOBODY,  /* a call (what) on a number (other) that is no descriptor */
	OP_FILL,    /* send(slot, size) until it refuses; with a name, sendto */
	OP_DRAIN,   /* recv of everything there is, on every stream or datagram socket */
	OP_COUNT
};

enum socket_what {
	SOCKET_TCP,
	SOCKET_UDP,
	SOCKET_UNIX,
	SOCKET_UNIX_DGRAM,
	SOCKET_UNIX_PACKET,
	SOCKET_PROPER, /* from here on nonsense, or the same said otherwise: op_sockets */
	SOCKET_WHATS = SOCKET_PROPER + 9
};

enum get_what {
	GET_ERROR,
	GET_TYPE,
	GET_ACCEPTCONN,
	GET_REUSEADDR,
	GET_LINGER,
	GET_RCVLOWAT,
	GET_OOBINLINE,
	GET_KEEPALIVE,
	GET_NODELAY,
	GET_SNDBUF,
	GET_RCVBUF,
	GET_BROADCAST,
	GET_REUSEPORT,
	GET_DOMAIN,
	GET_PROTOCOL,
	GET_PRIORITY,
	GET_SNDLOWAT,
	GET_TOS,
	GET_TTL,
	GET_KEEPIDLE,
	GET_KEEPINTVL,
	GET_KEEPCNT,
	GET_SYNCNT,
	GET_USER_TIMEOUT,
	GET_TCP_INFO, /* its first byte, the state */
	GET_NO_OPTION,
	GET_NO_TCP_OPTION,
	GET_NO_IP_OPTION,
	GET_NO_LEVEL,
	GET_WHATS
};

struct op {
	uint8_t kind; /* enum op_kind */
	uint8_t slot, other;
	uint8_t what;
	uint8_t name;  /* name.h */
	uint8_t size;  /* index into op_sizes */
	uint8_t flags; /* index into op_flags_send, op_flags_recv */
};

struct program {
	uint64_t seed, index;
	unsigned count;
	struct op ops[OPS_MAX];
};

/* Small ones first, so that shrinking is counting down. */
extern const uint32_t op_sizes[];
extern const unsigned op_size_count;
/* Those from here to the end are at the edges of how a kernel counts. */
extern const unsigned op_size_edges;

struct op_flags {
	int bits;
	const char *text;
};
extern const struct op_flags op_flags_send[], op_flags_recv[];
extern const unsigned op_flags_send_count, op_flags_recv_count;
#define OP_SENDS_URGENT 3 /* index of MSG_OOB */
#define OP_TAKES_URGENT 6 /* likewise; and with MSG_PEEK behind it */

struct op_socket {
	int family, type, protocol;
	const char *text;
};
extern const struct op_socket op_sockets[SOCKET_WHATS];

struct op_option {
	int level, name, value; /* SO_LINGER: seconds, -1 off */
	const char *text;
	int len; /* 0: as long as it should be; -1: none */
};
extern const struct op_option op_options[];
extern const unsigned op_option_count;
/* Where those begin that are asked for less often. */
extern const unsigned op_option_rare;
/* Where the buffer sizes of op_options begin, for all but TCP: from there to the end. */
extern const unsigned op_option_buffers;

#define OP_REUSEPORT    2 /* indices of SO_REUSEPORT, 1 and 0, and of SO_OOBINLINE, 1 */
#define OP_NO_REUSEPORT 15
#define OP_OOBINLINE    5

/* Of both ends; what is received is less than what may wait to be sent, so that a full
 * stream is full for the window and not for how the sender counts. */
struct op_buffers {
	int sndbuf, rcvbuf;
};
extern const struct op_buffers op_buffers[];
extern const unsigned op_buffers_count;

/* Room for an answer, in bytes: mostly enough. */
#define ROOMS 12
extern const int op_rooms[ROOMS];

struct op_query {
	int level, name;
	const char *text;
};
extern const struct op_query op_queries[GET_WHATS];

/* Events asked of an epoll, as C says them. */
struct op_events {
	uint32_t bits;
	const char *text;
};
extern const struct op_events op_events[];
extern const unsigned op_events_count;

struct op_event {
	unsigned count;
	int flags;
	const char *text;
};
extern const struct op_event op_eventfds[];
extern const unsigned op_eventfds_count;
/* What is written to one, by the index of a size; shorter ones are refused. */
extern const uint64_t op_counts[];
extern const unsigned op_counts_count;

struct op_open {
	int flags;
	const char *text;
};
extern const struct op_open op_opens[];
extern const unsigned op_opens_count;

struct op_fcntl {
	int cmd, arg;
	const char *text;
};
extern const struct op_fcntl op_fcntls[];
extern const unsigned op_fcntls_count;

/* The calls OP_NOBODY knows, and numbers that are no descriptor; call_nobody.c. */
#define NUMBERS 4
extern const int op_numbers[NUMBERS];
extern const char *const op_nobodies[];
extern const unsigned op_nobodies_count;

const char *op_name(enum op_kind);

/* Program `index` of `seed`. */
void program_draw(struct program *ret, uint64_t seed, uint64_t index);

#endif
