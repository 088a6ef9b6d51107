/* SPDX-License-Identifier: MIT
 *
 * serve.h - what the servers and clients here have in common.
 *
 * A server's connections embed struct conn first; the service says how large
 * they are and which methods they have.  Each is allocated when it is accepted
 * and freed when the library has released it. */
#ifndef SCENARIOS_SERVE_H
#define SCENARIOS_SERVE_H

#include "ac.h"
#include "args.h"

struct conn;
struct oldloop;
struct server;

struct service {
	const struct ac_ops *conn_ops; /* inherits from conn_ops or plain_conn_ops */
	size_t conn_size;
	const struct ac_ops *listener_ops; /* NULL: server_ops */
	/* A connection was accepted; all behind struct conn is zero.  May be NULL. */
	void (*opened)(struct conn *);
};

struct server {
	struct ac_dispatcher base;
	const struct service *service;
	struct args args;
	struct oldloop *old; /* see oldloop.h; NULL: served by the library's loop */
};

/* A plain connection uses base.base only. */
struct conn {
	struct ac_sender base;
	struct server *server;
};

extern const struct ac_ops conn_ops;       /* ac_sender_ops, freed when released */
extern const struct ac_ops plain_conn_ops; /* ac_dispatcher_ops, likewise */
extern const struct ac_ops server_ops;     /* makes a connection of what it accepts */

struct conn *conn_of(struct ac_dispatcher *);
/* Queues text, which ends with a 0. */
int conn_say(struct conn *, const char *text);
/* The same where nobody is to be told of a failure, as in a timer: closes then. */
void conn_say_or_close(struct conn *, const char *text);

/* Listens on --port, or on port.  0 or -errno. */
int server_open(struct server *, struct ac_loop *, const struct service *, struct args,
		uint16_t port);
/* The method of server_ops, for listeners that accept in their own way. */
int server_accepted(struct ac_dispatcher *, int fd, const struct sockaddr *, socklen_t);
/* A whole main: listens and serves until it is stopped. */
int serve(struct ac_sys *, int argc, char **argv, const struct service *, uint16_t port);
/* The same with a server of yours, zero at first: it may be part of something larger. */
int serve_with(struct server *, struct ac_sys *, int argc, char **argv, const struct service *,
	       uint16_t port);

/* A whole main of one connection, to the address and port that the first two words
 * are: until it is closed, or stopped. */
int converse(struct ac_sys *, struct args, struct ac_sender *, const struct ac_ops *);

/* Opens d and starts to connect it to the numeric address and port. */
int dial(struct ac_dispatcher *d, const char *address, const char *port);
/* --poller epoll, select or poll. */
int begin(struct ac_loop *, struct ac_sys *, struct args);
/* Cleans up; what main returns for that result of the loop. */
int finish(struct ac_loop *, int result);

#endif
