/* SPDX-License-Identifier: MIT
 *
 * raw.c - `kernel CALL ARG...`: one system call, whose answer the kernel says itself.
 *
 * So stock asyncore runs on the simulated kernel, too. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drive.h"

static int raw_socket(struct ac_sys *sys, const struct words *w)
{
	return sys->ops->socket((int)number(w, 2), (int)number(w, 3), 0, sys);
}

static int raw_bind(struct ac_sys *sys, const struct words *w)
{
	struct sockaddr_in here = here_addr();
	const void *any = &here;

	return sys->ops->bind((int)number(w, 2), any, sizeof here, sys);
}

static int raw_listen(struct ac_sys *sys, const struct words *w)
{
	return sys->ops->listen((int)number(w, 2), 5, sys);
}

static int raw_accept(struct ac_sys *sys, const struct words *w)
{
	return sys->ops->accept((int)number(w, 2), NULL, NULL, sys);
}

static int raw_connect(struct ac_sys *sys, const struct words *w)
{
	struct sockaddr_in there = there_addr();
	const void *any = &there;

	return sys->ops->connect((int)number(w, 2), any, sizeof there, sys);
}

static int raw_shutdown(struct ac_sys *sys, const struct words *w)
{
	return sys->ops->shutdown((int)number(w, 2), (int)number(w, 3), sys);
}

static int raw_close(struct ac_sys *sys, const struct words *w)
{
	return sys->ops->close((int)number(w, 2), sys);
}

static int raw_getsockopt(struct ac_sys *sys, const struct words *w)
{
	int value;
	socklen_t len = sizeof value;

	return sys->ops->getsockopt((int)number(w, 2), (int)number(w, 3), (int)number(w, 4), &value,
				    &len, sys);
}

static int raw_getpeername(struct ac_sys *sys, const struct words *w)
{
	struct sockaddr_storage addr;
	void *any = &addr;
	socklen_t len = sizeof addr;

	return sys->ops->getpeername((int)number(w, 2), any, &len, sys);
}

static int raw_set_nonblock(struct ac_sys *sys, const struct words *w)
{
	return sys->ops->set_nonblock((int)number(w, 2), sys);
}

static int raw_recv(struct ac_sys *sys, const struct words *w)
{
	static char buf[LINE_SIZE];
	size_t size = (size_t)number(w, 3);

	assert(size <= sizeof buf);
	return (int)sys->ops->recv((int)number(w, 2), buf, size, (int)number(w, 4), sys);
}

static int raw_send(struct ac_sys *sys, const struct words *w)
{
	static char buf[LINE_SIZE];
	size_t len = from_hex(buf, sizeof buf, word(w, 3));

	return (int)sys->ops->send((int)number(w, 2), buf, len, MSG_NOSIGNAL, sys);
}

/* kernel poll TIMEOUT FD:EVENTS... */
static int raw_poll(struct ac_sys *sys, const struct words *w)
{
	struct pollfd fds[WORDS_SIZE];
	nfds_t count = 0;
	size_t i;

	for (i = 3; i < w->count; i++, count++) {
		unsigned events;

		sscanf(word(w, i), "%d:%u", &fds[count].fd, &events);
		fds[count].events = (short)events;
	}
	return sys->ops->poll(fds, count, number(w, 2), sys);
}

static int raw_select(struct ac_sys *sys, const struct words *w)
{
	fd_set sets[3];
	int nfds = 0;
	size_t i, bit;

	for (bit = 0; bit < 3; bit++)
		FD_ZERO(&sets[bit]);
	for (i = 3; i < w->count; i++) {
		int fd;
		unsigned bits;

		sscanf(word(w, i), "%d:%u", &fd, &bits);
		for (bit = 0; bit < 3; bit++)
			if (bits & 1u << bit)
				FD_SET(fd, &sets[bit]);
		nfds = fd >= nfds ? fd + 1 : nfds;
	}
	return sys->ops->select(nfds, &sets[0], &sets[1], &sets[2], number(w, 2), sys);
}

bool raw_command(struct ac_sys *sys, const struct words *w)
{
	static const struct {
		const char *name;
		int (*call)(struct ac_sys *, const struct words *);
	} calls[] = {
#define ROW(name) {#name, raw_##name},
		ROW(socket) ROW(bind) ROW(listen) ROW(accept) ROW(connect) ROW(shutdown) ROW(close)
			ROW(getsockopt) ROW(getpeername) ROW(set_nonblock) ROW(recv) ROW(send)
				ROW(poll) ROW(select)
#undef ROW
	};
	size_t i;

	if (strcmp(word(w, 0), "kernel") != 0)
		return false;
	for (i = 0; i < sizeof calls / sizeof *calls; i++) {
		if (strcmp(calls[i].name, word(w, 1)) != 0)
			continue;
		calls[i].call(sys, w);
		return true;
	}
	fprintf(stderr, "unknown call: %s\n", word(w, 1));
	exit(1);
}
