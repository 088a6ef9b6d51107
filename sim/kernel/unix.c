/* SPDX-License-Identifier: MIT
 *
 * AF_UNIX sockets: what streams and datagrams have in common. */
#include "kernel/unix.h"

#include <errno.h>
#include <poll.h>

#include "kernel/name.h"

#define BUFFER_DEFAULT 212992

int wt_unix_take_error(struct wt_unix *sock)
{
	int error = sock->error;

	sock->error = 0;
	if (error) {
		sock->file.end_known = true;
		wt_net_progressed(sock->file.kernel->net);
	}
	return error;
}

/* -- Readiness ---------------------------------------------------------- */

/* Not more than a quarter of its buffer is used: J14.  Linux counts from one. */
static bool has_room(const struct wt_unix *sock)
{
	return (sock->charged + 1) * 4 <= sock->options.sndbuf;
}

void wt_unix_discharge(struct wt_unix *sock, size_t cost)
{
	sock->charged -= cost;
	if (!sock->dead && sock->state != WT_UNIX_LISTEN &&
	    (sock->charged + 2) * 4 <= sock->options.sndbuf)
		wt_file_wake(&sock->file, WT_WAKE_WRITE);
}

static bool is_writable(struct wt_unix *sock)
{
	if (sock->state == WT_UNIX_LISTEN || sock->file.room_held || !has_room(sock))
		return false;
	return wt_unix_is_connection(sock) || !wt_unix_sees_full_queue(sock);
}

static bool has_input(const struct wt_unix *sock)
{
	if (sock->state == WT_UNIX_LISTEN)
		return sock->queue;
	return wt_unix_is_messages(sock) ? sock->mail.first != NULL
					 : sock->in && wt_stream_unread(sock->in) > 0;
}

static unsigned unix_ready(struct wt_file *file)
{
	struct wt_unix *sock = wt_unix_of(file);
	unsigned bits = 0;

	if (sock->shut == WT_SHUT_BOTH ||
	    (wt_unix_is_connection(sock) && sock->state == WT_UNIX_CLOSE))
		bits |= POLLHUP;
	if (sock->shut & WT_SHUT_READ)
		bits |= POLLIN | POLLRDNORM | POLLRDHUP;
	if (has_input(sock))
		bits |= POLLIN | POLLRDNORM;
	if (is_writable(sock))
		bits |= POLLOUT | POLLWRNORM;
	return sock->error ? bits | POLLERR : bits;
}

static enum wt_condition unix_condition(const struct wt_file *file, unsigned bits)
{
	const struct wt_unix *sock = wt_unix_of(file);

	if (sock->state == WT_UNIX_LISTEN)
		return WT_COND_LISTENER;
	if (sock->error)
		return WT_COND_RESET;
	if (has_input(sock))
		return WT_COND_DATA;
	if (sock->shut & WT_SHUT_READ)
		return WT_COND_EOF;
	return bits & POLLHUP ? WT_COND_HUP : WT_COND_WRITABLE;
}

static bool unix_find_place(const struct wt_file *file, enum wt_side side, struct wt_place *ret)
{
	const struct wt_unix *sock = wt_unix_of(file);

	if (wt_unix_is_connection(sock) && (sock->state != WT_UNIX_ESTABLISHED || !sock->peer))
		return false;
	*ret = wt_unix_place(sock, side);
	return true;
}

static uint64_t unix_unread(const struct wt_file *file)
{
	const struct wt_unix *sock = wt_unix_of(file);

	return sock->in ? wt_stream_unread(sock->in) : sock->mail.cost > 0;
}

static uint64_t unix_offset(const struct wt_file *file, enum wt_side side)
{
	const struct wt_unix *sock = wt_unix_of(file);

	if (wt_unix_is_messages(sock))
		return sock->mail.first ? sock->mail.first->offset : sock->mail.offset;
	if (side == WT_READABLE)
		return sock->in ? sock->in->read : 0;
	return sock->peer && sock->peer->in ? sock->peer->in->written : 0;
}

/* -- Ends --------------------------------------------------------------- */

void wt_unix_abandon(struct wt_unix *survivor, bool lost_something)
{
	survivor->shut = WT_SHUT_BOTH;
	if (lost_something)
		survivor->error = ECONNRESET;
	wt_net_progressed(survivor->file.kernel->net);
	wt_net_fact(survivor->file.kernel->net, survivor->file.kernel, survivor->file.object,
		    WT_FACT_END, lost_something ? WT_ENDING_RESET : WT_ENDING_FIN, 0, NULL);
	wt_file_wake(&survivor->file, 0);
}

/* What one shuts for reading the other shuts for writing: J09, J10. */
static void shut_peer(struct wt_unix *peer, unsigned how)
{
	unsigned mirrored =
		(how & WT_SHUT_READ ? WT_SHUT_WRITE : 0) | (how & WT_SHUT_WRITE ? WT_SHUT_READ : 0);

	if (mirrored & WT_SHUT_READ && !(peer->shut & WT_SHUT_READ))
		wt_net_fact(peer->file.kernel->net, peer->file.kernel, peer->file.object,
			    WT_FACT_END, WT_ENDING_FIN, 0, NULL);
	peer->shut |= mirrored;
	wt_file_wake(&peer->file, 0);
}

static int unix_shutdown(struct wt_file *file, unsigned how)
{
	struct wt_unix *sock = wt_unix_of(file);

	sock->shut |= how;
	wt_file_wake(file, 0);
	if (wt_unix_is_connection(sock) && sock->peer && !sock->peer->dead)
		shut_peer(sock->peer, how);
	wt_net_changed(file->kernel->net);
	return 0;
}

/* Who was never accepted is reset: J12. */
static void refuse_children(struct wt_unix *listener)
{
	struct wt_unix *child = listener->queue;

	for (; child; child = child->queue_next) {
		child->dead = true;
		if (child->peer && !child->peer->dead)
			wt_unix_abandon(child->peer, true);
		wt_unix_forget_stream(child);
		wt_unix_forget_mail(child);
	}
	listener->queue = NULL;
}

/* An empty packet at the head is passed over; a second one is not. */
static bool loses_something(const struct wt_unix *sock)
{
	const struct wt_message *first = sock->mail.first;

	if (!wt_unix_is_messages(sock))
		return has_input(sock);
	return first && (first->len > 0 || first->next);
}

static void unix_close(struct wt_file *file)
{
	struct wt_unix *sock = wt_unix_of(file);

	sock->dead = true;
	wt_unix_wake_waiting(sock, 0);
	if (sock->state == WT_UNIX_LISTEN)
		refuse_children(sock);
	if (wt_unix_is_connection(sock) && sock->peer && !sock->peer->dead)
		wt_unix_abandon(sock->peer, loses_something(sock));
	wt_unix_wait_no_more(sock);
	wt_unix_forget_stream(sock);
	wt_unix_forget_mail(sock);
	if (sock->type == SOCK_DGRAM)
		sock->peer = NULL; /* a stream's is who paid for what was in it */
	if (sock->name && sock->name->owner == sock)
		sock->name->owner = NULL;
	wt_net_changed(file->kernel->net);
}

/* -- System calls ------------------------------------------------------- */

/* Packets: asked before anything else. */
static bool is_no_connection(const struct wt_unix *sock)
{
	return sock->type == SOCK_SEQPACKET && sock->state != WT_UNIX_ESTABLISHED;
}

static ssize_t unix_read(struct wt_file *file, struct wt_io *io)
{
	struct wt_unix *sock = wt_unix_of(file);

	if (is_no_connection(sock))
		return -ENOTCONN;
	if (io->flags & MSG_OOB)
		return wt_unix_is_messages(sock) ? -EOPNOTSUPP : -EINVAL;
	return wt_unix_is_messages(sock) ? wt_unix_dgram_read(sock, io)
					 : wt_unix_stream_read(sock, io);
}

static ssize_t unix_write(struct wt_file *file, struct wt_io *io)
{
	struct wt_unix *sock = wt_unix_of(file);

	if (sock->type == SOCK_SEQPACKET && sock->error)
		return -wt_unix_take_error(sock);
	if (is_no_connection(sock))
		return -ENOTCONN;
	if (io->flags & MSG_OOB) /* a stream has it since Linux 5.15, and not everywhere */
		return -EOPNOTSUPP;
	return wt_unix_is_messages(sock) ? wt_unix_dgram_write(sock, io)
					 : wt_unix_stream_write(sock, io);
}

static int unix_connect(struct wt_file *file, const struct sockaddr *name, socklen_t len)
{
	struct wt_unix *sock = wt_unix_of(file);

	return sock->type == SOCK_DGRAM ? wt_unix_dgram_connect(sock, name, len)
					: wt_unix_stream_connect(sock, name, len);
}

static int unix_getsockopt(struct wt_file *file, int level, int name, void *value, socklen_t *len)
{
	struct wt_unix *sock = wt_unix_of(file);

	if (level == SOL_SOCKET && name == SO_ERROR)
		return wt_option_give(value, len, wt_unix_take_error(sock));
	if (level == SOL_SOCKET && name == SO_ACCEPTCONN)
		return wt_option_give(value, len, sock->state == WT_UNIX_LISTEN);
	return wt_options_get(&sock->options, level, name, value, len);
}

static int unix_setsockopt(struct wt_file *file, int level, int name, const void *value,
			   socklen_t len)
{
	struct wt_unix *sock = wt_unix_of(file);
	int rc;

	rc = wt_options_set(&sock->options, level, name, value, len);
	if (rc == 0 && name == SO_SNDBUF && sock->state != WT_UNIX_LISTEN && has_room(sock))
		wt_file_wake(file, WT_WAKE_WRITE);
	return rc;
}

static int unix_sockname(struct wt_file *file, struct sockaddr *name, socklen_t *len)
{
	return wt_unix_give_name(wt_unix_of(file), name, len);
}

static int unix_peername(struct wt_file *file, struct sockaddr *name, socklen_t *len)
{
	const struct wt_unix *sock = wt_unix_of(file);

	return sock->peer ? wt_unix_give_name(sock->peer, name, len) : -ENOTCONN;
}

static bool unix_has_end(const struct wt_file *file)
{
	return wt_unix_of(file)->shut & WT_SHUT_READ;
}

const struct wt_file_ops wt_unix_ops = {
	.is_socket = true,
	.ready = unix_ready,
	.close = unix_close,
	.find_place = unix_find_place,
	.condition = unix_condition,
	.unread = unix_unread,
	.has_end = unix_has_end,
	.offset = unix_offset,
	.read = unix_read,
	.write = unix_write,
	.bind = wt_unix_bind,
	.listen = wt_unix_listen,
	.accept = wt_unix_accept,
	.connect = unix_connect,
	.shutdown = unix_shutdown,
	.getsockopt = unix_getsockopt,
	.setsockopt = unix_setsockopt,
	.sockname = unix_sockname,
	.peername = unix_peername,
};

struct wt_unix *wt_unix_new(struct wt_kernel *kernel, int type)
{
	struct wt_unix *sock = wt_arena_take(&kernel->net->arena, sizeof *sock);

	if (!sock || wt_file_init(&sock->file, kernel, &wt_unix_ops) < 0)
		return NULL;
	sock->type = type;
	wt_options_init(&sock->options, AF_UNIX, type, 0);
	sock->options.sndbuf = sock->options.rcvbuf =
		kernel->buffer_size ? kernel->buffer_size : BUFFER_DEFAULT;
	sock->queue_end = &sock->queue;
	sock->chunks_end = &sock->chunks;
	wt_mail_init(&sock->mail);
	return sock;
}

int wt_sys_socketpair(struct wt_kernel *kernel, int family, int type, int ret_fds[2])
{
	struct wt_unix *a, *b;

	if (!wt_fd_has_room(kernel, 2))
		return -EMFILE;
	if (family != AF_UNIX)
		return family == AF_INET ? -EOPNOTSUPP : -EAFNOSUPPORT; /* J15 */
	if (type != SOCK_STREAM && type != SOCK_DGRAM && type != SOCK_SEQPACKET)
		return -ESOCKTNOSUPPORT;
	a = wt_unix_new(kernel, type);
	b = wt_unix_new(kernel, type);
	if (!a || !b || wt_unix_make_streams(a, b) < 0)
		return -ENOMEM;
	wt_unix_join(a, b);
	wt_name_pair(&a->file, &b->file, WT_OBJECT_PAIR, "ab");
	return wt_fd_add_pair(&a->file, &b->file, ret_fds);
}
