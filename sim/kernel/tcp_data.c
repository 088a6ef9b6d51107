/* SPDX-License-Identifier: MIT
 *
 * Bytes and ends that arrive: in their turn, ahead of it, or again. */
#include <errno.h>
#include <poll.h>

#include "kernel/tcp.h"

#define TIME_WAIT_NS (60 * WT_S)

void wt_tcp_end_fact(const struct wt_socket *socket, enum wt_ending ending)
{
	wt_net_fact(socket->file.kernel->net, socket->file.kernel, socket->file.object, WT_FACT_END,
		    ending, 0, NULL);
}

/* For its descriptor the connection is over at once, and its port is kept.  A peer
 * has no such cares. */
void wt_tcp_begin_time_wait(struct wt_socket *socket)
{
	struct wt_net *net = socket->file.kernel->net;
	uint64_t until = net->clock.now_ns + TIME_WAIT_NS;

	if (!socket->file.kernel->scripted && wt_port_wait(socket, until) < 0)
		net->error = -ENOMEM;
	wt_tcp_end(socket);
	socket->rests_ns = until;
}

/* Linux delays the ACK of an end to which nothing has been said yet. */
static bool is_told_later(const struct wt_socket *socket)
{
	const struct wt_conn *conn = socket->conn;

	return conn->wire.link->delay_max_ns == 0 && !conn->lossy && !conn->to_itself &&
	       !socket->file.kernel->scripted;
}

static void take_fin(struct wt_socket *socket)
{
	const struct wt_stream *in = socket->in;

	socket->shut |= WT_SHUT_READ;
	socket->fin_seen = true;
	wt_net_progressed(socket->file.kernel->net);
	wt_tcp_tell(socket, WT_EV_ARRIVED, WT_SEGMENT_FIN, in->arrived, in->arrived);
	wt_tcp_end_fact(socket, WT_ENDING_FIN);
	if (socket->state == WT_TCP_ESTABLISHED) {
		socket->state = WT_TCP_CLOSE_WAIT;
	} else if (socket->state == WT_TCP_FIN_WAIT1) {
		socket->state = WT_TCP_CLOSING;
	} else if (socket->state == WT_TCP_FIN_WAIT2) {
		wt_tcp_begin_time_wait(socket);
	}
	wt_file_wake(&socket->file, 0);
	if (socket->state == WT_TCP_CLOSE_WAIT && is_told_later(socket))
		wt_tcp_owe_ack(socket);
	else
		wt_tcp_say(socket, WT_SEGMENT_ACK);
}

void wt_tcp_have_arrived(struct wt_socket *socket, uint64_t end)
{
	struct wt_stream *in = socket->in;
	uint64_t start = in->arrived;

	in->arrived = end;
	wt_net_progressed(socket->file.kernel->net);
	wt_tcp_tell(socket, WT_EV_ARRIVED, WT_SEGMENT_DATA, start, end);
	if (socket->reads)
		in->read = in->arrived;
	if (socket->file.watches && wt_tcp_wakes_reader(socket))
		wt_file_wake(&socket->file, WT_WAKE_READ);
}

/* ... and perhaps what had come ahead of it. */
static void take_bytes(struct wt_socket *socket, uint64_t end)
{
	struct wt_stream *in = socket->in;

	wt_tcp_have_arrived(socket, in->ahead_count > 0 ? wt_stream_join(in, end) : end);
	if (in->end_ahead && in->end_at == in->arrived)
		take_fin(socket);
	else
		wt_tcp_acknowledge(socket);
}

static void keep_ahead(struct wt_socket *socket, const struct wt_segment *segment)
{
	int rc = wt_stream_keep_ahead(socket->in, segment->start, segment->end);

	if (rc < 0)
		socket->file.kernel->net->error = rc;
	wt_tcp_acknowledge(socket); /* what is missing is told */
}

/* Nobody will ever read this: B13, N06, N30. */
static bool is_unwanted(const struct wt_socket *socket)
{
	bool read_side_gone = socket->shut & WT_SHUT_READ && !socket->fin_seen;

	return read_side_gone &&
	       (socket->state == WT_TCP_FIN_WAIT1 || socket->state == WT_TCP_FIN_WAIT2);
}

void wt_tcp_got_data(struct wt_socket *socket, const struct wt_segment *segment)
{
	const struct wt_stream *in = socket->in;

	if (segment->end <= in->arrived) {
		wt_tcp_acknowledge(socket);
		return;
	}
	if (in->urgent > in->arrived && in->urgent <= segment->end && !socket->reads)
		wt_tcp_got_urgent(socket, in->urgent - 1); /* seen before the bytes are */
	if (is_unwanted(socket)) {
		wt_tcp_reject(socket->conn, segment);
		wt_tcp_got_rst(socket);
		return;
	}
	if (segment->start > in->arrived)
		keep_ahead(socket, segment);
	else
		take_bytes(socket, segment->end);
}

void wt_tcp_got_fin(struct wt_socket *socket, const struct wt_segment *segment)
{
	struct wt_stream *in = socket->in;

	if (socket->fin_seen) {
		wt_tcp_acknowledge(socket);
	} else if (segment->start == in->arrived) {
		take_fin(socket);
	} else if (is_unwanted(socket)) { /* there were bytes before it */
		wt_tcp_reject(socket->conn, segment);
		wt_tcp_got_rst(socket);
	} else {
		in->end_ahead = true;
		in->end_at = segment->start;
		wt_tcp_acknowledge(socket);
	}
}
