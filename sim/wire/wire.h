/* SPDX-License-Identifier: MIT
 *
 * wire.h - the way between the two ends of a connection: segments in flight.
 *
 * A segment carries offsets into its stream, never bytes.  Within one direction
 * nothing overtakes.  On a link without delay a segment is delivered inside the
 * call that sends it, as loopback does; else it is an event in virtual time.  What
 * enters a link that is cut is lost.
 *
 * A link may be moved by hand: then a segment goes where its mover takes it, and
 * arrives when its event is fired, in any order, once, twice or never. */
#ifndef WT_WIRE_H
#define WT_WIRE_H

#include <stdbool.h>
#include <stdint.h>

#include "time/arena.h"
#include "time/clock.h"

/* Of a link that is cut: does anybody notice?  Down, both ends have no way to each
 * other and say so to who begins something; silent, all is lost and nobody told. */
enum wt_link_state { WT_LINK_UP, WT_LINK_SILENT, WT_LINK_DOWN };

/* Who moves a link's segments and datagrams by hand. */
struct wt_mover {
	void (*took)(struct wt_mover *, struct wt_due *);
};

struct wt_link {
	uint64_t delay_min_ns, delay_max_ns; /* one way */
	uint64_t bytes_per_s;                /* 0: no limit */
	uint64_t segment_max;                /* bytes in one segment; 0: as on loopback */
	enum wt_link_state state;
	struct wt_mover *mover; /* NULL: time moves them */
};

/* The numbers are part of what jitter is drawn from. */
enum wt_segment_type {
	WT_SEGMENT_SYN,
	WT_SEGMENT_SYN_ACK,
	WT_SEGMENT_ACK,
	WT_SEGMENT_DATA,
	WT_SEGMENT_FIN,
	WT_SEGMENT_PROBE, /* an ACK that asks for one: keepalive, window probe */
	WT_SEGMENT_RST,
};

struct wt_digest;
struct wt_wire;

/* Where a RST stands that answers a SYN: it has seen no number to continue. */
#define WT_NOWHERE UINT64_MAX

/* What one end says to the other. */
struct wt_segment {
	enum wt_segment_type type;
	unsigned direction; /* 0: from the opener; 1: towards it */
	/* Where it stands in its stream, and of the other one: everything before ack
	 * has arrived, up to edge there is room.  A FIN is one byte behind the last. */
	uint64_t start, end, ack, edge;
	unsigned birth; /* which of those that were born at the acceptor's end is meant */
};

/* A segment that has not arrived. */
struct wt_flight {
	struct wt_due due;
	struct wt_wire *wire;
	struct wt_segment segment;
	bool stop;        /* held when it arrives, until its host enters a wait */
	const bool *gate; /* held until this is true; NULL: not */
	struct wt_flight *next;
};

struct wt_wire {
	const char *name; /* of the connection; ranks its events */
	const struct wt_link *link;
	struct wt_clock *clock;
	struct wt_arena *arena;
	size_t *holding; /* counts what is held back, with others */
	uint64_t seed;   /* of the run, for jitter */
	void (*deliver)(struct wt_wire *, const struct wt_segment *);
	/* private */
	uint64_t last_ns[2], free_ns[2], last_offset[2];
	unsigned in_flight[2];
	struct wt_flight *held[2], **held_end[2];
	struct wt_flight *spare;
};

void wt_wire_init(struct wt_wire *);
/* What the sender asks of one segment. */
struct wt_segment_wish {
	bool lost;
	const bool *gate;  /* held until this is true, or NULL */
	uint64_t extra_ns; /* on top of the link's delay */
	uint64_t cut;      /* 0, or: only so many bytes arrive, the rest is held */
};
/* A segment leaves; NULL: nothing is asked of it.  -ENOMEM, -ENOSPC. */
int wt_wire_put(struct wt_wire *, const struct wt_segment *, const struct wt_segment_wish *);
/* Delivers what is held in a direction and may go on now: behind a cut only when
 * the receiving host enters a wait, one cut each time.  True if there was anything. */
bool wt_wire_release(struct wt_wire *, unsigned direction, bool enters_wait);
/* Its state: what is held, and when the next may leave. */
void wt_digest_wire(struct wt_digest *, const struct wt_wire *);
void wt_digest_flight(struct wt_digest *, const struct wt_flight *);
/* The one an event of the queue stands for, or NULL: it is something else. */
const struct wt_flight *wt_flight_of(const struct wt_due *);

/* For a mover: what it took comes again, and what it took never arrives. */
int wt_flight_repeat(const struct wt_due *);
void wt_flight_drop(struct wt_due *);
/* The link was cut: everything on it is lost. */
void wt_wire_lose(struct wt_clock *, const struct wt_link *);

/* Is it loopback, and nothing on its way?  Then what is sent arrives at once. */
static inline bool wt_wire_is_clear(const struct wt_wire *wire, unsigned direction)
{
	const struct wt_link *link = wire->link;

	return link->state == WT_LINK_UP && link->delay_max_ns == 0 && link->bytes_per_s == 0 &&
	       !link->mover && wire->in_flight[direction] == 0 && !wire->held[direction] &&
	       wire->last_ns[direction] <= wire->clock->now_ns;
}

/* Something did, over a clear one. */
static inline void wt_wire_passed(struct wt_wire *wire, unsigned direction)
{
	wire->last_ns[direction] = wire->clock->now_ns;
}

/* Is anything of it under way, or held back? */
static inline bool wt_wire_is_busy(const struct wt_wire *wire)
{
	return wire->in_flight[0] || wire->in_flight[1] || wire->held[0] || wire->held[1];
}

static inline bool wt_wire_is_holding(const struct wt_wire *wire, unsigned direction)
{
	return wire->held[direction];
}

#endif
