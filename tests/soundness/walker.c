/* SPDX-License-Identifier: MIT
 *
 * A program that makes random calls and says each of them. */
#include "walker.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "lies.h"
#include "record.h"
#include "talk.h"

#define PORT       7
#define ROUNDS_MAX 1000 /* a correct kernel needs a dozen */

static struct sockaddr_in address(const char *text)
{
	struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons(PORT)};

	inet_pton(AF_INET, text, &name.sin_addr);
	return name;
}

static void wait_for(struct walk *w, int fd, short events)
{
	struct pollfd p = {fd, events, 0};

	while (w->sys->ops->poll(&p, 1, -1, w->sys) == -EINTR)
		continue;
}

/* ---- How connections begin ---- */

static void open_one(struct walk *w, const struct sockaddr_in *to)
{
	struct sockaddr_in own = {0};
	socklen_t len = sizeof own;
	int fd = w->sys->ops->socket(AF_INET, SOCK_STREAM, 0, w->sys);

	w->sys->ops->connect(fd, (const struct sockaddr *)to, sizeof *to, w->sys);
	wait_for(w, fd, POLLOUT);
	w->sys->ops->getsockname(fd, (struct sockaddr *)&own, &len, w->sys);
	talk_begin(w, fd, ntohs(own.sin_port));
}

static void accept_one(struct walk *w, int listener)
{
	struct sockaddr_in far = {0};
	socklen_t len = sizeof far;
	int fd;

	do {
		wait_for(w, listener, POLLIN);
		fd = w->sys->ops->accept(listener, (struct sockaddr *)&far, &len, w->sys);
	} while (fd == -EAGAIN);
	talk_begin(w, fd, ntohs(far.sin_port));
}

static int listen_here(struct walk *w)
{
	struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(PORT)};
	int fd = w->sys->ops->socket(AF_INET, SOCK_STREAM, 0, w->sys);

	w->sys->ops->bind(fd, (const struct sockaddr *)&any, sizeof any, w->sys);
	w->sys->ops->listen(fd, TALKS_MAX, w->sys);
	return fd;
}

static void begin(struct walk *w, const char *host, unsigned connections)
{
	struct sockaddr_in to = address(host);
	int listener = w->side ? listen_here(w) : -1;

	while (w->count < connections) {
		if (w->side)
			accept_one(w, listener);
		else
			open_one(w, &to);
	}
	if (listener >= 0)
		w->sys->ops->close(listener, w->sys);
}

/* ---- Random calls ---- */

static size_t some_length(struct walk *w)
{
	return 1 + walk_draw(w, walk_draw(w, 3) ? 40 : TALK_LEN_MAX);
}

static int64_t some_timeout(struct walk *w)
{
	static const int64_t timeouts[] = {0, 0, 1000000, 5000000};

	return timeouts[walk_draw(w, 4)];
}

static void reads(struct walk *w, struct talk *t)
{
	talk_recv(w, t, some_length(w), 0);
}

static void peeks(struct walk *w, struct talk *t)
{
	talk_recv(w, t, some_length(w), MSG_PEEK);
}

static void sends(struct walk *w, struct talk *t)
{
	talk_send(w, t, some_length(w));
}

static void polls(struct walk *w, struct talk *t)
{
	(void)t;
	talk_poll(w, some_timeout(w));
}

static void waits_for_edges(struct walk *w, struct talk *t)
{
	(void)t;
	talk_epoll(w, some_timeout(w));
}

static void shuts(struct walk *w, struct talk *t)
{
	if (walk_draw(w, 4) == 0)
		talk_shut(w, t);
}

static void closes(struct walk *w, struct talk *t)
{
	if (walk_draw(w, 10) == 0)
		talk_close(w, t, walk_draw(w, 2));
}

static void random_act(struct walk *w)
{
	static void (*const acts[])(struct walk *, struct talk *) = {
		reads, reads, reads, reads, sends,           sends,           sends,  sends,
		peeks, polls, polls, shuts, waits_for_edges, waits_for_edges, closes, talk_error,
	};

	acts[walk_draw(w, 16)](w, &w->talks[walk_draw(w, (unsigned)w->count)]);
}

/* ---- How a correct program ends ---- */

/* Reads until there is nothing, whatever an edge said. */
static void drain(struct walk *w, struct talk *t)
{
	int64_t n;

	do
		n = talk_recv(w, t, 200, 0);
	while (n > 0);
	if (n != -EAGAIN)
		talk_close(w, t, false);
}

/* Sends what is left, then ends. */
static void pour(struct walk *w, struct talk *t)
{
	while (t->fd >= 0 && !t->shut && t->left > 0) {
		int64_t n = talk_send(w, t, t->left);

		if (n == -EAGAIN)
			return;
		if (n < 0)
			break;
		t->left -= (size_t)n;
	}
	if (t->fd >= 0 && !t->shut)
		talk_shut(w, t);
}

static void serve(struct walk *w, struct talk *t)
{
	if (t->fd >= 0)
		pour(w, t);
	if (t->fd >= 0)
		drain(w, t);
}

static bool any_open(const struct walk *w)
{
	for (size_t i = 0; i < w->count; i++) {
		if (w->talks[i].fd >= 0)
			return true;
	}
	return false;
}

static int finish(struct walk *w)
{
	bool edges = walk_draw(w, 2);
	unsigned rounds = ROUNDS_MAX;

	for (size_t i = 0; i < w->count; i++) {
		w->talks[i].left = w->talks[i].shut ? 0 : walk_draw(w, 600);
		w->talks[i].woken = true;
	}
	while (any_open(w)) {
		if (rounds-- == 0)
			return 1;
		for (size_t i = 0; i < w->count; i++) {
			if (!edges || w->talks[i].woken)
				serve(w, &w->talks[i]);
			w->talks[i].woken = false;
		}
		if (any_open(w) && (edges ? talk_epoll(w, -1) : talk_poll(w, -1)) == -ECANCELED)
			return 1;
	}
	return 0;
}

int walker_main(struct ac_sys *sys, int argc, char **argv)
{
	struct walk w = {.sys = sys};
	unsigned acts;

	if (argc != 5)
		return 2;
	w.side = argv[1][0] == 'b';
	w.random = strtoull(argv[2], NULL, 10) * 2 + w.side;
	w.epoll = sys->ops->epoll_create(sys);
	w.lie = walker_lie;
	begin(&w, argv[3], (unsigned)atoi(argv[4]));
	for (acts = 10 + walk_draw(&w, 60); acts > 0; acts--)
		random_act(&w);
	return finish(&w);
}
