/* SPDX-License-Identifier: MIT
 *
 * What a wait on an epoll finds: the items of its ready list, in the kernel's
 * order unless a decision chose another. */
#include "world/epoll_wait.h"

#include <poll.h>

#include "kernel/epoll.h"
#include "world/readiness.h"
#include "world/starving.h"

static bool has_statements(const struct wt_watch *watch)
{
	return wt_is_open(watch->file->object, WT_ASK_readable) ||
	       wt_is_open(watch->file->object, WT_ASK_writable);
}

/* Linux forgets those that are ready no more; the next wake brings them back. */
static void sift(struct wt_epoll *epoll)
{
	struct wt_watch *next;

	for (struct wt_watch *watch = epoll->ready; watch; watch = next) {
		next = watch->next_ready;
		if (!wt_watch_ready(watch))
			wt_watch_forget(watch);
	}
}

static void list_watched(struct wt_host *host, const struct wt_epoll *epoll)
{
	const struct wt_watch *watch = epoll->watches;

	host->watched_count = 0;
	for (; watch && host->watched_count < WT_WATCHED_MAX; watch = watch->next) {
		if (watch->file->object->hash)
			host->watched[host->watched_count++] = watch->file->object;
	}
}

static void append(struct wt_epoll *epoll, struct wt_watch *watch)
{
	watch->next_found = NULL;
	*epoll->found_end = watch;
	epoll->found_end = &watch->next_found;
}

/* Where it stands in the order found, or at the end. */
static struct wt_watch **place_of(struct wt_epoll *epoll, const struct wt_watch *watch)
{
	struct wt_watch **at = &epoll->found;

	while (*at && *at != watch)
		at = &(*at)->next_found;
	return at;
}

/* It may be before that one already, or that one not have been found. */
static void move_before(struct wt_epoll *epoll, struct wt_watch *watch)
{
	struct wt_watch **at = &epoll->found, **from = place_of(epoll, watch);

	while (*at && *at != watch && (*at)->file->object->hash != watch->before)
		at = &(*at)->next_found;
	if (!*at || *at == watch || !*from)
		return;
	*from = watch->next_found;
	watch->next_found = *at;
	*at = watch;
}

static bool find(struct wt_host *host, struct wt_epoll *epoll, struct wt_watch *watch)
{
	host->before = 0;
	watch->found = (unsigned short)wt_host_file_bits(host, watch->file,
							 (short)(watch->events & 0xffff));
	watch->before = host->before;
	if (!watch->found)
		return false;
	append(epoll, watch);
	return true;
}

/* An item that is not ready may be reported all the same: spurious. */
static int find_spurious(struct wt_host *host, struct wt_epoll *epoll)
{
	int count = 0;

	for (struct wt_watch *watch = epoll->watches; watch; watch = watch->next) {
		if (!watch->ready && has_statements(watch) && !wt_watch_ready(watch))
			count += find(host, epoll, watch);
	}
	return count;
}

static void reorder(struct wt_epoll *epoll)
{
	for (struct wt_watch *watch = epoll->ready; watch; watch = watch->next_ready) {
		if (watch->found && watch->before)
			move_before(epoll, watch);
	}
}

int wt_host_look_at_epoll(struct wt_host *host)
{
	struct wt_epoll *epoll = host->epoll;
	int count = 0;

	epoll->found = NULL;
	epoll->found_end = &epoll->found;
	sift(epoll);
	list_watched(host, epoll);
	for (struct wt_watch *watch = epoll->ready; watch; watch = watch->next_ready)
		count += find(host, epoll, watch);
	count += find_spurious(host, epoll);
	reorder(epoll);
	host->watched_count = 0;
	return count < host->epoll_max ? count : host->epoll_max;
}

static void tell_reported(struct wt_host *host)
{
	struct wt_watch *watch = host->epoll->found;

	for (int i = 0; i < host->result; i++, watch = watch->next_found) {
		const struct wt_file *file = watch->file;

		wt_host_told(host, watch->file, (short)watch->found);
		if (watch->ready)
			wt_watch_told(watch,
				      file->withheld[WT_READABLE] || file->withheld[WT_WRITABLE]);
	}
}

/* Those behind the most that epoll_wait was to report have been passed over, too. */
void wt_host_tell_epoll(struct wt_host *host)
{
	struct wt_watch *watch = host->epoll->found;

	tell_reported(host);
	for (; watch; watch = watch->next_found)
		wt_starving_found(watch->file, watch->found);
}
