/* SPDX-License-Identifier: MIT
 *
 * Calls of the seam that the simulated kernel does not have yet.  Each says so
 * with -ENOSYS; a scenario that needs one is refused with a located error. */
#include <errno.h>

#include "world/sys_missing.h"

ssize_t wt_missing_recvfrom(struct ac_sys *sys, int fd, void *buf, size_t len, int flags,
			    struct sockaddr *addr, socklen_t *addr_len)
{
	if (addr && addr_len)
		*addr_len = 0;
	return sys->ops->recv(sys, fd, buf, len, flags);
}

ssize_t wt_missing_sendto(struct ac_sys *sys, int fd, const void *buf, size_t len, int flags,
			  const struct sockaddr *addr, socklen_t addr_len)
{
	(void)addr;
	(void)addr_len;
	return sys->ops->send(sys, fd, buf, len, flags);
}

ssize_t wt_missing_read(struct ac_sys *sys, int fd, void *buf, size_t len)
{
	return sys->ops->recv(sys, fd, buf, len, 0);
}

ssize_t wt_missing_write(struct ac_sys *sys, int fd, const void *buf, size_t len)
{
	return sys->ops->send(sys, fd, buf, len, MSG_NOSIGNAL);
}

int wt_missing_dup(struct ac_sys *sys, int fd)
{
	(void)sys;
	(void)fd;
	return -ENOSYS;
}

int wt_missing_pipe(struct ac_sys *sys, int ret_fds[2])
{
	(void)sys;
	(void)ret_fds;
	return -ENOSYS;
}

int wt_missing_socketpair(struct ac_sys *sys, int family, int type, int ret_fds[2])
{
	(void)sys;
	(void)family;
	(void)type;
	(void)ret_fds;
	return -ENOSYS;
}

int wt_missing_epoll_create(struct ac_sys *sys)
{
	(void)sys;
	return -ENOSYS;
}

int wt_missing_epoll_ctl(struct ac_sys *sys, int epfd, int op, int fd, struct epoll_event *event)
{
	(void)sys;
	(void)epfd;
	(void)op;
	(void)fd;
	(void)event;
	return -ENOSYS;
}

int wt_missing_epoll_wait(struct ac_sys *sys, int epfd, struct epoll_event *events, int max,
			  int64_t timeout_ns)
{
	(void)sys;
	(void)epfd;
	(void)events;
	(void)max;
	(void)timeout_ns;
	return -ENOSYS;
}
