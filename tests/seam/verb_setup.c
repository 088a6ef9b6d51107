/* SPDX-License-Identifier: MIT
 *
 * Several calls in one word: what rows begin with, and what they count. */
#include <errno.h>
#include <string.h>

#include "verb.h"

#define BACKLOG 8

static int bind_at_home(struct stage *stage, struct stage_socket *socket)
{
	const struct sockaddr_in name = {.sin_family = AF_INET,
					 .sin_addr = stage_home(stage, socket->name)};

	return stage->sys->ops->bind(socket->fd, (const struct sockaddr *)&name, sizeof name,
				     stage->sys);
}

static int make_listener(struct stage *stage, const char *name, int backlog)
{
	struct stage_socket *socket = stage_socket(stage, name);
	int rc = socket ? bind_at_home(stage, socket) : -EMFILE;

	return rc < 0 ? rc : stage->sys->ops->listen(socket->fd, backlog, stage->sys);
}

/* listener(l), listener(l,0): bound at home, with this backlog. */
static void do_listener(const struct call *call, struct answer *answer)
{
	int backlog = *call->args[1] ? (int)call_number(call, 1) : BACKLOG;

	answer_result(answer, make_listener(call->stage, call->args[0], backlog));
}

static int connect_to(struct stage *stage, const char *name, struct stage_socket *listener)
{
	struct stage_socket *socket = stage_socket(stage, name);

	if (!socket)
		return -EMFILE;
	stage_note_address(stage, listener);
	return stage->sys->ops->connect(socket->fd, (struct sockaddr *)&listener->address,
					sizeof listener->address, stage->sys);
}

static int accept_from(struct stage *stage, const char *name, struct stage_socket *listener)
{
	int fd = stage->sys->ops->accept(listener->fd, NULL, NULL, stage->sys);

	if (fd >= 0)
		stage_adopt(stage, name, fd);
	return fd;
}

/* pair(c,s): c has connected to l, which has accepted s.  Made only if there is
 * no l yet. */
static void do_pair(const struct call *call, struct answer *answer)
{
	struct stage *stage = call->stage;
	struct stage_socket *listener;
	int rc = stage_find(stage, "l") ? 0 : make_listener(stage, "l", BACKLOG);

	if (rc < 0) {
		answer_result(answer, rc);
		return;
	}
	listener = stage_find(stage, "l");
	connect_to(stage, call->args[0], listener);
	if (stage->gate)
		gate_pump(stage->gate);
	/* Takes note that it is connected, as one does after a wait. */
	rc = connect_to(stage, call->args[0], listener);
	answer_success(answer, rc < 0 ? rc : accept_from(stage, call->args[1], listener));
}

/* completed(l,12)→4: so many of 12 connects that are not accepted get through. */
static void do_completed(const struct call *call, struct answer *answer)
{
	struct stage *stage = call->stage;
	struct stage_socket *listener = call_socket(call, 0);
	struct pollfd fds[16];
	long count = call_number(call, 1);
	int rc;

	for (long i = 0; i < count; i++) {
		rc = stage_open(stage, "new");
		if (rc < 0) {
			answer_result(answer, rc);
			return;
		}
		fds[i] = (struct pollfd){.fd = stage_find(stage, "new")->fd, .events = POLLOUT};
		connect_to(stage, "new", listener);
		stage_find(stage, "new")->name[0] = '\0'; /* the next one has the name */
	}
	answer_result(answer, stage->sys->ops->poll(fds, (nfds_t)count, 0, stage->sys));
}

/* accepted(l)→4: until there are no more. */
static void do_accepted(const struct call *call, struct answer *answer)
{
	struct stage_socket *listener = call_socket(call, 0);
	long count = 0;

	while (accept_from(call->stage, "new", listener) >= 0) {
		stage_close(call->stage, stage_find(call->stage, "new"));
		count++;
	}
	answer_result(answer, count);
}

/* peer(s)→c: who is at the other end? */
static void do_peer(const struct call *call, struct answer *answer)
{
	struct stage *stage = call->stage;
	struct sockaddr_in name = {0};
	socklen_t len = sizeof name;
	int rc = stage->sys->ops->getpeername(call_socket(call, 0)->fd, (struct sockaddr *)&name,
					      &len, stage->sys);

	if (rc < 0)
		answer_result(answer, rc);
	for (size_t i = 0; rc == 0 && i < stage->count; i++) {
		stage_note_address(stage, &stage->sockets[i]);
		if (memcmp(&stage->sockets[i].address, &name, sizeof name) == 0)
			answer_text(answer, "%s", stage->sockets[i].name);
	}
}

static uint16_t port_of(struct stage *stage, struct stage_socket *socket)
{
	stage_note_address(stage, socket);
	return ntohs(socket->address.sin_port);
}

/* connects(l,10)→10 even, binds(10)→0 even: the ports the kernel chooses. */
static void do_connects(const struct call *call, struct answer *answer)
{
	struct stage *stage = call->stage;
	long count = call_number(call, 1), even = 0;

	for (long i = 0; i < count && stage_open(stage, "new") == 0; i++) {
		connect_to(stage, "new", call_socket(call, 0));
		even += port_of(stage, stage_find(stage, "new")) % 2 == 0;
		stage_find(stage, "new")->name[0] = '\0';
	}
	answer_text(answer, "%ld even", even);
}

static void do_binds(const struct call *call, struct answer *answer)
{
	struct stage *stage = call->stage;
	long count = call_number(call, 0), even = 0;

	for (long i = 0; i < count && stage_open(stage, "new") == 0; i++) {
		bind_at_home(stage, stage_find(stage, "new"));
		even += port_of(stage, stage_find(stage, "new")) % 2 == 0;
		stage_find(stage, "new")->name[0] = '\0';
	}
	answer_text(answer, "%ld even", even);
}

/* port(b,32768,60999)→in range */
static void do_port(const struct call *call, struct answer *answer)
{
	long port = port_of(call->stage, call_socket(call, 0));

	if (port >= call_number(call, 1) && port <= call_number(call, 2))
		answer_text(answer, "in range");
	else
		answer_text(answer, "%ld", port);
}

const struct verb verbs_setup[] = {
	{"listener", do_listener}, {"pair", do_pair},         {"completed", do_completed},
	{"accepted", do_accepted}, {"connects", do_connects}, {"binds", do_binds},
	{"port", do_port},         {"peer", do_peer},         {NULL, NULL},
};
