/* SPDX-License-Identifier: MIT
 *
 * bind, listen, connect, accept. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "kernel/tcp.h"

#define BACKLOG_MAX 4096 /* somaxconn */

/* SYNs are sent again after 1, 2, 3, 4 s (tcp_syn_linear_timeouts), then at
 * doubling distances; after the last the attempt ends at 131 s. */
static const uint64_t syn_retry_s[] = {1, 2, 3, 4, 5, 7, 11, 19, 35, 67, 131};
#define SYN_RETRIES (sizeof syn_retry_s / sizeof syn_retry_s[0])

static const int connect_errors[] = {EADDRNOTAVAIL, ENETUNREACH, ENOBUFS, 0};
static const int accept_errors[] = {EMFILE, ENFILE, ENOBUFS, ENOMEM, 0};
static const int accept_errors_aborted[] = {EMFILE, ENFILE, ENOBUFS, ENOMEM, ECONNABORTED, 0};

static bool addresses_overlap(uint32_t a, uint32_t b)
{
	return a == INADDR_ANY || b == INADDR_ANY || a == b;
}

/* Is it gone, and its port free? */
static bool has_ended(const struct wt_socket *socket)
{
	return socket->fd < 0 && socket->state == WT_TCP_CLOSE &&
	       socket->kernel->net->clock.now_ns >= socket->time_wait_ns;
}

/* bind(2)'s conflict rule (I01..I04): one port and overlapping addresses need
 * SO_REUSEADDR on both, and no listener. */
static bool conflicts(const struct wt_socket *old, const struct wt_socket *socket, uint32_t address,
		      uint16_t port)
{
	if (old == socket || !old->bound || ntohs(old->local.sin_port) != port)
		return false;
	if (has_ended(old))
		return false;
	if (!addresses_overlap(ntohl(old->local.sin_addr.s_addr), address))
		return false;
	return !(old->reuse_addr && socket->reuse_addr && old->state != WT_TCP_LISTEN);
}

static bool port_is_free(const struct wt_socket *socket, uint32_t address, uint16_t port)
{
	const struct wt_socket *old = socket->kernel->sockets;

	for (; old; old = old->next) {
		if (conflicts(old, socket, address, port))
			return false;
	}
	return true;
}

/* connect takes even ports, bind(0) odd ones (I09). */
static int ephemeral_port(struct wt_socket *socket, uint32_t address, unsigned parity,
			  uint16_t *ret_port)
{
	struct wt_kernel *kernel = socket->kernel;
	unsigned count = (unsigned)(kernel->port_last - kernel->port_first) + 1;
	unsigned port = kernel->port_next;

	for (unsigned tried = 0; tried < 2 * count; tried++, port++) {
		if (port > kernel->port_last || port < kernel->port_first)
			port = kernel->port_first;
		if (tried < count && port % 2 != parity)
			continue;
		if (!port_is_free(socket, address, (uint16_t)port))
			continue;
		kernel->port_next = (uint16_t)(port + 1);
		*ret_port = (uint16_t)port;
		return 0;
	}
	return -EADDRINUSE;
}

static void set_local(struct wt_socket *socket, uint32_t address, uint16_t port)
{
	socket->local.sin_family = AF_INET;
	socket->local.sin_addr.s_addr = htonl(address);
	socket->local.sin_port = htons(port);
	socket->bound = true;
}

/* Groups and broadcast are nobody's, and bind takes them: I08. */
static bool may_bind_to(const struct wt_kernel *kernel, uint32_t address)
{
	return address == INADDR_ANY || address == kernel->address || (address >> 24) == 127 ||
	       IN_MULTICAST(address) || address == INADDR_BROADCAST;
}

int wt_tcp_bind(struct wt_socket *socket, const struct sockaddr_in *name)
{
	uint32_t address = ntohl(name->sin_addr.s_addr);
	uint16_t port = ntohs(name->sin_port);

	if (socket->bound)
		return -EINVAL;
	if (!may_bind_to(socket->kernel, address))
		return -EADDRNOTAVAIL;
	if (port == 0) {
		int rc = ephemeral_port(socket, address, 1, &port);

		if (rc < 0)
			return rc;
	} else if (!port_is_free(socket, address, port)) {
		return -EADDRINUSE;
	}
	set_local(socket, address, port);
	socket->bound_to_address = address != INADDR_ANY;
	wt_net_changed(socket->kernel->net);
	return 0;
}

static bool other_listener(const struct wt_socket *socket)
{
	const struct wt_socket *other = socket->kernel->sockets;

	for (; other; other = other->next) {
		if (other != socket && other->state == WT_TCP_LISTEN &&
		    other->local.sin_port == socket->local.sin_port &&
		    addresses_overlap(ntohl(other->local.sin_addr.s_addr),
				      ntohl(socket->local.sin_addr.s_addr)))
			return true;
	}
	return false;
}

int wt_tcp_listen(struct wt_socket *socket, int backlog)
{
	struct wt_kernel *kernel = socket->kernel;

	if (socket->state != WT_TCP_CLOSE && socket->state != WT_TCP_LISTEN)
		return -EINVAL;
	if (socket->api != WT_API_UNCONNECTED || socket->conn)
		return -EINVAL;
	if (!socket->bound) {
		uint16_t port;
		int rc = ephemeral_port(socket, INADDR_ANY, 1, &port);

		if (rc < 0)
			return rc;
		set_local(socket, INADDR_ANY, port);
	}
	if (other_listener(socket))
		return -EADDRINUSE;
	socket->backlog = backlog < 0 || backlog > BACKLOG_MAX ? BACKLOG_MAX : backlog;
	if (socket->state == WT_TCP_LISTEN)
		return 0;
	socket->state = WT_TCP_LISTEN;
	socket->shut = 0;
	if (socket->object->kind == WT_OBJECT_NEW)
		wt_net_name(kernel->net, socket->object, WT_OBJECT_LISTENER, "%s:%u", kernel->name,
			    ntohs(socket->local.sin_port));
	wt_net_changed(kernel->net);
	return 0;
}

/* One more connect call from this kernel to that one: the how-manieth is it? */
static unsigned count_connect(struct wt_kernel *from, const struct wt_kernel *to)
{
	struct wt_net *net = from->net;

	if (!from->connects_to) {
		from->connects_to =
			wt_arena_take(&net->arena, net->kernel_count * sizeof *from->connects_to);
		if (!from->connects_to)
			return 0;
	}
	return ++from->connects_to[to->index];
}

static void name_end(struct wt_net *net, struct wt_object *object, enum wt_object_kind kind,
		     const char *before, const char *between, const char *after, unsigned number)
{
	if (number == 1)
		wt_net_name(net, object, kind, "%s%s%s", before, between, after);
	else
		wt_net_name(net, object, kind, "%s%s%s.%u", before, between, after, number);
}

static void name_opener(struct wt_socket *socket, const struct wt_kernel *to)
{
	struct wt_kernel *kernel = socket->kernel;

	kernel->opened++;
	if (kernel->scripted)
		name_end(kernel->net, socket->object, WT_OBJECT_PEER, kernel->name, "", "",
			 kernel->opened);
	else
		name_end(kernel->net, socket->object, WT_OBJECT_OPENED, kernel->name, ">", to->name,
			 socket->attempt);
}

static void name_acceptor(struct wt_socket *child, const struct wt_conn *conn)
{
	struct wt_kernel *kernel = child->kernel;

	kernel->opened++;
	if (kernel->scripted)
		name_end(kernel->net, child->object, WT_OBJECT_PEER, kernel->name, "", "",
			 kernel->opened);
	else
		name_end(kernel->net, child->object, WT_OBJECT_ACCEPTED, kernel->name, ":",
			 conn->end[0]->kernel->name, conn->number);
}

static struct wt_conn *new_conn(struct wt_socket *opener, struct wt_kernel *to)
{
	struct wt_net *net = opener->kernel->net;
	struct wt_conn *conn = wt_arena_take(&net->arena, sizeof *conn);

	if (!conn)
		return NULL;
	conn->net = net;
	conn->to = to;
	conn->number = opener->attempt;
	snprintf(conn->name, sizeof conn->name, "%s:%s.%u", to->name, opener->kernel->name,
		 conn->number);
	conn->wire = (struct wt_wire){.name = conn->name,
				      .link = net->link(net, opener->kernel, to),
				      .clock = &net->clock,
				      .arena = &net->arena,
				      .seed = net->seed,
				      .deliver = wt_tcp_deliver};
	wt_wire_init(&conn->wire);
	wt_stream_init(&conn->stream[0]);
	wt_stream_init(&conn->stream[1]);
	conn->end[0] = opener;
	conn->next = net->conns;
	net->conns = conn;
	return conn;
}

static void retry_syn(struct wt_due *due);

static void schedule_retry(struct wt_socket *socket)
{
	struct wt_net *net = socket->kernel->net;
	int rc;

	if (wt_due_is_queued(&socket->retry))
		return;
	socket->retry = (struct wt_due){
		.time_ns = socket->syn_ns + syn_retry_s[socket->retries] * WT_S,
		.rank = socket->conn->name,
		.fire = retry_syn,
	};
	rc = wt_queue_add(&net->clock.queue, &socket->retry);
	if (rc < 0)
		net->error = rc;
}

void wt_tcp_forget_retry(struct wt_socket *opener)
{
	if (wt_due_is_queued(&opener->retry))
		wt_queue_remove(&opener->kernel->net->clock.queue, &opener->retry);
}

void wt_tcp_syn_lost(struct wt_socket *opener)
{
	schedule_retry(opener);
}

/* The attempt ended before it was established. */
static void connect_failed(struct wt_socket *socket, int error)
{
	socket->error = error;
	socket->state = WT_TCP_CLOSE;
	socket->shut = WT_SHUT_BOTH;
	wt_net_fact(socket->kernel->net, socket->kernel, socket->object, WT_FACT_REFUSED, error, 0,
		    NULL);
	wt_net_progressed(socket->kernel->net);
}

static void retry_syn(struct wt_due *due)
{
	struct wt_socket *socket =
		(struct wt_socket *)((char *)due - offsetof(struct wt_socket, retry));

	if (socket->state != WT_TCP_SYN_SENT)
		return;
	socket->retries++;
	if (socket->retries == SYN_RETRIES) {
		connect_failed(socket, ETIMEDOUT);
		return;
	}
	wt_tcp_put(socket, WT_SEGMENT_SYN, 0, 0);
}

void wt_tcp_forget_address(struct wt_socket *socket)
{
	if (!socket->bound_to_address)
		socket->local.sin_addr.s_addr = htonl(INADDR_ANY);
}

/* A connect that has begun before: A01, A03, A04. */
static int connect_again(struct wt_socket *socket)
{
	int error;

	if (socket->state == WT_TCP_SYN_SENT || socket->state == WT_TCP_SYN_RECV)
		return -EALREADY;
	if (socket->state != WT_TCP_CLOSE) {
		socket->api = WT_API_CONNECTED;
		return 0;
	}
	error = socket->error ? socket->error : ECONNABORTED;
	socket->error = 0;
	socket->api = WT_API_UNCONNECTED;
	socket->shut = 0;
	socket->fin_seen = false;
	socket->conn = NULL;
	wt_tcp_forget_address(socket);
	return -error;
}

static int asked_to_fail(struct wt_socket *socket)
{
	struct wt_net *net = socket->kernel->net;
	struct wt_question question = {
		.object = socket->object,
		.ask = WT_ASK_connect,
		.legal = WT_VERB_BIT(WT_VERB_FAILS),
		.errors = connect_errors,
	};
	struct wt_value value;

	if (!wt_is_open(socket->object, WT_ASK_connect))
		return 0;
	wt_ask_late(socket, &question);
	value = wt_decide(net->decider, &question, net->clock.now_ns);
	if (value.verb == WT_VERB_FAILS)
		return -(int)value.number;
	return value.verb == WT_VERB_DEFAULT ? 0 : wt_be_late(net, value);
}

/* The object of a first connect gets its name before anything is asked; a
 * descriptor that connects once more is another object. */
static int name_attempt(struct wt_socket *socket, struct wt_kernel *to)
{
	struct wt_kernel *kernel = socket->kernel;
	struct wt_object *object;

	if (socket->object->kind != WT_OBJECT_NEW) {
		object = wt_net_object(kernel->net, WT_OBJECT_NEW, kernel);
		if (!object)
			return -ENOMEM;
		socket->object = object;
	}
	socket->attempt = count_connect(kernel, to);
	if (socket->attempt == 0)
		return -ENOMEM;
	name_opener(socket, to);
	return 0;
}

static int begin_connect(struct wt_socket *socket, const struct sockaddr_in *name,
			 struct wt_kernel *to)
{
	struct wt_kernel *kernel = socket->kernel;
	uint32_t own = to == kernel ? INADDR_LOOPBACK : kernel->address;
	uint16_t port;

	if (!socket->bound) {
		if (ephemeral_port(socket, own, 0, &port) < 0)
			return -EADDRNOTAVAIL;
		set_local(socket, own, port);
	} else if (socket->local.sin_addr.s_addr == htonl(INADDR_ANY)) {
		socket->local.sin_addr.s_addr = htonl(own);
	}
	socket->conn = new_conn(socket, to);
	if (!socket->conn)
		return -ENOMEM;
	socket->remote = *name;
	if (name->sin_addr.s_addr == htonl(INADDR_ANY))
		socket->remote.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	socket->side = 0;
	socket->state = WT_TCP_SYN_SENT;
	socket->api = WT_API_CONNECTING;
	socket->error = 0;
	socket->retries = 0;
	socket->syn_ns = kernel->net->clock.now_ns;
	wt_net_changed(kernel->net);
	wt_tcp_put(socket, WT_SEGMENT_SYN, 0, 0);
	return -EINPROGRESS; /* even on loopback: A01 */
}

int wt_tcp_connect(struct wt_socket *socket, const struct sockaddr_in *name)
{
	struct wt_kernel *to;
	int rc;

	switch (socket->api) {
	case WT_API_CONNECTED:
		return -EISCONN;
	case WT_API_DEAD:
		return -EINVAL;
	case WT_API_CONNECTING:
		return connect_again(socket);
	case WT_API_UNCONNECTED:
		break;
	}
	if (socket->state != WT_TCP_CLOSE)
		return -EISCONN;
	to = wt_net_find(socket->kernel->net, ntohl(name->sin_addr.s_addr), socket->kernel);
	if (!to)
		return -ENETUNREACH;
	if (!socket->object->begun) {
		rc = name_attempt(socket, to);
		if (rc < 0)
			return rc;
		socket->object->begun = true;
	}
	rc = asked_to_fail(socket);
	if (rc < 0)
		return rc;
	socket->object->begun = false;
	return begin_connect(socket, name, to);
}

static struct wt_socket *find_listener(const struct wt_kernel *kernel,
				       const struct sockaddr_in *name)
{
	for (struct wt_socket *socket = kernel->sockets; socket; socket = socket->next) {
		if (socket->state == WT_TCP_LISTEN && socket->local.sin_port == name->sin_port &&
		    addresses_overlap(ntohl(socket->local.sin_addr.s_addr),
				      ntohl(name->sin_addr.s_addr)))
			return socket;
	}
	return NULL;
}

int wt_kernel_ignore(struct wt_kernel *kernel, uint16_t port)
{
	uint16_t *ignored = realloc(kernel->ignored, (kernel->ignored_count + 1) * sizeof *ignored);

	if (!ignored)
		return -ENOMEM;
	kernel->ignored = ignored;
	ignored[kernel->ignored_count++] = port;
	return 0;
}

static bool is_ignored(const struct wt_kernel *kernel, uint16_t port)
{
	for (size_t i = 0; i < kernel->ignored_count; i++) {
		if (kernel->ignored[i] == port)
			return true;
	}
	return false;
}

static void inherit(struct wt_socket *child, const struct wt_socket *listener)
{
	child->keepalive = listener->keepalive;
	child->no_delay = listener->no_delay;
	child->oob_inline = listener->oob_inline;
	child->reuse_addr = listener->reuse_addr;
	child->linger = listener->linger;
	child->linger_s = listener->linger_s;
	child->sndbuf = listener->sndbuf;
	child->rcvbuf = listener->rcvbuf;
}

static struct wt_socket *new_child(struct wt_conn *conn, struct wt_socket *listener)
{
	struct wt_socket *opener = conn->end[0];
	struct wt_socket *child = wt_socket_new(listener->kernel);

	if (!child)
		return NULL;
	inherit(child, listener);
	child->state = WT_TCP_SYN_RECV;
	child->api = WT_API_CONNECTED;
	child->conn = conn;
	child->side = 1;
	child->listener = listener;
	child->local = opener->remote;
	child->remote = opener->local;
	child->bound = true;
	child->reads = child->kernel->scripted;
	conn->end[1] = child;
	name_acceptor(child, conn);
	child->object->other = opener->object;
	opener->object->other = child->object;
	conn->stream[0].edge = conn->stream[0].told = child->rcvbuf;
	conn->stream[1].edge = conn->stream[1].told = opener->rcvbuf;
	return child;
}

void wt_tcp_got_syn(struct wt_conn *conn)
{
	struct wt_socket *opener = conn->end[0], *listener, *child;

	if (conn->end[1]) /* sent again although it had arrived */
		return;
	listener = find_listener(conn->to, &opener->remote);
	if (is_ignored(conn->to, ntohs(opener->remote.sin_port)) ||
	    (listener && listener->queued > (unsigned)listener->backlog)) {
		wt_tcp_tell_syn(conn, NULL);
		if (opener->state == WT_TCP_SYN_SENT)
			schedule_retry(opener);
		return;
	}
	if (!listener) {
		wt_tcp_tell_syn(conn, NULL);
		wt_wire_put(&conn->wire, WT_SEGMENT_RST, 1, 0, 0, (struct wt_segment_wish){0});
		return;
	}
	child = new_child(conn, listener);
	if (!child) {
		conn->net->error = -ENOMEM;
		return;
	}
	wt_tcp_tell_syn(conn, child->object);
	wt_tcp_put(child, WT_SEGMENT_SYN_ACK, 0, 0);
}

void wt_tcp_got_syn_ack(struct wt_socket *opener)
{
	if (opener->state != WT_TCP_SYN_SENT) { /* closed meanwhile: N24 */
		wt_tcp_put(opener, WT_SEGMENT_RST, 0, 0);
		return;
	}
	opener->state = WT_TCP_ESTABLISHED;
	opener->reads = opener->kernel->scripted && opener->reads;
	wt_tcp_forget_retry(opener);
	wt_net_progressed(opener->kernel->net);
	wt_tcp_put(opener, WT_SEGMENT_ACK, 0, opener->rcvbuf);
	wt_tcp_push(opener);
}

/* The handshake's last ACK: the child waits to be accepted. */
void wt_tcp_is_established(struct wt_socket *child)
{
	struct wt_socket *listener = child->listener;

	child->state = WT_TCP_ESTABLISHED;
	child->queue_next = NULL;
	*listener->queue_end = child;
	listener->queue_end = &child->queue_next;
	listener->queued++;
	wt_net_progressed(child->kernel->net);
}

void wt_tcp_refused(struct wt_socket *opener)
{
	wt_tcp_forget_retry(opener);
	connect_failed(opener, ECONNREFUSED);
}

static int asked_at_accept(struct wt_socket *listener, struct wt_socket *head)
{
	struct wt_net *net = listener->kernel->net;
	bool aborted = net->posix && head->was_reset;
	struct wt_question question = {
		.object = listener->object,
		.ask = WT_ASK_accept,
		.place = {.form = WT_PLACE_WHO, .text = wt_tcp_who(head)},
		.legal = WT_VERB_BIT(WT_VERB_FAILS),
		.errors = aborted ? accept_errors_aborted : accept_errors,
	};
	struct wt_value value;

	if (!wt_is_open(listener->object, WT_ASK_accept))
		return 0;
	wt_ask_late(listener, &question);
	value = wt_decide(net->decider, &question, net->clock.now_ns);
	if (value.verb == WT_VERB_FAILS)
		return -(int)value.number;
	return value.verb == WT_VERB_DEFAULT ? 0 : wt_be_late(net, value);
}

static struct wt_socket *take_head(struct wt_socket *listener)
{
	struct wt_socket *head = listener->queue;

	listener->queue = head->queue_next;
	if (!listener->queue)
		listener->queue_end = &listener->queue;
	listener->queued--;
	head->listener = NULL;
	wt_net_progressed(listener->kernel->net);
	return head;
}

int wt_tcp_accept(struct wt_socket *listener, struct wt_socket **ret)
{
	struct wt_kernel *kernel = listener->kernel;
	int rc;

	if (listener->state != WT_TCP_LISTEN)
		return -EINVAL;
	if (!kernel->scripted && !wt_fd_has_room(kernel))
		return -EMFILE; /* even on an empty queue: G06b */
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
	const char *name = child->object->name;
	size_t host = 0;

	while (name[host] && name[host] != ':')
		host++;
	return name[host] ? name + host + 1 : name;
}
