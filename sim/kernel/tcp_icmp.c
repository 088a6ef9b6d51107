/* SPDX-License-Identifier: MIT
 *
 * What the network says of a segment it could not deliver.  It ends a connect; once
 * connected it is kept, as the reason of a time-out should one come.  N20, N21 */
#include "kernel/icmp.h"
#include "kernel/tcp.h"

/* Has what it was about been acknowledged since?  Linux, tcp_v4_err: such news is
 * out of the window. */
static bool is_history(const struct wt_socket *socket, const struct wt_segment *segment)
{
	switch (segment->type) {
	case WT_SEGMENT_SYN:
	case WT_SEGMENT_SYN_ACK:
		return !wt_tcp_is_opening(socket);
	case WT_SEGMENT_PROBE: /* of a byte that was acknowledged long ago */
		return true;
	default:
		return segment->start < socket->out->acked;
	}
}

/* Of a child whose handshake is not over only the request is known; Linux drops it
 * for an unreachable net or host alone. */
static void refuse_child(struct wt_socket *child, unsigned code)
{
	if (!child->forgotten && code <= WT_ICMP_HOST_UNREACHABLE)
		wt_tcp_vanish(child);
}

/* Linux queues the news as well, asked (IP_RECVERR) or not. */
static void refuse(struct wt_socket *opener, int error)
{
	opener->error_queued = true;
	wt_tcp_connect_failed(opener, error);
}

void wt_tcp_unreachable(const struct wt_flight *flight, unsigned code)
{
	const struct wt_segment *segment = &flight->segment;
	struct wt_socket *socket = wt_conn_of(flight->wire)->end[segment->direction];
	bool final;
	int error = wt_icmp_error(code, &final);

	if (!error || !socket || socket->state == WT_TCP_CLOSE || is_history(socket, segment))
		return;
	if (socket->state == WT_TCP_SYN_RECV && socket->listener)
		refuse_child(socket, code);
	else if (wt_tcp_is_opening(socket))
		refuse(socket, error);
	else
		socket->soft_error = error;
	wt_net_changed(socket->file.kernel->net);
}
