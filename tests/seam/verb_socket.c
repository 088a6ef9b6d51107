/* SPDX-License-Identifier: MIT
 *
 * One system call each. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "verb.h"

/* ---- Names ---- */

static void answer_address(struct answer *answer, const struct sockaddr_in *name)
{
	char host[INET_ADDRSTRLEN];

	if (name->sin_family == AF_UNIX) {
		answer_text(answer, "unix");
		return;
	}
	inet_ntop(AF_INET, &name->sin_addr, host, sizeof host);
	answer_text(answer, "%s:%s", strcmp(host, "127.0.0.1") == 0 ? "lo" : host,
		    name->sin_port ? "PORT" : "0");
}

/* A length of the caller's own is answered with the one that came out. */
static bool asks_length(const struct call *call, unsigned arg, socklen_t *ret)
{
	int len;

	if (sscanf(call->args[arg], "addrlen %d", &len) != 1)
		return false;
	*ret = (socklen_t)len;
	return true;
}

static void get_name(const struct call *call, struct answer *answer,
		     int (*get)(int, struct sockaddr *, socklen_t *, struct ac_sys *))
{
	struct sockaddr_in name = {0};
	socklen_t len = sizeof name;
	bool length = asks_length(call, 1, &len);
	int rc = get(call_socket(call, 0)->fd, (struct sockaddr *)&name, &len, call->stage->sys);

	if (rc < 0)
		answer_result(answer, rc);
	else if (length)
		answer_text(answer, "0, out %u", len);
	else if (name.sin_family == AF_UNIX && len == sizeof name.sin_family)
		answer_text(answer, "unnamed");
	else
		answer_address(answer, &name);
}

static void do_getsockname(const struct call *call, struct answer *answer)
{
	get_name(call, answer, call->stage->sys->ops->getsockname);
}

static void do_getpeername(const struct call *call, struct answer *answer)
{
	get_name(call, answer, call->stage->sys->ops->getpeername);
}

/* ---- Opening ---- */

static void do_socket(const struct call *call, struct answer *answer)
{
	answer_success(answer, stage_open(call->stage, call->args[0]));
}

static void do_bind(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	struct stage_address to;

	if (stage_address(call->stage, call->args[1], &to))
		answer_result(answer, sys->ops->bind(call_socket(call, 0)->fd,
						     (struct sockaddr *)&to.name, to.len, sys));
}

static void do_connect(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	struct stage_address to;

	call->stage->connect_ns = sys->ops->now_ns(sys);
	if (stage_address(call->stage, call->args[1], &to))
		answer_result(answer, sys->ops->connect(call_socket(call, 0)->fd,
							(struct sockaddr *)&to.name, to.len, sys));
}

static void do_listen(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;

	answer_result(answer,
		      sys->ops->listen(call_socket(call, 0)->fd, (int)call_number(call, 1), sys));
}

/* accept(l,s): s is the new one.  accept(l,s,addr) says whose it is. */
static void do_accept(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	struct sockaddr_in name = {0};
	socklen_t len = sizeof name;
	bool length = asks_length(call, 2, &len);
	int fd = sys->ops->accept(call_socket(call, 0)->fd, (struct sockaddr *)&name, &len, sys);

	if (fd >= 0)
		stage_adopt(call->stage, call->args[1], fd);
	if (fd >= 0 && length)
		answer_text(answer, "0, out %u", len);
	else if (fd >= 0 && *call->args[2])
		answer_address(answer, &name);
	else
		answer_success(answer, fd);
}

/* ---- Closing ---- */

static int how_to_shut(const char *word)
{
	static const char *const words[] = {"RD", "WR", "RDWR"};

	for (int how = SHUT_RD; how <= SHUT_RDWR; how++) {
		if (strcmp(word, words[how]) == 0)
			return how;
	}
	return atoi(word);
}

static void do_shutdown(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;

	answer_result(answer, sys->ops->shutdown(call_socket(call, 0)->fd,
						 how_to_shut(call->args[1]), sys));
}

static void do_close(const struct call *call, struct answer *answer)
{
	const struct linger now = {.l_onoff = 1, .l_linger = 0};
	struct stage_socket *socket = call_socket(call, 0);
	struct ac_sys *sys = call->stage->sys;

	if (*call->suffix)
		sys->ops->setsockopt(socket->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now, sys);
	stage_note_address(call->stage, socket);
	answer_result(answer, sys->ops->close(socket->fd, sys));
	socket->open = false;
}

/* ---- Bytes ---- */

static int read_flags(const char *text)
{
	static const struct {
		const char *word;
		int bit;
	} flags[] = {{"PEEK", MSG_PEEK},   {"WAITALL", MSG_WAITALL}, {"DONTWAIT", MSG_DONTWAIT},
		     {"TRUNC", MSG_TRUNC}, {"OOB", MSG_OOB},         {"NOSIGNAL", MSG_NOSIGNAL}};
	int bits = 0;

	for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
		if (strstr(text, flags[i].word))
			bits |= flags[i].bit;
	}
	return bits;
}

static void answer_bytes(struct answer *answer, ssize_t n, const char *bytes)
{
	if (n > 0)
		answer_text(answer, "%zd '%.*s'", n, (int)n, bytes);
	else
		answer_result(answer, n);
}

/* What is not written stays a dot. */
#define ROOM "................................"

static void do_recv(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	char bytes[] = ROOM;
	ssize_t n = sys->ops->recv(call_socket(call, 0)->fd, bytes, (size_t)call_number(call, 1),
				   read_flags(call->args[2]), sys);

	answer_bytes(answer, n, bytes);
}

static void do_read(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	char bytes[] = ROOM;
	ssize_t n =
		sys->ops->read(call_socket(call, 0)->fd, bytes, (size_t)call_number(call, 1), sys);

	answer_bytes(answer, n, bytes);
}

/* skip(r,4094)→4094: a read whose bytes do not matter. */
static void do_skip(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	size_t len = (size_t)call_number(call, 1);
	char *bytes = malloc(len);

	if (!bytes)
		abort();
	answer_result(answer, sys->ops->read(call_socket(call, 0)->fd, bytes, len, sys));
	free(bytes);
}

/* The next bytes to be sent, in memory of their own. */
static char *new_letters(struct stage *stage, size_t len)
{
	char *bytes = malloc(len + 1);

	if (!bytes)
		abort();
	for (size_t i = 0; i < len; i++)
		bytes[i] = stage_letter(stage->letters++);
	return bytes;
}

static void do_send(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	size_t len = (size_t)call_number(call, 1);
	char *bytes = new_letters(call->stage, len);

	answer_result(answer, sys->ops->send(call_socket(call, 0)->fd, bytes, len,
					     read_flags(call->args[2]), sys));
	free(bytes);
}

/* sendto(u,B,2): with an address. */
static void do_sendto(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	size_t len = (size_t)call_number(call, 2);
	char *bytes = new_letters(call->stage, len);
	struct stage_address to;

	if (stage_address(call->stage, call->args[1], &to))
		answer_result(answer, sys->ops->sendto(call_socket(call, 0)->fd, bytes, len, 0,
						       (struct sockaddr *)&to.name, to.len, sys));
	free(bytes);
}

/* recvfrom(u,8)→2 'ab' from b */
static void do_recvfrom(const struct call *call, struct answer *answer)
{
	struct stage *stage = call->stage;
	char bytes[] = ROOM;
	struct sockaddr_in name = {0};
	socklen_t len = sizeof name;
	ssize_t n = stage->sys->ops->recvfrom(
		call_socket(call, 0)->fd, bytes, (size_t)call_number(call, 1),
		read_flags(call->args[2]), (struct sockaddr *)&name, &len, stage->sys);
	const char *from = "nobody";

	for (size_t i = 0; n >= 0 && i < stage->count; i++) {
		stage_note_address(stage, &stage->sockets[i]);
		if (name.sin_port && stage->sockets[i].address.sin_port == name.sin_port)
			from = stage->sockets[i].name;
	}
	if (n < 0)
		answer_result(answer, n);
	else
		answer_text(answer, "%zd '%.*s' from %s", n, (int)n, bytes, from);
}

static void do_write(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	size_t len = (size_t)call_number(call, 1);
	char *bytes = new_letters(call->stage, len);

	answer_result(answer, sys->ops->write(call_socket(call, 0)->fd, bytes, len, sys));
	free(bytes);
}

/* ---- The rest ---- */

static void do_set_nonblock(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;

	answer_result(answer, sys->ops->set_nonblock(call_socket(call, 0)->fd, sys));
}

const struct verb verbs_socket[] = {
	{"socket", do_socket},
	{"bind", do_bind},
	{"listen", do_listen},
	{"accept", do_accept},
	{"connect", do_connect},
	{"shutdown", do_shutdown},
	{"close", do_close},
	{"recv", do_recv},
	{"send", do_send},
	{"sendto", do_sendto},
	{"recvfrom", do_recvfrom},
	{"read", do_read},
	{"skip", do_skip},
	{"write", do_write},
	{"set_nonblock", do_set_nonblock},
	{"getsockname", do_getsockname},
	{"getpeername", do_getpeername},
	{NULL, NULL},
};
