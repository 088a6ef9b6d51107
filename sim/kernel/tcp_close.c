/* SPDX-License-Identifier: MIT
 *
 * shutdown, close, reset. */
#include <errno.h>

#include "kernel/tcp.h"

void wt_tcp_send_fin(struct wt_socket *socket)
{
	if (socket->fin_wanted)
		return;
	if (socket->state == WT_TCP_ESTABLISHED || socket->state == WT_TCP_SYN_RECV)
		socket->state = WT_TCP_FIN_WAIT1;
	else if (socket->state == WT_TCP_CLOSE_WAIT)
		socket->state = WT_TCP_LAST_ACK;
	else
		return;
	socket->fin_wanted = true;
	wt_net_changed(socket->file.kernel->net);
	wt_tcp_push(socket);
}

void wt_tcp_set_closed(struct wt_socket *socket)
{
	wt_tcp_forget_timers(socket);
	socket->state = WT_TCP_CLOSE;
	if (!socket->named_port || socket->file.refs == 0)
		wt_port_put(socket);
}

void wt_tcp_end(struct wt_socket *socket)
{
	wt_tcp_set_closed(socket);
	socket->shut = WT_SHUT_BOTH;
}

static void send_rst(struct wt_socket *socket)
{
	wt_tcp_end(socket);
	wt_net_changed(socket->file.kernel->net);
	wt_tcp_say(socket, WT_SEGMENT_RST);
}

/* Whose handshake is not done is not told either: N13. */
static void forget_children(struct wt_socket *listener)
{
	struct wt_socket *child = listener->file.kernel->sockets;

	for (; child; child = child->next) {
		if (child->listener == listener && child->state == WT_TCP_SYN_RECV)
			wt_tcp_vanish(child);
	}
}

static void stop_listening(struct wt_socket *listener)
{
	struct wt_socket *child = listener->queue;

	wt_port_listens_no_more(listener);
	wt_tcp_set_closed(listener);
	listener->queue = NULL;
	listener->queue_end = &listener->queue;
	listener->queued = 0;
	wt_net_changed(listener->file.kernel->net);
	for (; child; child = child->queue_next) {
		if (child->state != WT_TCP_CLOSE)
			send_rst(child);
	}
	forget_children(listener);
}

static int shut(struct wt_socket *socket, unsigned how)
{
	if (socket->api == WT_API_CONNECTING)
		socket->api = socket->state == WT_TCP_CLOSE || socket->state == WT_TCP_SYN_RECV
				      ? WT_API_DEAD
				      : WT_API_CONNECTED;
	switch (socket->state) {
	case WT_TCP_CLOSE: /* the bits latch all the same: B15 */
		socket->shut |= how;
		wt_net_changed(socket->file.kernel->net);
		return -ENOTCONN;
	case WT_TCP_LISTEN:
		if (how & WT_SHUT_READ) {
			stop_listening(socket);
			socket->shut = 0;
			wt_tcp_forget_address(socket);
		}
		return 0;
	case WT_TCP_SYN_SENT: /* A11 */
		wt_tcp_set_closed(socket);
		socket->shut = 0;
		socket->error = ECONNRESET;
		socket->api = WT_API_UNCONNECTED;
		wt_tcp_forget_address(socket);
		wt_net_changed(socket->file.kernel->net);
		return 0;
	default:
		break;
	}
	socket->shut |= how;
	wt_net_changed(socket->file.kernel->net);
	if (how & WT_SHUT_WRITE && socket->state != WT_TCP_SYN_RECV) /* then once it is */
		wt_tcp_send_fin(socket);
	return 0;
}

/* Whoever waits hears of it: inet_shutdown. */
int wt_tcp_shutdown(struct wt_socket *socket, unsigned how)
{
	int rc = shut(socket, how);

	wt_file_wake(&socket->file, 0);
	return rc;
}

static uint64_t unread(const struct wt_socket *socket)
{
	return socket->conn ? wt_stream_unread(socket->in) : 0;
}

/* The FIN has been sent, and the other end's has come: only an ACK is waited for. */
static bool has_said_all(const struct wt_socket *socket)
{
	return socket->fin_sent &&
	       (socket->state == WT_TCP_CLOSING || socket->state == WT_TCP_LAST_ACK);
}

/* A RST, unless there is nothing left to be broken off. */
static void break_off(struct wt_socket *socket)
{
	if (has_said_all(socket))
		wt_tcp_end(socket);
	else
		send_rst(socket);
}

void wt_tcp_close(struct wt_socket *socket)
{
	wt_net_changed(socket->file.kernel->net);
	switch (socket->state) {
	case WT_TCP_CLOSE:
		wt_tcp_set_closed(socket);
		return;
	case WT_TCP_LISTEN:
		stop_listening(socket);
		return;
	case WT_TCP_SYN_SENT:
		wt_tcp_set_closed(socket);
		return;
	default:
		break;
	}
	if (unread(socket) > 0) {
		send_rst(socket);
		return;
	}
	if (socket->options.linger && socket->options.linger_s == 0) {
		break_off(socket);
		return;
	}
	socket->shut = WT_SHUT_BOTH;
	wt_tcp_send_fin(socket);
}

void wt_tcp_reset(struct wt_socket *socket)
{
	if (socket->state == WT_TCP_SYN_SENT) {
		wt_tcp_set_closed(socket);
		return;
	}
	if (socket->state != WT_TCP_CLOSE && socket->state != WT_TCP_LISTEN)
		send_rst(socket);
}

void wt_tcp_reset_both(struct wt_socket *socket)
{
	struct wt_socket *far = wt_socket_far(socket);

	wt_tcp_got_rst(socket);
	if (far)
		wt_tcp_got_rst(far);
}

/* Can anything come of the connection any more? */
static bool is_dead(const struct wt_conn *conn, const struct wt_socket *far)
{
	return !conn->lossy && !wt_wire_is_busy(&conn->wire) &&
	       (!far || far->state == WT_TCP_CLOSE);
}

int wt_tcp_leave(struct wt_socket *socket)
{
	struct wt_socket *ghost;

	if (!socket->conn || is_dead(socket->conn, wt_socket_far(socket))) {
		wt_socket_join(socket, NULL, socket->side);
		return 0;
	}
	ghost = wt_socket_new(socket->file.kernel);
	if (!ghost)
		return -ENOMEM;
	ghost->file.object = socket->file.object;
	ghost->local = socket->local;
	ghost->remote = socket->remote;
	wt_socket_join(ghost, socket->conn, socket->side);
	ghost->shut = WT_SHUT_BOTH;
	ghost->rests_ns = socket->rests_ns;
	ghost->fin_seen = socket->fin_seen;
	ghost->fin_sent = socket->fin_sent;
	socket->conn->end[socket->side] = ghost;
	if (socket->conn->to_itself)
		socket->conn->end[1 - socket->side] = ghost;
	wt_socket_join(socket, NULL, socket->side);
	return 0;
}

static void give_up(struct wt_socket *socket)
{
	switch (socket->state) {
	case WT_TCP_CLOSE:
		return;
	case WT_TCP_LISTEN:
		stop_listening(socket);
		return;
	case WT_TCP_SYN_SENT:
		wt_tcp_forget_timers(socket);
		break;
	default:
		if (has_said_all(socket))
			return;
		send_rst(socket);
		break;
	}
	socket->error = ECONNRESET;
}

int wt_tcp_disconnect(struct wt_socket *socket)
{
	int rc;

	give_up(socket);
	rc = wt_tcp_leave(socket);
	if (rc < 0)
		return rc;
	if (socket->state != WT_TCP_CLOSE) /* else a port that bind chose stays */
		wt_tcp_set_closed(socket);
	socket->api = WT_API_UNCONNECTED;
	socket->shut = 0;
	socket->fin_seen = socket->fin_wanted = socket->fin_sent = false;
	socket->end_told = socket->was_reset = socket->file.end_known = false;
	socket->urgent = WT_URGENT_NONE;
	socket->heard_burst = 0;
	socket->written_then = 0;
	wt_tcp_forget_address(socket);
	wt_net_changed(socket->file.kernel->net);
	wt_file_wake(&socket->file, 0);
	return 0;
}
