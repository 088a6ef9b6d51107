/* SPDX-License-Identifier: MIT */
#include "kernel/udp.h"

#include <errno.h>
#include <poll.h>

#include "kernel/local.h"
#include "kernel/name.h"
#include "kernel/tcp.h"

#define BUFFER_DEFAULT 212992

static struct wt_udp *udp_of(const struct wt_file *file)
{
	return (struct wt_udp *)(uintptr_t)file;
}

/* -- Names -------------------------------------------------------------- */

static bool conflicts(const struct wt_udp *old, const struct wt_udp *sock, uint32_t address,
		      in_port_t port)
{
	if (old == sock || old->dead || !old->bound || old->local.sin_port != port)
		return false;
	if (!wt_addresses_overlap(ntohl(old->local.sin_addr.s_addr), address))
		return false;
	if (old->options.reuse_port && sock->options.reuse_port)
		return false;
	return !(old->options.reuse_addr && sock->options.reuse_addr); /* L09 */
}

static bool is_free(const struct wt_udp *sock, uint32_t address, in_port_t port)
{
	for (const struct wt_udp *old = sock->file.kernel->udps; old; old = old->next) {
		if (conflicts(old, sock, address, port))
			return false;
	}
	return true;
}

static int choose_port(struct wt_udp *sock, uint32_t address, in_port_t *ret)
{
	struct wt_kernel *kernel = sock->file.kernel;
	unsigned count = (unsigned)(kernel->port_last - kernel->port_first) + 1;

	for (unsigned tried = 0; tried < count; tried++) {
		unsigned port = kernel->port_first + kernel->udp_ports_taken++ % count;

		if (!is_free(sock, address, htons((uint16_t)port)))
			continue;
		*ret = htons((uint16_t)port);
		return 0;
	}
	return -EADDRINUSE;
}

static void name_bound(struct wt_udp *sock)
{
	struct wt_kernel *kernel = sock->file.kernel;

	if (sock->file.object->kind != WT_OBJECT_NEW)
		return;
	if (kernel->scripted)
		wt_net_name_end(kernel->net, sock->file.object, WT_OBJECT_PEER, kernel->name, "",
				"", ++kernel->opened);
	else
		wt_net_name_next(kernel->net, sock->file.object, WT_OBJECT_DATAGRAM, "/udp",
				 "%s:%u", kernel->name, ntohs(sock->local.sin_port));
}

/* Among equals the one gets a datagram that has its name for the shortest time. */
static void become_newest(struct wt_udp *sock)
{
	struct wt_udp **at = &sock->file.kernel->udps;

	while (*at != sock)
		at = &(*at)->next;
	*at = sock->next;
	sock->next = sock->file.kernel->udps;
	sock->file.kernel->udps = sock;
}

static int take_name(struct wt_udp *sock, uint32_t address, in_port_t port)
{
	if (port == 0) {
		int rc = choose_port(sock, address, &port);

		if (rc < 0)
			return rc;
	} else if (!is_free(sock, address, port)) {
		return -EADDRINUSE;
	}
	sock->local.sin_family = AF_INET;
	sock->local.sin_addr.s_addr = htonl(address);
	sock->local.sin_port = port;
	sock->bound = true;
	become_newest(sock);
	return 0;
}

int wt_udp_bind(struct wt_udp *sock, const struct sockaddr_in *name)
{
	uint32_t address = ntohl(name->sin_addr.s_addr);
	int rc;

	if (!wt_may_bind_to(sock->file.kernel, address))
		return -EADDRNOTAVAIL;
	if (sock->bound)
		return -EINVAL;
	sock->has_source = false; /* whatever a connection had left */
	rc = take_name(sock, address, name->sin_port);
	if (rc < 0) {
		sock->local.sin_addr.s_addr = htonl(INADDR_ANY);
		return rc;
	}
	sock->named_address = address != INADDR_ANY;
	sock->named_port = name->sin_port != 0;
	name_bound(sock);
	wt_net_changed(sock->file.kernel->net);
	return 0;
}

int wt_udp_autobind(struct wt_udp *sock)
{
	return sock->bound ? 0 : take_name(sock, ntohl(sock->local.sin_addr.s_addr), 0);
}

static int udp_bind(struct wt_file *file, const struct sockaddr *name, socklen_t len)
{
	struct sockaddr_in in;
	int rc = wt_name_in_to_bind(name, len, &in);

	return rc < 0 ? rc : wt_udp_bind(udp_of(file), &in);
}

/* Connecting to no family takes it back, with what bind had not named: L08. */
static int disconnect(struct wt_udp *sock)
{
	sock->connected = false;
	sock->has_source &= sock->named_address;
	sock->remote = (struct sockaddr_in){0};
	if (!sock->named_address && sock->local.sin_addr.s_addr != htonl(INADDR_ANY)) {
		sock->local.sin_addr.s_addr = htonl(INADDR_ANY);
		become_newest(sock);
	}
	if (!sock->named_port) {
		sock->local.sin_port = 0;
		sock->bound = false;
	}
	wt_net_changed(sock->file.kernel->net);
	return 0;
}

/* H>WHO/udp, H>WHO.2/udp: unless it has a name already. */
static int name_connected(struct wt_udp *sock, const struct wt_kernel *to)
{
	struct wt_kernel *kernel = sock->file.kernel;
	unsigned number;

	if (sock->file.object->kind != WT_OBJECT_NEW || kernel->scripted)
		return 0;
	number = wt_kernel_count_connect(kernel, to);
	if (number == 0)
		return -ENOMEM;
	if (number == 1)
		wt_net_name(kernel->net, sock->file.object, WT_OBJECT_DATAGRAM, "%s>%s/udp",
			    kernel->name, to->name);
	else
		wt_net_name(kernel->net, sock->file.object, WT_OBJECT_DATAGRAM, "%s>%s.%u/udp",
			    kernel->name, to->name, number);
	return 0;
}

static int udp_connect(struct wt_file *file, const struct sockaddr *name, socklen_t len)
{
	struct wt_udp *sock = udp_of(file);
	struct sockaddr_in to;
	struct wt_kernel *kernel;
	int rc;

	if (len < sizeof name->sa_family)
		return -EINVAL;
	if (name->sa_family == AF_UNSPEC)
		return disconnect(sock);
	if (wt_udp_autobind(sock) < 0)
		return -EAGAIN;
	rc = wt_name_in(name, len, &to);
	if (rc < 0)
		return rc;
	wt_name_resolve_any(&to, &sock->local);
	rc = wt_udp_route(sock, ntohl(to.sin_addr.s_addr));
	if (rc < 0)
		return rc;
	kernel = wt_net_find(file->kernel->net, ntohl(to.sin_addr.s_addr), file->kernel);
	if (!kernel) /* to all, or to a group */
		kernel = file->kernel;
	rc = name_connected(sock, kernel);
	if (rc < 0)
		return rc;
	if (sock->local.sin_addr.s_addr == htonl(INADDR_ANY)) {
		sock->local.sin_addr.s_addr =
			htonl(kernel == file->kernel ? INADDR_LOOPBACK : file->kernel->address);
		become_newest(sock);
	}
	sock->remote = to;
	sock->connected = sock->has_source = true;
	wt_net_changed(file->kernel->net);
	return 0;
}

static int udp_sockname(struct wt_file *file, struct sockaddr *name, socklen_t *len)
{
	return wt_name_out(&udp_of(file)->local, name, len);
}

static int udp_peername(struct wt_file *file, struct sockaddr *name, socklen_t *len)
{
	const struct wt_udp *sock = udp_of(file);

	return sock->connected && sock->remote.sin_port ? wt_name_out(&sock->remote, name, len)
							: -ENOTCONN;
}

/* -- Readiness ---------------------------------------------------------- */

static unsigned udp_ready(struct wt_file *file)
{
	const struct wt_udp *sock = udp_of(file);
	unsigned bits = file->room_held ? 0 : POLLOUT | POLLWRNORM;

	if (sock->error)
		bits |= POLLERR;
	if (sock->shut & WT_SHUT_READ)
		bits |= POLLIN | POLLRDNORM | POLLRDHUP;
	if (sock->shut == WT_SHUT_BOTH)
		bits |= POLLHUP;
	if (sock->mail.first)
		bits |= POLLIN | POLLRDNORM;
	return bits;
}

static enum wt_condition udp_condition(const struct wt_file *file, unsigned bits)
{
	const struct wt_udp *sock = udp_of(file);

	(void)bits;
	if (sock->error)
		return WT_COND_RESET;
	if (sock->mail.first)
		return WT_COND_DATA;
	return sock->shut & WT_SHUT_READ ? WT_COND_EOF : WT_COND_WRITABLE;
}

static struct wt_place place_read(const struct wt_udp *sock)
{
	const struct wt_message *first = sock->mail.first;

	return first ? wt_place_of_message(first->number, first->offset)
		     : wt_place_of_message(sock->mail.number, sock->mail.offset);
}

static struct wt_place place_sent(const struct wt_udp *sock)
{
	return wt_place_of_message(sock->sent + 1, sock->sent_bytes);
}

static bool udp_find_place(const struct wt_file *file, enum wt_side side, struct wt_place *ret)
{
	*ret = side == WT_READABLE ? place_read(udp_of(file)) : place_sent(udp_of(file));
	return true;
}

static uint64_t udp_unread(const struct wt_file *file)
{
	const struct wt_message *message = udp_of(file)->mail.first;
	uint64_t unread = 0;

	for (; message; message = message->next)
		unread += message->len;
	return unread;
}

static uint64_t udp_offset(const struct wt_file *file, enum wt_side side)
{
	const struct wt_udp *sock = udp_of(file);

	if (side == WT_WRITABLE)
		return sock->sent_bytes;
	return sock->mail.first ? sock->mail.first->offset : sock->mail.offset;
}

/* -- Datagrams ---------------------------------------------------------- */

static int take_error(struct wt_udp *sock)
{
	int error = sock->error;

	sock->error = 0;
	if (error)
		wt_net_progressed(sock->file.kernel->net);
	return error;
}

/* The reader takes over what has come, and gives back what he has read of it when
 * that is all, or a quarter of the buffer. */
static void was_taken(struct wt_udp *sock, size_t cost)
{
	if (sock->at_hand == 0)
		sock->at_hand = wt_mail_count(&sock->mail) + (cost > 0);
	if (cost == 0)
		return;
	sock->at_hand--;
	sock->taken_cost += cost;
	if (sock->taken_cost < sock->options.rcvbuf / 4 && sock->at_hand > 0)
		return;
	sock->taken_cost = 0;
	sock->at_hand = wt_mail_count(&sock->mail);
}

static ssize_t udp_read(struct wt_file *file, struct wt_io *io)
{
	struct wt_udp *sock = udp_of(file);
	size_t len = io->len, cost;
	ssize_t n;
	int rc;

	if (sock->error)
		return -take_error(sock);
	if (!sock->mail.first) /* even when it is shut: L07 */
		return -EAGAIN;
	rc = wt_ask_transfer(file, WT_ASK_recv, place_read(sock), &len, false);
	if (rc < 0)
		return rc;
	cost = sock->mail.first->cost;
	n = wt_mail_take(&sock->mail, io);
	if (n >= 0)
		was_taken(sock, io->flags & MSG_PEEK ? 0 : cost);
	wt_net_progressed(file->kernel->net);
	return n;
}

/* A name without a family is taken, too. */
static int target_of(const struct wt_udp *sock, const struct wt_io *io, struct sockaddr_in *ret)
{
	int rc;

	*ret = sock->remote;
	if (!io->name_from)
		return sock->connected ? 0 : -EDESTADDRREQ;
	rc = wt_name_in(io->name_from, io->name_from_len, ret);
	if (rc < 0 && !(rc == -EAFNOSUPPORT && ret->sin_family == AF_UNSPEC))
		return rc;
	return ret->sin_port ? 0 : -EINVAL;
}

static ssize_t udp_write(struct wt_file *file, struct wt_io *io)
{
	struct wt_udp *sock = udp_of(file);
	struct sockaddr_in to;
	size_t len = io->len;
	int rc = wt_udp_autobind(sock);

	io->quiet = true; /* only a stream raises SIGPIPE */
	if (rc < 0)
		return -EAGAIN; /* inet_autobind says no more */
	if (len > UINT16_MAX)
		return -EMSGSIZE;
	if (io->flags & MSG_OOB)
		return -EOPNOTSUPP;
	rc = target_of(sock, io, &to);
	if (rc < 0)
		return rc;
	wt_name_resolve_any(&to, &sock->local);
	rc = wt_udp_route(sock, ntohl(to.sin_addr.s_addr));
	if (rc < 0)
		return rc;
	if (len > WT_DATAGRAM_MAX)
		return -EMSGSIZE;
	if (sock->error)
		return -take_error(sock);
	if (sock->shut & WT_SHUT_WRITE)
		return -EPIPE;
	if (file->room_held)
		return -EAGAIN;
	name_bound(sock);
	rc = wt_ask_transfer(file, WT_ASK_send, place_sent(sock), &len, false);
	if (rc == 0)
		rc = wt_udp_launch(sock, &to, io->from, len);
	return rc < 0 ? rc : (ssize_t)len;
}

/* -- The rest ----------------------------------------------------------- */

/* What is not connected says so, and is shut all the same: L07. */
static int udp_shutdown(struct wt_file *file, unsigned how)
{
	struct wt_udp *sock = udp_of(file);

	sock->shut |= how;
	wt_net_changed(file->kernel->net);
	wt_file_wake(file, 0);
	return sock->connected ? 0 : -ENOTCONN;
}

static int udp_getsockopt(struct wt_file *file, int level, int name, void *value, socklen_t *len)
{
	struct wt_udp *sock = udp_of(file);

	if (level == SOL_SOCKET && name == SO_ERROR)
		return wt_option_give(value, len, take_error(sock));
	if (level == SOL_SOCKET && name == SO_ACCEPTCONN)
		return wt_option_give(value, len, 0);
	return wt_options_get(&sock->options, level, name, value, len);
}

static int udp_setsockopt(struct wt_file *file, int level, int name, const void *value,
			  socklen_t len)
{
	int rc = wt_options_set(&udp_of(file)->options, level, name, value, len);

	if (rc == 0 && level == SOL_SOCKET && name == SO_SNDBUF)
		wt_file_wake(file, WT_WAKE_WRITE);
	return rc;
}

void wt_udp_close(struct wt_udp *sock)
{
	sock->dead = true;
	wt_mail_init(&sock->mail);
	wt_net_changed(sock->file.kernel->net);
}

static void udp_close(struct wt_file *file)
{
	wt_udp_close(udp_of(file));
}

const struct wt_file_ops wt_udp_ops = {
	.is_socket = true,
	.ready = udp_ready,
	.close = udp_close,
	.find_place = udp_find_place,
	.condition = udp_condition,
	.unread = udp_unread,
	.offset = udp_offset,
	.read = udp_read,
	.write = udp_write,
	.bind = udp_bind,
	.connect = udp_connect,
	.shutdown = udp_shutdown,
	.getsockopt = udp_getsockopt,
	.setsockopt = udp_setsockopt,
	.sockname = udp_sockname,
	.peername = udp_peername,
};

struct wt_udp *wt_udp_new(struct wt_kernel *kernel)
{
	struct wt_udp *sock = wt_arena_take(&kernel->net->arena, sizeof *sock);

	if (!sock || wt_file_init(&sock->file, kernel, &wt_udp_ops) < 0)
		return NULL;
	wt_options_init(&sock->options, AF_INET, SOCK_DGRAM, IPPROTO_UDP);
	sock->options.sndbuf = sock->options.rcvbuf =
		kernel->buffer_size ? kernel->buffer_size : BUFFER_DEFAULT;
	wt_mail_init(&sock->mail);
	sock->next = kernel->udps;
	kernel->udps = sock;
	return sock;
}
