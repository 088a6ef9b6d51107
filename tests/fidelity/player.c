/* SPDX-License-Identifier: MIT */
#include "player.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(int rc, const char *what)
{
	if (rc >= 0)
		return;
	fprintf(stderr, "fidelity: %s: %s\n", what, strerror(-rc));
	exit(3);
}

void player_begin(struct player *player, struct kernel *kernel)
{
	memset(player, 0, sizeof *player);
	player->kernel = kernel;
	player->sys = kernel->sys;
	player->limit = -1;
	player->filled = SLOTS;
	for (unsigned i = 0; i < SLOTS; i++)
		player->files[i].fd = -1;
	memset(player->heard, 0xff, sizeof player->heard);
	names_begin(&player->names, kernel->first_port);
	for (unsigned i = 0; i < 3; i++) {
		player->epolls[i] = player->sys->ops->epoll_create(player->sys);
		must(player->epolls[i], "epoll_create");
	}
}

struct file *player_file(struct player *player, unsigned slot)
{
	return player->files[slot].kind == FILE_NONE ? NULL : &player->files[slot];
}

static void set_buffers(struct player *player, int fd)
{
	const struct op_buffers *buffers = player->buffers;

	if (!buffers)
		return;
	must(player->sys->ops->setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &buffers->sndbuf,
					  sizeof buffers->sndbuf, player->sys),
	     "SO_SNDBUF");
	must(player->sys->ops->setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffers->rcvbuf,
					  sizeof buffers->rcvbuf, player->sys),
	     "SO_RCVBUF");
}

void player_open(struct player *player, unsigned slot, int fd, enum file_kind kind)
{
	const int on = 1;
	struct epoll_event event = {.events = EPOLLIN | EPOLLPRI | EPOLLOUT | EPOLLRDHUP,
				    .data = {.u64 = slot}};
	int rc;

	player->files[slot] = (struct file){fd, (uint8_t)kind, (uint8_t)player->streams++};
	player->open++;
	/* A duplicate with the number of a closed one of the same file is watched yet. */
	rc = player->sys->ops->epoll_ctl(player->epolls[0], EPOLL_CTL_ADD, fd, &event, player->sys);
	must(rc == -EEXIST || (rc == -EPERM && kind == FILE_PLAIN) ? 0 : rc, "epoll_ctl");
	if (kind == FILE_TCP)
		set_buffers(player, fd);
	/* Nagle's algorithm waits for acknowledgements, which nobody models. */
	if (kind == FILE_TCP)
		must(player->sys->ops->setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on,
						  player->sys),
		     "TCP_NODELAY");
}

void player_step(struct player *player, const struct op *op, struct seen *ret)
{
	memset(ret, 0, sizeof *ret);
	ret->kind = player->files[op->slot].kind;
	player->filled = SLOTS;
	player->was_full = player->full[FILE_TCP];
	call_make(player, op, ret);
	ret->sigpipe = (uint8_t)player->kernel->ops->take_sigpipes(player->kernel);
	look(player, ret);
}

void player_again(struct player *player, const struct op *op, bool calls, struct seen *seen)
{
	if (op->kind == OP_DRAIN)
		bulk_drain(player, true, seen);
	else if (calls && seen->result == -EAGAIN)
		call_make(player, op, seen);
	look(player, seen);
}

/* Leaves as little behind as it can: a kernel has few ports and long memory. */
static void close_file(struct player *player, struct file *file)
{
	const struct linger at_once = {1, 0};

	if (file->kind == FILE_TCP)
		player->sys->ops->setsockopt(file->fd, SOL_SOCKET, SO_LINGER, &at_once,
					     sizeof at_once, player->sys);
	player->sys->ops->close(file->fd, player->sys);
}

void player_end(struct player *player)
{
	for (unsigned i = 0; i < SLOTS; i++)
		if (player->files[i].kind != FILE_NONE)
			close_file(player, &player->files[i]);
	for (unsigned i = 0; i < 3; i++)
		player->sys->ops->close(player->epolls[i], player->sys);
	for (unsigned i = 0; i < UNIX_NAMES; i++)
		if (player->paths & 1u << i && name_path(i)[0] != '/') /* that is the host's */
			player->kernel->ops->forget_path(player->kernel, name_path(i));
}
