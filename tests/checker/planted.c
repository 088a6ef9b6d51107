/* SPDX-License-Identifier: MIT
 *
 * Programs that all do one thing, answer "ok" to each word of five bytes, and
 * differ in what they do to memory on the way: tests/checker/run says which checker
 * must find out which.  They speak to the seam itself, so that nothing stands
 * between them and it. */
#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "ac_sys.h"

#define HEARD 16 /* bytes there is room for */
#define WORD  5  /* of these each is answered */

struct conversation {
	struct ac_sys *sys;
	int listener, fd;
	unsigned char *heard; /* taken through the seam */
	size_t room;          /* as recv is told */
	ssize_t n;
	size_t unanswered;
};

/* What is done behind a recv of at least one byte; returns what to answer. */
typedef const char *misuse(struct conversation *);

/* A decision that depends on a byte, and changes nothing that can be seen. */
static void look_at(unsigned char byte)
{
	volatile int looked = 0;

	if (byte == 'x')
		looked++;
	(void)looked;
}

static const char *none(struct conversation *c)
{
	look_at(c->heard[c->n - 1]);
	return "ok";
}

static const char *overread(struct conversation *c)
{
	look_at(c->heard[c->n]);
	return "ok";
}

static const char *overread_if_short(struct conversation *c)
{
	if (c->n < WORD)
		look_at(c->heard[c->n]);
	return "ok";
}

static const char *fresh(struct conversation *c)
{
	unsigned char *taken = c->sys->ops->realloc(NULL, 8, "fresh", c->sys);

	look_at(taken[3]);
	c->sys->ops->realloc(taken, 0, "fresh", c->sys);
	return "ok";
}

/* Of the stack, which an earlier run has used, too. */
static const char *fresh_stack(struct conversation *c)
{
	unsigned char local[64];
	unsigned char *volatile behind_the_compiler = local;

	(void)c;
	look_at(behind_the_compiler[3]);
	return "ok";
}

static const char *sends_undefined(struct conversation *c)
{
	unsigned char *taken = c->sys->ops->realloc(NULL, 8, "answer", c->sys);

	taken[0] = 'o';
	c->sys->ops->send(c->fd, taken, 2, MSG_NOSIGNAL, c->sys);
	c->sys->ops->realloc(taken, 0, "answer", c->sys);
	return "";
}

static const char *behind_the_name(struct conversation *c)
{
	struct sockaddr_storage name;
	socklen_t len = sizeof name;

	memset(&name, 0, sizeof name);
	if (c->sys->ops->getpeername(c->fd, (struct sockaddr *)&name, &len, c->sys) == 0)
		look_at(((unsigned char *)&name)[len]);
	return "ok";
}

static const char *behind_the_events(struct conversation *c)
{
	struct epoll_event events[4] = {{.events = EPOLLIN}};
	int epfd = c->sys->ops->epoll_create(c->sys);

	c->sys->ops->epoll_wait(epfd, events, 4, 0, c->sys);
	look_at((unsigned char)events[0].events);
	c->sys->ops->close(epfd, c->sys);
	return "ok";
}

static const char *prints_undefined(struct conversation *c)
{
	fwrite(c->heard + c->n, 1, 1, stdout);
	return "ok";
}

static const char *notes_undefined(struct conversation *c)
{
	struct ac_note note = {.kind = AC_NOTE_USER,
			       .loop = 1,
			       .name = "heard",
			       .bytes = c->heard,
			       .len = (size_t)c->n + 1};

	c->sys->ops->note(&note, c->sys);
	return "ok";
}

static const char *reads_freed(struct conversation *c)
{
	unsigned char *taken = c->sys->ops->realloc(NULL, 8, "gone", c->sys);

	memset(taken, 0, 8);
	c->sys->ops->realloc(taken, 0, "gone", c->sys);
	look_at(taken[3]);
	return "ok";
}

static const char *before_the_block(struct conversation *c)
{
	look_at(c->heard[-1]);
	return "ok";
}

static const char *behind_the_block(struct conversation *c)
{
	look_at(c->heard[HEARD]);
	return "ok";
}

/* What no program may count on: UBSan's. */
static const char *overflows(struct conversation *c)
{
	volatile int most = INT_MAX, more = most + (int)c->n;

	(void)more;
	return "ok";
}

/* It receives into more than there is, though never so many bytes come. */
static const char *too_long(struct conversation *c)
{
	c->room = HEARD + 1;
	return "ok";
}

/* -- The conversation --------------------------------------------------- */

static int wait_for(const struct conversation *c, int fd)
{
	struct pollfd ready = {.fd = fd, .events = POLLIN};

	return c->sys->ops->poll(&ready, 1, -1, c->sys);
}

static int begin(struct conversation *c)
{
	struct sockaddr_in any; /* without its padding, as people do */
	int rc;

	any.sin_family = AF_INET;
	any.sin_port = htons(7);
	any.sin_addr.s_addr = htonl(INADDR_ANY);
	c->listener = c->sys->ops->socket(AF_INET, SOCK_STREAM, 0, c->sys);
	c->sys->ops->bind(c->listener, (struct sockaddr *)&any, sizeof any, c->sys);
	c->sys->ops->listen(c->listener, 4, c->sys);
	rc = wait_for(c, c->listener);
	return rc < 0 ? rc : c->sys->ops->accept(c->listener, NULL, NULL, c->sys);
}

static void talk(struct conversation *c, misuse *m)
{
	const char *answer;

	while (wait_for(c, c->fd) >= 0) {
		c->n = c->sys->ops->recv(c->fd, c->heard, c->room, 0, c->sys);
		if (c->n == -EAGAIN)
			continue;
		if (c->n <= 0)
			return;
		answer = m(c);
		c->unanswered += (size_t)c->n;
		if (c->unanswered < WORD)
			continue;
		c->unanswered = 0;
		c->sys->ops->send(c->fd, answer, strlen(answer), MSG_NOSIGNAL, c->sys);
	}
}

static int serve(struct ac_sys *sys, misuse *m)
{
	struct conversation c = {.sys = sys, .room = HEARD};

	c.heard = sys->ops->realloc(NULL, HEARD, "heard", sys);
	c.fd = begin(&c);
	if (c.fd >= 0) {
		talk(&c, m);
		sys->ops->close(c.fd, sys);
	}
	sys->ops->close(c.listener, sys);
	sys->ops->realloc(c.heard, 0, "heard", sys);
	return 0;
}

#define PLANT(misuse)                                                          \
	int planted_##misuse##_main(struct ac_sys *sys, int argc, char **argv) \
	{                                                                      \
		(void)argc;                                                    \
		(void)argv;                                                    \
		return serve(sys, misuse);                                     \
	}
PLANT(none)
PLANT(overread)
PLANT(overread_if_short)
PLANT(fresh)
PLANT(fresh_stack)
PLANT(sends_undefined)
PLANT(behind_the_name)
PLANT(behind_the_events)
PLANT(prints_undefined)
PLANT(notes_undefined)
PLANT(reads_freed)
PLANT(before_the_block)
PLANT(behind_the_block)
PLANT(too_long)
PLANT(overflows)
