/* SPDX-License-Identifier: MIT
 *
 * socket, bind and listen, and which port is whose. */
#include <errno.h>
#include <stdlib.h>

#include "kernel/tcp.h"

#define BACKLOG_MAX 4096 /* somaxconn */

struct wt_socket *wt_socket_new(struct wt_kernel *kernel)
{
	struct wt_socket *socket = wt_arena_take(&kernel->net->arena, sizeof *socket);

	if (!socket || wt_file_init(&socket->file, kernel, &wt_tcp_ops) < 0)
		return NULL;
	socket->queue_end = &socket->queue;
	socket->options.sndbuf = kernel->buffer_size ? kernel->buffer_size : WT_SNDBUF_DEFAULT;
	socket->options.rcvbuf = kernel->buffer_size ? kernel->buffer_size : WT_RCVBUF_DEFAULT;
	socket->next = kernel->sockets;
	kernel->sockets = socket;
	return socket;
}

bool wt_addresses_overlap(uint32_t a, uint32_t b)
{
	return a == INADDR_ANY || b == INADDR_ANY || a == b;
}

/* Is it gone, and its port free? */
static bool has_ended(const struct wt_socket *socket)
{
	return socket->file.refs == 0 && socket->state == WT_TCP_CLOSE &&
	       socket->file.kernel->net->clock.now_ns >= socket->time_wait_ns;
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
	if (!wt_addresses_overlap(ntohl(old->local.sin_addr.s_addr), address))
		return false;
	if (old->options.reuse_port && socket->options.reuse_port) /* I07 */
		return false;
	return !(old->options.reuse_addr && socket->options.reuse_addr &&
		 old->state != WT_TCP_LISTEN);
}

static bool port_is_free(const struct wt_socket *socket, uint32_t address, uint16_t port)
{
	const struct wt_socket *old = socket->file.kernel->sockets;

	for (; old; old = old->next) {
		if (conflicts(old, socket, address, port))
			return false;
	}
	return true;
}

/* connect takes even ports, bind(0) odd ones (I09). */
int wt_tcp_take_port(struct wt_socket *socket, uint32_t address, unsigned parity,
		     uint16_t *ret_port)
{
	struct wt_kernel *kernel = socket->file.kernel;
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

void wt_tcp_set_local(struct wt_socket *socket, uint32_t address, uint16_t port)
{
	socket->local.sin_family = AF_INET;
	socket->local.sin_addr.s_addr = htonl(address);
	socket->local.sin_port = htons(port);
	socket->bound = true;
}

/* Groups and broadcast are nobody's, and bind takes them: I08. */
bool wt_may_bind_to(const struct wt_kernel *kernel, uint32_t address)
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
	if (!wt_may_bind_to(socket->file.kernel, address))
		return -EADDRNOTAVAIL;
	if (port == 0) {
		int rc = wt_tcp_take_port(socket, address, 1, &port);

		if (rc < 0)
			return rc;
	} else if (!port_is_free(socket, address, port)) {
		return -EADDRINUSE;
	}
	wt_tcp_set_local(socket, address, port);
	socket->bound_to_address = address != INADDR_ANY;
	wt_net_changed(socket->file.kernel->net);
	return 0;
}

static bool other_listener(const struct wt_socket *socket)
{
	const struct wt_socket *other = socket->file.kernel->sockets;

	for (; other; other = other->next) {
		if (other->options.reuse_port && socket->options.reuse_port)
			continue;
		if (other != socket && other->state == WT_TCP_LISTEN &&
		    other->local.sin_port == socket->local.sin_port &&
		    wt_addresses_overlap(ntohl(other->local.sin_addr.s_addr),
					 ntohl(socket->local.sin_addr.s_addr)))
			return true;
	}
	return false;
}

int wt_tcp_listen(struct wt_socket *socket, int backlog)
{
	struct wt_kernel *kernel = socket->file.kernel;

	if (socket->state != WT_TCP_CLOSE && socket->state != WT_TCP_LISTEN)
		return -EINVAL;
	if (socket->api != WT_API_UNCONNECTED || socket->conn)
		return -EINVAL;
	if (!socket->bound) {
		uint16_t port;
		int rc = wt_tcp_take_port(socket, INADDR_ANY, 1, &port);

		if (rc < 0)
			return rc;
		wt_tcp_set_local(socket, INADDR_ANY, port);
	}
	if (other_listener(socket))
		return -EADDRINUSE;
	socket->backlog = backlog < 0 || backlog > BACKLOG_MAX ? BACKLOG_MAX : backlog;
	if (socket->state == WT_TCP_LISTEN)
		return 0;
	socket->state = WT_TCP_LISTEN;
	socket->shut = 0;
	if (socket->file.object->kind == WT_OBJECT_NEW)
		wt_net_name(kernel->net, socket->file.object, WT_OBJECT_LISTENER, "%s:%u",
			    kernel->name, ntohs(socket->local.sin_port));
	wt_net_changed(kernel->net);
	return 0;
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

bool wt_kernel_ignores(const struct wt_kernel *kernel, uint16_t port)
{
	for (size_t i = 0; i < kernel->ignored_count; i++) {
		if (kernel->ignored[i] == port)
			return true;
	}
	return false;
}
