/* SPDX-License-Identifier: MIT
 *
 * session.h - what the three servers here have in common: sessions, which are chats
 * that end well.
 *
 * A session embeds struct session first and is freed when the library has released
 * it.  Its program calls session_active when the other side has done what counts, and
 * session_end when nothing that still comes counts any more. */
#ifndef SCENARIOS_LIVE_SESSION_H
#define SCENARIOS_LIVE_SESSION_H

#include "../common/args.h"
#include "ac_chat.h"

struct session;

/* What listens.  Filled in by the program up to the line. */
struct sessions {
	const struct ac_ops *session_ops; /* inherits from session_ops */
	size_t session_size;
	uint16_t port;                    /* without --port */
	int64_t idle_ns;                  /* without --idle: so long a session may do nothing */
	int (*opened)(struct session *);  /* all behind struct session is zero; may be NULL */
	void (*closed)(struct session *); /* once, before the channel is closed; may be NULL */
	/* private */
	struct ac_dispatcher listener;
	struct args args;
};

struct session {
	struct ac_chat chat;
	struct sessions *sessions;
	unsigned producers; /* queued; the program counts them */
	bool ending;        /* input is dropped */
	/* private */
	bool shut;
	struct ac_timer timer;
};

extern const struct ac_ops session_ops;

struct session *session_of(struct ac_dispatcher *);
struct session *session_of_chat(struct ac_chat *);
/* Something came that counts: the idle time begins anew.  Sending does so itself. */
void session_active(struct session *);
/* Queues text, which ends with a 0. */
int session_say(struct session *, const char *text);
/* Sends what is queued, then the FIN, then waits for that of the other side, but not
 * for ever.  To close with input unread would reset the connection under the reply. */
int session_end(struct session *);
/* At once. */
int session_close(struct session *);
/* A collect_incoming_data: ac_chat_collect, until the session ends. */
int session_collect(struct ac_chat *, const void *, size_t);

/* A whole main: listens and serves until it is stopped.
 * --port N, --poller epoll|poll|select, --backlog N, --idle TIME */
int sessions_run(struct sessions *, struct ac_sys *, struct args);

#endif
