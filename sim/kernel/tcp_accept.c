/* SPDX-License-Identifier: MIT
 *
 * What a listener does: SYNs that come, and accept. */
#include <errno.h>
#include <poll.h>

#include "kernel/tcp.h"

static void name_acceptor(struct wt_socket *child, const struct wt_conn *conn)
{
	struct wt_kernel *kernel = child->file.kernel;

	kernel->opened++;
	if (kernel->scripted)
		wt_net_name_end(kernel->net, child->file.object, WT_OBJECT_PEER, kernel->name, "",
				"", kernel->opened);
	else
		wt_net_name_end(kernel->net, child->file.object, WT_OBJECT_ACCEPTED, kernel->name,
				":", conn->end[0]->file.kernel->name, conn->number);
}

static struct wt_socket *new_child(struct wt_conn *conn, struct wt_socket *listener)
{
	struct wt_socket *opener = conn->end[0];
	struct wt_socket *child = wt_socket_new(listener->file.kernel);

	if (!child)
		return NULL;
	child->options = listener->options;
	child->options.priority = 0;  /* it alone is not inherited */
	child->shut = listener->shut; /* of before it listened */
	child->state = WT_TCP_SYN_RECV;
	child->api = WT_API_CONNECTED;
	wt_socket_join(child, conn, 1);
	child->birth = ++conn->births;
	child->listener = listener;
	child->local = opener->remote;
	child->remote = opener->local;
	child->named_address = listener->named_address;
	wt_port_share(child, listener);
	child->reads = child->file.kernel->scripted;
	conn->end[1] = child;
	name_acceptor(child, conn);
	child->file.object->other = opener->file.object;
	opener->file.object->other = child->file.object;
	conn->stream[0].edge = conn->stream[0].told = child->options.rcvbuf;
	conn->stream[1].edge = conn->stream[1].told = opener->options.rcvbuf;
	return child;
}

/* The SYN comes from just the port it is for: both ends open at once, and are one,
 * whoever listens there.  A14 */
static bool is_to_itself(const struct wt_conn *conn)
{
	const struct wt_socket *opener = conn->end[0];

	return conn->to == opener->file.kernel && opener->state == WT_TCP_SYN_SENT &&
	       opener->local.sin_port == opener->remote.sin_port &&
	       opener->local.sin_addr.s_addr == opener->remote.sin_addr.s_addr;
}

static void connect_to_itself(struct wt_conn *conn)
{
	struct wt_socket *socket = conn->end[0];

	conn->to_itself = true;
	wt_socket_join(socket, conn, 0);
	conn->end[1] = socket;
	conn->stream[0].edge = conn->stream[0].told = socket->options.rcvbuf;
	socket->state = WT_TCP_ESTABLISHED;
	wt_tcp_tell_syn(conn, socket->file.object);
	wt_tcp_forget_timers(socket);
	wt_net_progressed(socket->file.kernel->net);
	wt_file_wake(&socket->file, 0);
	if (socket->shut & WT_SHUT_WRITE)
		wt_tcp_send_fin(socket);
}

static bool is_full(const struct wt_socket *listener)
{
	return listener->queued > (unsigned)listener->backlog;
}

/* More handshakes begun than the backlog lets be remembered? */
static bool has_too_many(const struct wt_socket *listener)
{
	const struct wt_socket *child = listener->file.kernel->sockets;
	unsigned count = 0;

	for (; child; child = child->next)
		count += child->listener == listener && child->state == WT_TCP_SYN_RECV &&
			 !child->forgotten;
	return count > (unsigned)listener->backlog;
}

/* It was sent again although it had arrived; or both ends have sent one. */
static void got_syn_again(struct wt_conn *conn)
{
	struct wt_socket *socket = conn->met ? conn->met->end[0] : conn->end[1];

	bool answers = socket->state == WT_TCP_SYN_SENT ||
		       (socket->state == WT_TCP_SYN_RECV && socket->listener);

	if (socket->forgotten && socket->listener && is_full(socket->listener))
		return;
	if (socket->state == WT_TCP_SYN_SENT)
		socket->state = WT_TCP_SYN_RECV;
	if (answers)
		wt_tcp_say(socket, WT_SEGMENT_SYN_ACK);
	else if (socket->state != WT_TCP_CLOSE)
		wt_tcp_say(socket, WT_SEGMENT_ACK);
	else
		wt_tcp_reject(socket->conn, &(struct wt_segment){.type = WT_SEGMENT_SYN,
								 .direction = 1 - socket->side});
}

void wt_tcp_got_syn(struct wt_conn *conn)
{
	struct wt_socket *opener = conn->end[0], *listener, *child;
	bool forgotten;

	if (conn->end[1] && conn->end[1]->state == WT_TCP_CLOSE && conn->lossy)
		conn->end[1] = NULL; /* whoever was there is gone */
	if (conn->met || conn->end[1]) {
		got_syn_again(conn);
		return;
	}
	if (is_to_itself(conn)) {
		connect_to_itself(conn);
		return;
	}
	listener = wt_port_listener(conn->to, ntohl(opener->remote.sin_addr.s_addr),
				    ntohs(opener->remote.sin_port));
	if (wt_kernel_ignores(conn->to, ntohs(opener->remote.sin_port)) ||
	    (listener && is_full(listener))) {
		wt_tcp_tell_syn(conn, NULL);
		if (opener->state == WT_TCP_SYN_SENT)
			wt_tcp_watch(opener);
		return;
	}
	if (!listener && wt_tcp_meets(conn))
		return;
	if (!listener) {
		wt_tcp_tell_syn(conn, NULL);
		wt_tcp_reject(conn, &(struct wt_segment){.type = WT_SEGMENT_SYN});
		return;
	}
	forgotten = conn->lossy && has_too_many(listener);
	if (forgotten && conn->to->no_cookies) {
		wt_tcp_tell_syn(conn, NULL);
		return;
	}
	child = new_child(conn, listener);
	if (!child) {
		conn->net->error = -ENOMEM;
		return;
	}
	wt_tcp_tell_syn(conn, child->file.object);
	child->forgotten = forgotten;
	wt_tcp_say(child, WT_SEGMENT_SYN_ACK);
	if (conn->lossy)
		wt_tcp_watch(child);
}

static void enqueue(struct wt_socket *listener, struct wt_socket *child)
{
	child->queue_next = NULL;
	*listener->queue_end = child;
	listener->queue_end = &child->queue_next;
	listener->queued++;
	wt_file_wake(&listener->file, WT_WAKE_READ);
}

bool wt_tcp_is_established(struct wt_socket *child)
{
	struct wt_socket *listener = child->listener;

	if (listener && is_full(listener)) {
		wt_tcp_expose(child->conn); /* what its opener now sends is lost */
		return false;
	}
	wt_tcp_forget_timers(child);
	child->state = WT_TCP_ESTABLISHED;
	if (listener)
		enqueue(listener, child);
	else
		wt_file_wake(&child->file, 0);
	wt_net_progressed(child->file.kernel->net);
	wt_tcp_watch_idle(child);
	if (child->shut & WT_SHUT_WRITE)
		wt_tcp_send_fin(child);
	return true;
}

void wt_tcp_vanish(struct wt_socket *child)
{
	wt_tcp_end(child);
	child->listener = NULL;
	child->conn->end[1] = NULL;
	wt_net_changed(child->file.kernel->net);
}

static int asked_at_accept(struct wt_socket *listener, struct wt_socket *head)
{
	struct wt_spot spot = {
		.object = listener->file.object,
		.ask = WT_ASK_accept,
		.place = {.form = WT_PLACE_WHO, .text = wt_tcp_who(head)},
	};
	unsigned given = WT_GIVEN_NOTHING;

	if (head->was_reset)
		given |= WT_GIVEN_ABORTED;
	if (listener->file.kernel->net->posix)
		given |= WT_GIVEN_POSIX;
	return wt_ask_result(&listener->file, &spot, given);
}

static struct wt_socket *take_head(struct wt_socket *listener)
{
	struct wt_socket *head = listener->queue;

	listener->queue = head->queue_next;
	if (!listener->queue)
		listener->queue_end = &listener->queue;
	listener->queued--;
	head->listener = NULL;
	wt_net_progressed(listener->file.kernel->net);
	return head;
}

int wt_tcp_accept(struct wt_socket *listener, struct wt_socket **ret)
{
	int rc;

	if (listener->state != WT_TCP_LISTEN)
		return -EINVAL;
	if (!listener->queue)
		return -EAGAIN;
	rc = asked_at_accept(listener, listener->queue);
	if (rc == -ECONNABORTED) /* BSD takes it out of the queue */
		wt_tcp_close(take_head(listener));
	if (rc < 0)
		return rc;
	*ret = take_head(listener);
	return 0;
}

/* The opener as decisions name it: alice, alice.2. */
const char *wt_tcp_who(const struct wt_socket *child)
{
	const char *name = child->file.object->name;
	size_t host = 0;

	while (name[host] && name[host] != ':')
		host++;
	return name[host] ? name + host + 1 : name;
}
