/* SPDX-License-Identifier: MIT
 *
 * What a test asks of the kernel itself, through the seam of its tank.  Descriptors
 * are non-blocking on both kernels; where a blocking one would wait, so do we. */
#include "tank.h"

#include <errno.h>

#define PATIENCE (10 * AC_SECOND)

bool tank_comes(struct tank *t, int fd, short events)
{
	struct pollfd wait = {.fd = fd, .events = events};

	return t->sys->ops->poll(&wait, 1, PATIENCE, t->sys) > 0;
}

/* ---- Opening ---- */

int tank_listener(struct tank *t, struct sockaddr_in *ret_addr)
{
	int fd = t->sys->ops->socket(AF_INET, SOCK_STREAM, 0, t->sys);
	const void *addr = ret_addr;

	assert_int_equal(ac_ipv4(ret_addr, "127.0.0.1", 0), 0);
	assert_int_equal(t->sys->ops->bind(fd, addr, sizeof *ret_addr, t->sys), 0);
	assert_int_equal(t->sys->ops->listen(fd, 8, t->sys), 0);
	*ret_addr = tank_name(t, fd);
	return fd;
}

struct sockaddr_in tank_nowhere(struct tank *t)
{
	struct sockaddr_in addr;

	tank_close(t, tank_listener(t, &addr));
	return addr;
}

struct sockaddr_in tank_name(struct tank *t, int fd)
{
	struct sockaddr_in addr;
	socklen_t len = sizeof addr;

	assert_int_equal(t->sys->ops->getsockname(fd, (struct sockaddr *)&addr, &len, t->sys), 0);
	return addr;
}

int tank_connect(struct tank *t, const struct sockaddr_in *addr)
{
	int fd = t->sys->ops->socket(AF_INET, SOCK_STREAM, 0, t->sys);
	const void *to = addr;
	int rc = t->sys->ops->connect(fd, to, sizeof *addr, t->sys), error = 0;
	socklen_t len = sizeof error;

	assert_true(rc == 0 || rc == -EINPROGRESS);
	assert_true(tank_comes(t, fd, POLLOUT));
	t->sys->ops->getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len, t->sys);
	assert_int_equal(error, 0);
	return fd;
}

/* Through one seam or the other: the fault layer counts what the library will close. */
static int accept_by(struct tank *t, int listener, struct ac_sys *sys)
{
	int fd;

	assert_true(tank_comes(t, listener, POLLIN));
	fd = sys->ops->accept(listener, NULL, NULL, sys);
	assert_true(fd >= 0);
	return fd;
}

int tank_accept(struct tank *t, int listener)
{
	return accept_by(t, listener, t->sys);
}

int tank_tcp_pair(struct tank *t, int *ret_peer)
{
	struct sockaddr_in addr;
	int listener = tank_listener(t, &addr);
	int fd;

	*ret_peer = tank_connect(t, &addr);
	fd = accept_by(t, listener, &t->fault.base);
	tank_close(t, listener);
	return fd;
}

int tank_unix_pair(struct tank *t, int *ret_peer)
{
	int fds[2];

	assert_int_equal(t->sys->ops->socketpair(AF_UNIX, SOCK_STREAM, fds, t->sys), 0);
	t->fault.open_fds++;
	*ret_peer = fds[1];
	return fds[0];
}

int tank_udp(struct tank *t, struct sockaddr_in *ret_addr)
{
	int fd = t->sys->ops->socket(AF_INET, SOCK_DGRAM, 0, t->sys);
	const void *addr = ret_addr;

	assert_int_equal(ac_ipv4(ret_addr, "127.0.0.1", 0), 0);
	assert_int_equal(t->sys->ops->bind(fd, addr, sizeof *ret_addr, t->sys), 0);
	*ret_addr = tank_name(t, fd);
	return fd;
}

void tank_pipe(struct tank *t, int ret_fds[2])
{
	assert_int_equal(t->sys->ops->pipe(ret_fds, t->sys), 0);
}

int tank_file(struct tank *t, const void *bytes, size_t len)
{
	int fds[2];

	if (t->is->kernel == TANK_POSIX)
		return tank_file_posix(bytes, len);
	tank_pipe(t, fds);
	assert_int_equal(tank_write_now(t, fds[1], bytes, len), len);
	tank_close(t, fds[1]);
	return fds[0];
}

/* ---- Bytes ---- */

ssize_t tank_write_now(struct tank *t, int fd, const void *bytes, size_t len)
{
	return t->sys->ops->write(fd, bytes, len, t->sys);
}

ssize_t tank_read_now(struct tank *t, int fd, void *buf, size_t size)
{
	return t->sys->ops->read(fd, buf, size, t->sys);
}

ssize_t tank_write(struct tank *t, int fd, const void *bytes, size_t len)
{
	size_t written = 0;

	for (;;) {
		ssize_t n = tank_write_now(t, fd, (const char *)bytes + written, len - written);

		if (n == -EAGAIN && tank_comes(t, fd, POLLOUT))
			continue;
		if (n < 0)
			return n;
		written += (size_t)n;
		if (written == len)
			return (ssize_t)len;
	}
}

ssize_t tank_read(struct tank *t, int fd, void *buf, size_t size)
{
	ssize_t n;

	do
		n = tank_read_now(t, fd, buf, size);
	while (n == -EAGAIN && tank_comes(t, fd, POLLIN));
	return n;
}

size_t tank_read_all(struct tank *t, int fd, void *buf, size_t size)
{
	size_t got = 0;

	while (got < size) {
		ssize_t n = tank_read(t, fd, (char *)buf + got, size - got);

		if (n <= 0)
			break;
		got += (size_t)n;
	}
	return got;
}

int tank_send_urgent(struct tank *t, int fd, char byte)
{
	return (int)t->sys->ops->send(fd, &byte, 1, MSG_OOB | MSG_NOSIGNAL, t->sys);
}

int tank_send_to(struct tank *t, int fd, const void *bytes, size_t len,
		 const struct sockaddr_in *addr)
{
	const void *to = addr;

	return (int)t->sys->ops->sendto(fd, bytes, len, 0, to, sizeof *addr, t->sys);
}

/* ---- Descriptors ---- */

void tank_close(struct tank *t, int fd)
{
	assert_int_equal(t->sys->ops->close(fd, t->sys), 0);
}

void tank_reset(struct tank *t, int fd)
{
	const struct linger now = {.l_onoff = 1, .l_linger = 0};

	t->sys->ops->setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now, t->sys);
	tank_close(t, fd);
}

void tank_shut_write(struct tank *t, int fd)
{
	assert_int_equal(t->sys->ops->shutdown(fd, SHUT_WR, t->sys), 0);
}

int tank_dup(struct tank *t, int fd)
{
	int copy = t->sys->ops->dup(fd, t->sys);

	assert_true(copy >= 0);
	return copy;
}

void tank_fill_below(struct tank *t, int number, int from, struct tank_fillers *fillers)
{
	int fd;

	fillers->count = 0;
	while ((fd = tank_dup(t, from)) < number) {
		assert_true(fillers->count < TANK_FILLERS_MAX);
		fillers->fds[fillers->count++] = fd;
	}
	tank_close(t, fd);
}

void tank_empty(struct tank *t, struct tank_fillers *fillers)
{
	while (fillers->count > 0)
		tank_close(t, fillers->fds[--fillers->count]);
}

void tank_dup_to(struct tank *t, int fd, int number)
{
	struct tank_fillers fillers;

	tank_fill_below(t, number, fd, &fillers);
	assert_int_equal(tank_dup(t, fd), number);
	tank_empty(t, &fillers);
}

bool tank_took_sigpipe(struct tank *t)
{
	bool took = t->sigpipes > 0;

	t->sigpipes = 0;
	return t->is->kernel == TANK_POSIX ? tank_took_sigpipe_posix() : took;
}
