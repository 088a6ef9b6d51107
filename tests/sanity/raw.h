/* SPDX-License-Identifier: MIT
 *
 * raw.h - a server without the library, in a few calls.
 *
 *	struct raw raw = raw_open(sys);		listens on port 7
 *	int fd = raw_accept(&raw);		waits for somebody
 *	while (raw_wait(&raw, fd, POLLIN) > 0)
 *		...
 *	return raw_close(&raw, fd); */
#ifndef RAW_H
#define RAW_H

#include <poll.h>

#include "ac_sys.h"

struct raw {
	struct ac_sys *sys;
	int listener;
};

struct raw raw_open(struct ac_sys *);
/* Waits for one of these; what is ready, or -ECANCELED at the end of the run. */
int raw_wait(const struct raw *, int fd, short events);
/* The next connection, or -ECANCELED. */
int raw_accept(const struct raw *);
/* What recv gives, without waiting. */
long raw_recv(const struct raw *, int fd, char *buf, unsigned long len);
/* One send, with MSG_NOSIGNAL. */
long raw_send(const struct raw *, int fd, const char *buf, unsigned long len);
/* Reads and throws away until the far end is done, or the run. */
void raw_drain(const struct raw *, int fd);
/* Closes fd, unless it is -1, and the listener; 0. */
int raw_close(const struct raw *, int fd);

#endif
