/* SPDX-License-Identifier: MIT
 *
 * A TCP endpoint behind a descriptor: what the world and the system calls ask of
 * every file. */
#include <errno.h>
#include <limits.h>
#include <netinet/tcp.h>
#include <poll.h>

#include "kernel/name.h"
#include "kernel/tcp.h"

/* -- For the world ------------------------------------------------------ */

static unsigned file_ready(struct wt_file *file)
{
	return wt_tcp_ready(wt_socket_of(file));
}

static uint64_t file_unread(const struct wt_file *file)
{
	const struct wt_socket *socket = wt_socket_of(file);

	return socket->conn ? wt_stream_unread(socket->in) : 0;
}

static uint64_t file_room(const struct wt_file *file)
{
	const struct wt_socket *socket = wt_socket_of(file);

	return socket->conn ? wt_tcp_room(socket) : 0;
}

static bool file_has_end(const struct wt_file *file)
{
	return wt_socket_of(file)->fin_seen;
}

static uint64_t file_offset(const struct wt_file *file, enum wt_side side)
{
	const struct wt_socket *socket = wt_socket_of(file);

	if (!socket->conn)
		return 0;
	return side == WT_READABLE ? socket->in->read : socket->out->written;
}

/* A listener's place is the head of its queue.  A connection that is being made has none:
 * to be told of room is to be told that it stands, and that no kernel says too early. */
static bool file_find_place(const struct wt_file *file, enum wt_side side, struct wt_place *ret)
{
	const struct wt_socket *socket = wt_socket_of(file);

	if (socket->state == WT_TCP_LISTEN) {
		if (side == WT_WRITABLE || !socket->queue)
			return false;
		*ret = (struct wt_place){.form = WT_PLACE_WHO, .text = wt_tcp_who(socket->queue)};
		return true;
	}
	if (!socket->conn || socket->state == WT_TCP_SYN_SENT)
		return false;
	*ret = side == WT_READABLE ? wt_place_in(socket->in, socket->in->read)
				   : wt_place_send(socket);
	return true;
}

static enum wt_condition file_condition(const struct wt_file *file, unsigned bits)
{
	const struct wt_socket *socket = wt_socket_of(file);

	if (socket->state == WT_TCP_LISTEN)
		return WT_COND_LISTENER;
	if (socket->error || socket->was_reset)
		return WT_COND_RESET;
	if (bits & POLLPRI)
		return WT_COND_URGENT;
	if (file_unread(file) > 0)
		return WT_COND_DATA;
	if (socket->fin_seen)
		return WT_COND_EOF;
	return bits & POLLHUP ? WT_COND_HUP : WT_COND_WRITABLE;
}

/* -- System calls ------------------------------------------------------- */

static void file_close(struct wt_file *file)
{
	wt_tcp_close(wt_socket_of(file));
}

static ssize_t file_read(struct wt_file *file, struct wt_io *io)
{
	ssize_t n = wt_tcp_recv(wt_socket_of(file), io);

	if (n >= 0 && io->name_len)
		*io->name_len = 0;
	return n;
}

static ssize_t file_write(struct wt_file *file, struct wt_io *io)
{
	return wt_tcp_send(wt_socket_of(file), io->from, io->len, io->flags);
}

static int file_bind(struct wt_file *file, const struct sockaddr *name, socklen_t len)
{
	struct sockaddr_in in;
	int rc = wt_name_in_to_bind(name, len, &in);

	return rc < 0 ? rc : wt_tcp_bind(wt_socket_of(file), &in);
}

static int file_listen(struct wt_file *file, int backlog)
{
	return wt_tcp_listen(wt_socket_of(file), backlog);
}

static int file_accept(struct wt_file *file, struct sockaddr *name, socklen_t *len,
		       struct wt_file **ret)
{
	struct wt_socket *child;
	int rc = wt_tcp_accept(wt_socket_of(file), &child);

	if (rc < 0)
		return rc;
	rc = wt_name_out(&child->remote, name, len);
	if (rc < 0) { /* the connection is lost: G13 */
		wt_tcp_close(child);
		return rc;
	}
	*ret = &child->file;
	return 0;
}

static int file_connect(struct wt_file *file, const struct sockaddr *name, socklen_t len)
{
	struct sockaddr_in in;
	int rc;

	if (len < sizeof name->sa_family)
		return -EINVAL;
	if (name->sa_family == AF_UNSPEC)
		return wt_tcp_disconnect(wt_socket_of(file));
	rc = wt_tcp_may_connect(wt_socket_of(file));
	if (rc != 1)
		return rc;
	rc = wt_name_in(name, len, &in);
	return rc < 0 ? rc : wt_tcp_connect(wt_socket_of(file), &in);
}

static int file_shutdown(struct wt_file *file, unsigned how)
{
	return wt_tcp_shutdown(wt_socket_of(file), how);
}

/* The state alone, as Linux numbers it. */
static int give_info(const struct wt_socket *socket, void *value, socklen_t *len)
{
	static const uint8_t numbers[] = {
		[WT_TCP_CLOSE] = TCP_CLOSE,
		[WT_TCP_LISTEN] = TCP_LISTEN,
		[WT_TCP_SYN_SENT] = TCP_SYN_SENT,
		[WT_TCP_SYN_RECV] = TCP_SYN_RECV,
		[WT_TCP_ESTABLISHED] = TCP_ESTABLISHED,
		[WT_TCP_FIN_WAIT1] = TCP_FIN_WAIT1,
		[WT_TCP_FIN_WAIT2] = TCP_FIN_WAIT2,
		[WT_TCP_CLOSING] = TCP_CLOSING,
		[WT_TCP_CLOSE_WAIT] = TCP_CLOSE_WAIT,
		[WT_TCP_LAST_ACK] = TCP_LAST_ACK,
	};
	const struct tcp_info info = {.tcpi_state = numbers[socket->state]};

	return wt_option_give_bytes(value, len, &info, sizeof info);
}

static int file_getsockopt(struct wt_file *file, int level, int name, void *value, socklen_t *len)
{
	struct wt_socket *socket = wt_socket_of(file);

	if (level == SOL_SOCKET && name == SO_ERROR)
		return wt_option_give(value, len, wt_tcp_take_error(socket));
	if (level == SOL_SOCKET && name == SO_ACCEPTCONN)
		return wt_option_give(value, len, socket->state == WT_TCP_LISTEN);
	if (level == IPPROTO_TCP && name == TCP_INFO && *len <= INT_MAX)
		return give_info(socket, value, len);
	return wt_options_get(&socket->options, level, name, value, len);
}

/* Where acknowledgements are waited for, options about it take effect at once. */
static void after_option(struct wt_socket *socket, int level, int name)
{
	if (level == IPPROTO_TCP && name == TCP_NODELAY)
		wt_tcp_push(socket);
	if (name == (level == IPPROTO_TCP ? TCP_KEEPIDLE : SO_KEEPALIVE))
		wt_tcp_watch_idle(socket);
}

static int file_setsockopt(struct wt_file *file, int level, int name, const void *value,
			   socklen_t len)
{
	struct wt_socket *socket = wt_socket_of(file);
	int rc = wt_options_set(&socket->options, level, name, value, len);

	if (rc == 0 && level == SOL_SOCKET && name == SO_RCVLOWAT && socket->conn &&
	    wt_tcp_wakes_reader(socket))
		wt_file_wake(file, WT_WAKE_READ);
	if (rc == 0 && level == SOL_SOCKET && name == SO_SNDBUF &&
	    (!socket->conn || wt_tcp_is_writable(socket)))
		wt_file_wake(file, WT_WAKE_WRITE);
	if (rc == 0 && socket->conn && socket->conn->lossy)
		after_option(socket, level, name);
	return rc;
}

static int file_sockname(struct wt_file *file, struct sockaddr *name, socklen_t *len)
{
	return wt_name_out(&wt_socket_of(file)->local, name, len);
}

static int file_peername(struct wt_file *file, struct sockaddr *name, socklen_t *len)
{
	const struct wt_socket *socket = wt_socket_of(file);

	if (socket->state == WT_TCP_CLOSE || socket->state == WT_TCP_LISTEN ||
	    socket->state == WT_TCP_SYN_SENT)
		return -ENOTCONN;
	return wt_name_out(&socket->remote, name, len);
}

const struct wt_file_ops wt_tcp_ops = {
	.is_socket = true,
	.ready = file_ready,
	.close = file_close,
	.find_place = file_find_place,
	.condition = file_condition,
	.unread = file_unread,
	.room = file_room,
	.has_end = file_has_end,
	.offset = file_offset,
	.digest = wt_tcp_digest,
	.read = file_read,
	.write = file_write,
	.bind = file_bind,
	.listen = file_listen,
	.accept = file_accept,
	.connect = file_connect,
	.shutdown = file_shutdown,
	.getsockopt = file_getsockopt,
	.setsockopt = file_setsockopt,
	.sockname = file_sockname,
	.peername = file_peername,
};
