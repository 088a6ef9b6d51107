/* SPDX-License-Identifier: MIT
 *
 * peer.h - scripted far ends.
 *
 * A peer is a kernel without descriptors and a list of steps done in order.  It
 * reads all that comes unless told otherwise, and sends into a buffer without
 * limit.  LANGUAGE.md defines every step. */
#ifndef WT_PEER_H
#define WT_PEER_H

#include "kernel/net.h"

struct wt_tank;

enum wt_step_verb {
	WT_STEP_LISTENS,
	WT_STEP_IGNORES,
	WT_STEP_CONNECTS,
	WT_STEP_ACCEPTS,
	WT_STEP_ANSWERS,
	WT_STEP_SENDS,
	WT_STEP_WAITS_SIZE,
	WT_STEP_WAITS_TEXT,
	WT_STEP_WAITS_TIME,
	WT_STEP_WAITS_UNTIL,
	WT_STEP_WAITS_FIN,
	WT_STEP_WAITS_RESET,
	WT_STEP_WAITS_END,
	WT_STEP_WAITS_CHECK,
	WT_STEP_STOPS_READING,
	WT_STEP_READS_ON,
	WT_STEP_READS,
	WT_STEP_SHUTS,
	WT_STEP_CLOSES,
	WT_STEP_RESETS,
	WT_STEP_REPEATS, /* number times the next `block` steps */
};

struct wt_step {
	enum wt_step_verb verb;
	int line;
	const char *text; /* as the scenario writes it */
	size_t text_len;
	uint64_t number; /* size, time, times */
	uint16_t port, from_port;
	int backlog;
	const struct wt_kernel *to;
	const char *to_object; /* sends ... to OBJ: its name */
	bool udp, urgent;
	const void *bytes, *wanted; /* SENDS, ANSWERS; ANSWERS, WAITS_TEXT */
	size_t len, wanted_len;
	size_t block;
	const void *check;
};

#define WT_NESTING_MAX 8

struct wt_loop_frame {
	size_t first, end;
	uint64_t left;
};

/* A standing `answers`. */
struct wt_rule {
	const struct wt_step *step;
	struct wt_rule *next;
};

/* One connection of a peer, and how far each rule has looked at it. */
struct wt_peer_conn {
	struct wt_socket *socket;
	uint64_t cursor; /* `waits` looks only past what the one before found */
	uint64_t *rule_cursors;
	size_t rules;
	struct wt_peer_conn *next;
};

struct wt_peer {
	struct wt_tank *tank;
	struct wt_kernel kernel;
	const struct wt_step *steps;
	size_t step_count;
	uint64_t delay_ns; /* so much later its script begins, but for what stands anyway */

	/* the run */
	bool asleep;     /* until delay_ns is over */
	bool reading;    /* of connections to come */
	bool impossible; /* the step it waits in can no longer happen */
	bool alarm_set, alarm_rang;
	size_t at;
	struct wt_loop_frame frames[WT_NESTING_MAX];
	size_t depth;
	struct wt_peer_conn *conns, **conns_end;
	struct wt_peer_conn *current;
	struct wt_rule *rules, **rules_end;
	size_t rule_count;
	struct wt_due alarm;
	uint64_t reads_left;
	struct wt_udp *udp; /* what it sends datagrams from; NULL: none yet */
	/* no state, but what saves looking again */
	const struct wt_socket *met;     /* the newest socket when it looked for new ones */
	uint64_t rests_since;            /* tank->moves when it could do nothing more */
	const struct wt_socket *watched; /* its script waits for more than `seen` of this, or
					  * for its end; NULL: for something else */
	uint64_t seen;
};

void wt_peer_begin(struct wt_peer *); /* a run */
void wt_peer_lead(struct wt_peer *);  /* its leading listens and ignores */
/* Every step it can do now; true if there was any. */
bool wt_peer_step(struct wt_peer *);
bool wt_peer_is_done(const struct wt_peer *);
/* The step a waiting peer waits in, or NULL. */
const struct wt_step *wt_peer_waits_in(const struct wt_peer *);

#endif
