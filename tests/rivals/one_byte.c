/* SPDX-License-Identifier: MIT
 *
 * one_byte.c - a library to preload, for comparison: after the manner of mockeagain
 * (https://github.com/openresty/mockeagain), each recv and send moves one byte, and the
 * next on that descriptor says EAGAIN until poll(2) has reported it
 * ready again.  Written anew; it does what theirs does with MOCKEAGAIN=rw. */
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <sys/socket.h>

#define FDS 1024

static unsigned char spent[FDS]; /* bits: POLLIN, POLLOUT moved their byte */

static int was_spent(int fd, short bit)
{
	if (fd < 0 || fd >= FDS)
		return 0;
	if (spent[fd] & bit) {
		errno = EAGAIN;
		return 1;
	}
	return 0;
}

static ssize_t spend(int fd, short bit, ssize_t n)
{
	if (n > 0 && fd >= 0 && fd < FDS)
		spent[fd] |= (unsigned char)bit;
	return n;
}

ssize_t recv(int fd, void *buf, size_t len, int flags)
{
	static ssize_t (*real)(int, void *, size_t, int);

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "recv");
	if (was_spent(fd, POLLIN))
		return -1;
	return spend(fd, POLLIN, real(fd, buf, len > 0 ? 1 : 0, flags));
}

ssize_t send(int fd, const void *buf, size_t len, int flags)
{
	static ssize_t (*real)(int, const void *, size_t, int);

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "send");
	if (was_spent(fd, POLLOUT))
		return -1;
	return spend(fd, POLLOUT, real(fd, buf, len > 0 ? 1 : 0, flags));
}

/* The programs of the comparison are run with poll. */
int poll(struct pollfd *fds, nfds_t count, int timeout)
{
	static int (*real)(struct pollfd *, nfds_t, int);
	int rc;

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "poll");
	rc = real(fds, count, timeout);
	for (nfds_t i = 0; rc > 0 && i < count; i++) {
		if (fds[i].fd >= 0 && fds[i].fd < FDS)
			spent[fds[i].fd] &= (unsigned char)~fds[i].revents;
	}
	return rc;
}
