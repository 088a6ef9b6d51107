/* SPDX-License-Identifier: MIT */
#include "kernel/syscall.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>

#include "kernel/tcp.h"
#include "kernel/udp.h"
#include "kernel/unix.h"

static int ask_socket(struct wt_kernel *kernel)
{
	struct wt_net *net = kernel->net;
	struct wt_spot spot = {.object = kernel->object, .ask = WT_ASK_socket};
	const struct wt_question question = {.spot = &spot};
	struct wt_value value;

	if (!wt_ask_at(net->decider, &spot))
		return 0;
	value = wt_decide(net->decider, &question, net->clock.now_ns);
	return value.verb == WT_VERB_FAILS ? -(int)value.number : 0;
}

static int check_kind(int family, int type, int protocol)
{
	if (family != AF_INET && family != AF_UNIX)
		return -EAFNOSUPPORT;
	if (type != SOCK_STREAM && type != SOCK_DGRAM &&
	    !(family == AF_UNIX && type == SOCK_SEQPACKET))
		return -ESOCKTNOSUPPORT;
	if (protocol == 0 || (family == AF_UNIX && protocol == PF_UNIX))
		return 0;
	if (family == AF_INET && protocol == (type == SOCK_STREAM ? IPPROTO_TCP : IPPROTO_UDP))
		return 0;
	return -EPROTONOSUPPORT;
}

static struct wt_file *new_socket(struct wt_kernel *kernel, int family, int type)
{
	struct wt_unix *local;
	struct wt_socket *socket;
	struct wt_udp *udp;

	if (family == AF_UNIX) {
		local = wt_unix_new(kernel, type);
		return local ? &local->file : NULL;
	}
	if (type == SOCK_DGRAM) {
		udp = wt_udp_new(kernel);
		return udp ? &udp->file : NULL;
	}
	socket = wt_socket_new(kernel);
	return socket ? &socket->file : NULL;
}

int wt_sys_socket(struct wt_kernel *kernel, int family, int type, int protocol)
{
	struct wt_file *file;
	int rc = check_kind(family, type, protocol);

	if (rc < 0)
		return rc;
	rc = ask_socket(kernel);
	if (rc < 0)
		return rc;
	if (!wt_fd_has_room(kernel, 1))
		return -EMFILE;
	file = new_socket(kernel, family, type);
	if (!file)
		return -ENOMEM;
	wt_net_changed(kernel->net);
	return wt_fd_add(kernel, file);
}

/* No family's is longer, and a negative length is one more. */
static bool is_no_name(socklen_t len)
{
	return len > sizeof(struct sockaddr_storage);
}

int wt_sys_bind(struct wt_kernel *kernel, int fd, const struct sockaddr *name, socklen_t len)
{
	struct wt_file *file = wt_fd_get(kernel, fd);

	if (!file)
		return -EBADF;
	if (file->ops->is_socket && is_no_name(len))
		return -EINVAL;
	return file->ops->bind ? file->ops->bind(file, name, len) : wt_file_no_call(file);
}

int wt_sys_listen(struct wt_kernel *kernel, int fd, int backlog)
{
	struct wt_file *file = wt_fd_get(kernel, fd);

	if (!file)
		return -EBADF;
	return file->ops->listen ? file->ops->listen(file, backlog) : wt_file_no_call(file);
}

int wt_sys_accept(struct wt_kernel *kernel, int fd, struct sockaddr *name, socklen_t *len)
{
	struct wt_file *file = wt_fd_get(kernel, fd), *child;
	int rc;

	if (!file)
		return -EBADF;
	if (!wt_fd_has_room(kernel, 1))
		return -EMFILE; /* before anything else: G06b */
	if (!file->ops->accept)
		return wt_file_no_call(file);
	rc = file->ops->accept(file, name, len, &child);
	return rc < 0 ? rc : wt_fd_add(kernel, child);
}

int wt_sys_connect(struct wt_kernel *kernel, int fd, const struct sockaddr *name, socklen_t len)
{
	struct wt_file *file = wt_fd_get(kernel, fd);

	if (!file)
		return -EBADF;
	if (is_no_name(len)) /* before it is seen whether this is a socket */
		return -EINVAL;
	return file->ops->connect ? file->ops->connect(file, name, len) : wt_file_no_call(file);
}

int wt_sys_shutdown(struct wt_kernel *kernel, int fd, int how)
{
	static const unsigned bits[] = {WT_SHUT_READ, WT_SHUT_WRITE, WT_SHUT_BOTH};
	struct wt_file *file = wt_fd_get(kernel, fd);

	if (!file)
		return -EBADF;
	if (!file->ops->shutdown)
		return wt_file_no_call(file);
	if (how < SHUT_RD || how > SHUT_RDWR)
		return -EINVAL;
	return file->ops->shutdown(file, bits[how]);
}

/* A program that closes with input unread loses it, and makes a FIN a RST. */
static void tell_unread(const struct wt_file *file)
{
	uint64_t unread = wt_file_unread(file);
	bool has_end = file->ops->has_end && file->ops->has_end(file);

	if (!file->ops->has_end || unread == 0 || file->refs > 1)
		return;
	wt_net_fact(file->kernel->net, file->kernel, file->object, WT_FACT_CLOSED_UNREAD,
		    (int64_t)unread, has_end, NULL);
}

static int ask_close(struct wt_file *file)
{
	struct wt_spot spot = {.object = file->object, .ask = WT_ASK_close};

	return wt_ask_result(file, &spot, WT_GIVEN_NOTHING);
}

int wt_sys_close(struct wt_kernel *kernel, int fd)
{
	struct wt_file *file = wt_fd_get(kernel, fd);
	int rc;

	if (!file)
		return -EBADF;
	rc = ask_close(file);
	if (rc < 0)
		return rc;
	tell_unread(file);
	if (wt_fd_remove(kernel, fd))
		wt_file_close(file);
	wt_net_changed(kernel->net);
	return 0;
}

/* Only what a process is born with blocks before. */
int wt_sys_set_nonblock(struct wt_kernel *kernel, int fd)
{
	struct wt_file *file = wt_fd_get(kernel, fd);

	if (!file)
		return -EBADF;
	file->blocks = false;
	return 0;
}

/* The new number stands for the same file. */
int wt_sys_dup(struct wt_kernel *kernel, int fd)
{
	struct wt_file *file = wt_fd_get(kernel, fd);

	if (!file)
		return -EBADF;
	wt_net_changed(kernel->net);
	return wt_fd_add(kernel, file);
}

/* An empty datagram is something, too. */
static void remember_peek(struct wt_file *file, const struct wt_io *io, ssize_t n)
{
	uint64_t shown;

	if (n < 0 || !file->ops->offset)
		return;
	shown = file->ops->offset(file, WT_READABLE) + (n ? (uint64_t)n : 1);
	if (io->flags & MSG_PEEK)
		file->shown = shown > file->shown ? shown : file->shown;
	else if (n == 0)
		file->shown = 0;
}

/* Every descriptor is close-on-exec, and none is made to block. */
int wt_sys_fcntl(struct wt_kernel *kernel, int fd, int cmd, int arg)
{
	struct wt_file *file = wt_fd_get(kernel, fd);

	if (!file)
		return -EBADF;
	switch (cmd) {
	case F_GETFD:
		return FD_CLOEXEC;
	case F_SETFD:
		return arg & FD_CLOEXEC ? 0 : -EINVAL;
	case F_GETFL:
		return file->access | (file->blocks ? 0 : O_NONBLOCK) |
		       (file->appends ? O_APPEND : 0);
	case F_SETFL:
		if (!(arg & O_NONBLOCK))
			return -EINVAL;
		file->blocks = false;
		file->appends = arg & O_APPEND;
		return 0;
	case F_GETPIPE_SZ:
	case F_SETPIPE_SZ:
		return file->ops->fcntl ? file->ops->fcntl(file, cmd, arg) : -EBADF;
	default:
		return -EINVAL;
	}
}

static bool no_room_for_name(const struct wt_io *io)
{
	return io->name_into && io->name_len && *io->name_len > INT_MAX;
}

/* A negative length is seen when all is done: what was read is gone.  H03 */
static ssize_t read_in_vain(struct wt_file *file, struct wt_io *io)
{
	ssize_t n;

	io->name_into = NULL;
	io->name_len = NULL;
	n = file->ops->read(file, io);
	remember_peek(file, io, n);
	return n < 0 ? n : -EINVAL;
}

ssize_t wt_sys_read(struct wt_file *file, struct wt_io *io)
{
	ssize_t n;

	if (!file)
		return -EBADF;
	if (!io->plain && !file->ops->is_socket)
		return -ENOTSOCK;
	if (!file->ops->read)
		return -EINVAL;
	if (io->plain && io->len == 0 && file->ops->is_socket)
		return 0;
	if (no_room_for_name(io))
		return read_in_vain(file, io);
	n = file->ops->read(file, io);
	if (n == 0 || io->flags & MSG_PEEK)
		remember_peek(file, io, n);
	return n;
}

ssize_t wt_sys_write(struct wt_file *file, struct wt_io *io)
{
	ssize_t n;

	if (!file)
		return -EBADF;
	if (!io->plain && !file->ops->is_socket)
		return -ENOTSOCK;
	if (io->name_from && is_no_name(io->name_from_len))
		return -EINVAL;
	if (!file->ops->write)
		return -EINVAL;
	n = file->ops->write(file, io);
	if (n == -EPIPE && !(io->flags & MSG_NOSIGNAL) && !io->quiet)
		wt_net_fact(file->kernel->net, file->kernel, file->object, WT_FACT_SIGPIPE, 0, 0,
			    NULL);
	return n;
}

int wt_sys_getsockopt(struct wt_kernel *kernel, int fd, int level, int name, void *value,
		      socklen_t *len)
{
	struct wt_file *file = wt_fd_get(kernel, fd);

	if (!file)
		return -EBADF;
	if (!file->ops->getsockopt)
		return wt_file_no_call(file);
	if (level == SOL_SOCKET && *len > INT_MAX) /* a negative int, seen before all else */
		return -EINVAL;
	return file->ops->getsockopt(file, level, name, value, len);
}

int wt_sys_setsockopt(struct wt_kernel *kernel, int fd, int level, int name, const void *value,
		      socklen_t len)
{
	struct wt_file *file = wt_fd_get(kernel, fd);

	if (!file)
		return -EBADF;
	if (!file->ops->setsockopt)
		return wt_file_no_call(file);
	return file->ops->setsockopt(file, level, name, value, len);
}

int wt_sys_getsockname(struct wt_kernel *kernel, int fd, struct sockaddr *name, socklen_t *len)
{
	struct wt_file *file = wt_fd_get(kernel, fd);

	if (!file)
		return -EBADF;
	return file->ops->sockname ? file->ops->sockname(file, name, len) : wt_file_no_call(file);
}

int wt_sys_getpeername(struct wt_kernel *kernel, int fd, struct sockaddr *name, socklen_t *len)
{
	struct wt_file *file = wt_fd_get(kernel, fd);

	if (!file)
		return -EBADF;
	return file->ops->peername ? file->ops->peername(file, name, len) : wt_file_no_call(file);
}
