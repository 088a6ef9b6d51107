/* SPDX-License-Identifier: MIT
 *
 * What poll, select and epoll say of every descriptor. */
#include <poll.h>
#include <string.h>

#include "player.h"

#define ASKED      (POLLIN | POLLPRI | POLLOUT | POLLRDHUP | POLLRDNORM | POLLWRNORM)
#define EVENTS_MAX 64

static uint8_t in_a_byte(uint32_t bits)
{
	return (uint8_t)((bits & 0x3f) | (bits & POLLRDHUP ? SEEN_RDHUP : 0));
}

/* Bytes that are not urgent are IN and RDNORM, room is OUT and WRNORM: both or none. */
static uint8_t norm(uint32_t bits)
{
	bool reads = bits & POLLIN, writes = bits & POLLOUT;

	return reads != (bool)(bits & POLLRDNORM) || writes != (bool)(bits & POLLWRNORM) ? SEEN_NORM
											 : 0;
}

static void look_by_poll(struct player *player, uint8_t *ret)
{
	struct pollfd fds[SLOTS];
	unsigned slots[SLOTS], count = 0;

	for (unsigned i = 0; i < SLOTS; i++) {
		if (player->files[i].kind == FILE_NONE)
			continue;
		slots[count] = i;
		fds[count++] = (struct pollfd){player->files[i].fd, ASKED, 0};
	}
	memset(ret, 0, SLOTS);
	if (count == 0 || player->sys->ops->poll(fds, count, 0, player->sys) <= 0)
		return;
	for (unsigned i = 0; i < count; i++)
		ret[slots[i]] =
			in_a_byte((uint32_t)fds[i].revents) | norm((uint32_t)fds[i].revents);
}

static void look_by_select(struct player *player, uint8_t *ret)
{
	fd_set r, w, x;
	int highest = -1;

	memset(ret, 0, SLOTS);
	FD_ZERO(&r);
	for (unsigned i = 0; i < SLOTS; i++) {
		if (player->files[i].kind == FILE_NONE)
			continue;
		FD_SET(player->files[i].fd, &r);
		if (player->files[i].fd > highest)
			highest = player->files[i].fd;
	}
	w = x = r;
	if (highest < 0 || player->sys->ops->select(highest + 1, &r, &w, &x, 0, player->sys) <= 0)
		return;
	for (unsigned i = 0; i < SLOTS; i++) {
		if (player->files[i].kind == FILE_NONE)
			continue;
		ret[i] = (uint8_t)((FD_ISSET(player->files[i].fd, &r) ? SEEN_READ : 0) |
				   (FD_ISSET(player->files[i].fd, &w) ? SEEN_WRITE : 0) |
				   (FD_ISSET(player->files[i].fd, &x) ? SEEN_OTHER : 0));
	}
}

/* What was told once is told only then: it is added to what was seen before. */
static void look_by_epoll(struct player *player, int epoll, uint8_t *ret)
{
	struct epoll_event events[EVENTS_MAX];
	int count = player->sys->ops->epoll_wait(epoll, events, EVENTS_MAX, 0, player->sys);

	for (int i = 0; i < count; i++)
		ret[events[i].data.u64 % SLOTS] |=
			in_a_byte(events[i].events) |
			(events[i].events & (EPOLLRDNORM | EPOLLWRNORM) ? SEEN_NORM : 0);
}

/* Whether there is room depends on how a kernel counts, and so does when the rest of
 * what was sent comes, and the end behind it. */
static void leave_out_edges(const struct player *player, struct seen *seen)
{
	for (unsigned i = 0; i < SLOTS; i++) {
		uint8_t kind = player->files[i].kind;

		if (kind == FILE_TCP || kind == FILE_EPOLL)
			seen->ready[LOOK_EDGE][i] = seen->ready[LOOK_ONCE][i] = 0;
	}
}

static unsigned left_out(const struct player *player, unsigned slot, unsigned how)
{
	const struct file *file = &player->files[slot];
	bool always = player->writes_shut[file->stream];

	if (file->kind == FILE_EPOLL)
		return 0xff;
	if (how == LOOK_SELECT)
		return always ? 0 : SEEN_WRITE;
	return POLLHUP | SEEN_RDHUP | (always ? 0 : POLLOUT);
}

static void leave_out_room(const struct player *player, struct seen *seen)
{
	leave_out_edges(player, seen);
	for (unsigned i = 0; i < SLOTS; i++) {
		uint8_t kind = player->files[i].kind;

		if (kind != FILE_TCP && kind != FILE_EPOLL)
			continue;
		if (i == player->filled)
			continue;
		for (unsigned how = 0; how < LOOK_EDGE; how++)
			seen->ready[how][i] &= (uint8_t)~left_out(player, i, how);
	}
}

void look(struct player *player, struct seen *seen)
{
	player->kernel->ops->looks(player->kernel);
	look_by_poll(player, seen->ready[LOOK_POLL]);
	look_by_select(player, seen->ready[LOOK_SELECT]);
	memset(seen->ready[LOOK_LEVEL], 0, SLOTS);
	look_by_epoll(player, player->epolls[0], seen->ready[LOOK_LEVEL]);
	look_by_epoll(player, player->epolls[1], seen->ready[LOOK_EDGE]);
	look_by_epoll(player, player->epolls[2], seen->ready[LOOK_ONCE]);
	if (player->full[FILE_TCP])
		leave_out_room(player, seen);
	else if (player->was_full)
		leave_out_edges(player, seen);
}
