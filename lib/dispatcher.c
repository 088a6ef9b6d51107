/* SPDX-License-Identifier: MIT
 *
 * dispatcher.c - the life of a channel, and the calls a program makes on it. */
#include <string.h>

#include "internal.h"

/* ---- How bytes come in and go out ---- */

static ssize_t get_closed(int fd, void *buf, size_t len, int flags, struct ac_sys *sys)
{
	(void)sys;
	(void)fd;
	(void)buf;
	(void)len;
	(void)flags;
	return -EBADF;
}

static ssize_t put_closed(int fd, const void *buf, size_t len, int flags, struct ac_sys *sys)
{
	(void)sys;
	(void)fd;
	(void)buf;
	(void)len;
	(void)flags;
	return -EBADF;
}

static ssize_t get_file(int fd, void *buf, size_t len, int flags, struct ac_sys *sys)
{
	(void)flags;
	return sys->ops->read(fd, buf, len, sys);
}

static ssize_t put_file(int fd, const void *buf, size_t len, int flags, struct ac_sys *sys)
{
	(void)flags;
	return sys->ops->write(fd, buf, len, sys);
}

void ac_choose_calls(struct ac_dispatcher *d)
{
	const struct ac_sys_ops *ops = d->loop->sys->ops;

	if (d->fd < 0 || d->lingering) {
		d->get = get_closed;
		d->put = put_closed;
	} else {
		d->get = d->file ? get_file : ops->recv;
		d->put = d->file ? put_file : ops->send;
	}
}

/* ---- Opening and closing ---- */

int ac_init(struct ac_dispatcher *d, struct ac_loop *loop, const struct ac_ops *ops)
{
	memset(d, 0, sizeof *d);
	d->loop = loop;
	d->fd = -1;
	ac_choose_calls(d);
	d->cls = ac_class_of(loop, ops);
	return d->cls ? 0 : -ENOMEM;
}

const char *ac_name(const struct ac_dispatcher *d)
{
	return d->cls->ops.name;
}

static void forget_last_connection(struct ac_dispatcher *d)
{
	d->cls->ops.discard_buffers(d); /* a new peer must not get them (K25) */
	d->addr_len = 0;
	d->excused = 0;
	d->datagram = false;
	d->at_eof = false;
	d->write_shut = false;
	d->draining = false;
	d->losing = false;
	d->paused = false;
	d->full = false;
}

int ac_open_with(struct ac_dispatcher *d, int fd, bool file)
{
	int rc;

	if (d->fd >= 0)
		return ac_failed(d, AC_ERROR_API, AC_OP_SOCKET, -EBUSY);
	forget_last_connection(d);
	d->file = file;
	d->fd = fd;
	rc = ac_register(d);
	if (rc < 0) {
		d->fd = -1;
		return ac_failed(d, AC_ERROR_API, rc == -ENOMEM ? AC_OP_MEMORY : AC_OP_SOCKET, rc);
	}
	ac_choose_calls(d);
	ac_restart_timeout(d);
	return 0;
}

static void set_addr(struct ac_dispatcher *d, const struct sockaddr *addr, socklen_t len)
{
	if (len > sizeof d->addr)
		len = sizeof d->addr;
	if (len > 0)
		memcpy(&d->addr, addr, len);
	d->addr_len = len;
}

int ac_create_socket(struct ac_dispatcher *d, int family, int type)
{
	struct ac_sys *sys = d->loop->sys;
	int fd, rc;

	if (d->fd >= 0)
		return ac_failed(d, AC_ERROR_API, AC_OP_SOCKET, -EBUSY);
	fd = sys->ops->socket(family, type, 0, sys);
	if (fd < 0)
		return ac_failed(d, AC_ERROR_OS, AC_OP_SOCKET, fd);
	rc = ac_open_with(d, fd, false);
	if (rc < 0) {
		sys->ops->close(fd, sys);
		return rc;
	}
	d->datagram = type == SOCK_DGRAM;
	return 0;
}

int ac_set_accepted(struct ac_dispatcher *d, int fd, const struct sockaddr *addr, socklen_t len)
{
	int rc = ac_open_with(d, fd, false);

	if (rc < 0)
		return rc;
	set_addr(d, addr, len);
	d->connected = true;
	return 0;
}

int ac_init_accepted(struct ac_dispatcher *d, struct ac_loop *loop, const struct ac_ops *ops,
		     int fd, const struct sockaddr *addr, socklen_t len)
{
	int rc = ac_init(d, loop, ops);

	return rc < 0 ? rc : ac_set_accepted(d, fd, addr, len);
}

/* What the kernel knows of a socket that came from elsewhere.  EINVAL: macOS,
 * after a quick reset. */
static int look_at(struct ac_sys *sys, int fd, int *ret_type, struct sockaddr_storage *ret_peer,
		   socklen_t *ret_peer_len)
{
	void *peer = ret_peer;
	socklen_t len = sizeof *ret_type;
	int rc = sys->ops->set_nonblock(fd, sys);

	if (rc >= 0)
		rc = sys->ops->getsockopt(fd, SOL_SOCKET, SO_TYPE, ret_type, &len, sys);
	if (rc < 0)
		return rc;
	*ret_peer_len = sizeof *ret_peer;
	rc = sys->ops->getpeername(fd, peer, ret_peer_len, sys);
	if (rc != -ENOTCONN && rc != -EINVAL)
		return rc < 0 ? rc : 0;
	*ret_peer_len = 0;
	return 0;
}

int ac_set_socket(struct ac_dispatcher *d, int fd)
{
	struct sockaddr_storage peer;
	const void *any = &peer;
	socklen_t peer_len;
	int type, rc;

	if (d->fd >= 0)
		return ac_failed(d, AC_ERROR_API, AC_OP_SOCKET, -EBUSY);
	rc = look_at(d->loop->sys, fd, &type, &peer, &peer_len);
	if (rc < 0)
		return ac_failed(d, AC_ERROR_OS, AC_OP_SOCKET, rc);
	rc = ac_open_with(d, fd, false);
	if (rc < 0)
		return rc;
	d->datagram = type == SOCK_DGRAM;
	d->connected = peer_len > 0;
	set_addr(d, any, peer_len);
	return 0;
}

void ac_close(struct ac_dispatcher *d)
{
	struct ac_loop *loop = d->loop;
	int fd = d->fd;

	if (fd < 0)
		return;
	if (d->lingering)
		d->cls = d->left;
	d->lingering = false;
	d->cls->ops.discard_buffers(d);
	ac_cancel(&d->timer);
	ac_note_channel(d, AC_NOTE_CHANNEL_CLOSED, 0);
	ac_unregister(d);
	if (d->losing) {
		d->excused = loop->serial;
		loop->aftermath = true;
	}
	d->fd = -1;
	ac_choose_calls(d);
	d->connected = false;
	d->connecting = false;
	d->accepting = false;
	d->backing_off = false;
	if (fd != AC_FD_LOST)
		ac_close_fd(loop, fd);
}

/* ---- Names and options ---- */

void ac_set_reuse_addr(struct ac_dispatcher *d)
{
	int on = 1;

	ac_setsockopt(d, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
}

int ac_setsockopt(struct ac_dispatcher *d, int level, int name, const void *value, socklen_t len)
{
	struct ac_sys *sys = d->loop->sys;
	int rc;

	if (d->fd < 0)
		return ac_misused(d, AC_OP_OPTION, "setsockopt");
	rc = sys->ops->setsockopt(d->fd, level, name, value, len, sys);
	return rc < 0 ? ac_failed(d, AC_ERROR_OS, AC_OP_OPTION, rc) : 0;
}

int ac_getsockopt(struct ac_dispatcher *d, int level, int name, void *value, socklen_t *len)
{
	struct ac_sys *sys = d->loop->sys;
	int rc;

	if (d->fd < 0)
		return ac_misused(d, AC_OP_OPTION, "getsockopt");
	rc = sys->ops->getsockopt(d->fd, level, name, value, len, sys);
	return rc < 0 ? ac_failed(d, AC_ERROR_OS, AC_OP_OPTION, rc) : 0;
}

int ac_bind(struct ac_dispatcher *d, const struct sockaddr *addr, socklen_t len)
{
	struct ac_sys *sys = d->loop->sys;
	struct sockaddr_storage name;
	void *any = &name;
	socklen_t name_len = sizeof name;
	int rc;

	if (d->fd < 0)
		return ac_misused(d, AC_OP_BIND, "bind");
	rc = sys->ops->bind(d->fd, addr, len, sys);
	if (rc < 0)
		return ac_failed(d, AC_ERROR_OS, AC_OP_BIND, rc);
	set_addr(d, addr, len);
	if (sys->ops->getsockname(d->fd, any, &name_len, sys) >= 0)
		set_addr(d, any, name_len);
	return 0;
}

/* ---- Passive and active opening ---- */

int ac_listen(struct ac_dispatcher *d, int backlog)
{
	struct ac_sys *sys = d->loop->sys;
	int rc;

	if (d->fd < 0)
		return ac_misused(d, AC_OP_LISTEN, "listen");
	rc = sys->ops->listen(d->fd, backlog, sys);
	if (rc < 0)
		return ac_failed(d, AC_ERROR_OS, AC_OP_LISTEN, rc);
	d->accepting = true;
	ac_restart_timeout(d);
	ac_mark(d);
	return 0;
}

static bool is_in_progress(int rc, int family)
{
	switch (-rc) {
	case EINPROGRESS:
	case EALREADY:
	case EINTR: /* a non-blocking connect goes on behind it (K53) */
		return true;
	case EAGAIN: /* of AF_UNIX: backlog full, nothing goes on (K14) */
		return family != AF_UNIX;
	default:
		return false;
	}
}

int ac_connect(struct ac_dispatcher *d, const struct sockaddr *addr, socklen_t len)
{
	struct ac_sys *sys = d->loop->sys;
	int rc;

	if (d->fd < 0)
		return ac_misused(d, AC_OP_CONNECT, "connect");
	d->connected = false;
	d->connecting = true;
	ac_restart_timeout(d);
	ac_mark(d);
	rc = sys->ops->connect(d->fd, addr, len, sys);
	if (rc >= 0 || rc == -EISCONN) {
		set_addr(d, addr, len);
		return d->cls->ops.handle_connect_event(d);
	}
	if (is_in_progress(rc, addr->sa_family)) {
		set_addr(d, addr, len);
		return 0;
	}
	/* or the next event would take it for connected (K13) */
	d->connecting = false;
	return ac_failed_for_good(d, AC_OP_CONNECT, rc);
}

/* The connection is gone again, or was never one: accept(2) says to treat these
 * as "none". */
static bool is_none(int rc)
{
	switch (-rc) {
	case EAGAIN:
	case EINTR:
	case ECONNABORTED:
	case EPERM:
	case EPROTO:
	case ENETDOWN:
	case ENOPROTOOPT:
	case EHOSTDOWN:
	case ENONET:
	case EHOSTUNREACH:
	case ENETUNREACH:
		return true;
	default:
		return false;
	}
}

static bool is_exhausted(int rc)
{
	return rc == -EMFILE || rc == -ENFILE || rc == -ENOBUFS || rc == -ENOMEM;
}

static int end_rest(struct ac_timer *timer)
{
	struct ac_dispatcher *d = ac_container_of(timer, struct ac_dispatcher, timer);

	d->backing_off = false;
	ac_mark(d);
	return 0;
}

/* The connection stays in the queue, so the listener stays readable: without a
 * rest it would be served in every pass, in vain (K11). */
static void rest(struct ac_dispatcher *d, int rc)
{
	d->backing_off = true;
	ac_mark(d);
	ac_call_later(d->loop, &d->timer, AC_ACCEPT_REST_NS, end_rest);
	ac_log(d, AC_LOG_WARNING, ac_strerror(rc));
}

int ac_accept(struct ac_dispatcher *d, struct sockaddr_storage *addr, socklen_t *len)
{
	struct ac_sys *sys = d->loop->sys;
	void *any = addr;
	int fd;

	if (d->fd < 0)
		return ac_misused(d, AC_OP_ACCEPT, "accept");
	if (addr)
		*len = sizeof *addr;
	fd = sys->ops->accept(d->fd, any, len, sys);
	if (fd >= 0)
		return fd;
	if (is_none(fd))
		return -EAGAIN;
	if (!is_exhausted(fd))
		return ac_failed_for_good(d, AC_OP_ACCEPT, fd);
	rest(d, fd);
	return -EAGAIN;
}

/* ---- Data ---- */

/* The library found out; what the handler does after that is excused. */
static int lose(struct ac_dispatcher *d, enum ac_handler handler,
		int (*method)(struct ac_dispatcher *))
{
	bool before = d->losing;
	int rc;

	d->losing = true;
	rc = ac_call(d, handler, method);
	d->losing = before;
	return rc < 0 ? rc : 0;
}

/* A datagram channel has no connection to lose, but its descriptor. */
static ssize_t io_failed(struct ac_dispatcher *d, enum ac_op op, int rc)
{
	if (d->datagram && rc != -EBADF)
		return ac_failed(d, AC_ERROR_OS, op, rc);
	if (ac_is_disconnected(rc))
		return lose(d, AC_HANDLER_handle_close, d->cls->ops.handle_close);
	return ac_failed_for_good(d, op, rc);
}

/* A closed channel does not come as far as the kernel. */
AC_SELDOM static ssize_t failed_to_send(struct ac_dispatcher *d, int rc)
{
	if (d->fd < 0 || d->lingering)
		return ac_misused(d, AC_OP_SEND, "send");
	return rc == -EAGAIN ? 0 : io_failed(d, AC_OP_SEND, rc);
}

AC_OFTEN ssize_t ac_send(struct ac_dispatcher *d, const void *buf, size_t len)
{
	ssize_t n = d->put(d->fd, buf, len, MSG_NOSIGNAL, d->loop->sys);

	if (n < 0)
		return failed_to_send(d, (int)n);
	return d->counts_idleness ? ac_note_activity(d, n) : n;
}

/* From here on input is not watched, since the end of a stream does not go away.
 * The program hears of it once, however often it reads. */
static ssize_t end_of_stream(struct ac_dispatcher *d)
{
	if (d->at_eof)
		return 0;
	d->at_eof = true;
	ac_mark(d);
	return lose(d, AC_HANDLER_handle_eof, d->cls->ops.handle_eof);
}

AC_SELDOM static ssize_t received_nothing(struct ac_dispatcher *d, ssize_t n)
{
	if (d->fd < 0 || d->lingering)
		return ac_misused(d, AC_OP_RECV, "recv");
	if (n == -EAGAIN)
		return n;
	if (n < 0)
		return io_failed(d, AC_OP_RECV, (int)n);
	return d->datagram ? 0 : end_of_stream(d);
}

AC_OFTEN ssize_t ac_recv(struct ac_dispatcher *d, void *buf, size_t len)
{
	ssize_t n;

	if (len == 0 && d->fd >= 0 && !d->datagram) /* its 0 would not mean the end (K34) */
		return 0;
	n = d->get(d->fd, buf, len, 0, d->loop->sys);
	if (n <= 0)
		return received_nothing(d, n);
	return d->counts_idleness ? ac_note_activity(d, n) : n;
}

int ac_shutdown(struct ac_dispatcher *d, int how)
{
	struct ac_sys *sys = d->loop->sys;
	int rc;

	if (d->fd < 0)
		return ac_misused(d, AC_OP_SHUTDOWN, "shutdown");
	rc = sys->ops->shutdown(d->fd, how, sys);
	if (rc < 0)
		return ac_failed(d, AC_ERROR_OS, AC_OP_SHUTDOWN, rc);
	if (how != SHUT_RD)
		d->write_shut = true;
	ac_mark(d);
	return 0;
}
