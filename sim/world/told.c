/* SPDX-License-Identifier: MIT */
#include "world/told.h"

#include <string.h>

#include "decisions/mix.h"
#include "kernel/epoll.h"
#include "world/sys_sim.h"

#define BELOW (*wt_sim_below(sys))

/* Before the call: never as an argument beside it, whose turn nobody knows. */
static struct wt_host *enter(struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_whose(sys);

	if (host->tank->entered)
		host->tank->entered(host->tank, host->tank->entered_context);
	return host;
}

static void give(struct wt_host *host, uint64_t word)
{
	host->told = wt_mix(host->told, word);
}

static uint64_t add_bytes(uint64_t hash, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ p[i]) * UINT64_C(0x100000001B3);
	return hash;
}

/* Lowest byte first on every machine: what searches found on several is put together. */
static uint64_t add_number(uint64_t hash, uint64_t number, size_t len)
{
	for (; len > 0; len--, number >>= 8)
		hash = (hash ^ (number & 0xff)) * UINT64_C(0x100000001B3);
	return hash;
}

static void give_bytes(struct wt_host *host, const void *bytes, size_t len)
{
	give(host, add_bytes(len, bytes, len));
}

/* An option: an int, or several. */
static void give_ints(struct wt_host *host, const void *value, size_t len)
{
	const unsigned char *p = value;
	uint64_t hash = len;
	unsigned number;

	for (; len >= sizeof number; p += sizeof number, len -= sizeof number) {
		memcpy(&number, p, sizeof number);
		hash = add_number(hash, number, sizeof number);
	}
	give(host, add_bytes(hash, p, len));
}

static int result(struct wt_host *host, int rc)
{
	give(host, (uint64_t)(int64_t)rc);
	return rc;
}

/* Of a name the family is a number, and all that follows is bytes. */
static void give_name(struct wt_host *host, int rc, const struct sockaddr *name,
		      const socklen_t *len, socklen_t room)
{
	size_t count, family = sizeof name->sa_family;

	if (rc < 0 || !name || !len)
		return;
	give(host, *len);
	count = *len < room ? *len : room;
	if (count >= family)
		give(host, add_bytes(add_number(count, name->sa_family, family),
				     (const unsigned char *)name + family, count - family));
}

/* -- Sockets --------------------------------------------------------------- */

static int told_socket(int family, int type, int protocol, struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);

	return result(host, BELOW.socket(family, type, protocol, sys));
}

static int told_bind(int fd, const struct sockaddr *name, socklen_t len, struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);

	return result(host, BELOW.bind(fd, name, len, sys));
}

static int told_listen(int fd, int backlog, struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);

	return result(host, BELOW.listen(fd, backlog, sys));
}

static int told_accept(int fd, struct sockaddr *name, socklen_t *len, struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);
	socklen_t room = len ? *len : 0;
	int rc = BELOW.accept(fd, name, len, sys);

	give_name(host, rc, name, len, room);
	return result(host, rc);
}

static int told_connect(int fd, const struct sockaddr *name, socklen_t len, struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);

	return result(host, BELOW.connect(fd, name, len, sys));
}

static int told_shutdown(int fd, int how, struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);

	return result(host, BELOW.shutdown(fd, how, sys));
}

static int told_close(int fd, struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);

	return result(host, BELOW.close(fd, sys));
}

static int told_getsockopt(int fd, int level, int name, void *value, socklen_t *len,
			   struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);
	int rc = BELOW.getsockopt(fd, level, name, value, len, sys);

	if (rc >= 0)
		give_ints(host, value, *len);
	return result(host, rc);
}

static int told_setsockopt(int fd, int level, int name, const void *value, socklen_t len,
			   struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);

	return result(host, BELOW.setsockopt(fd, level, name, value, len, sys));
}

static int told_getsockname(int fd, struct sockaddr *name, socklen_t *len, struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);
	socklen_t room = *len;
	int rc = BELOW.getsockname(fd, name, len, sys);

	give_name(host, rc, name, len, room);
	return result(host, rc);
}

static int told_getpeername(int fd, struct sockaddr *name, socklen_t *len, struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);
	socklen_t room = *len;
	int rc = BELOW.getpeername(fd, name, len, sys);

	give_name(host, rc, name, len, room);
	return result(host, rc);
}

static int told_set_nonblock(int fd, struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);

	return result(host, BELOW.set_nonblock(fd, sys));
}

/* -- Bytes ------------------------------------------------------------------- */

static ssize_t got(struct wt_host *host, ssize_t n, const void *buf, size_t len)
{
	if (n > 0)
		give_bytes(host, buf, (size_t)n < len ? (size_t)n : len);
	give(host, (uint64_t)(int64_t)n);
	return n;
}

static ssize_t told_recv(int fd, void *buf, size_t len, int flags, struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);

	return got(host, BELOW.recv(fd, buf, len, flags, sys), buf, flags & MSG_TRUNC ? 0 : len);
}

static ssize_t told_send(int fd, const void *buf, size_t len, int flags, struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);

	return got(host, BELOW.send(fd, buf, len, flags, sys), NULL, 0);
}

static ssize_t told_recvfrom(int fd, void *buf, size_t len, int flags, struct sockaddr *name,
			     socklen_t *name_len, struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);
	socklen_t room = name_len ? *name_len : 0;
	ssize_t n = BELOW.recvfrom(fd, buf, len, flags, name, name_len, sys);

	give_name(host, n < 0 ? -1 : 0, name, name_len, room);
	return got(host, n, buf, flags & MSG_TRUNC ? 0 : len);
}

static ssize_t told_sendto(int fd, const void *buf, size_t len, int flags,
			   const struct sockaddr *name, socklen_t name_len, struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);

	return got(host, BELOW.sendto(fd, buf, len, flags, name, name_len, sys), NULL, 0);
}

static ssize_t told_read(int fd, void *buf, size_t len, struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);

	return got(host, BELOW.read(fd, buf, len, sys), buf, len);
}

static ssize_t told_write(int fd, const void *buf, size_t len, struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);

	return got(host, BELOW.write(fd, buf, len, sys), NULL, 0);
}

static int told_dup(int fd, struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);

	return result(host, BELOW.dup(fd, sys));
}

static int told_open(const char *path, int flags, mode_t mode, struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);

	return result(host, BELOW.open(path, flags, mode, sys));
}

static int told_mkfifo(const char *path, mode_t mode, struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);

	return result(host, BELOW.mkfifo(path, mode, sys));
}

static int told_eventfd(unsigned count, int flags, struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);

	return result(host, BELOW.eventfd(count, flags, sys));
}

static int told_fcntl(int fd, int cmd, int arg, struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);

	return result(host, BELOW.fcntl(fd, cmd, arg, sys));
}

static int pair(struct wt_host *host, int rc, const int fds[2])
{
	if (rc >= 0)
		give(host, (uint64_t)fds[0] << 32 | (uint64_t)fds[1]);
	return result(host, rc);
}

static int told_pipe(int ret_fds[2], struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);

	return pair(host, BELOW.pipe(ret_fds, sys), ret_fds);
}

static int told_socketpair(int family, int type, int ret_fds[2], struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);

	return pair(host, BELOW.socketpair(family, type, ret_fds, sys), ret_fds);
}

/* -- Waits ------------------------------------------------------------------- */

static int told_poll(struct pollfd *fds, nfds_t nfds, int64_t timeout_ns, struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);
	int rc = BELOW.poll(fds, nfds, timeout_ns, sys);

	for (nfds_t i = 0; rc > 0 && i < nfds; i++)
		give(host, (uint64_t)(unsigned short)fds[i].revents);
	return result(host, rc);
}

static void give_set(struct wt_host *host, int nfds, const fd_set *set)
{
	for (int fd = 0; set && fd < nfds; fd++) {
		if (FD_ISSET(fd, set))
			give(host, (uint64_t)fd);
	}
	give(host, UINT64_MAX);
}

static int told_select(int nfds, fd_set *r, fd_set *w, fd_set *x, int64_t timeout_ns,
		       struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);
	int rc = BELOW.select(nfds, r, w, x, timeout_ns, sys);

	if (rc > 0) {
		give_set(host, nfds, r);
		give_set(host, nfds, w);
		give_set(host, nfds, x);
	}
	return result(host, rc);
}

static int told_epoll_create(struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);

	return result(host, BELOW.epoll_create(sys));
}

static int told_epoll_ctl(int epfd, int op, int fd, struct epoll_event *event, struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);

	return result(host, BELOW.epoll_ctl(epfd, op, fd, event, sys));
}

/* An event's data is what the program gave, which may be an address of its own:
 * under which descriptor it gave it tells as much. */
static int told_epoll_wait(int epfd, struct epoll_event *events, int max, int64_t timeout_ns,
			   struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);
	int rc = BELOW.epoll_wait(epfd, events, max, timeout_ns, sys);
	const struct wt_watch *watch = NULL;
	struct wt_epoll *epoll;

	if (rc > 0 && wt_sys_epoll_get(&host->kernel, epfd, max, &epoll) == 0)
		watch = epoll->found;
	for (int i = 0; watch && i < rc; i++, watch = watch->next_found) {
		give(host, watch->found);
		give(host, (uint64_t)watch->fd);
	}
	return result(host, rc);
}

/* -- Time, chance, memory -------------------------------------------------- */

static uint64_t told_now_ns(struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);
	uint64_t now_ns = BELOW.now_ns(sys);

	give(host, now_ns);
	return now_ns;
}

static uint64_t told_wall_ns(struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);
	uint64_t wall_ns = BELOW.wall_ns(sys);

	give(host, wall_ns);
	return wall_ns;
}

static void told_random(void *buf, size_t len, struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);

	BELOW.random(buf, len, sys);
	give_bytes(host, buf, len);
}

static void *told_realloc(void *ptr, size_t size, const char *purpose, struct ac_sys *sys)
{
	struct wt_host *host = enter(sys);
	void *taken = BELOW.realloc(ptr, size, purpose, sys);

	give(host, taken != NULL);
	return taken;
}

static uint32_t told_notes_wanted(struct ac_sys *sys)
{
	return BELOW.notes_wanted(sys);
}

static void told_note(const struct ac_note *note, struct ac_sys *sys)
{
	BELOW.note(note, sys);
}

static const struct ac_sys_ops told_ops = {
	.name = "sim",
	.socket = told_socket,
	.bind = told_bind,
	.listen = told_listen,
	.accept = told_accept,
	.connect = told_connect,
	.shutdown = told_shutdown,
	.close = told_close,
	.getsockopt = told_getsockopt,
	.setsockopt = told_setsockopt,
	.getsockname = told_getsockname,
	.getpeername = told_getpeername,
	.set_nonblock = told_set_nonblock,
	.recv = told_recv,
	.send = told_send,
	.recvfrom = told_recvfrom,
	.sendto = told_sendto,
	.read = told_read,
	.write = told_write,
	.dup = told_dup,
	.pipe = told_pipe,
	.socketpair = told_socketpair,
	.open = told_open,
	.mkfifo = told_mkfifo,
	.eventfd = told_eventfd,
	.fcntl = told_fcntl,
	.poll = told_poll,
	.select = told_select,
	.epoll_create = told_epoll_create,
	.epoll_ctl = told_epoll_ctl,
	.epoll_wait = told_epoll_wait,
	.now_ns = told_now_ns,
	.wall_ns = told_wall_ns,
	.random = told_random,
	.realloc = told_realloc,
	.notes_wanted = told_notes_wanted,
	.note = told_note,
};

void wt_tank_listen(struct wt_tank *tank)
{
	for (size_t i = 0; i < tank->host_count; i++)
		tank->hosts[i].sys.ops = &told_ops;
}

uint64_t wt_tank_told(const struct wt_tank *tank)
{
	uint64_t told = 0;

	for (size_t i = 0; i < tank->host_count; i++)
		told = wt_mix(told, tank->hosts[i].told);
	return told;
}
