/* SPDX-License-Identifier: MIT
 *
 * Descriptors that are not made by socket and accept. */
#include "kernel/local.h"
#include "kernel/path.h"
#include "kernel/syscall.h"
#include "world/sys_sim.h"

int wt_sim_dup(int fd, struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_host(sys);
	const struct wt_file *file = wt_sim_serve(host, WT_CALL_dup, fd);

	return wt_sim_tell(host, WT_CALL_dup, wt_sim_object_of(file), 0,
			   wt_sys_dup(&host->kernel, fd));
}

int wt_sim_pipe(int ret_fds[2], struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_host(sys);
	int rc = wt_sys_pipe(&host->kernel, ret_fds);

	return wt_sim_tell(host, WT_CALL_pipe, rc < 0 ? NULL : wt_sim_object(host, ret_fds[0]), 0,
			   rc);
}

int wt_sim_socketpair(int family, int type, int ret_fds[2], struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_host(sys);
	int rc = wt_sys_socketpair(&host->kernel, family, type, ret_fds);

	return wt_sim_tell(host, WT_CALL_socketpair,
			   rc < 0 ? NULL : wt_sim_object(host, ret_fds[0]), type, rc);
}

/* The name is what there is to see of it. */
static int tell_path(struct wt_host *host, enum wt_call call, const char *path, int result)
{
	struct wt_event event = {
		.kind = WT_EV_CALL,
		.what = (uint8_t)call,
		.host = host->kernel.index,
		.actor = host->kernel.name,
		.object = wt_sim_object(host, call == WT_CALL_open ? result : -1),
		.result = result,
		.text = path,
	};

	wt_net_emit(&host->tank->net, &event);
	return result;
}

int wt_sim_open(const char *path, int flags, mode_t mode, struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_host(sys);

	(void)mode;
	return tell_path(host, WT_CALL_open, path, wt_sys_open(&host->kernel, path, flags));
}

int wt_sim_mkfifo(const char *path, mode_t mode, struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_host(sys);

	(void)mode;
	return tell_path(host, WT_CALL_mkfifo, path, wt_sys_mkfifo(&host->kernel, path));
}

int wt_sim_eventfd(unsigned count, int flags, struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_host(sys);
	int fd = wt_sys_eventfd(&host->kernel, count, flags);

	return wt_sim_tell(host, WT_CALL_eventfd, wt_sim_object(host, fd), count, fd);
}

int wt_sim_fcntl(int fd, int cmd, int arg, struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_host(sys);
	const struct wt_file *file = wt_sim_serve(host, WT_CALL_fcntl, fd);

	return wt_sim_tell(host, WT_CALL_fcntl, wt_sim_object_of(file), cmd,
			   wt_sys_fcntl(&host->kernel, fd, cmd, arg));
}
