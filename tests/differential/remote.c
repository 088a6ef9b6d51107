/* SPDX-License-Identifier: MIT
 *
 * remote.c - a kernel whose every call is told to the script.
 *
 * Alone it asks the script for the answers ("sys"); over the simulated kernel it says
 * what that one answered ("did").  Time moves by waits that bring nothing. */
#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drive.h"

/* What came with the last answer, as text. */
static char tail[LINE_SIZE];

static struct remote *of(struct ac_sys *sys)
{
	return (struct remote *)(void *)sys;
}

static void keep_tail(const struct words *answer)
{
	size_t i;

	tail[0] = '\0';
	for (i = 1; i < answer->count; i++) {
		strcat(tail, word(answer, i));
		strcat(tail, " ");
	}
	if (tail[0])
		tail[strlen(tail) - 1] = '\0';
}

/* rc and tail are the simulated kernel's, if there is one. */
static long settle(const struct remote *r, long rc, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static long settle(const struct remote *r, long rc, const char *format, ...)
{
	static char call[LINE_SIZE];
	struct words answer;
	va_list args;

	va_start(args, format);
	vsnprintf(call, sizeof call, format, args);
	va_end(args);
	if (r->under) {
		wire_say("did %s = %ld %s", call, rc, tail);
		return rc;
	}
	wire_say("sys %s", call);
	if (!wire_hear(&answer))
		exit(1);
	keep_tail(&answer);
	return (long)number(&answer, 0);
}

static void fill_addr(struct sockaddr *addr, socklen_t *len)
{
	struct sockaddr_in in;

	if (!addr)
		return;
	ac_ipv4(&in, "127.0.0.1", 1);
	memcpy(addr, &in, sizeof in);
	*len = sizeof in;
}

/* ---- Sockets ---- */

static int remote_socket(int family, int type, int protocol, struct ac_sys *sys)
{
	struct remote *r = of(sys);
	int rc = r->under ? r->under->ops->socket(family, type, protocol, r->under) : 0;

	tail[0] = '\0';
	return (int)settle(r, rc, "socket %d %d", family, type);
}

static int remote_bind(int fd, const struct sockaddr *addr, socklen_t len, struct ac_sys *sys)
{
	struct remote *r = of(sys);
	int rc = r->under ? r->under->ops->bind(fd, addr, len, r->under) : 0;

	tail[0] = '\0';
	return (int)settle(r, rc, "bind %d", fd);
}

static int remote_listen(int fd, int backlog, struct ac_sys *sys)
{
	struct remote *r = of(sys);
	int rc = r->under ? r->under->ops->listen(fd, backlog, r->under) : 0;

	tail[0] = '\0';
	return (int)settle(r, rc, "listen %d", fd);
}

static int remote_accept(int fd, struct sockaddr *addr, socklen_t *len, struct ac_sys *sys)
{
	struct remote *r = of(sys);
	int rc = r->under ? r->under->ops->accept(fd, addr, len, r->under) : 0;

	tail[0] = '\0';
	if (!r->under)
		fill_addr(addr, len);
	return (int)settle(r, rc, "accept %d", fd);
}

static int remote_connect(int fd, const struct sockaddr *addr, socklen_t len, struct ac_sys *sys)
{
	struct remote *r = of(sys);
	int rc = r->under ? r->under->ops->connect(fd, addr, len, r->under) : 0;

	tail[0] = '\0';
	return (int)settle(r, rc, "connect %d", fd);
}

static int remote_shutdown(int fd, int how, struct ac_sys *sys)
{
	struct remote *r = of(sys);
	int rc = r->under ? r->under->ops->shutdown(fd, how, r->under) : 0;

	tail[0] = '\0';
	return (int)settle(r, rc, "shutdown %d %d", fd, how);
}

static int remote_close(int fd, struct ac_sys *sys)
{
	struct remote *r = of(sys);
	int rc = r->under ? r->under->ops->close(fd, r->under) : 0;

	tail[0] = '\0';
	return (int)settle(r, rc, "close %d", fd);
}

/* The option's value is the answer. */
static int remote_getsockopt(int fd, int level, int name, void *value, socklen_t *len,
			     struct ac_sys *sys)
{
	struct remote *r = of(sys);
	int *found = value;
	int rc = r->under ? r->under->ops->getsockopt(fd, level, name, value, len, r->under) : 0;

	tail[0] = '\0';
	rc = (int)settle(r, rc < 0 ? rc : *found, "getsockopt %d %d %d", fd, level, name);
	if (rc < 0)
		return rc;
	*found = rc;
	*len = sizeof *found;
	return 0;
}

static int remote_setsockopt(int fd, int level, int name, const void *value, socklen_t len,
			     struct ac_sys *sys)
{
	struct remote *r = of(sys);
	int rc = r->under ? r->under->ops->setsockopt(fd, level, name, value, len, r->under) : 0;

	tail[0] = '\0';
	return (int)settle(r, rc, "setsockopt %d %d %d", fd, level, name);
}

static int remote_getsockname(int fd, struct sockaddr *addr, socklen_t *len, struct ac_sys *sys)
{
	struct remote *r = of(sys);
	int rc = r->under ? r->under->ops->getsockname(fd, addr, len, r->under) : 0;

	tail[0] = '\0';
	if (!r->under)
		fill_addr(addr, len);
	return (int)settle(r, rc, "getsockname %d", fd);
}

static int remote_getpeername(int fd, struct sockaddr *addr, socklen_t *len, struct ac_sys *sys)
{
	struct remote *r = of(sys);
	int rc = r->under ? r->under->ops->getpeername(fd, addr, len, r->under) : 0;

	tail[0] = '\0';
	if (!r->under)
		fill_addr(addr, len);
	return (int)settle(r, rc, "getpeername %d", fd);
}

static int remote_set_nonblock(int fd, struct ac_sys *sys)
{
	struct remote *r = of(sys);
	int rc = r->under ? r->under->ops->set_nonblock(fd, r->under) : 0;

	tail[0] = '\0';
	return (int)settle(r, rc, "set_nonblock %d", fd);
}

/* ---- Bytes ---- */

static ssize_t remote_recv(int fd, void *buf, size_t len, int flags, struct ac_sys *sys)
{
	struct remote *r = of(sys);
	ssize_t rc = r->under ? r->under->ops->recv(fd, buf, len, flags, r->under) : 0;

	tail[0] = '\0';
	if (rc > 0)
		to_hex(tail, buf, (size_t)rc);
	rc = settle(r, rc, "recv %d %zu %d", fd, len, flags);
	if (!r->under && rc > 0)
		from_hex(buf, len, tail);
	return rc;
}

static ssize_t remote_send(int fd, const void *buf, size_t len, int flags, struct ac_sys *sys)
{
	static char text[LINE_SIZE];
	struct remote *r = of(sys);
	ssize_t rc = r->under ? r->under->ops->send(fd, buf, len, flags, r->under) : 0;

	tail[0] = '\0';
	assert(2 * len < sizeof text);
	to_hex(text, buf, len);
	return settle(r, rc, "send %d %s", fd, text);
}

/* ---- Waits ---- */

/* Appends " FD:BITS". */
static void append(char *text, int fd, unsigned bits)
{
	sprintf(text + strlen(text), " %d:%u", fd, bits);
}

/* The bits of fd in "FD:BITS FD:BITS". */
static unsigned bits_in_tail(int fd)
{
	const char *at = tail;
	int found;
	unsigned bits;
	int used;

	for (; sscanf(at, "%d:%u%n", &found, &bits, &used) == 2; at += used)
		if (found == fd)
			return bits;
	return 0;
}

static int end_wait(struct remote *r, long rc, int64_t timeout_ns)
{
	if (rc == 0 && timeout_ns > 0)
		r->now_ns += (uint64_t)timeout_ns;
	return (int)rc;
}

static int remote_poll(struct pollfd *fds, nfds_t nfds, int64_t timeout_ns, struct ac_sys *sys)
{
	struct remote *r = of(sys);
	char wanted[4096] = "";
	nfds_t i;
	long rc = r->under ? r->under->ops->poll(fds, nfds, timeout_ns, r->under) : 0;

	tail[0] = '\0';
	for (i = 0; i < nfds; i++) {
		if (fds[i].fd < 0)
			continue;
		append(wanted, fds[i].fd, (unsigned)fds[i].events);
		if (rc > 0 && fds[i].revents)
			append(tail, fds[i].fd, (unsigned)fds[i].revents);
	}
	rc = settle(r, rc, "poll %lld%s", (long long)timeout_ns, wanted);
	for (i = 0; !r->under && i < nfds; i++)
		fds[i].revents = (short)(fds[i].fd < 0 ? 0 : bits_in_tail(fds[i].fd));
	return end_wait(r, rc, timeout_ns);
}

static unsigned bits_of_sets(int fd, const fd_set *r, const fd_set *w, const fd_set *x)
{
	return (FD_ISSET(fd, r) ? 1u : 0u) | (FD_ISSET(fd, w) ? 2u : 0u) |
	       (FD_ISSET(fd, x) ? 4u : 0u);
}

static void keep(fd_set *set, int fd, bool ready)
{
	if (!ready)
		FD_CLR(fd, set);
}

static int remote_select(int nfds, fd_set *r, fd_set *w, fd_set *x, int64_t timeout_ns,
			 struct ac_sys *sys)
{
	struct remote *remote = of(sys);
	struct ac_sys *under = remote->under;
	char wanted[4096] = "";
	long rc = 0;
	int fd;

	tail[0] = '\0';
	for (fd = 0; fd < nfds; fd++)
		if (bits_of_sets(fd, r, w, x))
			append(wanted, fd, bits_of_sets(fd, r, w, x));
	if (under)
		rc = under->ops->select(nfds, r, w, x, timeout_ns, under);
	for (fd = 0; rc > 0 && fd < nfds; fd++)
		if (bits_of_sets(fd, r, w, x))
			append(tail, fd, bits_of_sets(fd, r, w, x));
	rc = settle(remote, rc, "select %lld%s", (long long)timeout_ns, wanted);
	for (fd = 0; !under && fd < nfds; fd++) {
		keep(r, fd, bits_in_tail(fd) & 1);
		keep(w, fd, bits_in_tail(fd) & 2);
		keep(x, fd, bits_in_tail(fd) & 4);
	}
	return end_wait(remote, rc, timeout_ns);
}

/* ---- What no situation asks for ---- */

static ssize_t no_recvfrom(int fd, void *buf, size_t len, int flags, struct sockaddr *addr,
			   socklen_t *addr_len, struct ac_sys *sys)
{
	(void)sys, (void)fd, (void)buf, (void)len, (void)flags, (void)addr, (void)addr_len;
	return -ENOSYS;
}

static ssize_t no_sendto(int fd, const void *buf, size_t len, int flags,
			 const struct sockaddr *addr, socklen_t addr_len, struct ac_sys *sys)
{
	(void)sys, (void)fd, (void)buf, (void)len, (void)flags, (void)addr, (void)addr_len;
	return -ENOSYS;
}

static ssize_t no_read(int fd, void *buf, size_t len, struct ac_sys *sys)
{
	(void)sys, (void)fd, (void)buf, (void)len;
	return -ENOSYS;
}

static ssize_t no_write(int fd, const void *buf, size_t len, struct ac_sys *sys)
{
	(void)sys, (void)fd, (void)buf, (void)len;
	return -ENOSYS;
}

static int no_dup(int fd, struct ac_sys *sys)
{
	(void)sys, (void)fd;
	return -ENOSYS;
}

static int no_pipe(int ret_fds[2], struct ac_sys *sys)
{
	(void)sys, (void)ret_fds;
	return -ENOSYS;
}

static int no_socketpair(int family, int type, int ret_fds[2], struct ac_sys *sys)
{
	(void)sys, (void)family, (void)type, (void)ret_fds;
	return -ENOSYS;
}

static int no_open(const char *path, int flags, mode_t mode, struct ac_sys *sys)
{
	(void)sys, (void)path, (void)flags, (void)mode;
	return -ENOSYS;
}

static int no_mkfifo(const char *path, mode_t mode, struct ac_sys *sys)
{
	(void)sys, (void)path, (void)mode;
	return -ENOSYS;
}

static int no_eventfd(unsigned count, int flags, struct ac_sys *sys)
{
	(void)sys, (void)count, (void)flags;
	return -ENOSYS;
}

static int no_fcntl(int fd, int cmd, int arg, struct ac_sys *sys)
{
	(void)sys, (void)fd, (void)cmd, (void)arg;
	return -ENOSYS;
}

static int no_epoll_create(struct ac_sys *sys)
{
	(void)sys;
	return -ENOSYS;
}

static int no_epoll_ctl(int epfd, int op, int fd, struct epoll_event *event, struct ac_sys *sys)
{
	(void)sys, (void)epfd, (void)op, (void)fd, (void)event;
	return -ENOSYS;
}

static int no_epoll_wait(int epfd, struct epoll_event *events, int max, int64_t timeout_ns,
			 struct ac_sys *sys)
{
	(void)sys, (void)epfd, (void)events, (void)max, (void)timeout_ns;
	return -ENOSYS;
}

/* ---- The rest ---- */

static uint64_t remote_now(struct ac_sys *sys)
{
	struct remote *r = of(sys);

	return r->under ? r->under->ops->now_ns(r->under) : r->now_ns;
}

static void remote_random(void *buf, size_t len, struct ac_sys *sys)
{
	(void)sys;
	memset(buf, 0, len);
}

static void *remote_realloc(void *ptr, size_t size, const char *purpose, struct ac_sys *sys)
{
	(void)sys;
	(void)purpose;
	if (size > 0)
		return realloc(ptr, size);
	free(ptr);
	return NULL;
}

static uint32_t remote_notes_wanted(struct ac_sys *sys)
{
	(void)sys;
	return 0;
}

static void remote_note(const struct ac_note *note, struct ac_sys *sys)
{
	(void)sys;
	(void)note;
}

static const struct ac_sys_ops remote_ops = {
	.name = "remote",
	.socket = remote_socket,
	.bind = remote_bind,
	.listen = remote_listen,
	.accept = remote_accept,
	.connect = remote_connect,
	.shutdown = remote_shutdown,
	.close = remote_close,
	.getsockopt = remote_getsockopt,
	.setsockopt = remote_setsockopt,
	.getsockname = remote_getsockname,
	.getpeername = remote_getpeername,
	.set_nonblock = remote_set_nonblock,
	.recv = remote_recv,
	.send = remote_send,
	.recvfrom = no_recvfrom,
	.sendto = no_sendto,
	.read = no_read,
	.write = no_write,
	.dup = no_dup,
	.pipe = no_pipe,
	.socketpair = no_socketpair,
	.open = no_open,
	.mkfifo = no_mkfifo,
	.eventfd = no_eventfd,
	.fcntl = no_fcntl,
	.poll = remote_poll,
	.select = remote_select,
	.epoll_create = no_epoll_create,
	.epoll_ctl = no_epoll_ctl,
	.epoll_wait = no_epoll_wait,
	.now_ns = remote_now,
	.wall_ns = remote_now,
	.random = remote_random,
	.realloc = remote_realloc,
	.notes_wanted = remote_notes_wanted,
	.note = remote_note,
};

void remote_init(struct remote *r, struct ac_sys *under)
{
	*r = (struct remote){.base.ops = &remote_ops, .under = under};
}
