/* SPDX-License-Identifier: MIT
 *
 * AF_UNIX streams: a connect is done at once, or not at all. */
#include <errno.h>
#include <poll.h>

#include "kernel/unix.h"

#define BACKLOG_MAX 4096 /* somaxconn */
/* A buffer has so many bytes in one piece, and so many in pages: J14. */
#define PAGE      4096u
#define PIECE_MAX 3776u
#define PAGES_MAX 32768u

/* -- Listening ---------------------------------------------------------- */

int wt_unix_listen(struct wt_file *file, int backlog)
{
	struct wt_unix *sock = wt_unix_of(file);

	if (!wt_unix_is_connection(sock))
		return -EOPNOTSUPP;
	if (!sock->name || sock->state == WT_UNIX_ESTABLISHED)
		return -EINVAL;
	sock->backlog = backlog < 0 || backlog > BACKLOG_MAX ? BACKLOG_MAX : backlog;
	sock->state = WT_UNIX_LISTEN;
	wt_net_changed(file->kernel->net);
	return 0;
}

static struct wt_unix *take_child(struct wt_unix *listener)
{
	struct wt_unix *child = listener->queue;

	listener->queue = child->queue_next;
	if (!listener->queue)
		listener->queue_end = &listener->queue;
	listener->queued--;
	wt_net_progressed(listener->file.kernel->net);
	return child;
}

int wt_unix_accept(struct wt_file *file, struct sockaddr *name, socklen_t *len,
		   struct wt_file **ret)
{
	struct wt_unix *listener = wt_unix_of(file), *child;
	int rc;

	if (!wt_unix_is_connection(listener))
		return -EOPNOTSUPP;
	if (listener->state != WT_UNIX_LISTEN)
		return -EINVAL;
	if (!listener->queue)
		return -EAGAIN; /* even when it is shut */
	child = take_child(listener);
	rc = wt_unix_give_name(child->peer, name, len);
	if (rc < 0) {
		wt_file_close(&child->file);
		return rc;
	}
	*ret = &child->file;
	return 0;
}

int wt_unix_make_streams(struct wt_unix *a, struct wt_unix *b)
{
	struct wt_net *net = a->file.kernel->net;

	if (wt_unix_is_messages(a))
		return 0;
	a->in = wt_net_stream(net);
	b->in = wt_net_stream(net);
	return a->in && b->in ? 0 : -ENOMEM;
}

/* -- Connecting --------------------------------------------------------- */

void wt_unix_join(struct wt_unix *a, struct wt_unix *b)
{
	a->peer = b;
	b->peer = a;
	a->state = b->state = WT_UNIX_ESTABLISHED;
}

static void add_child(struct wt_unix *listener, struct wt_unix *child)
{
	*listener->queue_end = child;
	listener->queue_end = &child->queue_next;
	listener->queued++;
	wt_file_wake(&listener->file, WT_WAKE_READ);
}

/* Both ends are on this host: H>H.N and H:H.N, counted with those of TCP. */
static void name_ends(struct wt_unix *opener, struct wt_unix *child)
{
	struct wt_kernel *kernel = opener->file.kernel;
	unsigned number = wt_kernel_count_connect(kernel, kernel);

	if (opener->file.object->kind == WT_OBJECT_NEW)
		wt_net_name_end(kernel->net, opener->file.object, WT_OBJECT_OPENED, kernel->name,
				">", kernel->name, number);
	wt_net_name_end(kernel->net, child->file.object, WT_OBJECT_ACCEPTED, kernel->name, ":",
			kernel->name, number);
	opener->file.object->other = child->file.object;
	child->file.object->other = opener->file.object;
}

/* The order of errors is Linux's: a full queue before "already connected", J02. */
static int why_not(const struct wt_unix *sock, const struct wt_unix *listener)
{
	if (listener->state != WT_UNIX_LISTEN || listener->shut & WT_SHUT_READ)
		return -ECONNREFUSED;
	if (listener->queued > (unsigned)listener->backlog)
		return -EAGAIN;
	if (sock->state == WT_UNIX_ESTABLISHED)
		return -EISCONN;
	return sock->state == WT_UNIX_LISTEN ? -EINVAL : 0;
}

int wt_unix_stream_connect(struct wt_unix *sock, const struct sockaddr *name, socklen_t len)
{
	struct wt_kernel *kernel = sock->file.kernel;
	struct wt_unix *listener, *child;
	int rc = wt_unix_find(kernel, name, len, sock->type, &listener);

	if (rc < 0)
		return rc;
	rc = why_not(sock, listener);
	if (rc < 0)
		return rc;
	child = wt_unix_new(kernel, sock->type);
	if (!child || wt_unix_make_streams(sock, child) < 0)
		return -ENOMEM;
	child->name = listener->name;
	wt_unix_join(sock, child);
	name_ends(sock, child);
	add_child(listener, child);
	wt_net_progressed(kernel->net);
	return 0; /* no edge for who connects: the call has told it */
}

/* -- Bytes -------------------------------------------------------------- */

struct wt_place wt_unix_place(const struct wt_unix *sock, enum wt_side side)
{
	uint64_t written;

	if (wt_unix_is_messages(sock) && side == WT_READABLE)
		return sock->mail.first ? wt_place_of_message(sock->mail.first->number,
							      sock->mail.first->offset)
					: wt_place_of_message(sock->mail.number, sock->mail.offset);
	if (wt_unix_is_messages(sock))
		return (struct wt_place){WT_PLACE_STREAM, 0, sock->messages_sent,
					 sock->messages_sent, NULL};
	if (side == WT_READABLE)
		return wt_place_in(sock->in, sock->in->read);
	written = sock->peer->in->written;
	return (struct wt_place){WT_PLACE_STREAM, sock->heard_burst, written - sock->written_then,
				 written, NULL};
}

/* As TCP: a burst heard begins one of our own. */
static void heard(struct wt_unix *sock)
{
	struct wt_stream *out = sock->peer->in;
	uint64_t start;
	uint32_t burst = wt_stream_burst(sock->in, sock->in->read - 1, &start);

	out->new_burst = true;
	if (burst == sock->heard_burst)
		return;
	sock->heard_burst = burst;
	sock->written_then = out->written;
}

/* Buffers that are read to their end are freed. */
static void consume(struct wt_unix *sock, size_t len)
{
	while (len > 0) {
		struct wt_unix_chunk *chunk = sock->chunks;
		size_t n = len < chunk->unread ? len : chunk->unread;

		chunk->unread -= n;
		len -= n;
		if (chunk->unread > 0)
			return;
		sock->chunks = chunk->next;
		if (!sock->chunks)
			sock->chunks_end = &sock->chunks;
		chunk->next = sock->spare_chunks;
		sock->spare_chunks = chunk;
		wt_unix_discharge(sock->peer, chunk->cost);
	}
}

void wt_unix_forget_stream(struct wt_unix *sock)
{
	if (sock->in)
		consume(sock, (size_t)wt_stream_unread(sock->in));
}

/* So many bytes a recv would wait for, did it wait. */
static size_t wanted(const struct wt_unix *sock, const struct wt_io *io)
{
	size_t least = sock->options.rcvlowat > 0 ? (size_t)sock->options.rcvlowat : 1;

	return io->flags & MSG_WAITALL || least > io->len ? io->len : least;
}

static ssize_t take_bytes(struct wt_unix *sock, struct wt_io *io)
{
	uint64_t unread = wt_stream_unread(sock->in);
	size_t len = io->len < unread ? io->len : (size_t)unread;
	int rc = 0;

	if (len > 0 && !(io->flags & MSG_PEEK))
		rc = wt_ask_transfer(&sock->file, WT_ASK_recv, wt_unix_place(sock, WT_READABLE),
				     &len, true);
	if (rc < 0)
		return rc;
	wt_stream_take(sock->in, io, len);
	if (len == 0 || io->flags & MSG_PEEK)
		return (ssize_t)len;
	heard(sock);
	wt_net_progressed(sock->file.kernel->net);
	consume(sock, len);
	if (wt_stream_unread(sock->in) == 0 && len < wanted(sock, io))
		wt_unix_take_error(sock); /* it looked for more, and nobody is told */
	return (ssize_t)len;
}

ssize_t wt_unix_read_end(struct wt_unix *sock, struct wt_io *io)
{
	if (!(sock->shut & WT_SHUT_READ))
		return -EAGAIN;
	if (io->name_len)
		*io->name_len = 0;
	if (!sock->end_told)
		wt_net_progressed(sock->file.kernel->net);
	sock->end_told = sock->file.end_known = true;
	return 0;
}

ssize_t wt_unix_stream_read(struct wt_unix *sock, struct wt_io *io)
{
	ssize_t n;
	int error, rc;

	if (sock->state != WT_UNIX_ESTABLISHED)
		return -EINVAL;
	if (wt_stream_unread(sock->in) > 0) {
		n = take_bytes(sock, io);
		rc = n < 0 ? 0 : wt_unix_give_sender(sock->peer, io->name_into, io->name_len);
		return rc < 0 ? rc : n;
	}
	error = wt_unix_take_error(sock);
	if (error)
		return -error;
	return wt_unix_read_end(sock, io);
}

/* The next buffer for len bytes: how many it takes, and what it costs. */
static size_t charged(const struct wt_unix *sock, size_t len, size_t *ret_cost)
{
	const size_t most = (size_t)sock->options.sndbuf / 2 - 64;
	size_t paged;

	if (len > most)
		len = most;
	if (len > PIECE_MAX + PAGES_MAX)
		len = PIECE_MAX + PAGES_MAX;
	paged = len > PIECE_MAX ? (len - PIECE_MAX + PAGE - 1) / PAGE * PAGE : 0;
	if (paged > len)
		paged = len;
	*ret_cost = wt_buffer_cost(len - paged, (paged + PAGE - 1) / PAGE * PAGE);
	return len;
}

/* How many of len bytes would be taken: a buffer more as long as there is any room. */
static size_t fit(const struct wt_unix *sock, size_t len)
{
	size_t done = 0, used = sock->charged, cost;

	while (done < len && used < sock->options.sndbuf) {
		done += charged(sock, len - done, &cost);
		used += cost;
	}
	return done;
}

static int add_chunks(struct wt_unix *sock, size_t len)
{
	struct wt_unix *to = sock->peer;

	while (len > 0) {
		struct wt_unix_chunk *chunk = to->spare_chunks;

		if (chunk)
			to->spare_chunks = chunk->next;
		else
			chunk = wt_arena_take(&sock->file.kernel->net->arena, sizeof *chunk);
		if (!chunk)
			return -ENOMEM;
		*chunk = (struct wt_unix_chunk){0};
		chunk->unread = charged(sock, len, &chunk->cost);
		len -= chunk->unread;
		sock->charged += chunk->cost;
		*to->chunks_end = chunk;
		to->chunks_end = &chunk->next;
	}
	return 0;
}

static int give_bytes(struct wt_unix *sock, const void *bytes, size_t len)
{
	struct wt_stream *out = sock->peer->in;
	int rc = wt_stream_write(out, bytes, len);

	if (rc == 0)
		rc = add_chunks(sock, len);
	if (rc < 0)
		return rc;
	out->sent = out->arrived = out->written;
	wt_net_progressed(sock->file.kernel->net);
	wt_file_wake(&sock->peer->file, WT_WAKE_READ);
	return 0;
}

ssize_t wt_unix_stream_write(struct wt_unix *sock, struct wt_io *io)
{
	size_t len = io->len;
	int rc;

	if (io->name_from)
		return sock->state == WT_UNIX_ESTABLISHED ? -EISCONN : -EOPNOTSUPP;
	if (sock->state != WT_UNIX_ESTABLISHED)
		return -ENOTCONN;
	if (sock->shut & WT_SHUT_WRITE)
		return -EPIPE; /* a pending error stays: J07 */
	if (len == 0)
		return 0;
	len = fit(sock, len);
	if (len == 0 || sock->file.room_held)
		return -EAGAIN;
	if (sock->peer->dead || sock->peer->shut & WT_SHUT_READ) {
		wt_unix_discharge(sock, 0); /* the buffer was made before */
		return -EPIPE;
	}
	rc = wt_ask_transfer(&sock->file, WT_ASK_send, wt_unix_place(sock, WT_WRITABLE), &len,
			     true);
	if (rc == 0)
		rc = give_bytes(sock, io->from, len);
	return rc < 0 ? rc : (ssize_t)len;
}
