/* SPDX-License-Identifier: MIT
 *
 * What a TCP endpoint sends and what arrives at it. */
#include <errno.h>

#include "kernel/tcp.h"

#define TIME_WAIT_NS (60 * WT_S)

static enum wt_segment_kind trace_kind(enum wt_segment_type type)
{
	switch (type) {
	case WT_SEGMENT_DATA:
		return WT_SEG_DATA;
	case WT_SEGMENT_FIN:
		return WT_SEG_FIN;
	case WT_SEGMENT_RST:
		return WT_SEG_RST;
	default:
		return WT_SEG_SYN;
	}
}

/* Acknowledgements are the kernel's own talk: a trace does not show them. */
static bool is_shown(enum wt_segment_type type)
{
	return type == WT_SEGMENT_SYN || type == WT_SEGMENT_DATA || type == WT_SEGMENT_FIN ||
	       type == WT_SEGMENT_RST;
}

static void tell(struct wt_net *net, enum wt_event_kind kind, const struct wt_kernel *kernel,
		 const struct wt_object *object, const struct wt_conn *conn, unsigned direction,
		 enum wt_segment_type type, uint64_t start, uint64_t end)
{
	struct wt_event event = {
		.kind = (uint8_t)kind,
		.what = (uint8_t)trace_kind(type),
		.host = kernel->index,
		.actor = kernel->name,
		.object = object,
		.arg = (int64_t)start,
	};

	if (type == WT_SEGMENT_DATA) {
		event.bytes = conn->stream[direction].bytes + start;
		event.len = (size_t)(end - start);
	}
	wt_net_emit(net, &event);
}

void wt_tcp_tell_syn(struct wt_conn *conn, const struct wt_object *reached)
{
	tell(conn->net, WT_EV_ARRIVED, conn->to, reached, conn, 0, WT_SEGMENT_SYN, 0, 0);
}

static enum wt_place_form place_form(enum wt_segment_type type)
{
	switch (type) {
	case WT_SEGMENT_DATA:
		return WT_PLACE_STREAM;
	case WT_SEGMENT_FIN:
		return WT_PLACE_FIN;
	case WT_SEGMENT_RST:
		return WT_PLACE_RST;
	default:
		return WT_PLACE_SYN;
	}
}

/* A segment between two hosts has two names, `to` its receiver and `from` its
 * sender; it is asked once, by the one that is open. */
static struct wt_object *asked_object(const struct wt_socket *sender, enum wt_ask *ret_ask)
{
	const struct wt_socket *receiver = wt_socket_far(sender);

	*ret_ask = WT_ASK_to;
	if (receiver && !receiver->kernel->scripted && wt_is_open(receiver->object, WT_ASK_to))
		return receiver->object;
	*ret_ask = WT_ASK_from;
	if (!sender->kernel->scripted && wt_is_open(sender->object, WT_ASK_from))
		return sender->object;
	return NULL;
}

static uint64_t earliest_timer(const struct wt_socket *sender)
{
	uint64_t own = sender->kernel->next_timer_ns, far = sender->conn->to->next_timer_ns;

	if (sender->side == 1)
		far = sender->conn->end[0]->kernel->next_timer_ns;
	return own < far ? own : far;
}

static struct wt_segment_wish wish_of(struct wt_net *net, struct wt_value value)
{
	switch (value.verb) {
	case WT_VERB_CUT:
		return (struct wt_segment_wish){.cut = value.number};
	case WT_VERB_DELAY:
		return (struct wt_segment_wish){.extra_ns = value.number};
	case WT_VERB_DELAY_UNTIL:
		return (struct wt_segment_wish){
			.gate = &wt_decider_gates(net->decider)->at[value.number].open};
	case WT_VERB_LOST:
		return (struct wt_segment_wish){.lost = true};
	default:
		return (struct wt_segment_wish){0};
	}
}

static struct wt_segment_wish ask_segment(struct wt_socket *sender, enum wt_segment_type type,
					  uint64_t start, uint64_t end)
{
	struct wt_net *net = sender->kernel->net;
	const struct wt_stream *stream = wt_socket_out(sender);
	struct wt_question question = {.legal = WT_VERB_BIT(WT_VERB_DELAY) |
						WT_VERB_BIT(WT_VERB_DELAY_UNTIL)};
	struct wt_value value;

	question.object = asked_object(sender, &question.ask);
	if (!question.object)
		return (struct wt_segment_wish){0};
	question.place.form = place_form(type);
	if (type == WT_SEGMENT_DATA) {
		question.place = wt_place_in(stream, start);
		question.at_hand = end - start;
		if (question.ask == WT_ASK_to)
			question.legal |= WT_VERB_BIT(WT_VERB_CUT);
	}
	if (type == WT_SEGMENT_SYN)
		question.legal |= WT_VERB_BIT(WT_VERB_LOST);
	question.harmful = WT_VERB_BIT(WT_VERB_LOST);
	if (earliest_timer(sender) != WT_NEVER)
		question.harmful |= WT_VERB_BIT(WT_VERB_DELAY) | WT_VERB_BIT(WT_VERB_DELAY_UNTIL);
	value = wt_decide(net->decider, &question, net->clock.now_ns);
	return wish_of(net, value);
}

void wt_tcp_put(struct wt_socket *socket, enum wt_segment_type type, uint64_t start, uint64_t end)
{
	struct wt_conn *conn = socket->conn;
	struct wt_net *net = conn->net;
	struct wt_segment_wish wish = {0};
	int rc;

	if (is_shown(type)) {
		wish = ask_segment(socket, type, start, end);
		tell(net, WT_EV_SENT, socket->kernel, socket->object, conn, socket->side, type,
		     start, end);
	}
	rc = wt_wire_put(&conn->wire, type, socket->side, start, end, wish);
	if (rc < 0 && net->error == 0)
		net->error = rc;
	if (wish.lost && type == WT_SEGMENT_SYN)
		wt_tcp_syn_lost(socket);
}

static bool may_send(const struct wt_socket *socket)
{
	return socket->state == WT_TCP_ESTABLISHED || socket->state == WT_TCP_CLOSE_WAIT ||
	       socket->state == WT_TCP_FIN_WAIT1 || socket->state == WT_TCP_CLOSING ||
	       socket->state == WT_TCP_LAST_ACK;
}

/* Delivery inside the call may bring us here again; the outer loop goes on. */
void wt_tcp_push(struct wt_socket *socket)
{
	struct wt_stream *out = wt_socket_out(socket);

	if (socket->pushing)
		return;
	socket->pushing = true;
	while (may_send(socket) && out->sent < out->written && out->sent < out->edge) {
		uint64_t start = out->sent, end = out->written;

		if (end > out->edge)
			end = out->edge;
		if (end - start > WT_SEGMENT_MAX)
			end = start + WT_SEGMENT_MAX;
		out->sent = end;
		wt_tcp_put(socket, WT_SEGMENT_DATA, start, end);
	}
	if (may_send(socket) && socket->fin_wanted && !socket->fin_sent &&
	    out->sent == out->written) {
		socket->fin_sent = true;
		wt_tcp_put(socket, WT_SEGMENT_FIN, out->sent, out->sent);
	}
	socket->pushing = false;
}

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
	wt_net_changed(sender->kernel->net);
	wt_tcp_push(sender);
}

/* Does it matter to the sender when it learns this?  Only then is an ACK worth
 * an event of its own; else it learns at once, and nobody can tell. */
static bool matters(const struct wt_socket *sender)
{
	const struct wt_stream *out = wt_socket_out(sender);

	if (out->written > out->sent)
		return true;
	return out->written - out->acked > sender->sndbuf / 3;
}

static void acknowledge(struct wt_socket *receiver)
{
	struct wt_stream *in = wt_socket_in(receiver);
	struct wt_socket *sender = wt_socket_far(receiver);
	uint64_t edge = in->read + receiver->rcvbuf;

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
	uint64_t edge = in->read + receiver->rcvbuf;

	if (receiver->state == WT_TCP_CLOSE || !sender)
		return;
	if (is_loopback(receiver->conn) || edge - in->told >= receiver->rcvbuf / 2 ||
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
	if (read_side_gone &&
	    (socket->state == WT_TCP_FIN_WAIT1 || socket->state == WT_TCP_FIN_WAIT2)) {
		reject(socket); /* B13, N06: nobody will ever read this */
		wt_tcp_got_rst(socket);
		return;
	}
	in->arrived = segment->end;
	wt_net_progressed(socket->kernel->net);
	tell(socket->kernel->net, WT_EV_ARRIVED, socket->kernel, socket->object, socket->conn,
	     segment->direction, WT_SEGMENT_DATA, segment->start, segment->end);
	if (socket->reads)
		in->read = in->arrived;
	acknowledge(socket);
}

static void end_fact(const struct wt_socket *socket, enum wt_ending ending)
{
	wt_net_fact(socket->kernel->net, socket->kernel, socket->object, WT_FACT_END, ending, 0,
		    NULL);
}

/* Who closed first keeps the port for a minute; for its descriptor the
 * connection is over at once.  A peer has no such cares. */
static void begin_time_wait(struct wt_socket *socket)
{
	socket->state = WT_TCP_CLOSE;
	socket->shut = WT_SHUT_BOTH;
	if (!socket->kernel->scripted)
		socket->time_wait_ns = socket->kernel->net->clock.now_ns + TIME_WAIT_NS;
}

static void got_fin(struct wt_socket *socket, const struct wt_segment *segment)
{
	if (socket->state == WT_TCP_CLOSE) {
		reject(socket);
		return;
	}
	socket->shut |= WT_SHUT_READ;
	socket->fin_seen = true;
	wt_net_progressed(socket->kernel->net);
	tell(socket->kernel->net, WT_EV_ARRIVED, socket->kernel, socket->object, socket->conn,
	     segment->direction, WT_SEGMENT_FIN, segment->start, segment->end);
	end_fact(socket, WT_ENDING_FIN);
	if (socket->state == WT_TCP_ESTABLISHED || socket->state == WT_TCP_SYN_RECV) {
		socket->state = WT_TCP_CLOSE_WAIT;
	} else if (socket->state == WT_TCP_FIN_WAIT1) {
		socket->state = WT_TCP_CLOSING;
	} else if (socket->state == WT_TCP_FIN_WAIT2) {
		begin_time_wait(socket);
	}
	wt_tcp_put(socket, WT_SEGMENT_FIN_ACK, segment->start, segment->start);
}

static void got_fin_ack(struct wt_socket *socket)
{
	if (socket->state == WT_TCP_FIN_WAIT1) {
		socket->state = WT_TCP_FIN_WAIT2;
	} else if (socket->state == WT_TCP_CLOSING) {
		begin_time_wait(socket);
	} else if (socket->state == WT_TCP_LAST_ACK) {
		socket->state = WT_TCP_CLOSE;
		socket->shut = WT_SHUT_BOTH;
	}
}

/* What was received stays readable; the error is reported once. */
void wt_tcp_got_rst(struct wt_socket *socket)
{
	struct wt_net *net = socket->kernel->net;

	if (socket->state == WT_TCP_CLOSE)
		return;
	if (socket->state == WT_TCP_SYN_SENT) {
		wt_tcp_refused(socket);
		return;
	}
	socket->error = socket->state == WT_TCP_CLOSE_WAIT ? EPIPE : ECONNRESET;
	socket->state = WT_TCP_CLOSE;
	socket->shut = WT_SHUT_BOTH;
	socket->was_reset = true;
	wt_net_progressed(net);
	end_fact(socket, WT_ENDING_RESET);
}

static void got_rst(struct wt_socket *socket, const struct wt_segment *segment)
{
	if (socket->state == WT_TCP_CLOSE)
		return;
	tell(socket->kernel->net, WT_EV_ARRIVED, socket->kernel, socket->object, socket->conn,
	     segment->direction, WT_SEGMENT_RST, segment->start, segment->end);
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
	return (struct wt_place){.form = place_form(segment->type)};
}

/* Who waits for this segment goes on. */
static void open_gates(struct wt_conn *conn, const struct wt_segment *segment)
{
	struct wt_gates *gates = wt_decider_gates(conn->net->decider);
	const struct wt_socket *from = conn->end[segment->direction];
	const struct wt_socket *to = conn->end[1 - segment->direction];
	struct wt_place place;
	bool any = false;

	if (gates->shut == 0 || !is_shown(segment->type))
		return;
	place = place_of(conn, segment);
	if (to)
		any = wt_gates_pass(gates, WT_ASK_to, to->object, &place);
	if (from)
		any |= wt_gates_pass(gates, WT_ASK_from, from->object, &place);
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
