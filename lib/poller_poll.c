/* SPDX-License-Identifier: MIT
 *
 * poller_poll.c - watching with poll(2).
 *
 * The array handed to the kernel is kept from pass to pass, in the order in which
 * channels were opened, because that is the order in which they are served.  A
 * closed channel leaves a hole (descriptor -1, which poll skips); holes are
 * squeezed out when they outnumber the channels. */
#include "internal.h"

#define ENTRIES_AT_FIRST 16u

struct poll_watcher {
	struct ac_watcher base;
	struct pollfd *fds;
	struct ac_dispatcher **channels; /* of each entry; NULL: a hole */
	uint32_t used, capacity, holes;
};

static struct poll_watcher *of(struct ac_loop *loop)
{
	return ac_container_of(loop->watcher, struct poll_watcher, base);
}

static void squeeze(struct poll_watcher *w)
{
	uint32_t from, to = 0;

	for (from = 0; from < w->used; from++) {
		if (!w->channels[from])
			continue;
		w->fds[to] = w->fds[from];
		w->channels[to] = w->channels[from];
		w->channels[to]->place = to;
		to++;
	}
	w->used = to;
	w->holes = 0;
}

static int grow(struct ac_loop *loop, struct poll_watcher *w)
{
	uint32_t capacity = w->capacity ? 2 * w->capacity : ENTRIES_AT_FIRST;
	struct ac_dispatcher **channels;
	struct pollfd *fds;

	fds = ac_realloc(loop, w->fds, capacity * sizeof *fds, "poll");
	if (!fds)
		return -ENOMEM;
	w->fds = fds;
	channels = ac_realloc(loop, w->channels, capacity * sizeof *channels, "polled channels");
	if (!channels)
		return -ENOMEM;
	w->channels = channels;
	w->capacity = capacity;
	return 0;
}

static int poll_add(struct ac_loop *loop, struct ac_dispatcher *d)
{
	struct poll_watcher *w = of(loop);

	if (w->used == w->capacity) {
		int rc = grow(loop, w);

		if (rc < 0)
			return rc;
	}
	d->place = w->used++;
	w->fds[d->place] = (struct pollfd){.fd = -1};
	w->channels[d->place] = d;
	return 0;
}

static void poll_remove(struct ac_loop *loop, struct ac_dispatcher *d)
{
	struct poll_watcher *w = of(loop);

	assert(w->channels[d->place] == d);
	w->fds[d->place] = (struct pollfd){.fd = -1};
	w->channels[d->place] = NULL;
	w->holes++;
	if (w->holes > w->used / 2)
		squeeze(w);
}

/* Without interest the descriptor is hidden, or poll would report a hang-up that
 * nobody wants to hear of again and again. */
static int poll_ask(struct ac_loop *loop, struct ac_dispatcher *d)
{
	struct pollfd *entry = &of(loop)->fds[d->place];

	entry->fd = d->interest ? d->fd : -1;
	entry->events = (short)ac_poll_bits(d->interest);
	return 0;
}

static int poll_wait(struct ac_loop *loop, int64_t timeout_ns)
{
	struct poll_watcher *w = of(loop);
	int left = loop->sys->ops->poll(w->fds, w->used, timeout_ns, loop->sys);
	uint32_t i;

	if (left < 0)
		return left;
	for (i = 0; left > 0 && i < w->used; i++) {
		if (!w->fds[i].revents)
			continue;
		left--;
		if (w->channels[i])
			ac_ready_add(loop, w->channels[i], (uint32_t)w->fds[i].revents);
	}
	return 0;
}

static void poll_free(struct ac_loop *loop)
{
	struct poll_watcher *w = of(loop);

	ac_free(loop, w->fds);
	ac_free(loop, w->channels);
	ac_free(loop, w);
	loop->watcher = NULL;
}

static const struct ac_watcher_ops poll_ops = {
	.add = poll_add,
	.remove = poll_remove,
	.ask = poll_ask,
	.wait = poll_wait,
	.free = poll_free,
};

int ac_watcher_poll_new(struct ac_loop *loop)
{
	struct poll_watcher *w = ac_realloc(loop, NULL, sizeof *w, "poller");

	if (!w)
		return -ENOMEM;
	*w = (struct poll_watcher){.base.ops = &poll_ops};
	loop->watcher = &w->base;
	return 0;
}
