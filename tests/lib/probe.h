/* SPDX-License-Identifier: MIT
 *
 * probe.h - a channel that writes down what happens to it. */
#ifndef AC_TEST_PROBE_H
#define AC_TEST_PROBE_H

#include "ac.h"

struct tank;

/* A sender that appends a word to seen for each handler ("connect read "), asks on
 * whether something else is to be done, and otherwise reads, sends and closes as
 * programs do. */
struct probe {
	struct ac_sender base;
	int (*on[AC_HANDLER_COUNT])(struct probe *);
	struct tank *tank;
	struct probe *other;    /* for the test */
	struct ac_timer *timer; /* for the test */
	int number;
	int fd;          /* accepted, by on[handle_accepted] */
	int wants_read;  /* readable's answer; 1 at first */
	int wants_write; /* writable's answer; < 0 at first: the sender's */
	char seen[512];
	char in[4096]; /* what was read */
	size_t in_len;
	ssize_t last; /* result of the last ac_recv */
	struct ac_error error;
	int released;
};

extern const struct ac_ops probe_ops;

void probe_init(struct probe *, struct tank *);
/* On the library's end of a pair. */
void probe_open(struct probe *, struct tank *, int fd);
struct ac_dispatcher *probe_channel(struct probe *);
void probe_forget(struct probe *); /* empties seen */

/* t->p[i] on a new pair, with a byte to be read; returns the peer. */
int probe_ready(struct tank *t, int i);
/* Two, and whichever is served first does this to the other. */
void probe_ready_pair(struct tank *t, int *ret_peers, int (*first)(struct probe *));
struct probe *probe_served_first(struct tank *t);

/* For on[]: does nothing, raises. */
int probe_goes_on(struct probe *);
int probe_raises_eio(struct probe *);

#endif
