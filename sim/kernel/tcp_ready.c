/* SPDX-License-Identifier: MIT
 *
 * Readiness of a TCP endpoint, as poll(2) reports it. */
#include <poll.h>

#include "kernel/tcp.h"

/* sk_stream_is_writeable: free space at least half of what is queued. */
bool wt_tcp_is_writable(const struct wt_socket *socket)
{
	const struct wt_stream *out = socket->out;
	uint64_t used = out->written - out->acked;

	return wt_tcp_room(socket) >= used / 2 && wt_tcp_room(socket) > 0;
}

/* SO_RCVLOWAT asks for more than a byte: B22. */
static bool has_enough(const struct wt_socket *socket)
{
	uint64_t least = socket->options.rcvlowat > 0 ? (uint64_t)socket->options.rcvlowat : 1;

	return wt_stream_unread(socket->in) >= least + wt_tcp_at_mark(socket);
}

/* Fewer bytes than SO_RCVLOWAT wake nobody, but behind an end. */
bool wt_tcp_wakes_reader(const struct wt_socket *socket)
{
	uint64_t least = socket->options.rcvlowat > 0 ? (uint64_t)socket->options.rcvlowat : 1;

	return wt_stream_unread(socket->in) >= least || socket->fin_seen;
}

static unsigned ready_connected(struct wt_socket *socket)
{
	unsigned bits = 0;

	if (socket->conn && has_enough(socket))
		bits |= POLLIN | POLLRDNORM;
	if (socket->urgent == WT_URGENT_VALID)
		bits |= POLLPRI;
	if (socket->shut & WT_SHUT_WRITE || !socket->conn || socket->state == WT_TCP_CLOSE ||
	    wt_tcp_is_writable(socket))
		bits |= POLLOUT | POLLWRNORM;
	else
		socket->no_space = true;
	return bits;
}

unsigned wt_tcp_ready(struct wt_socket *socket)
{
	unsigned bits = 0;

	if (socket->state == WT_TCP_LISTEN)
		return socket->queue ? POLLIN | POLLRDNORM : 0;
	if (socket->shut == WT_SHUT_BOTH || socket->state == WT_TCP_CLOSE)
		bits |= POLLHUP;
	if (socket->shut & WT_SHUT_READ)
		bits |= POLLIN | POLLRDNORM | POLLRDHUP;
	if (socket->state != WT_TCP_SYN_SENT && socket->state != WT_TCP_SYN_RECV)
		bits |= ready_connected(socket);
	if (socket->error || socket->error_queued)
		bits |= POLLERR;
	return bits;
}
