/* SPDX-License-Identifier: MIT
 *
 * poller_epoll.c - watching with epoll(7), level-triggered.
 *
 * The kernel keeps what is asked; it is told only of differences.  A channel
 * without interest is taken out, or its hang-up would be reported for ever.
 *
 * The kernel keeps an entry as long as the open file lives, even if the descriptor
 * was closed behind our back and a copy of it remains: then no call can take the
 * entry out, and a new epoll descriptor is made instead. */
#include "internal.h"

#define BATCH_MAX 512u /* channels served in a pass */
#define PROBES    16u  /* slots looked at after a wait that timed out */

/* d->place: who watches it. */
enum {
	NOBODY,
	KERNEL,
	SIDE_LIST, /* this plus its index: what epoll refuses and poll calls always ready */
};

struct epoll_watcher {
	struct ac_watcher base;
	int fd;
	bool haunted; /* by entries that can not be taken out */
	uint32_t probed;
	struct ac_dispatcher **side;
	uint32_t side_count, side_capacity;
};

static struct epoll_watcher *of(struct ac_loop *loop)
{
	return ac_container_of(loop->watcher, struct epoll_watcher, base);
}

/* ---- The side list ---- */

static int join_side(struct ac_loop *loop, struct ac_dispatcher *d)
{
	struct epoll_watcher *w = of(loop);

	if (w->side_count == w->side_capacity) {
		uint32_t capacity = w->side_capacity ? 2 * w->side_capacity : 4;
		struct ac_dispatcher **side =
			ac_realloc(loop, w->side, capacity * sizeof *side, "always ready");

		if (!side)
			return -ENOMEM;
		w->side = side;
		w->side_capacity = capacity;
	}
	d->place = SIDE_LIST + w->side_count;
	w->side[w->side_count++] = d;
	return 0;
}

static void leave_side(struct epoll_watcher *w, const struct ac_dispatcher *d)
{
	struct ac_dispatcher *last = w->side[--w->side_count];

	w->side[d->place - SIDE_LIST] = last;
	last->place = d->place;
}

static uint32_t side_events(const struct ac_dispatcher *d)
{
	return ac_poll_bits(d->interest) & (POLLIN | POLLOUT);
}

static bool side_is_ready(const struct epoll_watcher *w)
{
	uint32_t i;

	for (i = 0; i < w->side_count; i++)
		if (side_events(w->side[i]))
			return true;
	return false;
}

static void collect_side(struct ac_loop *loop)
{
	const struct epoll_watcher *w = of(loop);
	uint32_t i;

	for (i = 0; i < w->side_count; i++)
		if (side_events(w->side[i]))
			ac_ready_add(loop, w->side[i], side_events(w->side[i]));
}

/* ---- The kernel's list ---- */

static int control(struct ac_loop *loop, int op, const struct ac_dispatcher *d)
{
	struct epoll_event event = {
		.events = ac_poll_bits(d->interest),
		.data.u64 = ac_ready_data(d),
	};

	return loop->sys->ops->epoll_ctl(of(loop)->fd, op, d->fd, &event, loop->sys);
}

/* EEXIST, ENOENT: the number has come to mean another file behind our back.  It is
 * watched all the same, as select and poll do. */
static int tell_kernel(struct ac_loop *loop, struct ac_dispatcher *d)
{
	int op = d->place == KERNEL ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
	int rc = control(loop, op, d);

	if (rc == -EEXIST || rc == -ENOENT)
		rc = control(loop, op == EPOLL_CTL_ADD ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, d);
	if (rc == -EPERM)
		return join_side(loop, d);
	if (rc < 0)
		return rc;
	d->place = KERNEL;
	return 0;
}

static void leave(struct ac_loop *loop, struct ac_dispatcher *d)
{
	struct epoll_watcher *w = of(loop);

	if (d->place == KERNEL && (d->fd == AC_FD_LOST || control(loop, EPOLL_CTL_DEL, d) < 0))
		w->haunted = true;
	if (d->place >= SIDE_LIST)
		leave_side(w, d);
	d->place = NOBODY;
}

static int epoll_add(struct ac_loop *loop, struct ac_dispatcher *d)
{
	(void)loop;
	d->place = NOBODY;
	return 0;
}

static void epoll_remove(struct ac_loop *loop, struct ac_dispatcher *d)
{
	leave(loop, d);
}

static int epoll_ask(struct ac_loop *loop, struct ac_dispatcher *d)
{
	int rc;

	if (d->interest && d->place >= SIDE_LIST)
		return 0;
	rc = d->interest ? tell_kernel(loop, d) : 0;
	if (rc < 0 || !d->interest)
		leave(loop, d);
	return rc;
}

/* ---- Descriptors gone behind our back ---- */

/* What the new one can not watch is asked for again in the next pass, and then
 * fails as it should. */
static bool enter_again(struct ac_loop *loop, struct ac_dispatcher *d)
{
	if (d->place != KERNEL)
		return true;
	d->place = NOBODY;
	if (tell_kernel(loop, d) == 0)
		return true;
	d->interest = 0;
	ac_mark(d);
	return false;
}

/* Is everything watched? */
static bool start_afresh(struct ac_loop *loop)
{
	bool all = true;
	struct epoll_watcher *w = of(loop);
	int fd = loop->sys->ops->epoll_create(loop->sys);
	struct ac_link *link;

	if (fd < 0)
		return true; /* as before; the next wait tries again */
	ac_close_fd(loop, w->fd);
	w->fd = fd;
	w->haunted = false;
	for (link = loop->open.next; link != &loop->open; link = link->next)
		all &= enter_again(loop, ac_container_of(link, struct ac_dispatcher, link));
	return all;
}

/* epoll does not say that a descriptor was closed, so a wait that brought nothing
 * is used to look at a few (K18). */
static void probe(struct ac_loop *loop)
{
	struct epoll_watcher *w = of(loop);
	uint32_t i;

	for (i = 0; i < PROBES && i < loop->slot_capacity; i++) {
		struct ac_dispatcher *d;

		w->probed = w->probed + 1 < loop->slot_capacity ? w->probed + 1 : 0;
		d = loop->slots[w->probed].channel;
		if (d && d->place == KERNEL && tell_kernel(loop, d) == -EBADF)
			ac_ready_add(loop, d, POLLNVAL);
	}
}

/* ---- The wait ---- */

/* Room is left for the side list; a loop that never had a channel has none at all. */
static int wait_for_kernel(struct ac_loop *loop, int64_t timeout_ns)
{
	struct epoll_watcher *w = of(loop);
	uint32_t room = loop->slot_capacity - w->side_count;
	uint32_t max = room < BATCH_MAX ? room : BATCH_MAX;
	struct epoll_event none;

	return loop->sys->ops->epoll_wait(w->fd, max ? loop->ready : &none, max ? (int)max : 1,
					  timeout_ns, loop->sys);
}

static int epoll_wait_all(struct ac_loop *loop, int64_t timeout_ns)
{
	struct epoll_watcher *w = of(loop);
	int count;

	if ((w->haunted && !start_afresh(loop)) || side_is_ready(w))
		timeout_ns = 0;
	count = wait_for_kernel(loop, timeout_ns);
	if (count < 0)
		return count;
	loop->ready_count = (uint32_t)count;
	if (count == 0 && timeout_ns > 0)
		probe(loop);
	if (w->side_count > 0)
		collect_side(loop);
	return 0;
}

static void epoll_free(struct ac_loop *loop)
{
	struct epoll_watcher *w = of(loop);

	ac_close_fd(loop, w->fd);
	ac_free(loop, w->side);
	ac_free(loop, w);
	loop->watcher = NULL;
}

static const struct ac_watcher_ops epoll_ops = {
	.add = epoll_add,
	.remove = epoll_remove,
	.ask = epoll_ask,
	.wait = epoll_wait_all,
	.free = epoll_free,
};

int ac_watcher_epoll_new(struct ac_loop *loop)
{
	int fd = loop->sys->ops->epoll_create(loop->sys);
	struct epoll_watcher *w;

	if (fd < 0)
		return fd;
	w = ac_realloc(loop, NULL, sizeof *w, "poller");
	if (!w) {
		ac_close_fd(loop, fd);
		return -ENOMEM;
	}
	*w = (struct epoll_watcher){.base.ops = &epoll_ops, .fd = fd};
	loop->watcher = &w->base;
	return 0;
}
