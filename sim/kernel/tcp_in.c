/* SPDX-License-Identifier: MIT
 *
 * What arrives at a TCP endpoint. */
#include <errno.h>
#include <poll.h>

#include "kernel/tcp.h"

#define TIME_WAIT_NS (60 * WT_S)

static bool is_loopback(const struct wt_conn *conn)
{
	return conn->wire.link->delay_max_ns == 0;
}

static void sender_learns(struct wt_socket *sender, uint64_t acked, uint64_t edge)
{
	struct wt_stream *out = wt_socket_out(sender);

	if (acked > out->acked)
		out->acked = acked;
	if (edge > out->edge)
		out->edge = edge;
	wt_net_changed(sender->file.kernel->net);
	if (sender->no_space && wt_tcp_is_writable(sender)) {
		sender->no_space = false;
		wt_file_wake(&sender->file, WT_WAKE_WRITE);
	}
	wt_tcp_push(sender);
}

/* Does it matter to the sender when it learns this?  Only then is an ACK worth
 * an event of its own; else it learns at once, and nobody can tell. */
static bool matters(const struct wt_socket *sender)
{
	const struct wt_stream *out = wt_socket_out(sender);

	if (out->written > out->sent)
		return true;
	return out->written - out->acked > sender->options.sndbuf / 3;
}

static void acknowledge(struct wt_socket *receiver)
{
	struct wt_stream *in = wt_socket_in(receiver);
	struct wt_socket *sender = wt_socket_far(receiver);
	uint64_t edge = in->read + receiver->options.rcvbuf;

	in->told = edge;
	if (is_loopback(receiver->conn) || !matters(sender))
		sender_learns(sender, in->arrived, edge);
	else
		wt_tcp_put(receiver, WT_SEGMENT_ACK, in->arrived, edge);
}

void wt_tcp_was_read(struct wt_socket *receiver)
{
	struct wt_stream *in = wt_socket_in(receiver);
	struct wt_socket *sender = wt_socket_far(receiver);
	uint64_t edge = in->read + receiver->options.rcvbuf;

	if (receiver->state == WT_TCP_CLOSE || !sender)
		return;
	if (is_loopback(receiver->conn) || edge - in->told >= receiver->options.rcvbuf / 2 ||
	    in->written > in->edge)
		acknowledge(receiver);
}

static void reject(struct wt_socket *receiver)
{
	wt_tcp_put(receiver, WT_SEGMENT_RST, 0, 0);
}

static void got_data(struct wt_socket *socket, const struct wt_segment *segment)
{
	struct wt_stream *in = wt_socket_in(socket);
	bool read_side_gone = socket->shut & WT_SHUT_READ && !socket->fin_seen;

	if (socket->state == WT_TCP_CLOSE) {
		reject(socket);
		return;
	}
	if (in->urgent > segment->start && in->urgent <= segment->end && !socket->reads)
		wt_tcp_got_urgent(socket, in->urgent - 1); /* seen before the bytes are */
	if (read_side_gone &&
	    (socket->state == WT_TCP_FIN_WAIT1 || socket->state == WT_TCP_FIN_WAIT2)) {
		reject(socket); /* B13, N06: nobody will ever read this */
		wt_tcp_got_rst(socket);
		return;
	}
	in->arrived = segment->end;
	wt_net_progressed(socket->file.kernel->net);
	wt_tcp_tell(socket->file.kernel->net, WT_EV_ARRIVED, socket->file.kernel,
		    socket->file.object, socket->conn, segment->direction, WT_SEGMENT_DATA,
		    segment->start, segment->end);
	if (socket->reads)
		in->read = in->arrived;
	if (wt_tcp_wakes_reader(socket))
		wt_file_wake(&socket->file, WT_WAKE_READ);
	acknowledge(socket);
}

static void end_fact(const struct wt_socket *socket, enum wt_ending ending)
{
	wt_net_fact(socket->file.kernel->net, socket->file.kernel, socket->file.object, WT_FACT_END,
		    ending, 0, NULL);
}

/* Who closed first keeps the port for a minute; for its descriptor the
 * connection is over at once.  A peer has no such cares. */
static void begin_time_wait(struct wt_socket *socket)
{
	struct wt_net *net = socket->file.kernel->net;

	if (!socket->file.kernel->scripted &&
	    wt_port_wait(socket, net->clock.now_ns + TIME_WAIT_NS) < 0)
		net->error = -ENOMEM;
	wt_tcp_set_closed(socket);
	socket->shut = WT_SHUT_BOTH;
}

static void got_fin(struct wt_socket *socket, const struct wt_segment *segment)
{
	if (socket->state == WT_TCP_CLOSE) {
		reject(socket);
		return;
	}
	socket->shut |= WT_SHUT_READ;
	socket->fin_seen = true;
	wt_net_progressed(socket->file.kernel->net);
	wt_tcp_tell(socket->file.kernel->net, WT_EV_ARRIVED, socket->file.kernel,
		    socket->file.object, socket->conn, segment->direction, WT_SEGMENT_FIN,
		    segment->start, segment->end);
	end_fact(socket, WT_ENDING_FIN);
	if (socket->state == WT_TCP_ESTABLISHED || socket->state == WT_TCP_SYN_RECV) {
		socket->state = WT_TCP_CLOSE_WAIT;
	} else if (socket->state == WT_TCP_FIN_WAIT1) {
		socket->state = WT_TCP_CLOSING;
	} else if (socket->state == WT_TCP_FIN_WAIT2) {
		begin_time_wait(socket);
	}
	wt_file_wake(&socket->file, 0);
	wt_tcp_put(socket, WT_SEGMENT_FIN_ACK, segment->start, segment->start);
}

static void got_fin_ack(struct wt_socket *socket)
{
	if (socket->state == WT_TCP_FIN_WAIT1) {
		socket->state = WT_TCP_FIN_WAIT2;
	} else if (socket->state == WT_TCP_CLOSING) {
		begin_time_wait(socket);
	} else if (socket->state == WT_TCP_LAST_ACK) {
		wt_tcp_set_closed(socket);
		socket->shut = WT_SHUT_BOTH;
	}
	wt_file_wake(&socket->file, 0);
}

/* What was received stays readable; the error is reported once. */
void wt_tcp_got_rst(struct wt_socket *socket)
{
	struct wt_net *net = socket->file.kernel->net;

	if (socket->state == WT_TCP_CLOSE)
		return;
	if (socket->state == WT_TCP_SYN_SENT) {
		wt_tcp_refused(socket);
		return;
	}
	socket->error = socket->state == WT_TCP_CLOSE_WAIT ? EPIPE : ECONNRESET;
	wt_tcp_set_closed(socket);
	socket->shut = WT_SHUT_BOTH;
	socket->was_reset = true;
	wt_net_progressed(net);
	end_fact(socket, WT_ENDING_RESET);
	wt_file_wake(&socket->file, 0);
}

static void got_rst(struct wt_socket *socket, const struct wt_segment *segment)
{
	if (socket->state == WT_TCP_CLOSE)
		return;
	wt_tcp_tell(socket->file.kernel->net, WT_EV_ARRIVED, socket->file.kernel,
		    socket->file.object, socket->conn, segment->direction, WT_SEGMENT_RST,
		    segment->start, segment->end);
	wt_tcp_got_rst(socket);
}

static void got_ack(struct wt_socket *socket, const struct wt_segment *segment)
{
	if (socket->state == WT_TCP_SYN_RECV)
		wt_tcp_is_established(socket);
	else
		sender_learns(socket, segment->start, segment->end);
}

static struct wt_place place_of(const struct wt_conn *conn, const struct wt_segment *segment)
{
	if (segment->type == WT_SEGMENT_DATA)
		return wt_place_in(&conn->stream[segment->direction], segment->start);
	return (struct wt_place){.form = wt_tcp_place_form(segment->type)};
}

/* Who waits for this segment goes on. */
static void open_gates(struct wt_conn *conn, const struct wt_segment *segment)
{
	struct wt_gates *gates = wt_decider_gates(conn->net->decider);
	const struct wt_socket *from = conn->end[segment->direction];
	const struct wt_socket *to = conn->end[1 - segment->direction];
	struct wt_place place;
	bool any = false;

	if (gates->shut == 0 || !wt_tcp_is_shown(segment->type))
		return;
	place = place_of(conn, segment);
	if (to)
		any = wt_gates_pass(gates, WT_ASK_to, to->file.object, &place);
	if (from)
		any |= wt_gates_pass(gates, WT_ASK_from, from->file.object, &place);
	if (any)
		wt_net_release_gated(conn->net);
}

static void hand_over(struct wt_conn *conn, const struct wt_segment *segment)
{
	struct wt_socket *socket = conn->end[1 - segment->direction];

	if (segment->type == WT_SEGMENT_SYN) {
		wt_net_changed(conn->net);
		wt_tcp_got_syn(conn);
		return;
	}
	if (!socket)
		return;
	switch (segment->type) {
	case WT_SEGMENT_SYN_ACK:
		wt_tcp_got_syn_ack(socket);
		break;
	case WT_SEGMENT_ACK:
		got_ack(socket, segment);
		break;
	case WT_SEGMENT_DATA:
		got_data(socket, segment);
		break;
	case WT_SEGMENT_FIN:
		got_fin(socket, segment);
		break;
	case WT_SEGMENT_FIN_ACK:
		got_fin_ack(socket);
		break;
	case WT_SEGMENT_RST:
		got_rst(socket, segment);
		break;
	case WT_SEGMENT_SYN:
		break;
	}
}

void wt_tcp_deliver(struct wt_wire *wire, struct wt_segment *segment)
{
	struct wt_conn *conn = (struct wt_conn *)((char *)wire - offsetof(struct wt_conn, wire));

	hand_over(conn, segment);
	open_gates(conn, segment);
}
