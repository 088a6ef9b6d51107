/* SPDX-License-Identifier: MIT
 *
 * Options of sockets. */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#include "verb.h"

static const struct option {
	const char *word;
	int level, name;
} options[] = {
	{"NODELAY", IPPROTO_TCP, TCP_NODELAY},
	{"KEEPALIVE", SOL_SOCKET, SO_KEEPALIVE},
	{"OOBINLINE", SOL_SOCKET, SO_OOBINLINE},
	{"REUSEADDR", SOL_SOCKET, SO_REUSEADDR},
	{"ACCEPTCONN", SOL_SOCKET, SO_ACCEPTCONN},
	{"TYPE", SOL_SOCKET, SO_TYPE},
	{"SNDBUF", SOL_SOCKET, SO_SNDBUF},
	{"RCVBUF", SOL_SOCKET, SO_RCVBUF},
	{"RCVLOWAT", SOL_SOCKET, SO_RCVLOWAT},
	{"REUSEPORT", SOL_SOCKET, SO_REUSEPORT},
	{"nonsense", SOL_SOCKET, 9999},
	{"DOMAIN", SOL_SOCKET, SO_DOMAIN},
	{"PROTOCOL", SOL_SOCKET, SO_PROTOCOL},
	{"PRIORITY", SOL_SOCKET, SO_PRIORITY},
	{"SNDLOWAT", SOL_SOCKET, SO_SNDLOWAT},
	{"BROADCAST", SOL_SOCKET, SO_BROADCAST},
	{"ERROR", SOL_SOCKET, SO_ERROR},
	{"TOS", IPPROTO_IP, IP_TOS},
	{"TTL", IPPROTO_IP, IP_TTL},
	{"V6ONLY", IPPROTO_IPV6, IPV6_V6ONLY},
	{"LINGER", SOL_SOCKET, SO_LINGER},
	{"USER_TIMEOUT", IPPROTO_TCP, TCP_USER_TIMEOUT},
	{"SYNCNT", IPPROTO_TCP, TCP_SYNCNT},
	{"KEEPIDLE", IPPROTO_TCP, TCP_KEEPIDLE},
	{"KEEPINTVL", IPPROTO_TCP, TCP_KEEPINTVL},
	{"KEEPCNT", IPPROTO_TCP, TCP_KEEPCNT},
};

static const struct option *find_option(const char *word)
{
	for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
		if (strcmp(options[i].word, word) == 0)
			return &options[i];
	}
	return NULL;
}

/* set(l,KEEPALIVE,1) */
static void do_set(const struct call *call, struct answer *answer)
{
	const struct option *option = find_option(call->args[1]);
	struct ac_sys *sys = call->stage->sys;
	int value = (int)call_number(call, 2);

	if (option)
		answer_result(answer,
			      sys->ops->setsockopt(call_socket(call, 0)->fd, option->level,
						   option->name, &value, sizeof value, sys));
}

static void do_set_linger(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	struct linger linger = {.l_onoff = 1, .l_linger = (int)call_number(call, 1)};

	answer_result(answer, sys->ops->setsockopt(call_socket(call, 0)->fd, SOL_SOCKET, SO_LINGER,
						   &linger, sizeof linger, sys));
}

/* set_byte(c,TTL,7): with a value of one byte. */
static void do_set_byte(const struct call *call, struct answer *answer)
{
	const struct option *option = find_option(call->args[1]);
	struct ac_sys *sys = call->stage->sys;
	unsigned char value = (unsigned char)call_number(call, 2);

	if (option)
		answer_result(answer,
			      sys->ops->setsockopt(call_socket(call, 0)->fd, option->level,
						   option->name, &value, sizeof value, sys));
}

/* get_room(c,TTL,2)→0, out 1: with so much room for the answer. */
static void do_get_room(const struct call *call, struct answer *answer)
{
	const struct option *option = find_option(call->args[1]);
	struct ac_sys *sys = call->stage->sys;
	socklen_t len = (socklen_t)call_number(call, 2);
	int value[4], rc;

	if (!option)
		return;
	rc = sys->ops->getsockopt(call_socket(call, 0)->fd, option->level, option->name, value,
				  &len, sys);
	if (rc < 0)
		answer_result(answer, rc);
	else
		answer_text(answer, "0, out %u", len);
}

/* get(s,KEEPALIVE)→1 */
static void do_get(const struct call *call, struct answer *answer)
{
	const struct option *option = find_option(call->args[1]);
	struct ac_sys *sys = call->stage->sys;
	int value[2] = {0, 0};
	socklen_t len = sizeof value;
	int rc;

	if (!option)
		return;
	rc = sys->ops->getsockopt(call_socket(call, 0)->fd, option->level, option->name, value,
				  &len, sys);
	if (rc < 0)
		answer_result(answer, rc);
	else if (len == sizeof value)
		answer_text(answer, "%d,%d", value[0], value[1]);
	else
		answer_text(answer, "%d", value[0]);
}

static void do_error(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	int error = 0;
	socklen_t len = sizeof error;
	int rc = sys->ops->getsockopt(call_socket(call, 0)->fd, SOL_SOCKET, SO_ERROR, &error, &len,
				      sys);

	answer_result(answer, rc < 0 ? rc : -error);
}

/* TCP_INFO(c)→ESTABLISHED: its state, as Linux numbers them. */
static void do_tcp_info(const struct call *call, struct answer *answer)
{
	static const char *const states[] = {
		"0",         "ESTABLISHED", "SYN_SENT",   "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2",
		"TIME_WAIT", "CLOSE",       "CLOSE_WAIT", "LAST_ACK", "LISTEN",    "CLOSING",
	};
	struct ac_sys *sys = call->stage->sys;
	struct tcp_info info = {0};
	socklen_t len = sizeof info;
	int rc = sys->ops->getsockopt(call_socket(call, 0)->fd, IPPROTO_TCP, TCP_INFO, &info, &len,
				      sys);

	if (rc < 0)
		answer_result(answer, rc);
	else if (info.tcpi_state < sizeof states / sizeof states[0])
		answer_text(answer, "%s", states[info.tcpi_state]);
}

const struct verb verbs_options[] = {
	{"set_byte", do_set_byte}, {"get_room", do_get_room},
	{"set", do_set},           {"get", do_get},
	{"linger", do_set_linger}, {"SO_ERROR", do_error},
	{"TCP_INFO", do_tcp_info}, {NULL, NULL},
};
