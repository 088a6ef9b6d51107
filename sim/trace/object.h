/* SPDX-License-Identifier: MIT
 *
 * object.h - what a descriptor stands for, by a name that does not change when
 * the program is edited: `server:alice`, `client>server`, `server:7`.
 *
 * Objects are named after who opened them, never after descriptor numbers.
 * A socket has no name until it listens, connects or is accepted; then it gets
 * its name, once.  An object lives as long as its run. */
#ifndef WT_OBJECT_H
#define WT_OBJECT_H

#include <stdbool.h>
#include <stdint.h>

enum wt_object_kind {
	WT_OBJECT_NEW,      /* a socket nobody has given a purpose yet */
	WT_OBJECT_LISTENER, /* H:PORT */
	WT_OBJECT_ACCEPTED, /* H:WHO */
	WT_OBJECT_OPENED,   /* H>WHO */
	WT_OBJECT_PEER,     /* P or P.N: a scripted peer's own end */
	WT_OBJECT_HOST,     /* H as a whole: its descriptor table, its memory */
	WT_OBJECT_PAIR,     /* H:pair.N/a or /b */
	WT_OBJECT_PIPE,     /* H:pair.N/r or /w; no socket */
	WT_OBJECT_DATAGRAM, /* H:PORT/udp, H>WHO/udp, H:"PATH" */
	WT_OBJECT_EPOLL,    /* H:epoll.N; no socket */
	WT_OBJECT_EVENT,    /* H:event.N; no socket */
	WT_OBJECT_FILE,     /* H:"PATH"; no socket */
};

#define WT_OBJECT_NAME_MAX 96
#define WT_OBJECT_ASKS     11 /* how many are in enum wt_ask */

struct wt_object {
	enum wt_object_kind kind;
	uint32_t index;    /* in order of creation in this run; an array index, never hashed */
	int16_t host;      /* index of the host or peer it belongs to */
	const char *actor; /* its name */
	uint32_t open;     /* bit per enum wt_ask: some statement may answer it (decisions) */
	uint64_t hash;     /* of name; 0 while there is none */
	uint64_t asked[WT_OBJECT_ASKS]; /* of name and ask, once it was asked of a stream */
	char name[WT_OBJECT_NAME_MAX];  /* "" while there is none */
	bool begun;                     /* connect has named it and is being asked about it */
	struct wt_object *other;        /* the far end of the same connection, or NULL */
};

#endif
