/* SPDX-License-Identifier: MIT
 *
 * socket, bind and listen. */
#include <errno.h>

#include "kernel/tcp.h"
#include "time/heap.h"

#define BACKLOG_MAX 4096 /* somaxconn */

struct wt_socket *wt_socket_new(struct wt_kernel *kernel)
{
	struct wt_socket *socket = wt_arena_take(&kernel->net->arena, sizeof *socket);

	if (!socket || wt_file_init(&socket->file, kernel, &wt_tcp_ops) < 0)
		return NULL;
	socket->queue_end = &socket->queue;
	wt_options_init(&socket->options, AF_INET, SOCK_STREAM, IPPROTO_TCP);
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

/* Groups and broadcast are nobody's, and bind takes them: I08. */
bool wt_may_bind_to(const struct wt_kernel *kernel, uint32_t address)
{
	return address == INADDR_ANY || address == kernel->address || (address >> 24) == 127 ||
	       IN_MULTICAST(address) || address == INADDR_BROADCAST;
}

int wt_tcp_bind(struct wt_socket *socket, const struct sockaddr_in *name)
{
	uint32_t address = ntohl(name->sin_addr.s_addr);
	int rc;

	if (!wt_may_bind_to(socket->file.kernel, address))
		return -EADDRNOTAVAIL;
	if (socket->state != WT_TCP_CLOSE || socket->claim.port)
		return -EINVAL;
	rc = wt_port_get(socket, address, ntohs(name->sin_port));
	if (rc < 0) { /* what is left of a name goes, too */
		socket->local.sin_addr.s_addr = htonl(INADDR_ANY);
		return rc;
	}
	socket->named_address = address != INADDR_ANY;
	socket->named_port = name->sin_port != 0;
	wt_net_changed(socket->file.kernel->net);
	return 0;
}

/* It may keep its port only if nobody else has come to be there meanwhile: I02. */
static int begin_to_listen(struct wt_socket *socket)
{
	uint32_t address = ntohl(socket->local.sin_addr.s_addr);
	int rc;

	socket->state = WT_TCP_LISTEN;
	rc = wt_port_get(socket, address, socket->claim.port ? ntohs(socket->local.sin_port) : 0);
	if (rc == 0)
		wt_port_listens(socket);
	else
		socket->state = WT_TCP_CLOSE;
	return rc;
}

int wt_tcp_listen(struct wt_socket *socket, int backlog)
{
	struct wt_kernel *kernel = socket->file.kernel;
	int rc;

	if (socket->state != WT_TCP_CLOSE && socket->state != WT_TCP_LISTEN)
		return -EINVAL;
	if (socket->api != WT_API_UNCONNECTED)
		return -EINVAL;
	socket->backlog = backlog < 0 || backlog > BACKLOG_MAX ? BACKLOG_MAX : backlog;
	if (socket->state == WT_TCP_LISTEN)
		return 0;
	rc = begin_to_listen(socket);
	if (rc < 0)
		return rc;
	if (socket->file.object->kind == WT_OBJECT_NEW)
		wt_net_name_next(kernel->net, socket->file.object, WT_OBJECT_LISTENER, "", "%s:%u",
				 kernel->name, ntohs(socket->local.sin_port));
	wt_net_changed(kernel->net);
	return 0;
}

int wt_kernel_ignore(struct wt_kernel *kernel, uint16_t port)
{
	uint16_t *ignored =
		wt_heap_resize(kernel->ignored, (kernel->ignored_count + 1) * sizeof *ignored);

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
