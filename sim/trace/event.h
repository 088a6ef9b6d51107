/* SPDX-License-Identifier: MIT
 *
 * event.h - what happens in a run, told in one kind of record.
 *
 * The world emits an event for every call, network event, note, peer's step and
 * turn of its life; a sink gets each of them, in order.  The judge, the trace
 * text, the lanes and the coverage are sinks: they know nothing else of the
 * world.  What a check needs of state (unread bytes, why a descriptor is hot)
 * the kernel says as an event too (WT_EV_FACT).
 *
 * Pointers in an event are good for the duration of the call, objects for the
 * run.  A sink must not call back into the world. */
#ifndef WT_EVENT_H
#define WT_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/object.h"

enum wt_event_kind {
	WT_EV_CALL,     /* a host's system call returned: what = enum wt_call */
	WT_EV_NOTE,     /* the library's note: what = enum ac_note_kind */
	WT_EV_SENT,     /* a segment left: what = enum wt_segment_kind */
	WT_EV_ARRIVED,  /* a segment reached `object`: what = enum wt_segment_kind */
	WT_EV_STEP,     /* a peer did a step of its script; bytes say which, arg its line */
	WT_EV_DECISION, /* the world answered with something else than the default:
			 * what = enum wt_ask; arg = enum
			 * wt_verb; result is its number (an errno below 0); see decided */
	WT_EV_OUTPUT,   /* the program wrote to stdout (arg 1) or stderr (arg 2); bytes */
	WT_EV_FACT,     /* what = enum wt_fact */
	WT_EV_LIFE,     /* what = enum wt_life */
	WT_EV_COUNT
};

/* System calls, in our own numbering: these numbers are in trace hashes.  The
 * language's CALL words are these names. */
#define WT_CALLS(X)     \
	X(socket)       \
	X(bind)         \
	X(listen)       \
	X(accept)       \
	X(connect)      \
	X(shutdown)     \
	X(close)        \
	X(getsockopt)   \
	X(setsockopt)   \
	X(getsockname)  \
	X(getpeername)  \
	X(fcntl)        \
	X(recv)         \
	X(send)         \
	X(poll)         \
	X(select)       \
	X(alloc)        \
	X(recvfrom)     \
	X(sendto)       \
	X(read)         \
	X(write)        \
	X(dup)          \
	X(pipe)         \
	X(socketpair)   \
	X(epoll_create) \
	X(epoll_ctl)    \
	X(epoll_wait)   \
	X(eventfd)      \
	X(open)         \
	X(mkfifo)

enum wt_call {
#define WT_CALL_ENUM(name) WT_CALL_##name,
	WT_CALLS(WT_CALL_ENUM)
#undef WT_CALL_ENUM
		WT_CALL_COUNT
};

enum wt_segment_kind { WT_SEG_SYN, WT_SEG_DATA, WT_SEG_FIN, WT_SEG_RST, WT_SEG_COUNT };

/* Statements about state, made for the judge. */
enum wt_fact {
	WT_FACT_HOT,           /* host is hot; object: what keeps waking it (or NULL: its
				* time-outs); arg: enum wt_condition */
	WT_FACT_NO_TIME,       /* fatal: no time passes, in arg waits or calls; text says which */
	WT_FACT_LIMIT,         /* virtual time or passes ran out; text says what kept it awake */
	WT_FACT_END,           /* object's stream towards its reader ended; arg: enum wt_ending */
	WT_FACT_REFUSED,       /* object's connect came to nothing; arg: errno */
	WT_FACT_WAITING_STEP,  /* at the end: a peer's step waits; text; arg: its line */
	WT_FACT_UNREAD,        /* at the end: arg bytes arrived at object and were not read */
	WT_FACT_ROOM,          /* at the end: object's kernel buffer has room for arg bytes */
	WT_FACT_CLOSED_UNREAD, /* the program closed object with arg bytes unread; result: 1
				* if the peer's FIN had arrived, else 0 */
	WT_FACT_OPEN,          /* at the end of Stop: object's descriptor (arg) is still open */
	WT_FACT_MEMORY,        /* at the end of Stop: arg bytes never freed; text: purpose */
	WT_FACT_SIGPIPE,       /* object's send or write raised SIGPIPE */
	WT_FACT_BAD_FD,        /* a call (result: enum wt_call) on descriptor arg, which is not
				* open; text: "never opened" or "closed" */
	WT_FACT_POISON,        /* memory was touched after it was freed; text: purpose */
	WT_FACT_CRASH,         /* the program died; text says of what */
	WT_FACT_RETURNED,      /* the program of this host returned arg by itself */
	WT_FACT_TAKEN_APART,   /* the program did not heed -ECANCELED; not judged for leaks */
	WT_FACT_BLOCKS,        /* text: a call that kept the program from serving anybody, on
				* object or on none */
	WT_FACT_STARVED,       /* object was ready for what was asked (result: AC_WANT_READ or
				* AC_WANT_WRITE) in arg waits in a row, and nothing was done */
	WT_FACT_HELD,          /* the host holds arg bytes taken through the seam; told as it
				* grows, not in text or hash: sizes differ between machines */
	WT_FACT_CHECKER,       /* memcheck or ASan found arg errors; text: which of the two.
				* No part of the history, which is the same without them */
	WT_FACT_COUNT
};

/* What in a descriptor's state wakes a host again and again. */
enum wt_condition {
	WT_COND_NONE,     /* time-outs of length 0 */
	WT_COND_WRITABLE, /* room, as an always-writable dispatcher sees: allowed */
	WT_COND_DATA,     /* unread bytes */
	WT_COND_EOF,
	WT_COND_RESET, /* reset, or an error nobody collects */
	WT_COND_HUP,
	WT_COND_LISTENER, /* a connection that can not be accepted: no descriptor left */
	WT_COND_URGENT,
};

enum wt_ending {
	WT_ENDING_NOTHING,
	WT_ENDING_FIN,
	WT_ENDING_RESET,
	WT_ENDING_REFUSAL,
	WT_ENDING_TIMEOUT
};

enum wt_life {
	WT_LIFE_STARTED,  /* the host's program begins; text: program and arguments */
	WT_LIFE_SETTLING, /* drawn decisions take their default from here */
	WT_LIFE_INSTANT,  /* the clock is about to move on from time_ns: judge `by` */
	WT_LIFE_ENDED, /* observations freeze: text: quiet, steady, stall, ends, limit, returned */
	WT_LIFE_STOPPING, /* waits return -ECANCELED from here */
	WT_LIFE_OVER,     /* every host is gone: leaks are known; nothing follows */
	WT_LIFE_KILLED,   /* the host's process is gone, from outside; text: the signal; arg: 1
			   * if everything was at rest */
	WT_LIFE_WOKEN,    /* another thread of the process rings the bell that text names */
	WT_LIFE_SIGNAL,   /* the process gets the signal that text names, and lives; arg: 1 if a
			   * handler of the program runs, 2 if everything was at rest then */
};

#define WT_DECIDED_TEXT_MAX (2 * WT_OBJECT_NAME_MAX + 96) /* of a decision, with its '\0' */

/* Of a decision; its words are made only for who shows it. */
struct wt_decided {
	uint64_t name;     /* object, call, place and turn in one number */
	const char *until; /* what a gate waits for, whom it goes before, or NULL */
	bool excuses;      /* it is harmful, and was drawn: expectations need not hold from here */
	bool spreads;      /* what it does may reach others than the one client whose
			    * connection it is about */
	/* Writes it as a scenario would; returns what snprintf would. */
	int (*write)(const struct wt_decided *, char *buf, size_t size);
};

/* Made for everything that happens, so it is kept small. */
struct wt_event {
	uint64_t time_ns;  /* virtual, from the start of the run */
	uint8_t kind;      /* enum wt_event_kind */
	uint8_t what;      /* see there */
	int16_t host;      /* index among hosts and peers in file order, or -1: the world */
	uint32_t handler;  /* NOTE: enum ac_handler */
	const char *actor; /* name of that host or peer, or "" */
	const struct wt_object *object; /* what it happened to, or NULL */

	/* CALL: what it returned (>= 0 or -errno).  NOTE: struct ac_note's value. */
	int64_t result;
	__extension__ union { /* in C11, but not in C++, is there a struct without a name */
		/* CALL recv, send: length asked.  poll, select: time-out in ns.  getsockopt,
		 * setsockopt: the option.  SENT, ARRIVED: offset of the first byte in its
		 * stream.  FACT and STEP: see there. */
		int64_t arg;
		/* NOTE */
		struct {
			uint32_t loop, timer;
		};
	};
	/* recv, send, SENT, ARRIVED, OUTPUT, user's note: the bytes that really moved.
	 * STEP: as the scenario writes it. */
	const void *bytes;
	size_t len;
	/* NOTE: name of a user's note or of the misused method.  Else see the kind. */
	const char *text;
	__extension__ union {
		/* CALL recv, send: where in its stream the first byte stands.  */
		uint64_t offset;
		/* NOTE: the channel. */
		struct {
			uint32_t slot, generation;
		};
		const struct wt_decided *decided; /* DECISION */
	};
};

struct wt_sink {
	void (*event)(struct wt_sink *, const struct wt_event *);
};

#endif
