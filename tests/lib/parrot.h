/* SPDX-License-Identifier: MIT
 *
 * parrot.h - a chat that writes down what happens to it, and producers for it. */
#ifndef AC_TEST_PARROT_H
#define AC_TEST_PARROT_H

#include "ac_chat.h"
#include "tank.h"

/* Appends to seen "collect(ab) found connect close error eof "; asks on whether
 * something else is to be done, and otherwise does what asynchat does. */
struct parrot {
	struct ac_chat chat;
	int (*on[AC_HANDLER_COUNT])(struct parrot *);
	struct tank *tank;
	struct parrot *other; /* for the test */
	int number;           /* for the test */
	bool keeps;           /* what is collected, too */
	char seen[2048];
	char got[512]; /* collected in this call, as text */
	struct ac_error error;
	int released;
};

/* A producer that gives these answers in turn, a text or an error, then 0. */
struct baker {
	struct ac_producer base;
	struct parrot *parrot;
	const char *texts[8];
	int errors[8];
	int (*on_more)(struct baker *); /* before the answer */
	unsigned asked;
	int done;
};

extern const struct ac_ops parrot_ops;

void parrot_init(struct parrot *, struct tank *);
void parrot_open(struct parrot *, struct tank *, int fd);
/* On one end of a pair of AF_UNIX; *ret_peer is the other. */
struct ac_chat *parrot_pair(struct parrot *, struct tank *, int *ret_peer);
/* The same, and a newline ends what it collects. */
struct ac_chat *parrot_lines(struct parrot *, struct tank *, int *ret_peer);
void parrot_forget(struct parrot *);
/* The peer sends text, and the chat has one pass to read it. */
void parrot_hears(struct parrot *, int peer, const char *text);
/* What the peer has received and not yet read is this. */
void assert_received(struct tank *, int peer, const char *text);

/* For on[]: does nothing, leaves the loop. */
int parrot_goes_on(struct parrot *);
int parrot_leaves(struct parrot *);

void baker_init(struct baker *, struct parrot *);

#endif
