/* SPDX-License-Identifier: MIT
 *
 * sys_missing.h - calls of the seam that the simulated kernel does not have yet. */
#ifndef WT_SYS_MISSING_H
#define WT_SYS_MISSING_H

#include "ac_sys.h"

ssize_t wt_missing_recvfrom(struct ac_sys *sys, int fd, void *buf, size_t len, int flags,
			    struct sockaddr *addr, socklen_t *addr_len);
ssize_t wt_missing_sendto(struct ac_sys *sys, int fd, const void *buf, size_t len, int flags,
			  const struct sockaddr *addr, socklen_t addr_len);
ssize_t wt_missing_read(struct ac_sys *sys, int fd, void *buf, size_t len);
ssize_t wt_missing_write(struct ac_sys *sys, int fd, const void *buf, size_t len);
int wt_missing_dup(struct ac_sys *sys, int fd);
int wt_missing_pipe(struct ac_sys *sys, int ret_fds[2]);
int wt_missing_socketpair(struct ac_sys *sys, int family, int type, int ret_fds[2]);
int wt_missing_epoll_create(struct ac_sys *sys);
int wt_missing_epoll_ctl(struct ac_sys *sys, int epfd, int op, int fd, struct epoll_event *event);
int wt_missing_epoll_wait(struct ac_sys *sys, int epfd, struct epoll_event *events, int max,
			  int64_t timeout_ns);

#endif
