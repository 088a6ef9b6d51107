/* SPDX-License-Identifier: MIT
 *
 * Readiness of a TCP endpoint, as poll(2) reports it. */
#include <poll.h>

#include "kernel/tcp.h"

static unsigned ready_connected(struct wt_socket *socket)
{
	unsigned bits = 0;

	if (socket->conn &&
	    wt_stream_unread(socket->in) >= wt_tcp_least(socket) + wt_tcp_at_mark(socket))
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
