/* SPDX-License-Identifier: MIT
 *
 * The straight way of bytes to which nothing can happen: over a clear loopback, where
 * nothing is or may be lost, nobody waits for a segment, and both ends have nothing else
 * to see to.  Then no segment is made.  What wt_wire_put and wt_tcp_deliver come to is
 * done at once, in their order; tests/sim/test_straight.c sees to it that nobody can
 * tell. */
#include "kernel/tcp.h"

/* No urgent byte among them, and nothing that an acknowledgement could change. */
static bool expects_bytes(const struct wt_socket *receiver, uint64_t start)
{
	return receiver->state == WT_TCP_ESTABLISHED && !receiver->soft_error &&
	       receiver->in->urgent <= start;
}

static bool is_straight(const struct wt_socket *sender, const struct wt_socket *receiver,
			uint64_t start)
{
	const struct wt_conn *conn = sender->conn;

	return !conn->lossy && wt_wire_is_clear(&conn->wire, sender->side) && receiver &&
	       expects_bytes(receiver, start) && !sender->no_space &&
	       wt_decider_gates(conn->net->decider)->shut == 0;
}

bool wt_tcp_go_straight(struct wt_socket *sender, uint64_t start, uint64_t end)
{
	struct wt_socket *receiver = wt_socket_far(sender);
	struct wt_stream *stream = sender->out;

	if (!is_straight(sender, receiver, start))
		return false;
	wt_wire_passed(&sender->conn->wire, sender->side);
	wt_tcp_tell(sender, WT_EV_SENT, WT_SEGMENT_DATA, start, end);
	wt_tcp_have_arrived(receiver, end);
	stream->told = stream->read + receiver->options.rcvbuf;
	wt_tcp_learn(sender, end, stream->told);
	return true;
}
