/* SPDX-License-Identifier: MIT
 *
 * Calls that make or ask what is no socket: eventfd, mkfifo, open, fcntl. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "player.h"

#define MODE 0600

static void keep(struct player *player, const struct op *op, int fd, enum file_kind kind,
		 struct seen *seen)
{
	seen->result = fd < 0 ? fd : 0;
	if (fd >= 0)
		player_open(player, op->slot, fd, kind);
}

static void make_event(struct player *player, const struct op *op, struct seen *seen)
{
	const struct op_event *event = &op_eventfds[op->what % op_eventfds_count];
	int fd;

	if (!player_is_free(player, op->slot))
		return;
	seen->called = 1;
	player_limit(player, true);
	fd = player->sys->ops->eventfd(event->count, event->flags, player->sys);
	player_limit(player, false);
	keep(player, op, fd, FILE_EVENT, seen);
}

/* NULL: the name is no path. */
static const char *path_of(struct player *player, const struct op *op)
{
	unsigned code = (unsigned)(op->name - NAME_UNIX);

	if (op->name < NAME_UNIX || code >= UNIX_NAMES || !name_path(code))
		return NULL;
	player->paths |= 1u << code;
	return name_path(code);
}

static void make_fifo(struct player *player, const struct op *op, struct seen *seen)
{
	const char *path = path_of(player, op);

	if (!path)
		return;
	seen->called = 1;
	seen->result = player->sys->ops->mkfifo(path, MODE, player->sys);
	if (seen->result == 0)
		player->fifos |= 1u << (op->name - NAME_UNIX);
}

static enum file_kind kind_of(const struct player *player, const struct op *op, int flags)
{
	if (!(player->fifos & 1u << (op->name - NAME_UNIX)))
		return FILE_PLAIN;
	return (flags & O_ACCMODE) == O_WRONLY ? FILE_WRITER : FILE_READER;
}

static void open_path(struct player *player, const struct op *op, struct seen *seen)
{
	const char *path = path_of(player, op);
	int flags = op_opens[op->what % op_opens_count].flags, fd;

	if (!path || !player_is_free(player, op->slot))
		return;
	seen->called = 1;
	player_limit(player, true);
	fd = player->sys->ops->open(path, flags, MODE, player->sys);
	player_limit(player, false);
	keep(player, op, fd, kind_of(player, op, flags), seen);
}

void call_on_files(struct player *player, const struct op *op, struct seen *seen)
{
	if (op->kind == OP_EVENT)
		make_event(player, op, seen);
	else if (op->kind == OP_MKFIFO)
		make_fifo(player, op, seen);
	else
		open_path(player, op, seen);
}

/* Flags that only open(2) knows are not told the same way by all machines. */
int call_fcntl(struct player *player, const struct op *op, const struct file *file)
{
	const struct op_fcntl *fcntl = &op_fcntls[op->what % op_fcntls_count];
	int rc = player->sys->ops->fcntl(file->fd, fcntl->cmd, fcntl->arg, player->sys);

	return rc >= 0 && fcntl->cmd == F_GETFL ? rc & (O_ACCMODE | O_NONBLOCK) : rc;
}

/* An event takes eight bytes; of the lengths a program draws the odd ones are less. */
ssize_t call_write_count(struct player *player, const struct op *op, const struct file *file)
{
	uint64_t count = op_counts[op->size % op_counts_count];
	size_t len = op->flags ? sizeof count - 1 : sizeof count;

	return player->sys->ops->write(file->fd, &count, len, player->sys);
}
