/* SPDX-License-Identifier: MIT
 *
 * `raw OBJ CALL returns RESULT`: calls that do nothing, and return what the scenario
 * says, whether a kernel could do so or not.  close alone does its work, as Linux's
 * does whatever it returns: else the descriptor would be lost with it.
 *
 * A table of calls in front of that of sys_sim.c, of worlds with such lines only. */
#include "world/sys_sim.h"

#define SIM wt_sys_sim_ops

static enum wt_side side_of(enum wt_call call)
{
	return call == WT_CALL_send || call == WT_CALL_sendto || call == WT_CALL_write
		       ? WT_WRITABLE
		       : WT_READABLE;
}

static bool has_places(enum wt_call call)
{
	switch (call) {
	case WT_CALL_accept:
	case WT_CALL_recv:
	case WT_CALL_recvfrom:
	case WT_CALL_read:
	case WT_CALL_send:
	case WT_CALL_sendto:
	case WT_CALL_write:
		return true;
	default:
		return false;
	}
}

static bool said_of(struct wt_host *host, struct wt_object *object, const struct wt_file *file,
		    enum wt_call call, int64_t *ret)
{
	struct wt_spot spot = {.object = object, .ask = WT_ASK_RAW};

	if (!wt_is_open(object, WT_ASK_RAW))
		return false;
	if (file && has_places(call) && file->ops->find_place &&
	    !file->ops->find_place(file, side_of(call), &spot.place))
		spot.place = (struct wt_place){.form = WT_PLACE_NONE};
	return wt_decide_raw_call(host->tank->net.decider, &spot, (int)call,
				  host->tank->net.clock.now_ns, ret);
}

/* Of the descriptor, if it has a name yet, or of the host as a whole: then calls
 * count whatever their descriptor. */
static bool is_said(struct ac_sys *sys, enum wt_call call, int fd, int64_t *ret)
{
	struct wt_host *host = wt_sim_whose(sys);
	const struct wt_file *file = fd < 0 ? NULL : wt_fd_get(&host->kernel, fd);

	return (file && said_of(host, file->object, file, call, ret)) ||
	       said_of(host, host->kernel.object, NULL, call, ret);
}

/* The call is told as any other, and counts as one. */
static bool forced(struct ac_sys *sys, enum wt_call call, int fd, ssize_t *ret)
{
	struct wt_host *host;
	int64_t said;

	if (!is_said(sys, call, fd, &said))
		return false;
	host = wt_sim_host(sys);
	*ret = wt_sim_tell(host, call, wt_sim_object(host, fd), 0, (int)said);
	return true;
}

/* -- Sockets --------------------------------------------------------------- */

static int raw_socket(int family, int type, int protocol, struct ac_sys *sys)
{
	ssize_t rc;

	return forced(sys, WT_CALL_socket, -1, &rc) ? (int)rc
						    : SIM.socket(family, type, protocol, sys);
}

static int raw_bind(int fd, const struct sockaddr *name, socklen_t len, struct ac_sys *sys)
{
	ssize_t rc;

	return forced(sys, WT_CALL_bind, fd, &rc) ? (int)rc : SIM.bind(fd, name, len, sys);
}

static int raw_listen(int fd, int backlog, struct ac_sys *sys)
{
	ssize_t rc;

	return forced(sys, WT_CALL_listen, fd, &rc) ? (int)rc : SIM.listen(fd, backlog, sys);
}

static int raw_accept(int fd, struct sockaddr *name, socklen_t *len, struct ac_sys *sys)
{
	ssize_t rc;

	return forced(sys, WT_CALL_accept, fd, &rc) ? (int)rc : SIM.accept(fd, name, len, sys);
}

static int raw_connect(int fd, const struct sockaddr *name, socklen_t len, struct ac_sys *sys)
{
	ssize_t rc;

	return forced(sys, WT_CALL_connect, fd, &rc) ? (int)rc : SIM.connect(fd, name, len, sys);
}

static int raw_shutdown(int fd, int how, struct ac_sys *sys)
{
	ssize_t rc;

	return forced(sys, WT_CALL_shutdown, fd, &rc) ? (int)rc : SIM.shutdown(fd, how, sys);
}

static int raw_close(int fd, struct ac_sys *sys)
{
	int64_t rc;
	bool said = is_said(sys, WT_CALL_close, fd, &rc);
	int closed = SIM.close(fd, sys);

	return said ? (int)rc : closed;
}

static int raw_getsockopt(int fd, int level, int name, void *value, socklen_t *len,
			  struct ac_sys *sys)
{
	ssize_t rc;

	return forced(sys, WT_CALL_getsockopt, fd, &rc)
		       ? (int)rc
		       : SIM.getsockopt(fd, level, name, value, len, sys);
}

static int raw_setsockopt(int fd, int level, int name, const void *value, socklen_t len,
			  struct ac_sys *sys)
{
	ssize_t rc;

	return forced(sys, WT_CALL_setsockopt, fd, &rc)
		       ? (int)rc
		       : SIM.setsockopt(fd, level, name, value, len, sys);
}

static int raw_getsockname(int fd, struct sockaddr *name, socklen_t *len, struct ac_sys *sys)
{
	ssize_t rc;

	return forced(sys, WT_CALL_getsockname, fd, &rc) ? (int)rc
							 : SIM.getsockname(fd, name, len, sys);
}

static int raw_getpeername(int fd, struct sockaddr *name, socklen_t *len, struct ac_sys *sys)
{
	ssize_t rc;

	return forced(sys, WT_CALL_getpeername, fd, &rc) ? (int)rc
							 : SIM.getpeername(fd, name, len, sys);
}

static int raw_set_nonblock(int fd, struct ac_sys *sys)
{
	ssize_t rc;

	return forced(sys, WT_CALL_fcntl, fd, &rc) ? (int)rc : SIM.set_nonblock(fd, sys);
}

static int raw_fcntl(int fd, int cmd, int arg, struct ac_sys *sys)
{
	ssize_t rc;

	return forced(sys, WT_CALL_fcntl, fd, &rc) ? (int)rc : SIM.fcntl(fd, cmd, arg, sys);
}

/* -- Bytes: none move ------------------------------------------------------- */

static ssize_t raw_recv(int fd, void *buf, size_t len, int flags, struct ac_sys *sys)
{
	ssize_t n;

	return forced(sys, WT_CALL_recv, fd, &n) ? n : SIM.recv(fd, buf, len, flags, sys);
}

static ssize_t raw_send(int fd, const void *buf, size_t len, int flags, struct ac_sys *sys)
{
	ssize_t n;

	return forced(sys, WT_CALL_send, fd, &n) ? n : SIM.send(fd, buf, len, flags, sys);
}

static ssize_t raw_recvfrom(int fd, void *buf, size_t len, int flags, struct sockaddr *name,
			    socklen_t *name_len, struct ac_sys *sys)
{
	ssize_t n;

	return forced(sys, WT_CALL_recvfrom, fd, &n)
		       ? n
		       : SIM.recvfrom(fd, buf, len, flags, name, name_len, sys);
}

static ssize_t raw_sendto(int fd, const void *buf, size_t len, int flags,
			  const struct sockaddr *name, socklen_t name_len, struct ac_sys *sys)
{
	ssize_t n;

	return forced(sys, WT_CALL_sendto, fd, &n)
		       ? n
		       : SIM.sendto(fd, buf, len, flags, name, name_len, sys);
}

static ssize_t raw_read(int fd, void *buf, size_t len, struct ac_sys *sys)
{
	ssize_t n;

	return forced(sys, WT_CALL_read, fd, &n) ? n : SIM.read(fd, buf, len, sys);
}

static ssize_t raw_write(int fd, const void *buf, size_t len, struct ac_sys *sys)
{
	ssize_t n;

	return forced(sys, WT_CALL_write, fd, &n) ? n : SIM.write(fd, buf, len, sys);
}

/* -- Descriptors ------------------------------------------------------------ */

static int raw_dup(int fd, struct ac_sys *sys)
{
	ssize_t rc;

	return forced(sys, WT_CALL_dup, fd, &rc) ? (int)rc : SIM.dup(fd, sys);
}

static int raw_pipe(int ret_fds[2], struct ac_sys *sys)
{
	ssize_t rc;

	return forced(sys, WT_CALL_pipe, -1, &rc) ? (int)rc : SIM.pipe(ret_fds, sys);
}

static int raw_socketpair(int family, int type, int ret_fds[2], struct ac_sys *sys)
{
	ssize_t rc;

	return forced(sys, WT_CALL_socketpair, -1, &rc)
		       ? (int)rc
		       : SIM.socketpair(family, type, ret_fds, sys);
}

static int raw_open(const char *path, int flags, mode_t mode, struct ac_sys *sys)
{
	ssize_t rc;

	return forced(sys, WT_CALL_open, -1, &rc) ? (int)rc : SIM.open(path, flags, mode, sys);
}

static int raw_mkfifo(const char *path, mode_t mode, struct ac_sys *sys)
{
	ssize_t rc;

	return forced(sys, WT_CALL_mkfifo, -1, &rc) ? (int)rc : SIM.mkfifo(path, mode, sys);
}

static int raw_eventfd(unsigned count, int flags, struct ac_sys *sys)
{
	ssize_t rc;

	return forced(sys, WT_CALL_eventfd, -1, &rc) ? (int)rc : SIM.eventfd(count, flags, sys);
}

/* -- Waits: of the host as a whole -------------------------------------------- */

static int raw_poll(struct pollfd *fds, nfds_t count, int64_t timeout_ns, struct ac_sys *sys)
{
	ssize_t rc;

	return forced(sys, WT_CALL_poll, -1, &rc) ? (int)rc : SIM.poll(fds, count, timeout_ns, sys);
}

static int raw_select(int count, fd_set *r, fd_set *w, fd_set *x, int64_t timeout_ns,
		      struct ac_sys *sys)
{
	ssize_t rc;

	return forced(sys, WT_CALL_select, -1, &rc) ? (int)rc
						    : SIM.select(count, r, w, x, timeout_ns, sys);
}

static int raw_epoll_create(struct ac_sys *sys)
{
	ssize_t rc;

	return forced(sys, WT_CALL_epoll_create, -1, &rc) ? (int)rc : SIM.epoll_create(sys);
}

static int raw_epoll_ctl(int epfd, int op, int fd, struct epoll_event *event, struct ac_sys *sys)
{
	ssize_t rc;

	return forced(sys, WT_CALL_epoll_ctl, fd, &rc) ? (int)rc
						       : SIM.epoll_ctl(epfd, op, fd, event, sys);
}

static int raw_epoll_wait(int epfd, struct epoll_event *events, int max, int64_t timeout_ns,
			  struct ac_sys *sys)
{
	ssize_t rc;

	return forced(sys, WT_CALL_epoll_wait, -1, &rc)
		       ? (int)rc
		       : SIM.epoll_wait(epfd, events, max, timeout_ns, sys);
}

/* -- The table ----------------------------------------------------------------- */

static const struct ac_sys_ops *raw_ops(struct ac_sys_ops *ret)
{
	*ret = SIM;
	ret->socket = raw_socket;
	ret->bind = raw_bind;
	ret->listen = raw_listen;
	ret->accept = raw_accept;
	ret->connect = raw_connect;
	ret->shutdown = raw_shutdown;
	ret->close = raw_close;
	ret->getsockopt = raw_getsockopt;
	ret->setsockopt = raw_setsockopt;
	ret->getsockname = raw_getsockname;
	ret->getpeername = raw_getpeername;
	ret->set_nonblock = raw_set_nonblock;
	ret->fcntl = raw_fcntl;
	ret->recv = raw_recv;
	ret->send = raw_send;
	ret->recvfrom = raw_recvfrom;
	ret->sendto = raw_sendto;
	ret->read = raw_read;
	ret->write = raw_write;
	ret->dup = raw_dup;
	ret->pipe = raw_pipe;
	ret->socketpair = raw_socketpair;
	ret->open = raw_open;
	ret->mkfifo = raw_mkfifo;
	ret->eventfd = raw_eventfd;
	ret->poll = raw_poll;
	ret->select = raw_select;
	ret->epoll_create = raw_epoll_create;
	ret->epoll_ctl = raw_epoll_ctl;
	ret->epoll_wait = raw_epoll_wait;
	return ret;
}

void wt_tank_force(struct wt_tank *tank)
{
	const struct ac_sys_ops *ops = raw_ops(&tank->forced);

	wt_sys_check(ops, &tank->checked);
	for (size_t i = 0; i < tank->host_count; i++) {
		struct wt_host *host = &tank->hosts[i];

		if (host->sys.ops == host->below)
			host->sys.ops = ops;
		host->below = ops;
	}
}
