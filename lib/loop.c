/* SPDX-License-Identifier: MIT
 *
 * loop.c - passes: ask, wait, serve, call timers; and the end of a channel's life.
 *
 * Handlers may run a loop themselves (K55).  There is one list of ready channels
 * for all passes of a loop: an inner wait replaces it, so that the outer pass never
 * acts on what it saw before.  Nothing is lost, because readiness is a state, and
 * the next wait reports it again. */
#include <string.h>

#include "internal.h"

#ifdef AC_ASK_ALL
#define ASK_ALL_BY_DEFAULT true
#else
#define ASK_ALL_BY_DEFAULT false
#endif

static int watcher_new(struct ac_loop *loop, enum ac_poller poller)
{
	switch (poller) {
	case AC_POLLER_POLL:
		return ac_watcher_poll_new(loop);
	case AC_POLLER_SELECT:
		return ac_watcher_select_new(loop);
	case AC_POLLER_EPOLL:
		return ac_watcher_epoll_new(loop);
	}
	return -EINVAL;
}

int ac_loop_init(struct ac_loop *loop, struct ac_sys *sys, enum ac_poller poller)
{
	memset(loop, 0, sizeof *loop);
	loop->sys = sys;
	loop->number = 1;
	loop->log = ac_log_default;
	loop->ask_all = ASK_ALL_BY_DEFAULT;
	loop->serial = 1;
	loop->serial_last = 1;
	loop->notes = sys->ops->notes_wanted(sys);
	ac_list_init(&loop->open);
	ac_list_init(&loop->closed);
	ac_list_init(&loop->asked);
	ac_list_init(&loop->marked);
	loop->poller = poller;
	return watcher_new(loop, poller);
}

static struct ac_dispatcher *channel_at(struct ac_link *link)
{
	return ac_container_of(link, struct ac_dispatcher, link);
}

/* In the order of opening, in which a poller serves them.  What each wants is asked
 * anew before the next wait. */
static int watch_all(struct ac_loop *loop)
{
	struct ac_link *link;

	for (link = loop->open.next; link != &loop->open; link = link->next) {
		struct ac_dispatcher *d = channel_at(link);
		int rc = loop->watcher->ops->add(loop, d);

		if (rc < 0)
			return rc;
		d->interest = 0;
		ac_mark(d);
	}
	return 0;
}

static void unwatch_all(struct ac_loop *loop)
{
	struct ac_link *link;

	for (link = loop->open.next; link != &loop->open; link = link->next)
		loop->watcher->ops->remove(loop, channel_at(link));
}

/* A watcher acts on the loop whose it is. */
static void leave_watcher(struct ac_loop *loop, struct ac_watcher *old, struct ac_watcher *new)
{
	loop->watcher = old;
	old->ops->free(loop);
	loop->watcher = new;
}

static int change_watcher(struct ac_loop *loop, struct ac_watcher *before, struct ac_watcher *now)
{
	int rc, again;

	loop->watcher = before;
	unwatch_all(loop);
	loop->watcher = now;
	rc = watch_all(loop);
	if (rc >= 0) {
		leave_watcher(loop, before, now);
		return 0;
	}
	leave_watcher(loop, now, before);
	again = watch_all(loop);
	assert(again == 0 && "it has room for as many as it had");
	(void)again; /* without assertions */
	return rc;
}

int ac_set_poller(struct ac_loop *loop, enum ac_poller poller)
{
	struct ac_watcher *before = loop->watcher;
	int rc;

	if (poller == loop->poller)
		return 0;
	rc = watcher_new(loop, poller);
	if (rc >= 0)
		rc = change_watcher(loop, before, loop->watcher);
	if (rc < 0)
		return rc;
	loop->poller = poller;
	loop->ready_count = 0; /* what is ready is so by the interest of then */
	return 0;
}

/* Tells the program that it has its structs back.  It may open and close others
 * meanwhile. */
static void release_closed(struct ac_loop *loop)
{
	while (!ac_list_is_empty(&loop->closed)) {
		struct ac_dispatcher *d = channel_at(loop->closed.next);

		ac_unlink(&d->link);
		ac_note_channel(d, AC_NOTE_CHANNEL_RELEASED, 0);
		ac_call_released(d);
		ac_begin(loop);
	}
}

void ac_close_all(struct ac_loop *loop)
{
	while (!ac_list_is_empty(&loop->open))
		ac_close(channel_at(loop->open.next));
}

void ac_loop_fini(struct ac_loop *loop)
{
	assert(loop->depth == 0 && "not inside a handler");
	do {
		ac_close_all(loop);
		while (loop->timers)
			ac_cancel(loop->timers);
		release_closed(loop);
	} while (loop->channel_count > 0 || loop->timers);
	ac_classes_free(loop);
	ac_free(loop, loop->slots);
	ac_free(loop, loop->ready);
	ac_free(loop, loop->owners);
	ac_free(loop, loop->spare);
	loop->watcher->ops->free(loop);
}

static bool has_work(const struct ac_loop *loop)
{
	return loop->channel_count > 0 || loop->timers;
}

static int64_t time_until(uint64_t due, uint64_t now)
{
	uint64_t left = due > now ? due - now : 0;

	return left > INT64_MAX ? INT64_MAX : (int64_t)left;
}

static int64_t shorter(int64_t a, int64_t b)
{
	if (a < 0 || b < 0)
		return a < 0 ? b : a;
	return a < b ? a : b;
}

/* A signal ends the kernel's wait, not ours (K20). */
static int wait_for_events(struct ac_loop *loop, int64_t timeout_ns)
{
	bool needs_clock = timeout_ns > 0 || (timeout_ns < 0 && loop->timers);
	uint64_t start = needs_clock ? ac_now_ns(loop) : 0;
	int64_t left;
	int rc;

	if (loop->timers && needs_clock)
		timeout_ns = shorter(timeout_ns, time_until(ac_next_due(loop), start));
	left = timeout_ns;
	for (;;) {
		loop->ready_count = 0;
		loop->ready_next = 0;
		rc = loop->watcher->ops->wait(loop, left);
		if (rc != -EINTR)
			return rc;
		if (timeout_ns > 0)
			left = time_until(start + (uint64_t)timeout_ns, ac_now_ns(loop));
	}
}

/* Timers come last, so that an idle time-out is put off by data that came in
 * time.  The clock is read before the handlers: what falls due while they run is
 * for the next pass. */
static int pass(struct ac_loop *loop, int64_t timeout_ns)
{
	uint64_t sequence = loop->timer_sequence;
	uint64_t now;
	int rc;

	if (!has_work(loop))
		return 0;
	rc = ac_refresh(loop);
	if (rc < 0 || !has_work(loop))
		return rc < 0 ? rc : 0;
	rc = wait_for_events(loop, rc > 0 ? 0 : timeout_ns);
	if (rc < 0)
		return rc;
	now = loop->timers ? ac_now_ns(loop) : 0;
	rc = ac_serve_ready(loop);
	if (rc < 0)
		return rc;
	rc = ac_fire_timers(loop, now, sequence);
	return rc < 0 ? rc : ac_make_calls(loop);
}

int ac_poll(struct ac_loop *loop, int64_t timeout_ns)
{
	struct ac_failure failure = loop->failure;
	uint32_t serial = loop->serial;
	int rc;

	loop->notes = loop->sys->ops->notes_wanted(loop->sys);
	ac_begin(loop);
	loop->depth++;
	rc = pass(loop, timeout_ns);
	loop->depth--;
	if (loop->depth == 0)
		release_closed(loop);
	loop->failure = failure;
	loop->serial = serial;
	loop->aftermath = true; /* as far as this tells */
	return rc;
}

int ac_loop(struct ac_loop *loop, int64_t timeout_ns, int count)
{
	int rc = 0;

	if (loop->depth == 0)
		release_closed(loop);
	while (rc >= 0 && count != 0 && has_work(loop) && !ac_is_stopping(loop)) {
		rc = ac_poll(loop, timeout_ns);
		if (count > 0)
			count--;
	}
	if (loop->depth == 0)
		ac_have_stopped(loop);
	return rc;
}
