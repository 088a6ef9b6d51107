/* SPDX-License-Identifier: MIT
 *
 * Urgent data: one byte with a mark in the stream.  It is no part of what recv
 * takes (unless SO_OOBINLINE says so); a recv stops before the mark, and the next
 * one goes past it, and destroys the byte if MSG_OOB has not taken it.  D07..D09
 *
 * A second urgent byte takes the place of the first. */
#include <errno.h>
#include <poll.h>

#include "kernel/tcp.h"

void wt_tcp_skip_urgent(struct wt_socket *socket)
{
	socket->in->read++;
	socket->urgent = WT_URGENT_NONE;
	wt_net_progressed(socket->file.kernel->net);
	wt_tcp_was_read(socket);
}

void wt_tcp_forget_mark(struct wt_socket *socket)
{
	if (socket->urgent != WT_URGENT_NONE && socket->in->read > socket->urgent_at)
		socket->urgent = WT_URGENT_NONE;
}

/* An older one at which the reader stands is dropped: D07b. */
void wt_tcp_got_urgent(struct wt_socket *socket, uint64_t at)
{
	if (wt_tcp_at_mark(socket))
		socket->in->read++;
	socket->urgent = WT_URGENT_VALID;
	socket->urgent_at = at;
	wt_file_wake(&socket->file, WT_WAKE_READ);
}

ssize_t wt_tcp_recv_urgent(struct wt_socket *socket, struct wt_io *io)
{
	const unsigned char *byte;

	if (socket->options.oob_inline || socket->urgent != WT_URGENT_VALID)
		return -EINVAL;
	if (socket->state == WT_TCP_CLOSE && !socket->fin_seen)
		return -ENOTCONN;
	byte = socket->in->bytes + socket->urgent_at;
	if (!(io->flags & MSG_PEEK)) {
		socket->urgent = WT_URGENT_READ;
		wt_net_progressed(socket->file.kernel->net);
	}
	io->moved = byte; /* it is no byte of the stream: none is told to have moved */
	if (io->len == 0)
		return 0;
	if (io->into)
		*(unsigned char *)io->into = *byte;
	return 1;
}
