/* SPDX-License-Identifier: MIT
 *
 * Calls on a number that is no descriptor, and others that can come to nothing. */
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>

#include "player.h"

/* More than a program reaches, and less than select(2) looks at: it passes over numbers
 * for which the process's table has no place, and that has 64 at least. */
#define NOBODY 63

const int op_numbers[NUMBERS] = {NOBODY, -1, NOBODY + 1, INT_MAX};

static ssize_t no_close(const struct player *player)
{
	return player->sys->ops->close(player->nobody, player->sys);
}

static ssize_t no_dup(const struct player *player)
{
	return player->sys->ops->dup(player->nobody, player->sys);
}

static ssize_t no_read(const struct player *player)
{
	char byte;

	return player->sys->ops->read(player->nobody, &byte, 1, player->sys);
}

static ssize_t no_write(const struct player *player)
{
	return player->sys->ops->write(player->nobody, "", 1, player->sys);
}

static ssize_t no_recv(const struct player *player)
{
	char byte;

	return player->sys->ops->recv(player->nobody, &byte, 1, 0, player->sys);
}

static ssize_t no_send(const struct player *player)
{
	return player->sys->ops->send(player->nobody, "", 1, 0, player->sys);
}

static const struct sockaddr_in somewhere = {.sin_family = AF_INET};

static ssize_t no_bind(const struct player *player)
{
	return player->sys->ops->bind(player->nobody, (const struct sockaddr *)&somewhere,
				      sizeof somewhere, player->sys);
}

static ssize_t no_connect(const struct player *player)
{
	return player->sys->ops->connect(player->nobody, (const struct sockaddr *)&somewhere,
					 sizeof somewhere, player->sys);
}

static ssize_t no_listen(const struct player *player)
{
	return player->sys->ops->listen(player->nobody, 1, player->sys);
}

static ssize_t no_accept(const struct player *player)
{
	struct sockaddr_storage name;
	socklen_t len = sizeof name;

	return player->sys->ops->accept(player->nobody, (struct sockaddr *)&name, &len,
					player->sys);
}

static ssize_t no_shutdown(const struct player *player)
{
	return player->sys->ops->shutdown(player->nobody, 9, player->sys);
}

static ssize_t no_sockname(const struct player *player)
{
	struct sockaddr_storage name;
	socklen_t len = sizeof name;

	return player->sys->ops->getsockname(player->nobody, (struct sockaddr *)&name, &len,
					     player->sys);
}

static ssize_t no_peername(const struct player *player)
{
	struct sockaddr_storage name;
	socklen_t len = sizeof name;

	return player->sys->ops->getpeername(player->nobody, (struct sockaddr *)&name, &len,
					     player->sys);
}

static ssize_t no_getopt(const struct player *player)
{
	int value;
	socklen_t len = sizeof value;

	return player->sys->ops->getsockopt(player->nobody, SOL_SOCKET, SO_TYPE, &value, &len,
					    player->sys);
}

static ssize_t no_setopt(const struct player *player)
{
	const int value = 1;

	return player->sys->ops->setsockopt(player->nobody, SOL_SOCKET, SO_REUSEADDR, &value,
					    sizeof value, player->sys);
}

static ssize_t no_nonblock(const struct player *player)
{
	return player->sys->ops->set_nonblock(player->nobody, player->sys);
}

static ssize_t no_getfl(const struct player *player)
{
	return player->sys->ops->fcntl(player->nobody, F_GETFL, 0, player->sys);
}

static ssize_t no_add(const struct player *player)
{
	struct epoll_event event = {.events = EPOLLIN};

	return player->sys->ops->epoll_ctl(player->nobody, EPOLL_CTL_ADD, player->nobody, &event,
					   player->sys);
}

/* Longer than a socket's name, and so none of one. */
static ssize_t no_socket(const struct player *player)
{
	char path[201];

	memset(path, 'x', sizeof path - 1);
	path[sizeof path - 1] = '\0';
	return player->sys->ops->open(path, O_RDONLY, 0, player->sys);
}

static ssize_t no_member(const struct player *player)
{
	struct epoll_event event = {.events = EPOLLIN};

	return player->sys->ops->epoll_ctl(player->epolls[0], EPOLL_CTL_ADD, player->nobody, &event,
					   player->sys);
}

static ssize_t no_epoll(const struct player *player)
{
	struct epoll_event event = {.events = EPOLLIN};

	return player->sys->ops->epoll_ctl(player->nobody, EPOLL_CTL_ADD, player->epolls[0], &event,
					   player->sys);
}

static ssize_t no_wait(const struct player *player)
{
	struct epoll_event event;

	return player->sys->ops->epoll_wait(player->nobody, &event, 1, 0, player->sys);
}

static ssize_t no_poll(const struct player *player)
{
	struct pollfd fds[] = {{player->nobody, POLLIN, 0}, {-1, POLLIN, 0}};
	int rc = player->sys->ops->poll(fds, 2, 0, player->sys);

	return rc < 0 ? rc : fds[0].revents << 8 | fds[1].revents << 4 | rc;
}

static ssize_t no_select(const struct player *player)
{
	fd_set set;

	FD_ZERO(&set);
	FD_SET(NOBODY, &set);
	return player->sys->ops->select(NOBODY + 1, &set, NULL, NULL, 0, player->sys);
}

static ssize_t no_ctl(const struct player *player)
{
	struct epoll_event event = {.events = EPOLLIN};

	return player->sys->ops->epoll_ctl(player->epolls[0], 7, player->epolls[1], &event,
					   player->sys);
}

static ssize_t no_event(const struct player *player)
{
	return player->sys->ops->epoll_ctl(player->epolls[0], EPOLL_CTL_ADD, player->epolls[1],
					   NULL, player->sys);
}

static ssize_t no_room(const struct player *player)
{
	struct epoll_event event;

	return player->sys->ops->epoll_wait(player->epolls[0], &event, 0, 0, player->sys);
}

static ssize_t no_path(const struct player *player)
{
	return player->sys->ops->mkfifo("", 0600, player->sys);
}

static ssize_t no_file(const struct player *player)
{
	return player->sys->ops->open("", O_RDONLY, 0, player->sys);
}

/* One letter more than a name may have. */
static ssize_t no_long_path(const struct player *player)
{
	char path[257];

	memset(path, 'x', sizeof path - 1);
	path[sizeof path - 1] = '\0';
	return player->sys->ops->mkfifo(path, 0600, player->sys);
}

static ssize_t (*const calls[])(const struct player *) = {
	no_close,    no_dup,     no_read,      no_write,    no_recv,     no_send,
	no_bind,     no_connect, no_listen,    no_accept,   no_shutdown, no_sockname,
	no_peername, no_getopt,  no_setopt,    no_nonblock, no_getfl,    no_add,
	no_wait,     no_poll,    no_select,    no_ctl,      no_event,    no_room,
	no_path,     no_file,    no_long_path, no_member,   no_epoll,    no_socket,
};

const char *const op_nobodies[] = {
	"close",
	"dup",
	"read",
	"write",
	"recv",
	"send",
	"bind",
	"connect",
	"listen",
	"accept",
	"shutdown",
	"getsockname",
	"getpeername",
	"getsockopt",
	"setsockopt",
	"set_nonblock",
	"F_GETFL",
	"EPOLL_CTL_ADD",
	"epoll_wait",
	"poll",
	"select",
	"EPOLL_CTL 7",
	"EPOLL_CTL_ADD without an event",
	"epoll_wait for none",
	"mkfifo without a name",
	"open without a name",
	"mkfifo with a long name",
	"EPOLL_CTL_ADD of nobody",
	"EPOLL_CTL_ADD to nobody",
	"open what is not there",
};
const unsigned op_nobodies_count = sizeof op_nobodies / sizeof op_nobodies[0];

_Static_assert(sizeof calls / sizeof calls[0] == sizeof op_nobodies / sizeof op_nobodies[0],
	       "each call has a name");

void call_nobody(struct player *player, const struct op *op, struct seen *seen)
{
	seen->called = 1;
	player->nobody = op_numbers[op->other % NUMBERS];
	seen->result = (int32_t)calls[op->what % op_nobodies_count](player);
}
