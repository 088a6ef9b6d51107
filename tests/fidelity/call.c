/* SPDX-License-Identifier: MIT
 *
 * An operation as a call of the seam, and what it returned in normal form. */
#include <errno.h>
#include <string.h>

#include "player.h"

#define WAIT_MAX 16

void player_limit(struct player *player, bool begins)
{
	if (player->limit >= 0)
		player->kernel->ops->limit(player->kernel,
					   begins ? player->limit - (int)player->open : -1);
}

bool player_is_free(const struct player *player, unsigned slot)
{
	return player->files[slot].kind == FILE_NONE;
}

/* -- Descriptors come and go -------------------------------------------- */

static enum file_kind kind_of(unsigned what)
{
	const struct op_socket *socket = &op_sockets[what];

	if (socket->family == AF_INET)
		return socket->type == SOCK_STREAM ? FILE_TCP : FILE_UDP;
	return socket->type == SOCK_STREAM  ? FILE_UNIX
	       : socket->type == SOCK_DGRAM ? FILE_UNIX_DGRAM
					    : FILE_UNIX_PACKET;
}

/* A new number in a slot: which one does not matter. */
static int keep(struct player *player, unsigned slot, int fd, enum file_kind kind)
{
	if (fd < 0)
		return fd;
	player_open(player, slot, fd, kind);
	return 0;
}

static void make_socket(struct player *player, const struct op *op, struct seen *seen)
{
	unsigned what = op->what % SOCKET_WHATS;
	int fd;

	if (!player_is_free(player, op->slot))
		return;
	seen->called = 1;
	player_limit(player, true);
	fd = player->sys->ops->socket(op_sockets[what].family, op_sockets[what].type,
				      op_sockets[what].protocol, player->sys);
	player_limit(player, false);
	seen->result = keep(player, op->slot, fd, kind_of(what));
}

static void make_two(struct player *player, const struct op *op, struct seen *seen)
{
	unsigned what = op->what % SOCKET_WHATS;
	int fds[2] = {-1, -1}, rc;

	if (!player_is_free(player, op->slot) || !player_is_free(player, op->other) ||
	    op->slot == op->other)
		return;
	seen->called = 1;
	player_limit(player, true);
	if (op->kind == OP_PIPE)
		rc = player->sys->ops->pipe(fds, player->sys);
	else
		rc = player->sys->ops->socketpair(op_sockets[what].family, op_sockets[what].type,
						  fds, player->sys);
	player_limit(player, false);
	seen->result = rc;
	if (rc < 0)
		return;
	player_open(player, op->slot, fds[0], op->kind == OP_PIPE ? FILE_READER : kind_of(what));
	player_open(player, op->other, fds[1], op->kind == OP_PIPE ? FILE_WRITER : kind_of(what));
}

static void make_epoll(struct player *player, const struct op *op, struct seen *seen)
{
	int fd;

	if (!player_is_free(player, op->slot))
		return;
	seen->called = 1;
	player_limit(player, true);
	fd = player->sys->ops->epoll_create(player->sys);
	player_limit(player, false);
	seen->result = keep(player, op->slot, fd, FILE_EPOLL);
}

static void make_dup(struct player *player, const struct op *op, struct seen *seen)
{
	const struct file *file = player_file(player, op->slot);
	int fd;

	if (!file || !player_is_free(player, op->other))
		return;
	seen->called = 1;
	player_limit(player, true);
	fd = player->sys->ops->dup(file->fd, player->sys);
	player_limit(player, false);
	seen->result = keep(player, op->other, fd, file->kind);
	if (fd >= 0)
		player->files[op->other].stream = file->stream;
}

struct seen_name call_said(struct player *player, const struct file *file,
			   const struct sockaddr_storage *name, socklen_t len)
{
	return name_seen(&player->names, name, len, file->kind == FILE_UDP);
}

static void make_accept(struct player *player, const struct op *op, struct seen *seen)
{
	const struct file *file = player_file(player, op->slot);
	struct sockaddr_storage name;
	socklen_t len = sizeof name;
	int fd;

	if (!file || !player_is_free(player, op->other))
		return;
	memset(&name, 0, sizeof name);
	seen->called = 1;
	player_limit(player, true);
	fd = player->sys->ops->accept(file->fd, (struct sockaddr *)&name, &len, player->sys);
	player_limit(player, false);
	if (fd >= 0)
		seen->name = call_said(player, file, &name, len);
	seen->result = keep(player, op->other, fd, file->kind);
}

static void make_close(struct player *player, const struct op *op, struct seen *seen)
{
	const struct linger at_once = {1, 0};
	struct file *file = player_file(player, op->slot);

	if (!file)
		return;
	seen->called = 1;
	if (op->kind == OP_ABORT)
		player->sys->ops->setsockopt(file->fd, SOL_SOCKET, SO_LINGER, &at_once,
					     sizeof at_once, player->sys);
	seen->result = player->sys->ops->close(file->fd, player->sys);
	*file = (struct file){.fd = -1};
	player->open--;
}

/* -- Names -------------------------------------------------------------- */

socklen_t call_address(struct player *player, uint8_t code, uint8_t kind,
		       struct sockaddr_storage *ret)
{
	const struct file *file;
	socklen_t len = sizeof *ret;
	int rc = -EBADF;

	if (code < NAME_SOCK_OF)
		return name_address(&player->names, code, ret);
	memset(ret, 0, sizeof *ret);
	file = player_file(player, (unsigned)(code - NAME_SOCK_OF) % 16 % SLOTS);
	if (file && (file->kind == FILE_UDP) != (kind == FILE_UDP))
		return 0; /* ports of streams and datagrams are the same by chance alone */
	if (file && code < NAME_PEER_OF)
		rc = player->sys->ops->getsockname(file->fd, (struct sockaddr *)ret, &len,
						   player->sys);
	else if (file)
		rc = player->sys->ops->getpeername(file->fd, (struct sockaddr *)ret, &len,
						   player->sys);
	return rc < 0 ? 0 : len;
}

/* A connected datagram socket that connects to where there is no way keeps half of the
 * new name: Linux then sends its datagrams there.  Nobody models that. */
static bool goes_astray(const struct player *player, const struct file *file,
			const struct sockaddr_storage *name)
{
	return file->kind == FILE_UDP && player->connected[file->stream] && name_is_far(name);
}

static int do_connect(struct player *player, const struct op *op, const struct file *file)
{
	struct sockaddr_storage name;
	socklen_t len = call_address(player, op->name, file->kind, &name);
	int rc;

	if (goes_astray(player, file, &name))
		return 0;
	player->writes_shut[file->stream] = false; /* it may be as new */
	rc = player->sys->ops->connect(file->fd, (struct sockaddr *)&name, len, player->sys);
	if (rc == 0)
		player->connected[file->stream] = name.ss_family != AF_UNSPEC;
	return rc;
}

/* Mostly enough. */
socklen_t call_room(const struct op *op, size_t enough)
{
	int room = op_rooms[op->other % ROOMS];

	return room == op_rooms[0] ? (socklen_t)enough : (socklen_t)room;
}

static int do_name(struct player *player, const struct op *op, const struct file *file,
		   struct seen *seen)
{
	struct sockaddr_storage name;
	socklen_t len = call_room(op, sizeof name);
	int rc;

	memset(&name, 0, sizeof name);
	if (op->kind == OP_SOCKNAME)
		rc = player->sys->ops->getsockname(file->fd, (struct sockaddr *)&name, &len,
						   player->sys);
	else
		rc = player->sys->ops->getpeername(file->fd, (struct sockaddr *)&name, &len,
						   player->sys);
	if (rc >= 0)
		seen->name = call_said(player, file, &name, len);
	return rc;
}

/* -- epoll -------------------------------------------------------------- */

static int do_ctl(struct player *player, const struct op *op, const struct file *file)
{
	static const int ops[] = {EPOLL_CTL_ADD, EPOLL_CTL_MOD, EPOLL_CTL_DEL};
	struct epoll_event event = {.events = op_events[op->what % op_events_count].bits};
	const struct file *other = player_file(player, op->other);

	if (op->kind >= OP_CTL_ADD) {
		event.data.u64 = op->other;
		return player->sys->ops->epoll_ctl(file->fd, ops[op->kind - OP_CTL_ADD],
						   other ? other->fd : file->fd, &event,
						   player->sys);
	}
	event.data.u64 = op->slot;
	if (op->kind >= OP_ONCE) {
		event.events |= EPOLLONESHOT;
		return player->sys->ops->epoll_ctl(player->epolls[2], ops[op->kind - OP_ONCE],
						   file->fd, &event, player->sys);
	}
	event.events |= EPOLLET;
	return player->sys->ops->epoll_ctl(player->epolls[1], ops[op->kind - OP_WATCH], file->fd,
					   &event, player->sys);
}

static int do_wait(struct player *player, const struct op *op, const struct file *file,
		   struct seen *seen)
{
	struct epoll_event events[WAIT_MAX];
	int count;

	if (player->full[FILE_TCP])
		return 0;
	player->kernel->ops->looks(player->kernel);
	count = player->sys->ops->epoll_wait(file->fd, events, op->what % WAIT_MAX + 1, 0,
					     player->sys);
	for (int i = 0; i < count; i++) {
		const uint32_t told[] = {events[i].events, (uint32_t)events[i].data.u64};

		seen->bytes = payload_hash(told, sizeof told, seen->bytes);
	}
	return count;
}

static void call_on_file(struct player *player, const struct op *op, struct seen *seen)
{
	struct file *file = player_file(player, op->slot);
	int how;

	if (!file)
		return;
	seen->called = 1;
	switch (op->kind) {
	case OP_BIND:
		seen->result = call_bind(player, op, file);
		break;
	case OP_LISTEN:
		seen->result = call_listen(player, op, file);
		break;
	case OP_CONNECT:
		seen->result = do_connect(player, op, file);
		break;
	case OP_SEND:
	case OP_SENDTO:
	case OP_WRITE:
		seen->result = (int32_t)call_send(player, op, file);
		break;
	case OP_RECV:
	case OP_RECVFROM:
	case OP_READ:
		seen->result = (int32_t)call_recv(player, op, file, seen);
		break;
	case OP_SHUTDOWN:
		/* What comes behind SHUT_RD resets, whenever it comes. */
		how = player->loose[file->kind] ? SHUT_WR : op->what % 4;
		player->reads_shut |= file->kind == FILE_TCP && how != SHUT_WR;
		seen->result = player->sys->ops->shutdown(file->fd, how, player->sys);
		if (seen->result == 0 && how != SHUT_RD)
			player->writes_shut[file->stream] = true;
		break;
	case OP_SETOPT:
		seen->result = call_setopt(player, op, file);
		break;
	case OP_GETOPT:
		seen->result = call_getopt(player, op, file, seen);
		break;
	case OP_SOCKNAME:
	case OP_PEERNAME:
		seen->result = do_name(player, op, file, seen);
		break;
	case OP_WAIT:
		seen->result = do_wait(player, op, file, seen);
		break;
	case OP_FCNTL:
		seen->result = call_fcntl(player, op, file);
		break;
	default:
		seen->result = do_ctl(player, op, file);
		break;
	}
}

void call_make(struct player *player, const struct op *op, struct seen *seen)
{
	switch (op->kind) {
	case OP_SOCKET:
		make_socket(player, op, seen);
		break;
	case OP_PAIR:
	case OP_PIPE:
		make_two(player, op, seen);
		break;
	case OP_EPOLL:
		make_epoll(player, op, seen);
		break;
	case OP_EVENT:
	case OP_MKFIFO:
	case OP_OPEN:
		call_on_files(player, op, seen);
		break;
	case OP_NOBODY:
		call_nobody(player, op, seen);
		break;
	case OP_DUP:
		make_dup(player, op, seen);
		break;
	case OP_CLOSE:
	case OP_ABORT:
		make_close(player, op, seen);
		break;
	case OP_ACCEPT:
		make_accept(player, op, seen);
		break;
	case OP_LIMIT:
		player->limit = op->what % 8 < 7 ? (int)player->open + op->what % 8 : -1;
		break;
	case OP_BUFFERS:
		if (player->streams == 0)
			player->buffers = &op_buffers[op->what % op_buffers_count];
		player->loose[FILE_TCP] = player->buffers;
		break;
	case OP_FILL:
		bulk_fill(player, op, seen);
		break;
	case OP_DRAIN:
		bulk_drain(player, false, seen);
		break;
	default:
		call_on_file(player, op, seen);
		break;
	}
}
