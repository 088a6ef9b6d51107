/* SPDX-License-Identifier: MIT
 *
 * The waits behind the seam: poll, select, epoll. */
#include <errno.h>
#include <poll.h>

#include "kernel/epoll.h"
#include "world/signals.h"
#include "world/sys_sim.h"

#define POLL_MAX 65536

/* Room for so many, and one more: it is never NULL for nothing. */
static struct wt_interest *interest_for(struct wt_host *host, size_t count)
{
	if (count >= host->wait_capacity) {
		size_t capacity = count * 2 + 1;

		host->wait_list =
			wt_arena_take(&host->tank->net.arena, capacity * sizeof *host->wait_list);
		host->wait_capacity = host->wait_list ? capacity : 0;
	}
	return host->wait_list;
}

/* Handlers of signals that came meanwhile run when all that was found is handed over:
 * they may wait for something themselves. */
static int end_wait(struct wt_host *host, enum wt_call call, const struct wt_object *object,
		    int64_t timeout_ns, int result)
{
	if (host->signals)
		wt_signals_run(host);
	return wt_sim_tell(host, call, object, timeout_ns, result);
}

int wt_sim_poll(struct pollfd *fds, nfds_t nfds, int64_t timeout_ns, struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_host(sys);
	struct wt_interest *list;
	int rc;

	if (nfds > POLL_MAX)
		return -EINVAL;
	list = interest_for(host, nfds);
	if (!list)
		return -ENOMEM;
	for (nfds_t i = 0; i < nfds; i++) {
		struct wt_file *file =
			fds[i].fd < 0 ? NULL : wt_sim_file(host, WT_CALL_poll, fds[i].fd);

		list[i] = (struct wt_interest){fds[i].fd, fds[i].events, 0, file};
	}
	rc = wt_host_wait(host, list, nfds, timeout_ns);
	for (nfds_t i = 0; i < nfds; i++)
		fds[i].revents = list[i].revents;
	return end_wait(host, WT_CALL_poll, NULL, timeout_ns, rc);
}

static short select_events(int fd, const fd_set *r, const fd_set *w, const fd_set *x)
{
	short events = 0;

	if (r && FD_ISSET(fd, r))
		events |= POLLIN;
	if (w && FD_ISSET(fd, w))
		events |= POLLOUT;
	if (x && FD_ISSET(fd, x))
		events |= POLLPRI;
	return events;
}

/* select(2) as Linux maps poll's bits: readable is IN, HUP or ERR, writable is
 * OUT or ERR, exceptional is PRI. */
static int select_give(fd_set *set, int fd, bool wanted, int bits)
{
	if (!wanted)
		return 0;
	if (!bits) {
		FD_CLR(fd, set);
		return 0;
	}
	return 1;
}

static int select_results(const struct wt_interest *list, size_t count, fd_set *r, fd_set *w,
			  fd_set *x)
{
	int ready = 0;

	for (size_t i = 0; i < count; i++) {
		int fd = list[i].fd, bits = list[i].revents, events = list[i].events;

		ready += select_give(r, fd, events & POLLIN, bits & (POLLIN | POLLHUP | POLLERR));
		ready += select_give(w, fd, events & POLLOUT, bits & (POLLOUT | POLLERR));
		ready += select_give(x, fd, events & POLLPRI, bits & POLLPRI);
	}
	return ready;
}

static void clear_sets(fd_set *r, fd_set *w, fd_set *x)
{
	if (r)
		FD_ZERO(r);
	if (w)
		FD_ZERO(w);
	if (x)
		FD_ZERO(x);
}

int wt_sim_select(int nfds, fd_set *r, fd_set *w, fd_set *x, int64_t timeout_ns, struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_host(sys);
	struct wt_interest *list;
	size_t count = 0;
	int rc;

	if (nfds < 0 || nfds > FD_SETSIZE)
		return wt_sim_tell(host, WT_CALL_select, NULL, timeout_ns, -EINVAL);
	list = interest_for(host, (size_t)nfds);
	if (!list)
		return -ENOMEM;
	for (int fd = 0; fd < nfds; fd++) {
		short events = select_events(fd, r, w, x);
		struct wt_file *file = events ? wt_sim_file(host, WT_CALL_select, fd) : NULL;

		if (!events)
			continue;
		if (!file)
			return wt_sim_tell(host, WT_CALL_select, NULL, timeout_ns, -EBADF);
		list[count++] = (struct wt_interest){fd, events, 0, file};
	}
	host->selects = true;
	rc = wt_host_wait(host, list, count, timeout_ns);
	host->selects = false;
	if (rc > 0)
		rc = select_results(list, count, r, w, x);
	else
		clear_sets(r, w, x);
	return end_wait(host, WT_CALL_select, NULL, timeout_ns, rc);
}

int wt_sim_epoll_create(struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_host(sys);
	int fd = wt_sys_epoll_create(&host->kernel);

	return wt_sim_tell(host, WT_CALL_epoll_create, wt_sim_object(host, fd), 0, fd);
}

int wt_sim_epoll_ctl(int epfd, int op, int fd, struct epoll_event *event, struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_host(sys);
	const struct wt_file *file;

	wt_sim_file(host, WT_CALL_epoll_ctl, epfd);
	file = wt_sim_file(host, WT_CALL_epoll_ctl, fd);
	return wt_sim_tell(host, WT_CALL_epoll_ctl, wt_sim_object_of(file), op,
			   wt_sys_epoll_ctl(&host->kernel, epfd, op, fd, event));
}

static void give_found(const struct wt_epoll *epoll, struct epoll_event *events, int count)
{
	const struct wt_watch *watch = epoll->found;

	for (int i = 0; i < count; i++, watch = watch->next_found) {
		events[i].events = watch->found;
		events[i].data = watch->data;
	}
}

int wt_sim_epoll_wait(int epfd, struct epoll_event *events, int max, int64_t timeout_ns,
		      struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_host(sys);
	const struct wt_file *file = wt_sim_file(host, WT_CALL_epoll_wait, epfd);
	struct wt_epoll *epoll;
	int rc;

	rc = wt_sys_epoll_get(&host->kernel, epfd, max, &epoll);
	if (rc == 0) {
		host->epoll = epoll;
		host->epoll_max = max;
		rc = wt_host_wait(host, NULL, 0, timeout_ns);
		host->epoll = NULL;
	}
	if (rc > 0)
		give_found(epoll, events, rc);
	return end_wait(host, WT_CALL_epoll_wait, wt_sim_object_of(file), timeout_ns, rc);
}
