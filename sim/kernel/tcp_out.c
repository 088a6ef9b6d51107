/* SPDX-License-Identifier: MIT
 *
 * What a TCP endpoint sends. */
#include <errno.h>

#include "kernel/tcp.h"

void wt_tcp_tell(const struct wt_socket *socket, enum wt_event_kind kind, enum wt_segment_type type,
		 uint64_t start, uint64_t end)
{
	static const uint8_t shown[] = {
		[WT_SEGMENT_SYN] = WT_SEG_SYN,
		[WT_SEGMENT_DATA] = WT_SEG_DATA,
		[WT_SEGMENT_FIN] = WT_SEG_FIN,
		[WT_SEGMENT_RST] = WT_SEG_RST,
	};
	const struct wt_kernel *kernel = socket->file.kernel;
	const struct wt_stream *stream = kind == WT_EV_SENT ? socket->out : socket->in;
	bool has_bytes = type == WT_SEGMENT_DATA;
	struct wt_event event = {
		.kind = (uint8_t)kind,
		.what = shown[type],
		.host = kernel->index,
		.actor = kernel->name,
		.object = socket->file.object,
		.arg = type == WT_SEGMENT_RST ? 0 : (int64_t)start, /* it has no byte */
		.bytes = has_bytes ? stream->bytes + start : NULL,
		.len = has_bytes ? (size_t)(end - start) : 0,
	};

	wt_net_emit(kernel->net, &event);
}

/* It has reached a listener, or nobody. */
void wt_tcp_tell_syn(struct wt_conn *conn, const struct wt_object *reached)
{
	struct wt_event event = {
		.kind = WT_EV_ARRIVED,
		.what = WT_SEG_SYN,
		.host = conn->to->index,
		.actor = conn->to->name,
		.object = reached,
	};

	wt_net_emit(conn->net, &event);
}

enum wt_place_form wt_tcp_place_form(enum wt_segment_type type)
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

static uint64_t earliest_timer(const struct wt_socket *sender)
{
	uint64_t own = sender->file.kernel->next_timer_ns, far = sender->conn->to->next_timer_ns;

	if (sender->side == 1)
		far = sender->conn->end[0]->file.kernel->next_timer_ns;
	return own < far ? own : far;
}

__attribute__((noinline)) static struct wt_value decide_segment(const struct wt_socket *sender,
								const struct wt_spot *spot,
								enum wt_segment_type type,
								uint64_t len)
{
	struct wt_net *net = sender->file.kernel->net;
	struct wt_question question = {.spot = spot, .given = WT_GIVEN_STREAM};

	if (type == WT_SEGMENT_DATA) {
		question.at_hand = len;
		question.given |= WT_GIVEN_SEGMENT;
	}
	if (type == WT_SEGMENT_SYN)
		question.given |= WT_GIVEN_SYN;
	if (earliest_timer(sender) != WT_NEVER)
		question.given |= WT_GIVEN_TIMER;
	return wt_decide(net->decider, &question, net->clock.now_ns);
}

static struct wt_value ask_as(enum wt_ask ask, struct wt_object *object,
			      const struct wt_socket *sender, enum wt_segment_type type,
			      uint64_t start, uint64_t end)
{
	struct wt_spot spot = {.object = object, .ask = ask};

	if (type == WT_SEGMENT_DATA)
		spot.place = wt_place_in(sender->out, start);
	else
		spot.place.form = wt_tcp_place_form(type);
	if (!wt_ask_open_at(sender->file.kernel->net->decider, &spot))
		return (struct wt_value){WT_VERB_DEFAULT, 0};
	return decide_segment(sender, &spot, type, end - start);
}

/* A segment between two hosts has two names, `to` its receiver and `from` its
 * sender; it is asked once, by the one that is open. */
static inline struct wt_value ask_segment(const struct wt_socket *sender, enum wt_segment_type type,
					  uint64_t start, uint64_t end)
{
	const struct wt_socket *receiver = wt_socket_far(sender);

	if (!wt_tcp_is_shown(type))
		return (struct wt_value){WT_VERB_DEFAULT, 0};
	if (receiver && !receiver->file.kernel->scripted &&
	    wt_is_open(receiver->file.object, WT_ASK_to))
		return ask_as(WT_ASK_to, receiver->file.object, sender, type, start, end);
	if (!sender->file.kernel->scripted && wt_is_open(sender->file.object, WT_ASK_from))
		return ask_as(WT_ASK_from, sender->file.object, sender, type, start, end);
	return (struct wt_value){WT_VERB_DEFAULT, 0};
}

/* wish: as for wt_wire_put. */
static void launch(struct wt_socket *socket, enum wt_segment_type type, uint64_t start,
		   uint64_t end, const struct wt_segment_wish *wish)
{
	const struct wt_segment segment = {
		.type = type,
		.direction = socket->side,
		.start = start,
		.end = end,
		.ack = wt_tcp_next_in(socket),
		.edge = socket->in->read + socket->options.rcvbuf,
		.birth = socket->birth,
	};
	struct wt_net *net = socket->conn->net;
	int rc;

	if (socket->owing_link)
		wt_tcp_pay_ack(socket, type);
	if (wt_tcp_is_shown(type))
		wt_tcp_tell(socket, WT_EV_SENT, type, start, end);
	rc = wt_wire_put(&socket->conn->wire, &segment, wish);
	if (rc < 0 && net->error == 0)
		net->error = rc;
}

/* Where timers run it is really lost, and they send it again. */
static bool is_sent_again(const struct wt_socket *socket, enum wt_segment_type type)
{
	return (type == WT_SEGMENT_DATA || type == WT_SEGMENT_FIN) && !socket->conn->lossy;
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

/* What is lost arrives when it is sent again, and is lost again if that is asked of
 * its next turn; what is behind it waits. */
static struct wt_segment_wish come_later(const struct wt_socket *socket, enum wt_segment_type type,
					 uint64_t start, uint64_t end)
{
	uint64_t distance = wt_tcp_first_distance(socket), late = 0;
	struct wt_segment_wish wish;
	struct wt_value value;

	do {
		late += distance;
		distance *= 2;
		value = ask_segment(socket, type, start, end);
	} while (value.verb == WT_VERB_LOST);
	wish = wish_of(socket->file.kernel->net, value);
	wish.extra_ns += late;
	return wish;
}

__attribute__((noinline)) static void launch_as_decided(struct wt_socket *socket,
							enum wt_segment_type type, uint64_t start,
							uint64_t end, struct wt_value value)
{
	struct wt_segment_wish wish = wish_of(socket->file.kernel->net, value);

	if (wish.lost && is_sent_again(socket, type))
		wish = come_later(socket, type, start, end);
	launch(socket, type, start, end, &wish);
	if (wish.lost && type == WT_SEGMENT_SYN)
		wt_tcp_watch(socket);
}

static inline void put(struct wt_socket *socket, enum wt_segment_type type, uint64_t start,
		       uint64_t end)
{
	struct wt_value value = ask_segment(socket, type, start, end);

	if (value.verb != WT_VERB_DEFAULT)
		launch_as_decided(socket, type, start, end, value);
	else if (type != WT_SEGMENT_DATA || !wt_tcp_go_straight(socket, start, end))
		launch(socket, type, start, end, NULL);
}

void wt_tcp_put(struct wt_socket *socket, enum wt_segment_type type, uint64_t start, uint64_t end)
{
	put(socket, type, start, end);
}

void wt_tcp_put_again(struct wt_socket *socket, enum wt_segment_type type, uint64_t start,
		      uint64_t end)
{
	launch(socket, type, start, end, NULL);
}

void wt_tcp_say(struct wt_socket *socket, enum wt_segment_type type)
{
	uint64_t at = wt_tcp_next_out(socket);

	wt_tcp_put(socket, type, at, at);
}

void wt_tcp_reject(struct wt_conn *conn, const struct wt_segment *segment)
{
	uint64_t at = segment->type == WT_SEGMENT_SYN ? WT_NOWHERE : segment->ack;
	const struct wt_segment reset = {
		.type = WT_SEGMENT_RST,
		.direction = 1 - segment->direction,
		.start = at,
		.end = at,
	};
	struct wt_socket *socket = conn->end[1 - segment->direction];
	int rc = 0;

	if (segment->type == WT_SEGMENT_RST)
		return;
	if (socket && socket->conn == conn)
		wt_tcp_put(socket, WT_SEGMENT_RST, at, at);
	else
		rc = wt_wire_put(&conn->wire, &reset, NULL);
	if (rc < 0)
		conn->net->error = rc;
}

static bool may_send(const struct wt_socket *socket)
{
	const unsigned may = 1u << WT_TCP_ESTABLISHED | 1u << WT_TCP_CLOSE_WAIT |
			     1u << WT_TCP_FIN_WAIT1 | 1u << WT_TCP_CLOSING | 1u << WT_TCP_LAST_ACK;

	return may >> socket->state & 1;
}

static uint64_t largest(const struct wt_socket *socket)
{
	uint64_t max = socket->conn->wire.link->segment_max;

	return max ? max : WT_SEGMENT_MAX;
}

/* Nagle's algorithm, with Minshall's exception: one segment that is not full may be
 * on its way.  Where nothing is lost an acknowledgement is as good as here, so
 * nothing waits for it.  N22 */
static bool waits_for_ack(const struct wt_socket *socket)
{
	const struct wt_stream *out = socket->out;

	if (!socket->conn->lossy || socket->options.no_delay || socket->file.kernel->scripted)
		return false;
	return !socket->fin_wanted && out->small > out->acked;
}

static bool push_some(struct wt_socket *socket)
{
	struct wt_stream *out = socket->out;
	uint64_t start = out->sent, end = out->written, most = largest(socket);

	if (!may_send(socket) || start >= out->edge)
		return false;
	if (end > out->edge)
		end = out->edge;
	if (end - start > most)
		end = start + most;
	if (end - start < most) {
		if (waits_for_ack(socket))
			return false;
		out->small = end;
	}
	out->sent = end;
	put(socket, WT_SEGMENT_DATA, start, end);
	return true;
}

/* Delivery inside the call may bring us here again; the outer loop goes on. */
void wt_tcp_push(struct wt_socket *socket)
{
	const struct wt_stream *out = socket->out;

	if (socket->pushing)
		return;
	socket->pushing = true;
	while (out->sent < out->written && push_some(socket))
		continue;
	if (socket->fin_wanted && !socket->fin_sent && may_send(socket) &&
	    out->sent == out->written) {
		socket->fin_sent = true;
		wt_tcp_put(socket, WT_SEGMENT_FIN, out->sent, out->sent);
	}
	socket->pushing = false;
	if (socket->conn->lossy)
		wt_tcp_watch(socket);
}
