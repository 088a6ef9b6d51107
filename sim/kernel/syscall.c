/* SPDX-License-Identifier: MIT */
#include "kernel/syscall.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "kernel/tcp.h"

static int ask_socket(struct wt_kernel *kernel)
{
	static const int errors[] = {EMFILE, ENFILE, ENOBUFS, ENOMEM, 0};
	struct wt_question question = {
		.object = kernel->object,
		.ask = WT_ASK_socket,
		.legal = WT_VERB_BIT(WT_VERB_FAILS),
		.errors = errors,
	};
	struct wt_value value =
		wt_decide(kernel->net->decider, &question, kernel->net->clock.now_ns);

	return value.verb == WT_VERB_FAILS ? -(int)value.number : 0;
}

int wt_sys_socket(struct wt_kernel *kernel, int family, int type, int protocol)
{
	struct wt_socket *socket;
	int rc;

	if (family != AF_INET)
		return -EAFNOSUPPORT;
	if (type != SOCK_STREAM)
		return -EPROTONOSUPPORT;
	if (protocol != 0 && protocol != IPPROTO_TCP)
		return -EPROTONOSUPPORT;
	rc = ask_socket(kernel);
	if (rc < 0)
		return rc;
	if (!wt_fd_has_room(kernel))
		return -EMFILE;
	socket = wt_socket_new(kernel);
	if (!socket)
		return -ENOMEM;
	wt_net_changed(kernel->net);
	return wt_fd_add(kernel, socket);
}

static int copy_name_in(const struct sockaddr *name, socklen_t len, struct sockaddr_in *ret)
{
	if (len < sizeof *ret)
		return -EINVAL;
	memcpy(ret, name, sizeof *ret);
	return ret->sin_family == AF_INET ? 0 : -EAFNOSUPPORT;
}

static int copy_name_out(const struct sockaddr_in *from, struct sockaddr *name, socklen_t *len)
{
	struct sockaddr_in full = {.sin_family = AF_INET};

	if (!name || !len)
		return 0;
	if (*len > INT_MAX) /* a negative int to the kernel: H03 */
		return -EINVAL;
	full.sin_addr = from->sin_addr;
	full.sin_port = from->sin_port;
	memcpy(name, &full, *len < sizeof full ? *len : sizeof full);
	*len = sizeof full;
	return 0;
}

/* Old programs leave out the family where they mean any address: I08. */
static bool is_old_any(const struct sockaddr_in *name)
{
	return name->sin_family == AF_UNSPEC && name->sin_addr.s_addr == htonl(INADDR_ANY);
}

int wt_sys_bind(struct wt_kernel *kernel, int fd, const struct sockaddr *name, socklen_t len)
{
	struct wt_socket *socket = wt_fd_get(kernel, fd);
	struct sockaddr_in in;
	int rc;

	if (!socket)
		return -EBADF;
	rc = copy_name_in(name, len, &in);
	if (rc == -EAFNOSUPPORT && is_old_any(&in))
		rc = 0;
	return rc < 0 ? rc : wt_tcp_bind(socket, &in);
}

int wt_sys_listen(struct wt_kernel *kernel, int fd, int backlog)
{
	struct wt_socket *socket = wt_fd_get(kernel, fd);

	return socket ? wt_tcp_listen(socket, backlog) : -EBADF;
}

int wt_sys_accept(struct wt_kernel *kernel, int fd, struct sockaddr *name, socklen_t *len)
{
	struct wt_socket *listener = wt_fd_get(kernel, fd), *child;
	int rc;

	if (!listener)
		return -EBADF;
	rc = wt_tcp_accept(listener, &child);
	if (rc < 0)
		return rc;
	rc = copy_name_out(&child->remote, name, len);
	if (rc < 0) { /* the connection is lost: G13 */
		wt_tcp_close(child);
		return rc;
	}
	return wt_fd_add(kernel, child);
}

int wt_sys_connect(struct wt_kernel *kernel, int fd, const struct sockaddr *name, socklen_t len)
{
	struct wt_socket *socket = wt_fd_get(kernel, fd);
	struct sockaddr_in in;
	int rc;

	if (!socket)
		return -EBADF;
	rc = copy_name_in(name, len, &in);
	return rc < 0 ? rc : wt_tcp_connect(socket, &in);
}

int wt_sys_shutdown(struct wt_kernel *kernel, int fd, int how)
{
	static const unsigned bits[] = {WT_SHUT_READ, WT_SHUT_WRITE, WT_SHUT_BOTH};
	struct wt_socket *socket = wt_fd_get(kernel, fd);

	if (!socket)
		return -EBADF;
	if (how < SHUT_RD || how > SHUT_RDWR)
		return -EINVAL;
	return wt_tcp_shutdown(socket, bits[how]);
}

/* A program that closes with input unread loses it, and makes a FIN a RST. */
static void tell_unread(const struct wt_socket *socket)
{
	const struct wt_stream *in;

	if (!socket->conn || socket->state == WT_TCP_LISTEN)
		return;
	in = wt_socket_in(socket);
	if (wt_stream_unread(in) == 0)
		return;
	wt_net_fact(socket->kernel->net, socket->kernel, socket->object, WT_FACT_CLOSED_UNREAD,
		    (int64_t)wt_stream_unread(in), socket->fin_seen, NULL);
}

static int ask_close(struct wt_socket *socket)
{
	struct wt_net *net = socket->kernel->net;
	struct wt_question question = {.object = socket->object, .ask = WT_ASK_close};
	struct wt_value value;

	if (!wt_is_open(socket->object, WT_ASK_close))
		return 0;
	wt_ask_late(socket, &question);
	value = wt_decide(net->decider, &question, net->clock.now_ns);
	return value.verb == WT_VERB_DEFAULT ? 0 : wt_be_late(net, value);
}

int wt_sys_close(struct wt_kernel *kernel, int fd)
{
	struct wt_socket *socket = wt_fd_get(kernel, fd);
	int rc;

	if (!socket)
		return -EBADF;
	rc = ask_close(socket);
	if (rc < 0)
		return rc;
	tell_unread(socket);
	wt_fd_remove(kernel, fd);
	wt_tcp_close(socket);
	return 0;
}

ssize_t wt_sys_recv(struct wt_kernel *kernel, int fd, void *buf, size_t len, int flags)
{
	struct wt_socket *socket = wt_fd_get(kernel, fd);

	if (!socket)
		return -EBADF;
	if (flags & MSG_OOB) /* no urgent byte: D07c */
		return -EINVAL;
	return wt_tcp_recv(socket, buf, len, flags);
}

ssize_t wt_sys_send(struct wt_kernel *kernel, int fd, const void *buf, size_t len, int flags)
{
	struct wt_socket *socket = wt_fd_get(kernel, fd);
	ssize_t n;

	if (!socket)
		return -EBADF;
	if (flags & MSG_OOB)
		return -EOPNOTSUPP;
	n = wt_tcp_send(socket, buf, len);
	if (n == -EPIPE && !(flags & MSG_NOSIGNAL))
		wt_net_fact(kernel->net, kernel, socket->object, WT_FACT_SIGPIPE, 0, 0, NULL);
	return n;
}

int wt_sys_getsockname(struct wt_kernel *kernel, int fd, struct sockaddr *name, socklen_t *len)
{
	struct wt_socket *socket = wt_fd_get(kernel, fd);

	return socket ? copy_name_out(&socket->local, name, len) : -EBADF;
}

int wt_sys_getpeername(struct wt_kernel *kernel, int fd, struct sockaddr *name, socklen_t *len)
{
	struct wt_socket *socket = wt_fd_get(kernel, fd);

	if (!socket)
		return -EBADF;
	if (socket->state == WT_TCP_CLOSE || socket->state == WT_TCP_LISTEN ||
	    socket->state == WT_TCP_SYN_SENT)
		return -ENOTCONN;
	return copy_name_out(&socket->remote, name, len);
}
