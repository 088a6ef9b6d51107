/* SPDX-License-Identifier: MIT
 *
 * recv and send on a TCP endpoint, and who may take what is pending. */
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "kernel/tcp.h"

/* One pending error, one consumer. */
static int take_pending(struct wt_socket *socket)
{
	int error = socket->error;

	socket->error = 0;
	if (!error)
		return 0;
	socket->file.end_known = true; /* whoever is told of it */
	wt_net_progressed(socket->file.kernel->net);
	return error;
}

int wt_tcp_take_error(struct wt_socket *socket)
{
	int error = take_pending(socket);

	if (error)
		return error;
	error = socket->soft_error;
	socket->soft_error = 0;
	return error;
}

static bool is_connected(const struct wt_socket *socket)
{
	return socket->state != WT_TCP_CLOSE && socket->state != WT_TCP_LISTEN &&
	       socket->state != WT_TCP_SYN_SENT && socket->state != WT_TCP_SYN_RECV;
}

/* Bytes may be held back only while the program can not know of them. */
__attribute__((noinline)) static struct wt_value
decide_recv(const struct wt_socket *socket, const struct wt_spot *spot, uint64_t unread, size_t len)
{
	struct wt_net *net = socket->file.kernel->net;
	struct wt_question question = {.spot = spot, .at_hand = unread < len ? unread : len};
	bool reset_arrived = socket->state == WT_TCP_CLOSE && !socket->fin_seen;

	/* Nothing can come behind a reset. */
	question.at_least = reset_arrived ? unread : wt_file_known(&socket->file);
	if (unread > 0)
		question.given |= WT_GIVEN_BYTES;
	if (!socket->file.end_known && question.at_least == 0 && !reset_arrived)
		question.given |= WT_GIVEN_UNTOLD;
	if (socket->state != WT_TCP_CLOSE && !socket->fin_seen)
		question.given |= WT_GIVEN_CONNECTED;
	wt_ask_late(socket->file.kernel, &question);
	return wt_decide(net->decider, &question, net->clock.now_ns);
}

static struct wt_value ask_recv(const struct wt_socket *socket, uint64_t unread, size_t len)
{
	struct wt_spot spot = {.object = socket->file.object, .ask = WT_ASK_recv};

	if (!wt_is_open(spot.object, spot.ask))
		return (struct wt_value){WT_VERB_DEFAULT, 0};
	spot.place = wt_place_in(socket->in, socket->in->read);
	if (!wt_ask_open_at(socket->file.kernel->net->decider, &spot))
		return (struct wt_value){WT_VERB_DEFAULT, 0};
	return decide_recv(socket, &spot, unread, len);
}

/* A burst heard gives the places of what is sent from here on their name, and
 * begins a burst of our own. */
static void heard(struct wt_socket *socket)
{
	const struct wt_stream *in = socket->in;
	struct wt_stream *out = socket->out;
	uint64_t start;
	uint32_t burst = wt_stream_burst(in, in->read - 1, &start);

	out->new_burst = true;
	if (burst == socket->heard_burst)
		return;
	socket->heard_burst = burst;
	socket->written_then = out->written;
}

/* past: a look goes past an urgent byte, which stays. */
static ssize_t take_bytes(struct wt_socket *socket, struct wt_io *io, size_t len, uint64_t past)
{
	struct wt_stream *in = socket->in;
	uint64_t unread = wt_tcp_readable_bytes(socket) - past;

	if (len > unread)
		len = (size_t)unread;
	io->moved = in->bytes + in->read + past;
	io->moved_len = len;
	if (io->into && len > 0 && !(io->flags & MSG_TRUNC)) /* thrown away: D10 */
		memcpy(io->into, io->moved, len);
	if (io->flags & MSG_PEEK) {
		socket->file.end_known |= socket->fin_seen || socket->state == WT_TCP_CLOSE;
		return (ssize_t)len;
	}
	in->read += len;
	wt_tcp_forget_mark(socket);
	if (len > 0) {
		heard(socket);
		wt_net_progressed(socket->file.kernel->net);
		wt_tcp_was_read(socket);
	}
	return (ssize_t)len;
}

/* What the call did not take comes right behind it, with an edge of its own. */
static void rest_arrives(struct wt_socket *socket)
{
	wt_file_wake(&socket->file, WT_WAKE_READ);
}

static ssize_t take_end(struct wt_socket *socket)
{
	int error;

	if (socket->fin_seen) {
		if (!socket->end_told)
			wt_net_progressed(socket->file.kernel->net);
		socket->end_told = socket->file.end_known = true;
		return 0;
	}
	error = take_pending(socket);
	if (error)
		return -error;
	if (socket->shut & WT_SHUT_READ) {
		socket->file.end_known = true;
		return 0;
	}
	return socket->state == WT_TCP_CLOSE ? -ENOTCONN : -EAGAIN;
}

/* 0, and recv goes on with *len; or its result. */
__attribute__((noinline)) static ssize_t heed_recv(struct wt_socket *socket, struct wt_value value,
						   size_t *len)
{
	switch (value.verb) {
	case WT_VERB_TAKE:
		rest_arrives(socket);
		*len = (size_t)value.number;
		return 0;
	case WT_VERB_FAILS:
		rest_arrives(socket);
		return -(ssize_t)value.number;
	case WT_VERB_RESET_FIRST:
		wt_tcp_reset_both(socket);
		return 0;
	default:
		return wt_be_late(socket->file.kernel->net, value);
	}
}

ssize_t wt_tcp_recv(struct wt_socket *socket, struct wt_io *io)
{
	size_t len = io->len;
	uint64_t unread, seen_past = 0;
	bool skips;
	bool has_end = socket->fin_seen || socket->error || socket->shut & WT_SHUT_READ;
	struct wt_value value;
	ssize_t rc;

	if (socket->state == WT_TCP_LISTEN)
		return -ENOTCONN;
	if (io->flags & MSG_OOB)
		return wt_tcp_recv_urgent(socket, io);
	skips = socket->conn && len > 0 && wt_tcp_at_mark(socket) &&
		wt_stream_unread(socket->in) > 0;
	if (skips && !(io->flags & MSG_PEEK))
		wt_tcp_skip_urgent(socket);
	else
		seen_past = skips;
	unread = socket->conn ? wt_tcp_readable_bytes(socket) - seen_past : 0;
	if (socket->conn && len > 0 && !(io->flags & MSG_PEEK) && (unread > 0 || has_end)) {
		value = ask_recv(socket, unread, len);
		rc = value.verb == WT_VERB_DEFAULT ? 0 : heed_recv(socket, value, &len);
		if (rc < 0)
			return rc;
	}
	if (unread > 0)
		return take_bytes(socket, io, len, seen_past);
	return take_end(socket);
}

__attribute__((noinline)) static struct wt_value
decide_send(const struct wt_socket *socket, const struct wt_spot *spot, uint64_t at_hand)
{
	struct wt_net *net = socket->file.kernel->net;
	struct wt_question question = {
		.spot = spot,
		.given = WT_GIVEN_BYTES | WT_GIVEN_UNTOLD | WT_GIVEN_CONNECTED,
		.at_hand = at_hand,
	};

	wt_ask_late(socket->file.kernel, &question);
	return wt_decide(net->decider, &question, net->clock.now_ns);
}

static struct wt_value ask_send(const struct wt_socket *socket, uint64_t at_hand)
{
	struct wt_spot spot = {.object = socket->file.object, .ask = WT_ASK_send};

	if (!wt_is_open(spot.object, spot.ask))
		return (struct wt_value){WT_VERB_DEFAULT, 0};
	spot.place = wt_place_send(socket);
	if (!wt_ask_open_at(socket->file.kernel->net->decider, &spot))
		return (struct wt_value){WT_VERB_DEFAULT, 0};
	return decide_send(socket, &spot, at_hand);
}

static ssize_t send_error(struct wt_socket *socket)
{
	int error = take_pending(socket);

	if (socket->state == WT_TCP_CLOSE)
		socket->file.end_known = true;
	return error ? -error : -EPIPE;
}

static ssize_t write_bytes(struct wt_socket *socket, const void *buf, size_t len, int flags)
{
	int rc = wt_stream_write(socket->out, buf, len);

	if (rc < 0)
		return rc;
	if (flags & MSG_OOB)
		socket->out->urgent = socket->out->written;
	wt_net_progressed(socket->file.kernel->net);
	wt_tcp_push(socket);
	return (ssize_t)len;
}

/* 0, and send goes on with *len; or its result. */
__attribute__((noinline)) static ssize_t heed_send(struct wt_socket *socket, struct wt_value value,
						   size_t *len)
{
	switch (value.verb) {
	case WT_VERB_TAKE:
		wt_file_hold_room(&socket->file);
		*len = (size_t)value.number;
		return 0;
	case WT_VERB_FAILS:
		if (value.number == EAGAIN)
			wt_file_hold_room(&socket->file);
		return -(ssize_t)value.number;
	case WT_VERB_RESET_FIRST:
		wt_tcp_reset_both(socket);
		return is_connected(socket) ? 0 : send_error(socket);
	default:
		return wt_be_late(socket->file.kernel->net, value);
	}
}

ssize_t wt_tcp_send(struct wt_socket *socket, const void *buf, size_t len, int flags)
{
	uint64_t room;
	struct wt_value value;
	ssize_t rc;

	if (socket->state != WT_TCP_ESTABLISHED && socket->state != WT_TCP_CLOSE_WAIT) {
		if (socket->error)
			return send_error(socket);
		return wt_tcp_is_opening(socket) ? -EAGAIN : -EPIPE;
	}
	if (socket->error || socket->shut & WT_SHUT_WRITE)
		return send_error(socket);
	if (len == 0)
		return 0;
	if (socket->file.kernel->scripted)
		return write_bytes(socket, buf, len, flags);
	room = wt_tcp_room(socket);
	socket->no_space |= len > room;
	if (room == 0)
		return -EAGAIN;
	if (len > room)
		len = (size_t)room;
	value = ask_send(socket, len);
	rc = value.verb == WT_VERB_DEFAULT ? 0 : heed_send(socket, value, &len);
	if (rc < 0)
		return rc;
	return write_bytes(socket, buf, len, flags);
}

void wt_tcp_reads(struct wt_socket *socket, bool reads)
{
	struct wt_stream *in;

	socket->reads = reads;
	if (!reads || !socket->conn)
		return;
	in = socket->in;
	if (in->read == in->arrived)
		return;
	in->read = in->arrived;
	wt_tcp_was_read(socket);
}
