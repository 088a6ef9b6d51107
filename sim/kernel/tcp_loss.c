/* SPDX-License-Identifier: MIT
 *
 * Connections of which something may be lost: those over a link that is cut, or
 * moved by hand, and one whose listener has no room for it. */
#include "kernel/tcp.h"
#include "kernel/udp.h"

void wt_tcp_expose(struct wt_conn *conn)
{
	conn->lossy = true;
	for (unsigned side = 0; side < 2; side++) {
		struct wt_socket *socket = conn->end[side];

		if (!socket || socket->conn != conn)
			continue;
		wt_tcp_watch(socket);
		wt_tcp_watch_idle(socket);
	}
}

/* Everything it has sent has arrived, and it knows. */
static bool is_settled(const struct wt_conn *conn, unsigned side)
{
	const struct wt_socket *socket = conn->end[side];
	const struct wt_stream *out = &conn->stream[side];

	if (!socket || socket->conn != conn || socket->state == WT_TCP_CLOSE)
		return false;
	if (socket->state != WT_TCP_ESTABLISHED && socket->state != WT_TCP_CLOSE_WAIT &&
	    socket->state != WT_TCP_FIN_WAIT2)
		return false;
	return out->acked == out->written && out->arrived == out->written;
}

void wt_tcp_relax(struct wt_conn *conn)
{
	const struct wt_link *link = conn->wire.link;

	if (link->mover || link->state != WT_LINK_UP || !is_settled(conn, 0) ||
	    !is_settled(conn, 1))
		return;
	conn->lossy = false;
	wt_tcp_forget_timers(conn->end[0]);
	wt_tcp_forget_timers(conn->end[1]);
}

/* Mended, a link tells nobody: what was lost is sent again when its time comes. */
void wt_tcp_link_changed(struct wt_net *net, const struct wt_link *link)
{
	wt_net_changed(net);
	if (link->state == WT_LINK_UP)
		return;
	wt_wire_lose(&net->clock, link);
	wt_udp_lose(net, link);
	for (struct wt_conn *conn = net->conns; conn; conn = conn->next) {
		if (conn->wire.link == link)
			wt_tcp_expose(conn);
	}
}
