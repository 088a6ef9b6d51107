/* SPDX-License-Identifier: MIT
 *
 * AF_UNIX datagrams: reliable, in order, and the sender pays for what is not read. */
#include <errno.h>
#include <poll.h>

#include "kernel/unix.h"

#define QUEUE_MAX 10 /* max_dgram_qlen: of those it does not send to itself */

int wt_unix_dgram_connect(struct wt_unix *sock, const struct sockaddr *name, socklen_t len)
{
	struct wt_unix *to;
	int rc;

	if (name->sa_family == AF_UNSPEC) {
		sock->peer = NULL;
		sock->state = WT_UNIX_CLOSE;
		return 0;
	}
	rc = wt_unix_find(sock->file.kernel, name, len, &to);
	if (rc < 0)
		return rc;
	if (to->type != SOCK_DGRAM)
		return -EPROTOTYPE;
	sock->peer = to;
	sock->state = WT_UNIX_ESTABLISHED;
	wt_net_changed(sock->file.kernel->net);
	return 0;
}

ssize_t wt_unix_dgram_read(struct wt_unix *sock, struct wt_io *io)
{
	struct wt_message *message = sock->mail.first;
	size_t len = io->len;
	struct wt_unix *sender;
	ssize_t n;
	int rc;

	if (sock->error)
		return -wt_unix_take_error(sock);
	if (!message)
		return sock->shut & WT_SHUT_READ ? 0 : -EAGAIN;
	rc = wt_ask_transfer(&sock->file, WT_ASK_recv, wt_unix_place(sock, WT_READABLE), &len,
			     false);
	if (rc < 0)
		return rc;
	sender = message->sender;
	n = wt_mail_take(&sock->mail, io);
	if (n < 0 || io->flags & MSG_PEEK)
		return n;
	sender->sent_unread -= message->cost;
	wt_net_progressed(sock->file.kernel->net);
	if (!sender->dead && wt_unix_is_writable(sender))
		wt_file_wake(&sender->file, POLLOUT | POLLWRNORM | POLLWRBAND);
	return n;
}

static int find_target(struct wt_unix *sock, const struct wt_io *io, struct wt_unix **ret)
{
	if (io->name_from)
		return wt_unix_find(sock->file.kernel, io->name_from, io->name_from_len, ret);
	if (!sock->peer)
		return -ENOTCONN;
	*ret = sock->peer;
	return 0;
}

static unsigned count(const struct wt_mail *mail)
{
	unsigned n = 0;

	for (const struct wt_message *message = mail->first; message; message = message->next)
		n++;
	return n;
}

static int why_not(struct wt_unix *sock, struct wt_unix *to, size_t cost)
{
	if (to->type != SOCK_DGRAM)
		return -EPROTOTYPE;
	if (to->peer && to->peer != sock && to != sock)
		return -EPERM; /* it hears its own peer alone */
	if (to->dead) {
		if (sock->peer == to) {
			sock->peer = NULL;
			sock->state = WT_UNIX_CLOSE;
		}
		return -ECONNREFUSED;
	}
	if (to->shut & WT_SHUT_READ)
		return -EPIPE;
	if (sock->file.room_held || sock->sent_unread >= sock->options.sndbuf)
		return -EAGAIN;
	if (cost > sock->options.sndbuf)
		return -EMSGSIZE;
	return to->peer != sock && count(&to->mail) > QUEUE_MAX ? -EAGAIN : 0;
}

static int deliver(struct wt_unix *sock, struct wt_unix *to, const void *bytes, size_t len)
{
	struct wt_message *message = wt_message_new(sock->file.kernel->net, bytes, len);

	if (!message)
		return -ENOMEM;
	message->from_len = sizeof message->from;
	wt_unix_give_name(sock, (struct sockaddr *)&message->from, &message->from_len);
	if (!sock->name)
		message->from_len = 0;
	message->sender = sock;
	sock->sent_unread += message->cost;
	sock->messages_sent++;
	wt_mail_add(&to->mail, message);
	wt_net_progressed(sock->file.kernel->net);
	wt_file_wake(&to->file, POLLIN | POLLRDNORM | POLLRDBAND);
	return 0;
}

ssize_t wt_unix_dgram_write(struct wt_unix *sock, struct wt_io *io)
{
	struct wt_unix *to;
	size_t len = io->len;
	int rc;

	io->quiet = true; /* only a stream raises SIGPIPE */
	if (sock->shut & WT_SHUT_WRITE)
		return -EPIPE;
	rc = find_target(sock, io, &to);
	if (rc == 0)
		rc = why_not(sock, to, wt_datagram_cost(len) - 256);
	if (rc == 0)
		rc = wt_ask_transfer(&sock->file, WT_ASK_send, wt_unix_place(sock, WT_WRITABLE),
				     &len, false);
	if (rc == 0)
		rc = deliver(sock, to, io->from, len);
	return rc < 0 ? rc : (ssize_t)len;
}
