/* SPDX-License-Identifier: MIT
 *
 * sys_sim.h - between the files of the adapter.
 *
 * sys_sim.c    calls that return at once
 * sys_raw.c    in front of them, where the scenario says what they return
 * sys_open.c   those that make descriptors which socket and accept do not
 * sys_wait.c   poll, select, epoll
 * memory.c     realloc
 * notes.c      what the library notes */
#ifndef WT_SYS_SIM_H
#define WT_SYS_SIM_H

#include "world/starving.h"
#include "world/tank.h"

/* Whose call it is. */
static inline struct wt_host *wt_sim_whose(struct ac_sys *sys)
{
	return (struct wt_host *)(void *)sys;
}

/* The same, and counts the call: every one begins so, behind who looks on. */
static inline struct wt_host *wt_sim_host(struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_whose(sys);

	if (++host->calls == host->calls_last)
		wt_host_never_waits(host);
	return host;
}

/* The calls behind who looks on. */
static inline const struct ac_sys_ops *wt_sim_below(struct ac_sys *sys)
{
	return wt_sim_whose(sys)->below;
}

void wt_sim_tell_bad_fd(struct wt_host *, enum wt_call, int fd);
/* What a call on this number is about.  NULL: it is not open, which is a fault of the
 * program's own and told. */
static inline struct wt_file *wt_sim_file(struct wt_host *host, enum wt_call call, int fd)
{
	struct wt_file *file = wt_fd_get(&host->kernel, fd);

	if (!file)
		wt_sim_tell_bad_fd(host, call, fd);
	return file;
}
/* The same, of a call that does something about it, and not only asks. */
static inline struct wt_file *wt_sim_serve(struct wt_host *host, enum wt_call call, int fd)
{
	struct wt_file *file = wt_sim_file(host, call, fd);

	if (file)
		wt_starving_served(file);
	return file;
}
static inline const struct wt_object *wt_sim_object_of(const struct wt_file *file)
{
	return file ? file->object : NULL;
}
/* What this number stands for, if it is open.  Nothing is told. */
static inline const struct wt_object *wt_sim_object(const struct wt_host *host, int fd)
{
	return wt_sim_object_of(wt_fd_get(&host->kernel, fd));
}
/* Tells of a call, and returns its result. */
int wt_sim_tell(struct wt_host *, enum wt_call, const struct wt_object *, int64_t arg, int result);

int wt_sim_poll(struct pollfd *, nfds_t, int64_t timeout_ns, struct ac_sys *);
int wt_sim_select(int nfds, fd_set *r, fd_set *w, fd_set *x, int64_t timeout_ns, struct ac_sys *);
int wt_sim_epoll_create(struct ac_sys *);
int wt_sim_epoll_ctl(int epfd, int op, int fd, struct epoll_event *, struct ac_sys *);
int wt_sim_epoll_wait(int epfd, struct epoll_event *, int max, int64_t timeout_ns, struct ac_sys *);

int wt_sim_dup(int fd, struct ac_sys *);
int wt_sim_pipe(int ret_fds[2], struct ac_sys *);
int wt_sim_socketpair(int family, int type, int ret_fds[2], struct ac_sys *);
int wt_sim_open(const char *path, int flags, mode_t, struct ac_sys *);
int wt_sim_mkfifo(const char *path, mode_t, struct ac_sys *);
int wt_sim_eventfd(unsigned count, int flags, struct ac_sys *);
int wt_sim_fcntl(int fd, int cmd, int arg, struct ac_sys *);

void *wt_sim_realloc(void *, size_t, const char *purpose, struct ac_sys *);
void wt_sim_note(const struct ac_note *, struct ac_sys *);

#endif
