/* SPDX-License-Identifier: MIT
 *
 * The seam before the two simulated kernels of a gate.  Nothing is decided here and
 * no wait waits. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/epoll.h"
#include "kernel/syscall.h"
#include "sim.h"

static struct sim_gate *sim_of(struct ac_sys *sys)
{
	return (struct sim_gate *)sys;
}

/* Whose descriptor is it?  Its own number there is *fd from then on. */
static struct wt_kernel *kernel_of(struct ac_sys *sys, int *fd)
{
	if (*fd < SIM_FDS_A)
		return &sim_of(sys)->kernels[GATE_A];
	*fd -= SIM_FDS_A;
	return &sim_of(sys)->kernels[GATE_B];
}

/* The number for the caller. */
static int number(struct ac_sys *sys, const struct wt_kernel *kernel, int fd)
{
	return fd >= 0 && kernel == &sim_of(sys)->kernels[GATE_B] ? fd + SIM_FDS_A : fd;
}

static int sim_socket(int family, int type, int protocol, struct ac_sys *sys)
{
	struct wt_kernel *kernel = &sim_of(sys)->kernels[sim_of(sys)->gate.opens_at];

	return number(sys, kernel, wt_sys_socket(kernel, family, type, protocol));
}

static int sim_bind(int fd, const struct sockaddr *name, socklen_t len, struct ac_sys *sys)
{
	struct wt_kernel *kernel = kernel_of(sys, &fd);

	return wt_sys_bind(kernel, fd, name, len);
}

static int sim_listen(int fd, int backlog, struct ac_sys *sys)
{
	struct wt_kernel *kernel = kernel_of(sys, &fd);

	return wt_sys_listen(kernel, fd, backlog);
}

static int sim_accept(int fd, struct sockaddr *name, socklen_t *len, struct ac_sys *sys)
{
	struct wt_kernel *kernel = kernel_of(sys, &fd);

	return number(sys, kernel, wt_sys_accept(kernel, fd, name, len));
}

static int sim_connect(int fd, const struct sockaddr *name, socklen_t len, struct ac_sys *sys)
{
	struct wt_kernel *kernel = kernel_of(sys, &fd);

	return wt_sys_connect(kernel, fd, name, len);
}

static int sim_shutdown(int fd, int how, struct ac_sys *sys)
{
	struct wt_kernel *kernel = kernel_of(sys, &fd);

	return wt_sys_shutdown(kernel, fd, how);
}

static int sim_close(int fd, struct ac_sys *sys)
{
	struct wt_kernel *kernel = kernel_of(sys, &fd);

	return wt_sys_close(kernel, fd);
}

static int sim_getsockopt(int fd, int level, int name, void *value, socklen_t *len,
			  struct ac_sys *sys)
{
	struct wt_kernel *kernel = kernel_of(sys, &fd);

	return wt_sys_getsockopt(kernel, fd, level, name, value, len);
}

static int sim_setsockopt(int fd, int level, int name, const void *value, socklen_t len,
			  struct ac_sys *sys)
{
	struct wt_kernel *kernel = kernel_of(sys, &fd);

	return wt_sys_setsockopt(kernel, fd, level, name, value, len);
}

static int sim_getsockname(int fd, struct sockaddr *name, socklen_t *len, struct ac_sys *sys)
{
	struct wt_kernel *kernel = kernel_of(sys, &fd);

	return wt_sys_getsockname(kernel, fd, name, len);
}

static int sim_getpeername(int fd, struct sockaddr *name, socklen_t *len, struct ac_sys *sys)
{
	struct wt_kernel *kernel = kernel_of(sys, &fd);

	return wt_sys_getpeername(kernel, fd, name, len);
}

/* -- Bytes --------------------------------------------------------------- */

static ssize_t sim_recv(int fd, void *buf, size_t len, int flags, struct ac_sys *sys)
{
	struct wt_kernel *kernel = kernel_of(sys, &fd);

	return wt_sys_read(wt_fd_get(kernel, fd),
			   &(struct wt_io){.into = buf, .len = len, .flags = flags});
}

static ssize_t sim_send(int fd, const void *buf, size_t len, int flags, struct ac_sys *sys)
{
	struct wt_kernel *kernel = kernel_of(sys, &fd);

	return wt_sys_write(wt_fd_get(kernel, fd),
			    &(struct wt_io){.from = buf, .len = len, .flags = flags});
}

static ssize_t sim_recvfrom(int fd, void *buf, size_t len, int flags, struct sockaddr *name,
			    socklen_t *name_len, struct ac_sys *sys)
{
	struct wt_kernel *kernel = kernel_of(sys, &fd);
	struct wt_io io = {.into = buf,
			   .len = len,
			   .flags = flags,
			   .name_into = name,
			   .name_len = name ? name_len : NULL};

	return wt_sys_read(wt_fd_get(kernel, fd), &io);
}

static ssize_t sim_sendto(int fd, const void *buf, size_t len, int flags,
			  const struct sockaddr *name, socklen_t name_len, struct ac_sys *sys)
{
	struct wt_kernel *kernel = kernel_of(sys, &fd);
	struct wt_io io = {.from = buf,
			   .len = len,
			   .flags = flags,
			   .name_from = name,
			   .name_from_len = name_len};

	return wt_sys_write(wt_fd_get(kernel, fd), &io);
}

/* -- Readiness ----------------------------------------------------------- */

static int bits_of(struct ac_sys *sys, int fd, int events)
{
	struct wt_kernel *kernel = kernel_of(sys, &fd);
	struct wt_file *file = wt_fd_get(kernel, fd);

	return file ? (int)wt_file_ready(file) & (events | POLLERR | POLLHUP) : POLLNVAL;
}

static int sim_poll(struct pollfd *fds, nfds_t count, int64_t timeout_ns, struct ac_sys *sys)
{
	int ready = 0;

	(void)timeout_ns;
	for (nfds_t i = 0; i < count; i++) {
		fds[i].revents = (short)bits_of(sys, fds[i].fd, fds[i].events);
		ready += fds[i].revents != 0;
	}
	return ready;
}

/* As Linux maps poll's bits. */
static int keep_ready(fd_set *set, int fd, int ready)
{
	if (!set || !FD_ISSET(fd, set))
		return 0;
	if (!ready)
		FD_CLR(fd, set);
	return ready != 0;
}

static int sim_select(int nfds, fd_set *r, fd_set *w, fd_set *x, int64_t timeout_ns,
		      struct ac_sys *sys)
{
	int count = 0;

	(void)timeout_ns;
	for (int fd = 0; fd < nfds; fd++) {
		bool asked =
			(r && FD_ISSET(fd, r)) || (w && FD_ISSET(fd, w)) || (x && FD_ISSET(fd, x));
		int bits = asked ? bits_of(sys, fd, POLLIN | POLLOUT | POLLPRI) : 0;

		count += keep_ready(r, fd, bits & (POLLIN | POLLHUP | POLLERR));
		count += keep_ready(w, fd, bits & (POLLOUT | POLLERR));
		count += keep_ready(x, fd, bits & POLLPRI);
	}
	return count;
}

static int sim_epoll_create(struct ac_sys *sys)
{
	struct wt_kernel *kernel = &sim_of(sys)->kernels[sim_of(sys)->gate.opens_at];

	return number(sys, kernel, wt_sys_epoll_create(kernel));
}

static int sim_epoll_ctl(int epfd, int op, int fd, struct epoll_event *event, struct ac_sys *sys)
{
	struct wt_kernel *kernel = kernel_of(sys, &epfd);

	kernel_of(sys, &fd);
	return wt_sys_epoll_ctl(kernel, epfd, op, fd, event);
}

static int sim_epoll_wait(int epfd, struct epoll_event *events, int max, int64_t timeout_ns,
			  struct ac_sys *sys)
{
	struct wt_kernel *kernel = kernel_of(sys, &epfd);
	struct wt_watch *watch, *next;
	struct wt_epoll *epoll;
	int count = 0, rc = wt_sys_epoll_get(kernel, epfd, max, &epoll);

	(void)timeout_ns;
	if (rc < 0)
		return rc;
	for (watch = epoll->ready; watch && count < max; watch = next) {
		uint32_t bits = wt_watch_ready(watch);

		next = watch->next_ready;
		if (!bits) {
			wt_watch_forget(watch);
			continue;
		}
		events[count++] = (struct epoll_event){.events = bits, .data = watch->data};
		wt_watch_told(watch, sim_of(sys)->keeps_edges);
	}
	return count;
}

static uint64_t sim_now_ns(struct ac_sys *sys)
{
	return sim_of(sys)->net.clock.now_ns;
}

const struct ac_sys_ops sim_gate_sys_ops = {
	.name = "gate",
	.socket = sim_socket,
	.bind = sim_bind,
	.listen = sim_listen,
	.accept = sim_accept,
	.connect = sim_connect,
	.shutdown = sim_shutdown,
	.close = sim_close,
	.getsockopt = sim_getsockopt,
	.setsockopt = sim_setsockopt,
	.getsockname = sim_getsockname,
	.getpeername = sim_getpeername,
	.recv = sim_recv,
	.send = sim_send,
	.recvfrom = sim_recvfrom,
	.sendto = sim_sendto,
	.poll = sim_poll,
	.select = sim_select,
	.epoll_create = sim_epoll_create,
	.epoll_ctl = sim_epoll_ctl,
	.epoll_wait = sim_epoll_wait,
	.now_ns = sim_now_ns,
};
