/* SPDX-License-Identifier: MIT
 *
 * Both ends connect at once: two connections begin, and become the one whose SYN
 * arrives first.  N09 */
#include "kernel/tcp.h"

static bool is_same(const struct sockaddr_in *a, const struct sockaddr_in *b)
{
	return a->sin_port == b->sin_port && a->sin_addr.s_addr == b->sin_addr.s_addr;
}

static struct wt_socket *find_far(const struct wt_conn *conn)
{
	const struct wt_socket *opener = conn->end[0];
	struct wt_socket *far = conn->to->sockets;

	for (; far; far = far->next) {
		if (far != opener && far->state == WT_TCP_SYN_SENT &&
		    is_same(&far->local, &opener->remote) && is_same(&far->remote, &opener->local))
			return far;
	}
	return NULL;
}

bool wt_tcp_meets(struct wt_conn *conn)
{
	struct wt_socket *opener = conn->end[0], *far = find_far(conn);

	if (!far)
		return false;
	far->conn->met = conn;
	wt_socket_join(far, conn, 1);
	conn->end[1] = far;
	far->file.object->other = opener->file.object;
	opener->file.object->other = far->file.object;
	conn->stream[0].edge = conn->stream[0].told = far->options.rcvbuf;
	conn->stream[1].edge = conn->stream[1].told = opener->options.rcvbuf;
	wt_tcp_forget_timers(far);
	far->state = WT_TCP_SYN_RECV;
	wt_tcp_tell_syn(conn, far->file.object);
	wt_tcp_say(far, WT_SEGMENT_SYN_ACK);
	if (conn->lossy)
		wt_tcp_watch(far);
	return true;
}
