/* SPDX-License-Identifier: MIT
 *
 * Sockets of other families, and pipes. */
#include <netinet/in.h>
#include <string.h>

#include "verb.h"

static int read_type(const char *word)
{
	return strcmp(word, "DGRAM") == 0 ? SOCK_DGRAM : SOCK_STREAM;
}

static int open_socket(const struct call *call, int family, int type)
{
	struct ac_sys *sys = call->stage->sys;
	int fd = sys->ops->socket(family, type, 0, sys);

	if (fd >= 0)
		stage_adopt(call->stage, call->args[0], fd);
	return fd;
}

/* unix(c), unix(c,DGRAM) */
static void do_unix(const struct call *call, struct answer *answer)
{
	answer_success(answer, open_socket(call, AF_UNIX, read_type(call->args[1])));
}

/* unix_listener(l,@x), unix_listener(l,@x,0): with this backlog. */
static void do_unix_listener(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	int fd = open_socket(call, AF_UNIX, SOCK_STREAM);
	struct stage_address name;
	int rc = fd;

	stage_path(call->stage, call->args[1], &name);
	if (rc >= 0)
		rc = sys->ops->bind(fd, (struct sockaddr *)&name.path, name.len, sys);
	if (rc >= 0)
		rc = sys->ops->listen(fd, *call->args[2] ? (int)call_number(call, 2) : 8, sys);
	answer_result(answer, rc);
}

/* unix_pair(c,s): c has connected to l at @l, which has accepted s. */
static void do_unix_pair(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	int fd = open_socket(call, AF_UNIX, SOCK_STREAM);
	struct stage_address name;
	int rc = fd;

	stage_path(call->stage, "@l", &name);
	if (rc >= 0)
		rc = sys->ops->connect(fd, (struct sockaddr *)&name.path, name.len, sys);
	if (rc >= 0)
		rc = sys->ops->accept(stage_find(call->stage, "l")->fd, NULL, NULL, sys);
	if (rc >= 0)
		stage_adopt(call->stage, call->args[1], rc);
	answer_success(answer, rc);
}

/* socketpair(a,b), socketpair(a,b,DGRAM), socketpair(a,b,INET) */
static void do_socketpair(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	bool inet = strcmp(call->args[2], "INET") == 0;
	int fds[2], rc;

	rc = sys->ops->socketpair(inet ? AF_INET : AF_UNIX, read_type(call->args[2]), fds, sys);
	if (rc >= 0) {
		stage_adopt(call->stage, call->args[0], fds[0]);
		stage_adopt(call->stage, call->args[1], fds[1]);
	}
	answer_result(answer, rc);
}

/* pipe(r,w) */
static void do_pipe(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	int fds[2], rc = sys->ops->pipe(fds, sys);

	if (rc >= 0) {
		stage_adopt(call->stage, call->args[0], fds[0]);
		stage_adopt(call->stage, call->args[1], fds[1]);
	}
	answer_result(answer, rc);
}

/* udp(u) */
static void do_udp(const struct call *call, struct answer *answer)
{
	answer_success(answer, open_socket(call, AF_INET, SOCK_DGRAM));
}

const struct verb verbs_local[] = {
	{"unix", do_unix},
	{"unix_listener", do_unix_listener},
	{"unix_pair", do_unix_pair},
	{"socketpair", do_socketpair},
	{"pipe", do_pipe},
	{"udp", do_udp},
	{NULL, NULL},
};
