/* SPDX-License-Identifier: MIT
 *
 * hello.c - greets over HTTP/1.1, and three ways to do so wrong, for docs/fuzzing.md.
 *
 *	hello [PORT]
 *
 * GET /NAME answers "Hello, NAME".  Requests may follow each other without waiting
 * for replies.  What is no request is told so once, and the rest of that connection
 * is read and ignored. */
#include "ac.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD_MAX  1024
#define LINES_MAX 8

enum bug { NO_BUG, SHORT_SEND, SPLIT_TERMINATOR, LEFT_OVER };

struct hello {
	struct ac_sender base;
	enum bug bug;
	bool deaf;                 /* that was no request */
	size_t line[LINES_MAX];    /* where each begins, of the request that is read */
	size_t lines, len, looked; /* looked: so much of the head has no end in it */
	char head[HEAD_MAX];
};

struct hellod {
	struct ac_dispatcher base;
	enum bug bug;
};

static int reply(struct hello *self, const char *status, const char *what, size_t len)
{
	char text[HEAD_MAX + 128];
	int size = snprintf(text, sizeof text,
			    "HTTP/1.1 %s\r\nContent-Length: %zu\r\n\r\nHello, %.*s\n", status,
			    len + 8, (int)len, what);

	if (self->bug == SHORT_SEND)
		return (int)ac_send(&self->base.base, text, (size_t)size);
	return ac_sender_send(&self->base, text, (size_t)size);
}

/* Of the head in front of `end`, which is there. */
static size_t count_lines(const struct hello *self, size_t end)
{
	size_t count = 1;

	for (size_t i = 0; i < end; i++)
		count += self->head[i] == '\n';
	return count;
}

static void add_line(struct hello *self, size_t begin)
{
	assert(self->lines < LINES_MAX);
	self->line[self->lines++] = begin;
}

static void find_lines(struct hello *self, size_t end)
{
	if (self->bug != LEFT_OVER)
		self->lines = 0;
	add_line(self, 0);
	for (size_t i = 0; i < end; i++) {
		if (self->head[i] == '\n')
			add_line(self, i + 1);
	}
}

static int serve_request(struct hello *self, size_t end)
{
	const char *name, *blank;

	if (count_lines(self, end) > LINES_MAX || strncmp(self->head, "GET /", 5) != 0) {
		self->deaf = true;
		return reply(self, "400 Bad Request", "whoever", 7);
	}
	find_lines(self, end);
	name = self->head + 5;
	blank = memchr(name, ' ', end - 5);
	return reply(self, "200 OK", name, blank ? (size_t)(blank - name) : end - 5);
}

/* Where the empty line begins that ends the head, or -1. */
static long find_end(struct hello *self)
{
	size_t from = self->looked > 3 ? self->looked - 3 : 0;
	const char *end;

	if (self->bug == SPLIT_TERMINATOR)
		from = self->looked;
	self->looked = self->len;
	for (; self->len >= from + 4; from = (size_t)(end - self->head) + 1) {
		end = memchr(self->head + from, '\r', self->len - from - 3);
		if (!end)
			break;
		if (memcmp(end, "\r\n\r\n", 4) == 0)
			return end - self->head;
	}
	return -1;
}

static int serve_requests(struct hello *self)
{
	int result = 0;
	long end;

	while (result >= 0 && !self->deaf && (end = find_end(self)) >= 0) {
		size_t used = (size_t)end + 4;

		result = serve_request(self, (size_t)end);
		memmove(self->head, self->head + used, self->len - used);
		self->len -= used;
		self->looked = 0;
	}
	if (result >= 0 && !self->deaf && self->len == HEAD_MAX) {
		self->deaf = true;
		result = reply(self, "400 Bad Request", "whoever", 7);
	}
	return result < 0 ? result : 0;
}

static int hello_read(struct ac_dispatcher *d)
{
	struct hello *self = ac_container_of(d, struct hello, base.base);
	ssize_t n;

	if (self->deaf)
		self->len = 0;
	n = ac_recv(d, self->head + self->len, HEAD_MAX - self->len);
	if (n <= 0)
		return (int)n;
	self->len += (size_t)n;
	return serve_requests(self);
}

static int hello_eof(struct ac_dispatcher *d)
{
	return ac_close_when_sent(&ac_container_of(d, struct hello, base.base)->base);
}

static void hello_released(struct ac_dispatcher *d)
{
	ac_free(d->loop, ac_container_of(d, struct hello, base.base));
}

static const struct ac_ops hello_ops = {
	.super = &ac_sender_ops,
	.name = "hello",
	.handle_read = hello_read,
	.handle_eof = hello_eof,
	.released = hello_released,
};

static int hellod_accepted(struct ac_dispatcher *d, int fd, const struct sockaddr *addr,
			   socklen_t len)
{
	struct hello *self = ac_realloc(d->loop, NULL, sizeof *self, "hello");
	int result = -ENOMEM;

	if (self) {
		memset(self, 0, sizeof *self);
		self->bug = ac_container_of(d, struct hellod, base)->bug;
		result = ac_sender_init_accepted(&self->base, d->loop, &hello_ops, fd, addr, len);
	}
	if (result < 0) {
		ac_free(d->loop, self);
		ac_close_fd(d->loop, fd);
	}
	return result;
}

static const struct ac_ops hellod_ops = {
	.super = &ac_dispatcher_ops,
	.name = "hellod",
	.handle_accepted = hellod_accepted,
};

static int listen_on(struct hellod *self, struct ac_loop *loop, const char *port)
{
	struct sockaddr_in addr;
	int result = ac_init(&self->base, loop, &hellod_ops);

	if (result == 0)
		result = ac_ipv4(&addr, "0.0.0.0", (uint16_t)strtol(port, NULL, 10));
	if (result == 0)
		result = ac_create_socket(&self->base, AF_INET, SOCK_STREAM);
	if (result < 0)
		return result;
	ac_set_reuse_addr(&self->base);
	result = ac_bind(&self->base, (const struct sockaddr *)&addr, sizeof addr);
	return result < 0 ? result : ac_listen(&self->base, 5);
}

static int run(struct ac_sys *sys, const char *port, enum bug bug)
{
	struct hellod server = {.bug = bug};
	struct ac_loop loop;
	int result = ac_loop_init(&loop, sys, AC_POLLER_POLL);

	if (result < 0)
		return 1;
	result = listen_on(&server, &loop, port);
	if (result == 0)
		result = ac_loop(&loop, AC_TIMEOUT, -1);
	ac_loop_fini(&loop);
	return result == 0 || result == AC_EXIT || result == -ECANCELED ? 0 : 1;
}

int hello_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc > 1 ? argv[1] : "80", NO_BUG);
}

/* send() may take less than it is given. */
int hello_short_send_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc > 1 ? argv[1] : "80", SHORT_SEND);
}

/* The end of a head is looked for in what has just come, not across what came before. */
int hello_split_terminator_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc > 1 ? argv[1] : "80", SPLIT_TERMINATOR);
}

/* The table of lines goes on where the request before ended: eight lines are too many. */
int hello_left_over_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc > 1 ? argv[1] : "80", LEFT_OVER);
}
