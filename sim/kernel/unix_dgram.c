/* SPDX-License-Identifier: MIT
 *
 * AF_UNIX datagrams: reliable, in order, and the sender pays for what is not read.
 * SOCK_SEQPACKET is the same over a connection, which unix_stream.c makes. */
#include <errno.h>
#include <poll.h>

#include "kernel/unix.h"

#define QUEUE_MAX    10 /* max_dgram_qlen: of those it does not send to itself */
#define BUFFER_LEAST 32 /* of SO_SNDBUF is never payload */

/* -- Full queues -------------------------------------------------------- */

void wt_unix_wait_no_more(struct wt_unix *sock)
{
	struct wt_unix **at;

	if (!sock->waits_for)
		return;
	at = &sock->waits_for->waiting;
	while (*at != sock)
		at = &(*at)->next_waiting;
	*at = sock->next_waiting;
	sock->waits_for = NULL;
}

void wt_unix_wake_waiting(struct wt_unix *sock, unsigned bits)
{
	while (sock->waiting) {
		struct wt_unix *other = sock->waiting;

		wt_unix_wait_no_more(other);
		wt_file_wake(&other->file, bits);
	}
}

static bool is_full(const struct wt_unix *sock)
{
	return wt_mail_count(&sock->mail) > QUEUE_MAX;
}

/* Once it has asked, it hears when there is room, whoever it is connected to then. */
static bool waits_at(struct wt_unix *sock, struct wt_unix *other)
{
	if (!is_full(other) || other->dead)
		return false;
	if (sock->waits_for)
		return true;
	sock->waits_for = other;
	sock->next_waiting = other->waiting;
	other->waiting = sock;
	return true;
}

bool wt_unix_sees_full_queue(struct wt_unix *sock)
{
	return sock->peer && sock->peer->peer != sock && waits_at(sock, sock->peer);
}

/* -- Connecting --------------------------------------------------------- */

static void discharge(const struct wt_message *message)
{
	wt_unix_discharge(message->sender, message->cost);
}

void wt_unix_forget_mail(struct wt_unix *sock)
{
	const struct wt_message *message = sock->mail.first;

	sock->mail.first = NULL;
	sock->mail.end = &sock->mail.first;
	sock->mail.cost = 0;
	for (; message; message = message->next)
		discharge(message);
}

/* It hears its own peer alone, so what others had sent is lost, and a peer that is
 * connected to it is told. */
static void leave(struct wt_unix *sock, struct wt_unix *peer)
{
	if (!sock->mail.first)
		return;
	wt_unix_forget_mail(sock);
	wt_unix_wake_waiting(sock, 0);
	if (peer->dead || peer->peer != sock)
		return;
	peer->error = ECONNRESET;
	wt_file_wake(&peer->file, POLLERR);
}

static void set_peer(struct wt_unix *sock, struct wt_unix *peer)
{
	struct wt_unix *before = sock->peer;

	sock->peer = peer;
	wt_net_changed(sock->file.kernel->net);
	if (!before)
		return;
	if (sock->waits_for == before)
		wt_unix_wait_no_more(sock);
	wt_file_wake(&sock->file, WT_WAKE_WRITE);
	if (before != peer)
		leave(sock, before);
}

static bool may_send(const struct wt_unix *sock, const struct wt_unix *to)
{
	return !to->peer || to->peer == sock;
}

int wt_unix_dgram_connect(struct wt_unix *sock, const struct sockaddr *name, socklen_t len)
{
	struct wt_unix *to = NULL;
	int rc;

	if (len < sizeof name->sa_family)
		return -EINVAL;
	if (name->sa_family != AF_UNSPEC) {
		rc = wt_unix_find(sock->file.kernel, name, len, SOCK_DGRAM, &to);
		if (rc < 0)
			return rc;
		if (!may_send(sock, to))
			return -EPERM;
	}
	set_peer(sock, to);
	return 0;
}

/* -- Reading ------------------------------------------------------------ */

ssize_t wt_unix_dgram_read(struct wt_unix *sock, struct wt_io *io)
{
	const struct wt_message *message = sock->mail.first;
	size_t len = io->len;
	ssize_t n;
	int rc;

	if (sock->error)
		return -wt_unix_take_error(sock);
	if (!message)
		return wt_unix_is_connection(sock) ? wt_unix_read_end(sock, io)
						   : -EAGAIN; /* even when it is shut */
	rc = wt_ask_transfer(&sock->file, WT_ASK_recv, wt_unix_place(sock, WT_READABLE), &len,
			     false);
	if (rc < 0)
		return rc;
	wt_unix_wake_waiting(sock, WT_WAKE_WRITE);
	rc = wt_unix_give_sender(message->sender, io->name_into, io->name_len);
	io->name_into = NULL; /* given: the name it has now */
	n = rc < 0 ? rc : wt_mail_take(&sock->mail, io);
	if (n < 0 || io->flags & MSG_PEEK)
		return n;
	wt_net_progressed(sock->file.kernel->net);
	discharge(message);
	return n;
}

/* -- Writing ------------------------------------------------------------ */

static int find_target(struct wt_unix *sock, const struct wt_io *io, struct wt_unix **ret)
{
	if (io->name_from)
		return wt_unix_find(sock->file.kernel, io->name_from, io->name_from_len, SOCK_DGRAM,
				    ret);
	if (!sock->peer)
		return -ENOTCONN;
	*ret = sock->peer;
	return 0;
}

/* What is wrong with the call itself, and with the sender's own buffer. */
static int why_not(struct wt_unix *sock, const struct wt_io *io)
{
	int rc = io->name_from ? wt_unix_check_name(io->name_from, io->name_from_len) : 0;

	if (rc < 0)
		return rc;
	if (io->len > sock->options.sndbuf - BUFFER_LEAST)
		return -EMSGSIZE;
	if (sock->error)
		return -wt_unix_take_error(sock);
	if (sock->shut & WT_SHUT_WRITE)
		return -EPIPE;
	return sock->file.room_held || sock->charged >= sock->options.sndbuf ? -EAGAIN : 0;
}

/* What is wrong with who is to get it. */
static int why_not_there(struct wt_unix *sock, struct wt_unix *to)
{
	if (!may_send(sock, to))
		return -EPERM;
	if (to->dead) {
		if (sock->peer == to)
			set_peer(sock, NULL);
		return -ECONNREFUSED;
	}
	if (to->shut & WT_SHUT_READ)
		return -EPIPE;
	if (to == sock || to->peer == sock || !is_full(to))
		return 0;
	return sock->peer != to || waits_at(sock, to) ? -EAGAIN : 0;
}

static int deliver(struct wt_unix *sock, struct wt_unix *to, const void *bytes, size_t len)
{
	struct wt_message *message =
		wt_message_new(sock->file.kernel->net, bytes, len, wt_local_datagram_cost(len));

	if (!message)
		return -ENOMEM;
	message->sender = sock;
	sock->charged += message->cost;
	sock->messages_sent++;
	wt_mail_add(&to->mail, message);
	wt_net_progressed(sock->file.kernel->net);
	wt_file_wake(&to->file, WT_WAKE_READ);
	return 0;
}

ssize_t wt_unix_dgram_write(struct wt_unix *sock, struct wt_io *io)
{
	struct wt_unix *to;
	size_t len = io->len;
	int rc;

	io->quiet = true; /* only a stream raises SIGPIPE */
	if (wt_unix_is_connection(sock))
		io->name_from = NULL; /* not looked at */
	rc = why_not(sock, io);
	if (rc < 0)
		return rc;
	rc = find_target(sock, io, &to);
	if (rc == 0)
		rc = why_not_there(sock, to);
	if (rc < 0)
		wt_unix_discharge(sock, 0); /* the buffer was made before */
	if (rc == 0)
		rc = wt_ask_transfer(&sock->file, WT_ASK_send, wt_unix_place(sock, WT_WRITABLE),
				     &len, false);
	if (rc == 0)
		rc = deliver(sock, to, io->from, len);
	return rc < 0 ? rc : (ssize_t)len;
}
