/* SPDX-License-Identifier: MIT
 *
 * What arrives at a TCP endpoint, and whether it counts there (RFC 9293, 3.10.7,
 * and RFC 5961 for resets, as Linux does it). */
#include <errno.h>

#include "kernel/tcp.h"

/* What was received stays readable; the error is reported once. */
void wt_tcp_got_rst(struct wt_socket *socket)
{
	struct wt_net *net = socket->file.kernel->net;

	if (socket->state == WT_TCP_CLOSE)
		return;
	if (socket->state == WT_TCP_SYN_SENT) {
		wt_tcp_connect_failed(socket, ECONNREFUSED);
		return;
	}
	socket->error = socket->state == WT_TCP_CLOSE_WAIT ? EPIPE : ECONNRESET;
	socket->was_reset = true;
	wt_tcp_end(socket);
	wt_net_progressed(net);
	wt_tcp_end_fact(socket, WT_ENDING_RESET);
	wt_file_wake(&socket->file, 0);
}

/* A RST sent before its sender knew of our FIN stands one before what we expect. */
static bool is_before_the_fin(const struct wt_socket *socket, uint64_t at)
{
	bool fin_came = socket->state == WT_TCP_CLOSE_WAIT || socket->state == WT_TCP_LAST_ACK ||
			socket->state == WT_TCP_CLOSING;

	return fin_came && at + 1 == wt_tcp_next_in(socket);
}

/* Behind the last piece that has come ahead of its turn, as a SACK would tell. */
static bool is_at_last_edge(const struct wt_socket *socket, uint64_t at)
{
	return !socket->file.kernel->no_sack && at > 0 && at == wt_stream_last_ahead(socket->in);
}

static void tell_rst(const struct wt_socket *socket)
{
	wt_tcp_tell(socket, WT_EV_ARRIVED, WT_SEGMENT_RST, 0, 0);
}

/* It counts where the next byte is expected, or behind the last that has come; else
 * who sent it is asked whether it was meant: N11. */
static void got_rst(struct wt_socket *socket, const struct wt_segment *segment)
{
	uint64_t at = segment->start, next = wt_tcp_next_in(socket);
	bool counts = socket->state == WT_TCP_SYN_SENT || at == next ||
		      is_before_the_fin(socket, at) || is_at_last_edge(socket, at);

	if (counts) {
		tell_rst(socket);
		wt_tcp_got_rst(socket);
	} else if (at > next && at != WT_NOWHERE) {
		wt_tcp_say(socket, WT_SEGMENT_ACK);
	}
}

/* An end that has closed.  For a minute after the last ACK somebody is still there
 * to send it again; a RST ends that, too. */
static void got_nothing(struct wt_socket *socket, const struct wt_segment *segment)
{
	bool rests = socket->file.kernel->net->clock.now_ns < socket->rests_ns;
	bool expected = segment->start == wt_tcp_next_in(socket);
	bool bare = segment->type == WT_SEGMENT_ACK;

	if (segment->type == WT_SEGMENT_RST)
		socket->rests_ns = expected ? 0 : socket->rests_ns;
	else if (!rests && (!bare || socket->conn->lossy))
		wt_tcp_reject(socket->conn, segment);
	else if (rests && !(bare && expected))
		wt_tcp_say(socket, WT_SEGMENT_ACK);
}

static void got_while_opening(struct wt_socket *opener, const struct wt_segment *segment)
{
	if (segment->type == WT_SEGMENT_SYN_ACK) {
		opener->birth = segment->birth;
		wt_tcp_got_syn_ack(opener);
	} else if (segment->type == WT_SEGMENT_RST)
		got_rst(opener, segment);
}

/* Nobody but a listener knows it yet. */
static void got_rst_as_child(struct wt_socket *child, const struct wt_segment *segment)
{
	if (!child->listener) {
		got_rst(child, segment);
		return;
	}
	if (segment->start != wt_tcp_next_in(child)) {
		if (segment->start != WT_NOWHERE)
			wt_tcp_say(child, WT_SEGMENT_ACK);
		return;
	}
	tell_rst(child);
	wt_tcp_vanish(child);
	wt_tcp_end_fact(child, WT_ENDING_RESET);
}

static bool is_again(const struct wt_socket *socket, const struct wt_segment *segment)
{
	bool is_fin = segment->type == WT_SEGMENT_FIN;

	if (segment->type == WT_SEGMENT_PROBE || segment->type == WT_SEGMENT_SYN_ACK)
		return true;
	return socket->conn->lossy && segment->end + is_fin < wt_tcp_next_in(socket);
}

static void got_connected(struct wt_socket *socket, const struct wt_segment *segment)
{
	if (segment->type == WT_SEGMENT_RST) {
		got_rst(socket, segment);
		return;
	}
	if (is_again(socket, segment)) {
		wt_tcp_say(socket, WT_SEGMENT_ACK);
		return;
	}
	wt_tcp_got_ack(socket, segment);
	if (segment->type == WT_SEGMENT_DATA)
		wt_tcp_got_data(socket, segment);
	else if (segment->type == WT_SEGMENT_FIN)
		wt_tcp_got_fin(socket, segment);
}

static void got_as_child(struct wt_socket *child, const struct wt_segment *segment)
{
	if (segment->type == WT_SEGMENT_RST)
		got_rst_as_child(child, segment);
	else if (segment->birth != child->birth)
		wt_tcp_reject(child->conn, segment);
	else if (wt_tcp_is_established(child) && segment->type != WT_SEGMENT_ACK)
		got_connected(child, segment);
}

static void arrives(struct wt_socket *socket, const struct wt_segment *segment)
{
	if (socket->state >= WT_TCP_ESTABLISHED)
		got_connected(socket, segment);
	else if (socket->state == WT_TCP_SYN_RECV)
		got_as_child(socket, segment);
	else if (socket->state == WT_TCP_SYN_SENT)
		got_while_opening(socket, segment);
	else
		got_nothing(socket, segment);
}

static struct wt_place place_of(const struct wt_conn *conn, const struct wt_segment *segment)
{
	if (segment->type == WT_SEGMENT_DATA)
		return wt_place_in(&conn->stream[segment->direction], segment->start);
	return (struct wt_place){.form = wt_tcp_place_form(segment->type)};
}

/* Who waits for this segment goes on. */
__attribute__((noinline)) static void open_gates(struct wt_conn *conn, struct wt_gates *gates,
						 const struct wt_segment *segment)
{
	const struct wt_socket *from = conn->end[segment->direction];
	const struct wt_socket *to = conn->end[1 - segment->direction];
	struct wt_place place = place_of(conn, segment);
	bool any = false;

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
	if (!socket || socket->conn != conn) { /* gone, or with another by now: tcp_meet.c */
		wt_tcp_reject(conn, segment);
		return;
	}
	if (conn->lossy)
		socket->heard_ns = conn->net->clock.now_ns;
	arrives(socket, segment);
}

void wt_tcp_deliver(struct wt_wire *wire, const struct wt_segment *segment)
{
	struct wt_conn *conn = wt_conn_of(wire);
	struct wt_gates *gates = wt_decider_gates(conn->net->decider);

	hand_over(conn, segment);
	if (gates->shut > 0 && wt_tcp_is_shown(segment->type))
		open_gates(conn, gates, segment);
}
