/* SPDX-License-Identifier: MIT
 *
 * sys_posix.c - the real kernel behind the seam.  The only file of the library
 * that calls libc's sockets, clock, randomness or memory. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "ac_sys.h"

#define NS_PER_SECOND UINT64_C(1000000000)

static int result(int rc)
{
	return rc < 0 ? -errno : rc;
}

static ssize_t result_of_bytes(ssize_t n)
{
	return n < 0 ? -errno : n;
}

/* ---- Sockets ---- */

static int posix_socket(int family, int type, int protocol, struct ac_sys *sys)
{
	(void)sys;
	return result(socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));
}

static int posix_bind(int fd, const struct sockaddr *addr, socklen_t len, struct ac_sys *sys)
{
	(void)sys;
	return result(bind(fd, addr, len));
}

static int posix_listen(int fd, int backlog, struct ac_sys *sys)
{
	(void)sys;
	return result(listen(fd, backlog));
}

static int posix_accept(int fd, struct sockaddr *addr, socklen_t *len, struct ac_sys *sys)
{
	(void)sys;
	return result(accept4(fd, addr, len, SOCK_NONBLOCK | SOCK_CLOEXEC));
}

static int posix_connect(int fd, const struct sockaddr *addr, socklen_t len, struct ac_sys *sys)
{
	(void)sys;
	return result(connect(fd, addr, len));
}

static int posix_shutdown(int fd, int how, struct ac_sys *sys)
{
	(void)sys;
	return result(shutdown(fd, how));
}

static int posix_close(int fd, struct ac_sys *sys)
{
	(void)sys;
	return result(close(fd));
}

static int posix_getsockopt(int fd, int level, int name, void *value, socklen_t *len,
			    struct ac_sys *sys)
{
	(void)sys;
	return result(getsockopt(fd, level, name, value, len));
}

static int posix_setsockopt(int fd, int level, int name, const void *value, socklen_t len,
			    struct ac_sys *sys)
{
	(void)sys;
	return result(setsockopt(fd, level, name, value, len));
}

static int posix_getsockname(int fd, struct sockaddr *addr, socklen_t *len, struct ac_sys *sys)
{
	(void)sys;
	return result(getsockname(fd, addr, len));
}

static int posix_getpeername(int fd, struct sockaddr *addr, socklen_t *len, struct ac_sys *sys)
{
	(void)sys;
	return result(getpeername(fd, addr, len));
}

static int posix_set_nonblock(int fd, struct ac_sys *sys)
{
	int flags = fcntl(fd, F_GETFL);

	(void)sys;
	if (flags < 0)
		return -errno;
	return result(fcntl(fd, F_SETFL, flags | O_NONBLOCK));
}

/* These two lie with what else is called for every event, see internal.h. */
__attribute__((hot)) static ssize_t posix_recv(int fd, void *buf, size_t len, int flags,
					       struct ac_sys *sys)
{
	(void)sys;
	return result_of_bytes(recv(fd, buf, len, flags));
}

__attribute__((hot)) static ssize_t posix_send(int fd, const void *buf, size_t len, int flags,
					       struct ac_sys *sys)
{
	(void)sys;
	return result_of_bytes(send(fd, buf, len, flags));
}

static ssize_t posix_recvfrom(int fd, void *buf, size_t len, int flags, struct sockaddr *addr,
			      socklen_t *addr_len, struct ac_sys *sys)
{
	(void)sys;
	return result_of_bytes(recvfrom(fd, buf, len, flags, addr, addr_len));
}

static ssize_t posix_sendto(int fd, const void *buf, size_t len, int flags,
			    const struct sockaddr *addr, socklen_t addr_len, struct ac_sys *sys)
{
	(void)sys;
	return result_of_bytes(sendto(fd, buf, len, flags, addr, addr_len));
}

/* ---- Descriptors of every kind ---- */

static ssize_t posix_read(int fd, void *buf, size_t len, struct ac_sys *sys)
{
	(void)sys;
	return result_of_bytes(read(fd, buf, len));
}

/* Without the signal, whatever the program does with it: held back in this thread
 * during the call, and taken away again if it was the call that raised it. */
static ssize_t posix_write(int fd, const void *buf, size_t len, struct ac_sys *sys)
{
	const struct timespec now = {0, 0};
	sigset_t pipe, pending, before;
	ssize_t n;

	(void)sys;
	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	sigpending(&pending);
	if (sigismember(&pending, SIGPIPE))
		return result_of_bytes(write(fd, buf, len));
	pthread_sigmask(SIG_BLOCK, &pipe, &before);
	n = result_of_bytes(write(fd, buf, len));
	if (n == -EPIPE)
		sigtimedwait(&pipe, NULL, &now);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return n;
}

static int posix_dup(int fd, struct ac_sys *sys)
{
	(void)sys;
	return result(fcntl(fd, F_DUPFD_CLOEXEC, 0));
}

static int posix_pipe(int ret_fds[2], struct ac_sys *sys)
{
	(void)sys;
	return result(pipe2(ret_fds, O_NONBLOCK | O_CLOEXEC));
}

static int posix_open(const char *path, int flags, mode_t mode, struct ac_sys *sys)
{
	(void)sys;
	return result(open(path, flags | O_NONBLOCK | O_CLOEXEC, mode));
}

static int posix_mkfifo(const char *path, mode_t mode, struct ac_sys *sys)
{
	(void)sys;
	return result(mkfifo(path, mode));
}

static int posix_eventfd(unsigned count, int flags, struct ac_sys *sys)
{
	(void)sys;
	return result(eventfd(count, flags | EFD_NONBLOCK | EFD_CLOEXEC));
}

static int posix_fcntl(int fd, int cmd, int arg, struct ac_sys *sys)
{
	(void)sys;
	return result(fcntl(fd, cmd, arg));
}

static int posix_socketpair(int family, int type, int ret_fds[2], struct ac_sys *sys)
{
	(void)sys;
	return result(socketpair(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ret_fds));
}

/* ---- Waiting ---- */

/* Rounded up, or a wait for less than a millisecond would be none (K38). */
static int to_ms(int64_t ns)
{
	int64_t ms;

	if (ns < 0)
		return -1;
	ms = ns / 1000000 + (ns % 1000000 != 0);
	return ms > INT_MAX ? INT_MAX : (int)ms;
}

static int posix_poll(struct pollfd *fds, nfds_t nfds, int64_t timeout_ns, struct ac_sys *sys)
{
	(void)sys;
	return result(poll(fds, nfds, to_ms(timeout_ns)));
}

static int posix_select(int nfds, fd_set *r, fd_set *w, fd_set *x, int64_t timeout_ns,
			struct ac_sys *sys)
{
	int64_t us = timeout_ns / 1000 + (timeout_ns % 1000 != 0);
	struct timeval timeout = {.tv_sec = us / 1000000, .tv_usec = us % 1000000};

	(void)sys;
	return result(select(nfds, r, w, x, timeout_ns < 0 ? NULL : &timeout));
}

static int posix_epoll_create(struct ac_sys *sys)
{
	(void)sys;
	return result(epoll_create1(EPOLL_CLOEXEC));
}

static int posix_epoll_ctl(int epfd, int op, int fd, struct epoll_event *event, struct ac_sys *sys)
{
	(void)sys;
	return result(epoll_ctl(epfd, op, fd, event));
}

static int posix_epoll_wait(int epfd, struct epoll_event *events, int max, int64_t timeout_ns,
			    struct ac_sys *sys)
{
	(void)sys;
	return result(epoll_wait(epfd, events, max, to_ms(timeout_ns)));
}

/* ---- Time, randomness, memory ---- */

static uint64_t read_clock(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * NS_PER_SECOND + (uint64_t)t.tv_nsec;
}

static uint64_t posix_now_ns(struct ac_sys *sys)
{
	(void)sys;
	return read_clock(CLOCK_MONOTONIC);
}

static uint64_t posix_wall_ns(struct ac_sys *sys)
{
	(void)sys;
	return read_clock(CLOCK_REALTIME);
}

/* Can only be interrupted before the pool is ready, or when much is asked. */
static void posix_random(void *buf, size_t len, struct ac_sys *sys)
{
	unsigned char *to = buf;

	(void)sys;
	while (len > 0) {
		ssize_t n = getrandom(to, len, 0);

		if (n < 0 && errno != EINTR)
			abort();
		if (n < 0)
			continue;
		to += n;
		len -= (size_t)n;
	}
}

static void *posix_realloc(void *ptr, size_t size, const char *purpose, struct ac_sys *sys)
{
	(void)sys;
	(void)purpose;
	if (size > 0)
		return realloc(ptr, size);
	free(ptr);
	return NULL;
}

static uint32_t posix_notes_wanted(struct ac_sys *sys)
{
	(void)sys;
	return 0;
}

static void posix_note(const struct ac_note *note, struct ac_sys *sys)
{
	(void)sys;
	(void)note;
}

static const struct ac_sys_ops posix_ops = {
	.name = "posix",
	.socket = posix_socket,
	.bind = posix_bind,
	.listen = posix_listen,
	.accept = posix_accept,
	.connect = posix_connect,
	.shutdown = posix_shutdown,
	.close = posix_close,
	.getsockopt = posix_getsockopt,
	.setsockopt = posix_setsockopt,
	.getsockname = posix_getsockname,
	.getpeername = posix_getpeername,
	.set_nonblock = posix_set_nonblock,
	.recv = posix_recv,
	.send = posix_send,
	.recvfrom = posix_recvfrom,
	.sendto = posix_sendto,
	.read = posix_read,
	.write = posix_write,
	.dup = posix_dup,
	.pipe = posix_pipe,
	.socketpair = posix_socketpair,
	.open = posix_open,
	.mkfifo = posix_mkfifo,
	.eventfd = posix_eventfd,
	.fcntl = posix_fcntl,
	.poll = posix_poll,
	.select = posix_select,
	.epoll_create = posix_epoll_create,
	.epoll_ctl = posix_epoll_ctl,
	.epoll_wait = posix_epoll_wait,
	.now_ns = posix_now_ns,
	.wall_ns = posix_wall_ns,
	.random = posix_random,
	.realloc = posix_realloc,
	.notes_wanted = posix_notes_wanted,
	.note = posix_note,
};

struct ac_sys *ac_sys_posix(void)
{
	static struct ac_sys posix = {.ops = &posix_ops};

	return &posix;
}
