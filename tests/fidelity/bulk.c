/* SPDX-License-Identifier: MIT
 *
 * Filling a buffer and draining it.  How much fits, and how much must be read before
 * there is room again, depends on how a kernel counts: between the two, room is not
 * compared, and a program neither sends nor reads more than a little.  What is
 * compared: that a full buffer refuses; that no byte is lost or out of order; that
 * there is room when all has been read; every end and error. */
#include <errno.h>
#include <string.h>

#include "player.h"

#define FILL_BYTES ((size_t)8 << 20)
#define FILL_SENDS 400            /* but not over TCP, which is filled to the brim */
#define FILL_UDP   40             /* it never refuses */
#define FILL_TCP   ((size_t)1000) /* at least, each */
#define DRAIN_SIZE ((size_t)65536)
#define REFUSED    1

static bool counts_alike(uint8_t kind)
{
	return kind != FILE_TCP;
}

/* An event may have any number of them, and a file never refuses. */
static bool has_bytes(uint8_t kind)
{
	return kind != FILE_NONE && kind < FILE_EPOLL;
}

static ssize_t fill_once(struct player *player, const struct op *op, const struct file *file,
			 size_t size)
{
	const void *bytes = payload(player, file->stream, size);
	struct sockaddr_storage name;
	socklen_t len =
		op->name == NAME_NONE ? 0 : call_address(player, op->name, file->kind, &name);

	if (len == 0)
		return player->sys->ops->write(file->fd, bytes, size, player->sys);
	return player->sys->ops->sendto(file->fd, bytes, size, 0, (struct sockaddr *)&name, len,
					player->sys);
}

/* One that is connected to itself takes tens of megabytes; of one that is shut for
 * reading nobody knows when all has come. */
static bool can_be_filled(const struct player *player)
{
	return player->buffers && !player->reads_shut;
}

void bulk_fill(struct player *player, const struct op *op, struct seen *seen)
{
	const struct file *file = player_file(player, op->slot);
	size_t size = op_sizes[op->size % op_size_count], total = 0;
	bool is_tcp = file && file->kind == FILE_TCP;
	unsigned most = file && file->kind == FILE_UDP ? FILL_UDP : FILL_SENDS;
	ssize_t n = 0;

	if (!file || !has_bytes(file->kind) || (is_tcp && !can_be_filled(player)))
		return;
	seen->called = 1;
	player->loose[file->kind] |= !counts_alike(file->kind);
	if (is_tcp && size < FILL_TCP)
		size = FILL_TCP;
	for (unsigned i = 0; (is_tcp || i < most) && total < FILL_BYTES; i++) {
		n = fill_once(player, op, file, size);
		if (n <= 0)
			break;
		player->sent[file->stream] += (uint32_t)n;
		total += (size_t)n;
	}
	seen->result = n == -EAGAIN ? REFUSED : n < 0 ? (int32_t)n : 0;
	if (counts_alike(file->kind))
		seen->bytes = (uint32_t)total;
	if ((n < 0 && n != -EAGAIN) || counts_alike(file->kind))
		return;
	player->full[file->kind] = true;
	if (n == -EAGAIN)
		player->filled = op->slot;
}

/* Reads until it refuses, ends or fails. */
static int32_t drain(struct player *player, const struct file *file, uint32_t *bytes)
{
	void *room = payload_room(DRAIN_SIZE);
	ssize_t n;

	while ((n = player->sys->ops->read(file->fd, room, DRAIN_SIZE, player->sys)) > 0) {
		if (!player->loose[file->kind])
			*bytes = payload_hash(room, (size_t)n, *bytes);
		else if (!payload_follows(player, file->stream, room, (size_t)n))
			*bytes |= 1;
	}
	return (int32_t)n;
}

/* An error is final; "nothing more", and an end of one's own making, are not. */
void bulk_drain(struct player *player, bool again, struct seen *seen)
{
	seen->called = 1;
	if (!again) {
		memset(player->full, 0, sizeof player->full);
		player->drained_bytes = 0;
	}
	for (unsigned i = 0; i < SLOTS; i++) {
		const struct file *file = player_file(player, i);

		if (again && player->drained[i] != -EAGAIN && player->drained[i] != 0)
			continue;
		player->drained[i] = 0;
		if (file && has_bytes(file->kind))
			player->drained[i] = drain(player, file, &player->drained_bytes);
	}
	seen->bytes = payload_hash(player->drained, sizeof player->drained, player->drained_bytes);
}
