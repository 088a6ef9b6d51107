/* SPDX-License-Identifier: MIT
 *
 * poller_select.c - watching with select(2).
 *
 * The sets are kept from pass to pass and copied for the kernel. */
#include "internal.h"

struct select_watcher {
	struct ac_watcher base;
	fd_set read, write, expt; /* what is asked */
	int nfds_max;             /* never shrinks: FD_SETSIZE is small */
};

static struct select_watcher *of(struct ac_loop *loop)
{
	return ac_container_of(loop->watcher, struct select_watcher, base);
}

static struct ac_dispatcher *channel_at(struct ac_link *link)
{
	return ac_container_of(link, struct ac_dispatcher, link);
}

/* Beyond FD_SETSIZE, FD_SET writes outside the set (K19). */
static int select_add(struct ac_loop *loop, struct ac_dispatcher *d)
{
	struct select_watcher *w = of(loop);

	if (d->fd == AC_FD_LOST) /* it will never be asked for */
		return 0;
	if (d->fd >= FD_SETSIZE)
		return -EINVAL;
	if (w->nfds_max <= d->fd)
		w->nfds_max = d->fd + 1;
	return 0;
}

static void put(fd_set *set, int fd, bool wanted)
{
	if (wanted)
		FD_SET(fd, set);
	else
		FD_CLR(fd, set);
}

static int select_ask(struct ac_loop *loop, struct ac_dispatcher *d)
{
	struct select_watcher *w = of(loop);

	if (d->fd == AC_FD_LOST)
		return 0;
	put(&w->read, d->fd, (d->interest & AC_WANT_READ) != 0);
	put(&w->write, d->fd, (d->interest & AC_WANT_WRITE) != 0);
	put(&w->expt, d->fd, (d->interest & AC_WANT_EXPT) != 0);
	return 0;
}

static void select_remove(struct ac_loop *loop, struct ac_dispatcher *d)
{
	d->interest = 0;
	select_ask(loop, d);
}

/* A descriptor was closed behind the library's back, and select does not say
 * which (K18).  SO_TYPE can be asked without changing anything. */
static void find_stale(struct ac_loop *loop)
{
	struct ac_link *link;

	for (link = loop->open.next; link != &loop->open; link = link->next) {
		struct ac_dispatcher *d = channel_at(link);
		int type;
		socklen_t len = sizeof type;

		if (loop->sys->ops->getsockopt(d->fd, SOL_SOCKET, SO_TYPE, &type, &len,
					       loop->sys) == -EBADF)
			ac_ready_add(loop, d, POLLNVAL);
	}
}

static void collect(struct ac_loop *loop, const fd_set *r, const fd_set *w, const fd_set *x)
{
	struct ac_link *link;

	for (link = loop->open.next; link != &loop->open; link = link->next) {
		struct ac_dispatcher *d = channel_at(link);
		uint32_t events = 0;

		if ((d->interest & AC_WANT_READ) && FD_ISSET(d->fd, r))
			events |= POLLIN;
		if ((d->interest & AC_WANT_WRITE) && FD_ISSET(d->fd, w))
			events |= POLLOUT;
		if ((d->interest & AC_WANT_EXPT) && FD_ISSET(d->fd, x))
			events |= POLLPRI;
		if (events)
			ac_ready_add(loop, d, events);
	}
}

static int select_wait(struct ac_loop *loop, int64_t timeout_ns)
{
	struct select_watcher *watcher = of(loop);
	fd_set r = watcher->read, w = watcher->write, x = watcher->expt;
	int rc = loop->sys->ops->select(watcher->nfds_max, &r, &w, &x, timeout_ns, loop->sys);

	if (rc == -EBADF) {
		find_stale(loop);
		return loop->ready_count > 0 ? 0 : rc;
	}
	if (rc > 0)
		collect(loop, &r, &w, &x);
	return rc < 0 ? rc : 0;
}

static void select_free(struct ac_loop *loop)
{
	ac_free(loop, of(loop));
	loop->watcher = NULL;
}

static const struct ac_watcher_ops select_ops = {
	.add = select_add,
	.remove = select_remove,
	.ask = select_ask,
	.wait = select_wait,
	.free = select_free,
};

int ac_watcher_select_new(struct ac_loop *loop)
{
	struct select_watcher *w = ac_realloc(loop, NULL, sizeof *w, "poller");

	if (!w)
		return -ENOMEM;
	*w = (struct select_watcher){.base.ops = &select_ops};
	FD_ZERO(&w->read);
	FD_ZERO(&w->write);
	FD_ZERO(&w->expt);
	loop->watcher = &w->base;
	return 0;
}
