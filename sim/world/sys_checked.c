/* SPDX-License-Identifier: MIT
 *
 * The simulated kernel with a checker of memory looking on (checker.h): the table
 * of sys_sim.c with calls in front that say what a kernel reads of a program's
 * memory and what it writes there.
 *
 * Of a buffer that a call filled only the bytes it returned have a value: who
 * looks behind them is found out, though old bytes, or zeros, are still there.
 * After a call that failed all is as it was. */
#include <limits.h>
#include <stddef.h>
#include <string.h>
#include <sys/un.h>

#include "world/checker.h"
#include "world/sys_sim.h"

#define SIM (*wt_sim_below(sys))

void wt_host_tell_errors(struct wt_host *host)
{
	unsigned errors;

	if (!host->tank->checker)
		return;
	errors = wt_checker_errors();
	if (errors != host->tank->errors)
		wt_net_fact(&host->tank->net, &host->kernel, NULL, WT_FACT_CHECKER,
			    errors - host->tank->errors, 0, host->tank->checker);
	host->tank->errors = errors;
}

static void enter(struct ac_sys *sys)
{
	wt_host_tell_errors(wt_sim_whose(sys));
}

/* -- Bytes -------------------------------------------------------------- */

static void filled(void *buf, size_t len, int flags, ssize_t n)
{
	/* A stream's bytes are thrown away then, a datagram's length is not what is there. */
	if (n < 0 || flags & MSG_TRUNC)
		return;
	wt_checker_undefined(buf, len);
	wt_checker_defined(buf, (size_t)n < len ? (size_t)n : len);
}

static ssize_t checked_recv(int fd, void *buf, size_t len, int flags, struct ac_sys *sys)
{
	ssize_t n;

	enter(sys);
	wt_checker_must_be_there(buf, len);
	n = SIM.recv(fd, buf, len, flags, sys);
	filled(buf, len, flags, n);
	return n;
}

static ssize_t checked_read(int fd, void *buf, size_t len, struct ac_sys *sys)
{
	ssize_t n;

	enter(sys);
	wt_checker_must_be_there(buf, len);
	n = SIM.read(fd, buf, len, sys);
	filled(buf, len, 0, n);
	return n;
}

static ssize_t checked_send(int fd, const void *buf, size_t len, int flags, struct ac_sys *sys)
{
	enter(sys);
	wt_checker_must_be_defined(buf, len);
	return SIM.send(fd, buf, len, flags, sys);
}

static ssize_t checked_write(int fd, const void *buf, size_t len, struct ac_sys *sys)
{
	enter(sys);
	wt_checker_must_be_defined(buf, len);
	return SIM.write(fd, buf, len, sys);
}

/* -- Names -------------------------------------------------------------- */

/* As much as a kernel looks at: the rest of a sockaddr_in is padding, a path ends
 * with its 0. */
static void check_name(const struct sockaddr *name, socklen_t len)
{
	const size_t path = offsetof(struct sockaddr_un, sun_path);
	size_t used = len;

	if (!name || len < sizeof name->sa_family)
		return;
	wt_checker_must_be_defined(name, sizeof name->sa_family);
	if (name->sa_family == AF_INET && used > offsetof(struct sockaddr_in, sin_zero))
		used = offsetof(struct sockaddr_in, sin_zero);
	if (name->sa_family == AF_UNIX && used > path && ((const char *)name)[path] != '\0')
		used = path + strnlen((const char *)name + path, used - path);
	wt_checker_must_be_defined(name, used);
}

/* A length that is none is answered with EINVAL. */
static socklen_t room_for(void *value, const socklen_t *len)
{
	if (!value || !len)
		return 0;
	wt_checker_must_be_defined(len, sizeof *len);
	if (*len > INT_MAX)
		return 0;
	wt_checker_must_be_there(value, *len);
	return *len;
}

static void gave(void *value, socklen_t room, const socklen_t *len, ssize_t result)
{
	if (!value || !len || result < 0)
		return;
	wt_checker_undefined(value, room);
	wt_checker_defined(value, *len < room ? *len : room);
}

static int checked_bind(int fd, const struct sockaddr *name, socklen_t len, struct ac_sys *sys)
{
	enter(sys);
	check_name(name, len);
	return SIM.bind(fd, name, len, sys);
}

static int checked_connect(int fd, const struct sockaddr *name, socklen_t len, struct ac_sys *sys)
{
	enter(sys);
	check_name(name, len);
	return SIM.connect(fd, name, len, sys);
}

static int checked_accept(int fd, struct sockaddr *name, socklen_t *len, struct ac_sys *sys)
{
	socklen_t room;
	int rc;

	enter(sys);
	room = room_for(name, len);
	rc = SIM.accept(fd, name, len, sys);
	gave(name, room, len, rc);
	return rc;
}

static int checked_getsockname(int fd, struct sockaddr *name, socklen_t *len, struct ac_sys *sys)
{
	socklen_t room;
	int rc;

	enter(sys);
	room = room_for(name, len);
	rc = SIM.getsockname(fd, name, len, sys);
	gave(name, room, len, rc);
	return rc;
}

static int checked_getpeername(int fd, struct sockaddr *name, socklen_t *len, struct ac_sys *sys)
{
	socklen_t room;
	int rc;

	enter(sys);
	room = room_for(name, len);
	rc = SIM.getpeername(fd, name, len, sys);
	gave(name, room, len, rc);
	return rc;
}

static int checked_getsockopt(int fd, int level, int name, void *value, socklen_t *len,
			      struct ac_sys *sys)
{
	socklen_t room;
	int rc;

	enter(sys);
	room = room_for(value, len);
	rc = SIM.getsockopt(fd, level, name, value, len, sys);
	gave(value, room, len, rc);
	return rc;
}

static int checked_setsockopt(int fd, int level, int name, const void *value, socklen_t len,
			      struct ac_sys *sys)
{
	enter(sys);
	wt_checker_must_be_defined(value, len);
	return SIM.setsockopt(fd, level, name, value, len, sys);
}

static ssize_t checked_recvfrom(int fd, void *buf, size_t len, int flags, struct sockaddr *name,
				socklen_t *name_len, struct ac_sys *sys)
{
	socklen_t room;
	ssize_t n;

	enter(sys);
	wt_checker_must_be_there(buf, len);
	room = room_for(name, name_len);
	n = SIM.recvfrom(fd, buf, len, flags, name, name_len, sys);
	filled(buf, len, flags, n);
	gave(name, room, name_len, n);
	return n;
}

static ssize_t checked_sendto(int fd, const void *buf, size_t len, int flags,
			      const struct sockaddr *name, socklen_t name_len, struct ac_sys *sys)
{
	enter(sys);
	wt_checker_must_be_defined(buf, len);
	check_name(name, name_len);
	return SIM.sendto(fd, buf, len, flags, name, name_len, sys);
}

/* -- Waits, notes ------------------------------------------------------- */

static int checked_poll(struct pollfd *fds, nfds_t count, int64_t timeout_ns, struct ac_sys *sys)
{
	enter(sys);
	return SIM.poll(fds, count, timeout_ns, sys);
}

static int checked_select(int count, fd_set *r, fd_set *w, fd_set *x, int64_t timeout_ns,
			  struct ac_sys *sys)
{
	enter(sys);
	return SIM.select(count, r, w, x, timeout_ns, sys);
}

static int checked_epoll_wait(int epfd, struct epoll_event *events, int max, int64_t timeout_ns,
			      struct ac_sys *sys)
{
	size_t room = max > 0 ? (size_t)max * sizeof *events : 0;
	int count;

	enter(sys);
	wt_checker_must_be_there(events, room);
	count = SIM.epoll_wait(epfd, events, max, timeout_ns, sys);
	if (count < 0)
		return count;
	wt_checker_undefined(events, room);
	wt_checker_defined(events, (size_t)count * sizeof *events);
	return count;
}

/* Not entered: there are many, and no time passes before the next call. */
static void checked_note(const struct ac_note *note, struct ac_sys *sys)
{
	if (note->bytes)
		wt_checker_must_be_defined(note->bytes, note->len);
	SIM.note(note, sys);
}

void wt_sys_check(const struct ac_sys_ops *below, struct ac_sys_ops *ret)
{
	*ret = *below;
	ret->recv = checked_recv;
	ret->read = checked_read;
	ret->send = checked_send;
	ret->write = checked_write;
	ret->bind = checked_bind;
	ret->connect = checked_connect;
	ret->accept = checked_accept;
	ret->getsockname = checked_getsockname;
	ret->getpeername = checked_getpeername;
	ret->getsockopt = checked_getsockopt;
	ret->setsockopt = checked_setsockopt;
	ret->recvfrom = checked_recvfrom;
	ret->sendto = checked_sendto;
	ret->poll = checked_poll;
	ret->select = checked_select;
	ret->epoll_wait = checked_epoll_wait;
	ret->note = checked_note;
}
