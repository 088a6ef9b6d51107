/* SPDX-License-Identifier: MIT
 *
 * syscall.h - a host's system calls: descriptors in front of files.
 *
 * POSIX-shaped, >= 0 or -errno; any of them may return WT_LATE when a decision
 * says so: the world then lets time pass and calls again. */
#ifndef WT_SYSCALL_H
#define WT_SYSCALL_H

#include <sys/socket.h>
#include <sys/types.h>

#include "kernel/net.h"

int wt_sys_socket(struct wt_kernel *, int family, int type, int protocol);
int wt_sys_bind(struct wt_kernel *, int fd, const struct sockaddr *, socklen_t);
int wt_sys_listen(struct wt_kernel *, int fd, int backlog);
int wt_sys_accept(struct wt_kernel *, int fd, struct sockaddr *, socklen_t *);
int wt_sys_connect(struct wt_kernel *, int fd, const struct sockaddr *, socklen_t);
int wt_sys_shutdown(struct wt_kernel *, int fd, int how);
int wt_sys_close(struct wt_kernel *, int fd);
int wt_sys_getsockopt(struct wt_kernel *, int fd, int level, int name, void *, socklen_t *);
int wt_sys_setsockopt(struct wt_kernel *, int fd, int level, int name, const void *, socklen_t);
int wt_sys_getsockname(struct wt_kernel *, int fd, struct sockaddr *, socklen_t *);
int wt_sys_getpeername(struct wt_kernel *, int fd, struct sockaddr *, socklen_t *);
/* recv, recvfrom, read, of what wt_fd_get has found. */
ssize_t wt_sys_read(struct wt_file *, struct wt_io *);
/* send, sendto, write. */
ssize_t wt_sys_write(struct wt_file *, struct wt_io *);
int wt_sys_dup(struct wt_kernel *, int fd);
int wt_sys_set_nonblock(struct wt_kernel *, int fd);
int wt_sys_fcntl(struct wt_kernel *, int fd, int cmd, int arg);

#endif
