/* SPDX-License-Identifier: MIT
 *
 * decision.h - every choice the simulated world makes: name in, value out.
 *
 * A decision has a *name*, which says where in the run it stands, and a *value*.
 * The default value is always the harmless one, and stands for "nothing was
 * decided".  Names do not depend on time, descriptor numbers, passes or other
 * connections, so a list of (name, value) pairs still means the same after the
 * program was edited.  One list serves random runs, search, replay and a
 * scenario written by hand. */
#ifndef WT_DECISION_H
#define WT_DECISION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/object.h"

/* What is asked.  Bit numbers of wt_object.open. */
#define WT_ASKS(X)  \
	X(recv)     \
	X(send)     \
	X(readable) \
	X(writable) \
	X(accept)   \
	X(connect)  \
	X(close)    \
	X(socket)   \
	X(alloc)    \
	X(to)       \
	X(from)

enum wt_ask {
#define WT_ASK_ENUM(name) WT_ASK_##name,
	WT_ASKS(WT_ASK_ENUM)
#undef WT_ASK_ENUM
		WT_ASK_COUNT
};

/* No question, and the bit behind those of the questions: a line says what a call
 * returns, whether a kernel could do so or not. */
#define WT_ASK_RAW WT_ASK_COUNT

/* Families of choices, the KIND of `may any except KIND`. */
#define WT_KINDS(X)  \
	X(io)        \
	X(readiness) \
	X(time)      \
	X(datagrams) \
	X(resources) \
	X(process)

enum wt_kind {
#define WT_KIND_ENUM(name) WT_KIND_##name,
	WT_KINDS(WT_KIND_ENUM)
#undef WT_KIND_ENUM
		WT_KIND_COUNT
};

enum wt_verb {
	WT_VERB_DEFAULT,
	WT_VERB_TAKE,       /* number: bytes */
	WT_VERB_FAILS,      /* number: errno, positive */
	WT_VERB_LATE_NEXT,  /* past the next wire event on its way to this host */
	WT_VERB_LATE_TIME,  /* number: ns */
	WT_VERB_LATE_UNTIL, /* number: a gate */
	WT_VERB_RESET_FIRST,
	WT_VERB_SPURIOUS,
	WT_VERB_WITHHELD,
	WT_VERB_INTERRUPTED,
	WT_VERB_CUT,         /* number: bytes that arrive now */
	WT_VERB_DELAY,       /* number: ns */
	WT_VERB_DELAY_UNTIL, /* number: a gate */
	WT_VERB_LOST,
	WT_VERB_TWICE,
	WT_VERB_BEFORE,  /* number: hash of another object's name */
	WT_VERB_RETURNS, /* number: int64_t, what a raw line says; -errno */
	WT_VERB_COUNT
};

struct wt_value {
	enum wt_verb verb;
	uint64_t number;
};

enum wt_place_form {
	WT_PLACE_NONE,    /* connect, close: one per object */
	WT_PLACE_STREAM,  /* burst + offset, with the offset in the whole stream as alias */
	WT_PLACE_WHO,     /* accept: who is at the head of the queue */
	WT_PLACE_PURPOSE, /* alloc */
	WT_PLACE_SYN,
	WT_PLACE_FIN,
	WT_PLACE_RST,
};

struct wt_place {
	enum wt_place_form form;
	uint32_t burst;    /* from 1; 0: before any (send) */
	uint64_t offset;   /* within the burst */
	uint64_t absolute; /* alias: within the whole stream */
	const char *text;  /* WHO or PURPOSE */
};

/* What is given where a choice stands: with it the table of outcomes says what
 * is legal there, and what is harmful. */
#define WT_GIVENS(X)                                                     \
	X(BYTES, "there are bytes, or room, for more than none")         \
	X(UNTOLD, "the program can not know yet what is held back")      \
	X(CONNECTED, "TCP, and no FIN or RST has arrived")               \
	X(UNREADY, "there is nothing to report")                         \
	X(OTHERS, "an epoll watches others, too")                        \
	X(ABORTED, "WHO has reset the connection while it waited")       \
	X(SEGMENT, "a segment with bytes")                               \
	X(SYN, "the first segment of a connection")                      \
	X(STREAM, "a segment")                                           \
	X(DATAGRAM, "a datagram")                                        \
	X(POSIX, "`kernel posix`")                                       \
	X(TIMER, "a timer or time-out of the host would run out before") \
	X(COMING, "something is on its way to the host")

enum wt_given_number {
#define WT_GIVEN_ENUM(name, words) WT_GIVEN_NUMBER_##name,
	WT_GIVENS(WT_GIVEN_ENUM)
#undef WT_GIVEN_ENUM
		WT_GIVEN_COUNT
};

enum wt_given {
	WT_GIVEN_NOTHING = 0,
#define WT_GIVEN_BIT(name, words) WT_GIVEN_##name = 1 << WT_GIVEN_NUMBER_##name,
	WT_GIVENS(WT_GIVEN_BIT)
#undef WT_GIVEN_BIT
};

/* Where in a run a choice stands.  Most are of no consequence, and of those nothing
 * else is ever put together. */
struct wt_spot {
	struct wt_object *object;
	enum wt_ask ask;
	uint32_t turn; /* the how-manieth asking of this object, ask and place; from 1 */
	struct wt_place place;
	uint64_t name; /* object, ask, place and turn in one number */
};

/* One choice, as the kernel or the wire puts it. */
struct wt_question {
	const struct wt_spot *spot;
	unsigned given; /* enum wt_given */
	/* Who is watched as well: whom this object may go BEFORE. */
	const struct wt_object *const *others;
	size_t other_count;
	uint64_t at_hand;  /* TAKE and CUT must stay below it to change anything */
	uint64_t at_least; /* TAKE must not be less: the program knows of these bytes */
};

#endif
