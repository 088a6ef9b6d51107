/* SPDX-License-Identifier: MIT
 *
 * peer_steps.h - what each step of a script does, on which connection. */
#ifndef WT_PEER_STEPS_H
#define WT_PEER_STEPS_H

#include "kernel/tcp.h"
#include "world/peer.h"
#include "world/tank.h"

enum wt_step_outcome { WT_STEP_DONE, WT_STEP_NOT_YET, WT_STEP_IMPOSSIBLE };

struct wt_step_kind {
	enum wt_step_outcome (*take)(struct wt_peer *, const struct wt_step *);
	bool leads;           /* stands from the first instant on */
	bool waits;           /* for something to happen; what is sent next is another burst */
	bool watches;         /* its connection: that more comes, or that it ends */
	bool told_first;      /* it acts, and a trace is to read in order.  What waits is told when
			       * it has come */
	bool needs_handshake; /* waits until the connection stands, or has failed */
};

extern const struct wt_step_kind wt_step_kinds[]; /* by verb */

static inline struct wt_net *wt_peer_net(const struct wt_peer *peer)
{
	return &peer->tank->net;
}

/* Of the connection its steps are about now; NULL: none yet. */
static inline struct wt_socket *wt_peer_socket(const struct wt_peer *peer)
{
	return peer->current ? peer->current->socket : NULL;
}

static inline bool wt_peer_is_connecting(const struct wt_socket *socket)
{
	return socket->state == WT_TCP_SYN_SENT || socket->state == WT_TCP_SYN_RECV;
}

static inline bool wt_peer_has_ended(const struct wt_socket *socket)
{
	return socket->fin_seen || socket->state == WT_TCP_CLOSE;
}

/* Is nothing new of what it waited for when it was last asked?  Standing answers look
 * at every connection. */
static inline bool wt_peer_still_waits(const struct wt_peer *peer)
{
	const struct wt_socket *socket = peer->watched;

	if (peer->rules || peer->met != peer->kernel.sockets)
		return false;
	if (peer->alarm_set)
		return !peer->alarm_rang;
	if (socket)
		return socket->in->read == peer->seen && !wt_peer_has_ended(socket);
	return peer->impossible || peer->at == peer->step_count;
}

/* Connections that came to its listeners since it last looked. */
void wt_peer_meet_new_conns(struct wt_peer *);
/* Is it time_ns yet?  Until then an alarm is set. */
enum wt_step_outcome wt_peer_waits_for(struct wt_peer *, uint64_t time_ns);
/* Answers what has come to any of its connections; true if there was anything. */
bool wt_peer_apply_rules(struct wt_peer *);
/* Where wanted stands in what was read, at or behind *cursor; moves it past. */
bool wt_peer_find_text(const struct wt_stream *, uint64_t *cursor, const void *wanted, size_t len);

#endif
