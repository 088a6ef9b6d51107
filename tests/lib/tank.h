/* SPDX-License-Identifier: MIT
 *
 * tank.h - a loop on the real kernel with a fault layer between, and a channel
 * that writes down what happens to it. */
#ifndef AC_TEST_TANK_H
#define AC_TEST_TANK_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ac.h"
#include "fault.h"

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

#define TANK_PROBES 6

struct tank {
	struct fault fault;
	struct ac_loop loop;
	int loop_fds;                /* descriptors of the loop itself */
	struct probe p[TANK_PROBES]; /* here, because they are released after the test */
};

/* cmocka's setup and teardown.  The teardown ends the loop and asserts that
 * neither a descriptor nor memory is left. */
int tank_with_poll(void **state);
int tank_with_select(void **state);
int tank_with_epoll(void **state);
int tank_free(void **state);

/* A test for each poller. */
#define TANK_TEST(test)                                                       \
	{#test " (poll)", test, tank_with_poll, tank_free, NULL},             \
		{#test " (select)", test, tank_with_select, tank_free, NULL}, \
	{                                                                     \
#test " (epoll)", test, tank_with_epoll, tank_free, NULL      \
	}

/* A connected pair over loopback: the library's end, counted as if accepted, and
 * the peer's, a blocking socket for the test. */
int tank_tcp_pair(struct tank *, int *ret_peer);
int tank_unix_pair(struct tank *, int *ret_peer);
/* A listening socket of the test's own, and where it is. */
int tank_listener(struct sockaddr_in *ret_addr);
/* Where nobody listens. */
struct sockaddr_in tank_nowhere(void);
/* Closes with a reset instead of an end. */
void tank_reset(int peer);
/* Descriptors that the library holds for channels, or the test did through it. */
int tank_open_fds(const struct tank *);
/* n passes of the loop, none of which waits long. */
int tank_passes(struct tank *, int n);

extern const struct ac_ops probe_ops;

void probe_init(struct probe *, struct tank *);
/* On the library's end of a pair. */
void probe_open(struct probe *, struct tank *, int fd);
struct ac_dispatcher *probe_channel(struct probe *);
void probe_forget(struct probe *); /* empties seen */

#endif
