/* SPDX-License-Identifier: MIT
 *
 * Calls that send and receive. */
#include <string.h>

#include "player.h"

static bool is_stream(const struct file *file)
{
	return file->kind == FILE_TCP || file->kind == FILE_UNIX;
}

/* Where kernels count buffers differently, a program must not depend on it. */
static size_t size_of(const struct player *player, const struct op *op, const struct file *file)
{
	size_t size = op_sizes[op->size % op_size_count];

	if (!player->loose[file->kind])
		return size;
	if (op->kind == OP_SEND || op->kind == OP_SENDTO || op->kind == OP_WRITE)
		return 0;
	return size > 64 ? 64 : size;
}

ssize_t call_send(struct player *player, const struct op *op, const struct file *file)
{
	size_t size = size_of(player, op, file);
	const void *bytes = payload(player, file->stream, size);
	int flags = op_flags_send[op->flags % op_flags_send_count].bits;
	struct sockaddr_storage name;
	socklen_t len;
	ssize_t n;

	if (file->kind == FILE_UNIX || player->loose[file->kind])
		flags &= ~MSG_OOB;
	if (op->kind == OP_WRITE && file->kind == FILE_EVENT)
		return call_write_count(player, op, file);
	if (op->kind == OP_WRITE) {
		n = player->sys->ops->write(file->fd, bytes, size, player->sys);
	} else if (op->kind == OP_SEND) {
		n = player->sys->ops->send(file->fd, bytes, size, flags, player->sys);
	} else {
		len = call_address(player, op->name, file->kind, &name);
		n = player->sys->ops->sendto(file->fd, bytes, size, flags,
					     len ? (struct sockaddr *)&name : NULL, len,
					     player->sys);
	}
	if (n > 0)
		player->sent[file->stream] += (uint32_t)n;
	return n;
}

ssize_t call_recv(struct player *player, const struct op *op, const struct file *file,
		  struct seen *seen)
{
	size_t size = size_of(player, op, file), got;
	void *room = payload_room(size);
	int flags = op_flags_recv[op->flags % op_flags_recv_count].bits;
	struct sockaddr_storage name;
	socklen_t len = call_room(op, sizeof name);
	ssize_t n;

	memset(&name, 0, sizeof name);
	if (op->kind == OP_READ) {
		n = player->sys->ops->read(file->fd, room, size, player->sys);
	} else if (op->kind == OP_RECV) {
		n = player->sys->ops->recv(file->fd, room, size, flags, player->sys);
	} else {
		n = player->sys->ops->recvfrom(file->fd, room, size, flags,
					       (struct sockaddr *)&name, &len, player->sys);
		if (n >= 0)
			seen->name = call_said(player, file, &name, len);
	}
	if (n <= 0)
		return n;
	got = (size_t)n < size ? (size_t)n : size;
	if (op->kind != OP_READ && flags & MSG_TRUNC && is_stream(file) && got > 64)
		got = 64; /* thrown away: only the beginning is known to be untouched */
	if (player->loose[file->kind])
		seen->bytes =
			flags & MSG_PEEK ? 0 : payload_follows(player, file->stream, room, got);
	else
		seen->bytes = payload_hash(room, got, 1);
	return n;
}
