/* SPDX-License-Identifier: MIT
 *
 * Sockets of other families, pipes, and what has a name. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/eventfd.h>

#include "verb.h"

static int read_type(const char *word)
{
	if (strcmp(word, "SEQPACKET") == 0)
		return SOCK_SEQPACKET;
	return strcmp(word, "DGRAM") == 0 ? SOCK_DGRAM : SOCK_STREAM;
}

static int open_socket(const struct call *call, int family, int type)
{
	struct ac_sys *sys = call->stage->sys;
	int fd;

	stage_prepare(call->stage, call->args[0]);
	fd = sys->ops->socket(family, type, 0, sys);
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

static const char *file_path(const struct call *call, unsigned arg, struct stage_address *ret)
{
	if (strncmp(call->args[arg], "/dev/", 5) == 0)
		return call->args[arg];
	stage_path(call->stage, call->args[arg], ret);
	return ret->path.sun_path;
}

/* mkfifo(/f) */
static void do_mkfifo(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	struct stage_address name;

	answer_result(answer, sys->ops->mkfifo(file_path(call, 0, &name), 0600, sys));
}

static int read_open_flags(const char *text)
{
	static const struct {
		const char *word;
		int bits;
	} words[] = {{"WRONLY", O_WRONLY}, {"RDWR", O_RDWR},   {"CREAT", O_CREAT},
		     {"EXCL", O_EXCL},     {"TRUNC", O_TRUNC}, {"APPEND", O_APPEND}};
	int flags = 0;

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strstr(text, words[i].word))
			flags |= words[i].bits;
	}
	return flags;
}

/* open(r,/f,RDONLY), open(n,/dev/null,RDWR) */
static void do_open(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	struct stage_address name;
	int fd = sys->ops->open(file_path(call, 1, &name), read_open_flags(call->args[2]), 0600,
				sys);

	if (fd >= 0)
		stage_adopt(call->stage, call->args[0], fd);
	answer_success(answer, fd);
}

/* fcntl(w,SETPIPE_SZ,4096)→4096 */
static void do_fcntl(const struct call *call, struct answer *answer)
{
	static const struct {
		const char *word;
		int cmd;
	} words[] = {{"GETPIPE_SZ", F_GETPIPE_SZ}, {"SETPIPE_SZ", F_SETPIPE_SZ}};
	struct ac_sys *sys = call->stage->sys;

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strcmp(call->args[1], words[i].word) == 0)
			answer_result(answer,
				      sys->ops->fcntl(call_socket(call, 0)->fd, words[i].cmd,
						      (int)call_number(call, 2), sys));
	}
}

/* flags(r)→RDONLY|NONBLOCK|CLOEXEC */
static void do_flags(const struct call *call, struct answer *answer)
{
	static const char *const access[] = {"RDONLY", "WRONLY", "RDWR"};
	struct ac_sys *sys = call->stage->sys;
	int fd = call_socket(call, 0)->fd, status = sys->ops->fcntl(fd, F_GETFL, 0, sys);
	int of_fd = sys->ops->fcntl(fd, F_GETFD, 0, sys);

	if (status < 0 || of_fd < 0)
		answer_result(answer, status < 0 ? status : of_fd);
	else
		answer_text(answer, "%s%s%s", access[status & O_ACCMODE],
			    status & O_NONBLOCK ? "|NONBLOCK" : "",
			    of_fd & FD_CLOEXEC ? "|CLOEXEC" : "");
}

/* eventfd(v), eventfd(v,3), eventfd(v,3,SEMAPHORE) */
static void do_eventfd(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	int fd = sys->ops->eventfd((unsigned)call_number(call, 1),
				   *call->args[2] ? EFD_SEMAPHORE : 0, sys);

	if (fd >= 0)
		stage_adopt(call->stage, call->args[0], fd);
	answer_success(answer, fd);
}

/* add(v,1): writes so much to an eventfd; -1 and -2 are the largest numbers. */
static void do_add(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	uint64_t count = (uint64_t)call_number(call, 1);

	answer_result(answer, sys->ops->write(call_socket(call, 0)->fd, &count, sizeof count, sys));
}

/* take(v)→3: reads an eventfd. */
static void do_take(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	uint64_t count;
	ssize_t n = sys->ops->read(call_socket(call, 0)->fd, &count, sizeof count, sys);

	if (n == (ssize_t)sizeof count)
		answer_text(answer, "%" PRIu64, count);
	else
		answer_result(answer, n);
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
	{"mkfifo", do_mkfifo},
	{"open", do_open},
	{"fcntl", do_fcntl},
	{"flags", do_flags},
	{"eventfd", do_eventfd},
	{"add", do_add},
	{"take", do_take},
	{"udp", do_udp},
	{NULL, NULL},
};
