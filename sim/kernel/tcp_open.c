/* SPDX-License-Identifier: MIT
 *
 * connect. */
#include <errno.h>

#include "kernel/name.h"
#include "kernel/tcp.h"
#include "trace/compose.h"

static void name_opener(struct wt_socket *socket, const struct wt_kernel *to)
{
	struct wt_kernel *kernel = socket->file.kernel;

	kernel->opened++;
	if (kernel->scripted)
		wt_net_name_end(kernel->net, socket->file.object, WT_OBJECT_PEER, kernel->name, "",
				"", kernel->opened);
	else
		wt_net_name_end(kernel->net, socket->file.object, WT_OBJECT_OPENED, kernel->name,
				">", to->name, socket->attempt);
}

static struct wt_conn *new_conn(struct wt_socket *opener, struct wt_kernel *to)
{
	struct wt_net *net = opener->file.kernel->net;
	struct wt_conn *conn = wt_arena_take(&net->arena, sizeof *conn);

	if (!conn)
		return NULL;
	conn->net = net;
	conn->to = to;
	conn->number = opener->attempt;
	wt_compose(conn->name, sizeof conn->name, "%s:%s.%u", to->name, opener->file.kernel->name,
		   conn->number);
	conn->wire = (struct wt_wire){.name = conn->name,
				      .link = net->link(net, opener->file.kernel, to),
				      .clock = &net->clock,
				      .arena = &net->arena,
				      .holding = &net->holding,
				      .seed = net->seed,
				      .deliver = wt_tcp_deliver};
	wt_wire_init(&conn->wire);
	wt_stream_init(&conn->stream[0]);
	wt_stream_init(&conn->stream[1]);
	conn->end[0] = opener;
	conn->lossy = conn->wire.link->mover || conn->wire.link->state != WT_LINK_UP;
	conn->next = net->conns;
	net->conns = conn;
	return conn;
}

void wt_tcp_connect_failed(struct wt_socket *socket, int error)
{
	socket->error = error;
	wt_tcp_end(socket);
	wt_file_wake(&socket->file, 0);
	wt_net_fact(socket->file.kernel->net, socket->file.kernel, socket->file.object,
		    WT_FACT_REFUSED, error, 0, NULL);
	wt_net_progressed(socket->file.kernel->net);
}

void wt_tcp_forget_address(struct wt_socket *socket)
{
	if (!socket->named_address)
		socket->local.sin_addr.s_addr = htonl(INADDR_ANY);
}

/* A connect that has begun before: A01, A03, A04. */
static int connect_again(struct wt_socket *socket)
{
	int error, rc;

	if (socket->state == WT_TCP_SYN_SENT || socket->state == WT_TCP_SYN_RECV)
		return -EALREADY;
	if (socket->state != WT_TCP_CLOSE) {
		socket->api = WT_API_CONNECTED;
		return 0;
	}
	error = socket->error ? socket->error : ECONNABORTED;
	socket->error = 0;
	rc = wt_tcp_disconnect(socket);
	return rc < 0 ? rc : -error;
}

int wt_tcp_may_connect(struct wt_socket *socket)
{
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
	return socket->state == WT_TCP_CLOSE ? 1 : -EISCONN;
}

static int asked_to_fail(struct wt_socket *socket)
{
	struct wt_spot spot = {.object = socket->file.object, .ask = WT_ASK_connect};

	return wt_ask_result(&socket->file, &spot, WT_GIVEN_NOTHING);
}

/* The object of a first connect gets its name before anything is asked; a
 * descriptor that connects once more is another object. */
static int name_attempt(struct wt_socket *socket, struct wt_kernel *to)
{
	struct wt_kernel *kernel = socket->file.kernel;
	struct wt_object *object;

	if (socket->file.object->kind != WT_OBJECT_NEW) {
		object = wt_net_object(kernel->net, WT_OBJECT_NEW, kernel);
		if (!object)
			return -ENOMEM;
		socket->file.object = object;
	}
	socket->attempt = wt_kernel_count_connect(kernel, to);
	if (socket->attempt == 0)
		return -ENOMEM;
	name_opener(socket, to);
	return 0;
}

/* A name of its own, or the one it has, if no connection has both names: I11. */
static int take_local(struct wt_socket *socket, uint32_t own)
{
	if (!socket->claim.port)
		return wt_port_get_for_connect(socket, own);
	socket->local.sin_addr.s_addr = htonl(own);
	if (!wt_port_is_connected(socket))
		return 0;
	wt_tcp_forget_address(socket);
	return -EADDRNOTAVAIL;
}

static int begin_connect(struct wt_socket *socket, const struct sockaddr_in *name,
			 struct wt_kernel *to)
{
	struct wt_kernel *kernel = socket->file.kernel;
	uint32_t own = ntohl(socket->local.sin_addr.s_addr);
	int rc;

	if (own == INADDR_ANY || wt_is_for_many(own)) /* nobody sends from a group */
		own = to == kernel ? INADDR_LOOPBACK : kernel->address;
	socket->remote = *name;
	wt_name_resolve_any(&socket->remote, &socket->local);
	rc = take_local(socket, own);
	if (rc < 0)
		return rc;
	if (wt_tcp_leave(socket) < 0)
		return -ENOMEM;
	wt_socket_join(socket, new_conn(socket, to), 0);
	if (!socket->conn)
		return -ENOMEM;
	socket->birth = 0;
	socket->state = WT_TCP_SYN_SENT;
	socket->api = WT_API_CONNECTING;
	socket->error = 0;
	socket->retries = 0;
	socket->since_ns = kernel->net->clock.now_ns;
	wt_net_changed(kernel->net);
	wt_tcp_say(socket, WT_SEGMENT_SYN);
	if (socket->conn->lossy)
		wt_tcp_watch(socket);
	return -EINPROGRESS; /* even on loopback: A01 */
}

int wt_tcp_connect(struct wt_socket *socket, const struct sockaddr_in *name)
{
	struct wt_kernel *to = wt_net_find(socket->file.kernel->net, ntohl(name->sin_addr.s_addr),
					   socket->file.kernel);
	int rc;

	if (!to)
		return -ENETUNREACH;
	if (!socket->file.object->begun) {
		rc = name_attempt(socket, to);
		if (rc < 0)
			return rc;
		socket->file.object->begun = true;
	}
	rc = asked_to_fail(socket);
	if (rc < 0)
		return rc;
	if (!wt_net_has_way(socket->file.kernel, to))
		return -ENETUNREACH;
	socket->file.object->begun = false;
	return begin_connect(socket, name, to);
}

void wt_tcp_got_syn_ack(struct wt_socket *opener)
{
	opener->state = WT_TCP_ESTABLISHED;
	opener->reads = opener->file.kernel->scripted && opener->reads;
	wt_tcp_forget_timers(opener);
	wt_net_progressed(opener->file.kernel->net);
	wt_file_wake(&opener->file, 0);
	wt_tcp_say(opener, WT_SEGMENT_ACK);
	wt_tcp_push(opener);
	wt_tcp_watch_idle(opener);
}
