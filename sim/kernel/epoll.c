/* SPDX-License-Identifier: MIT */
#include "kernel/epoll.h"

#include <errno.h>
#include <poll.h>

#include "kernel/digest.h"

#define WATCHES_MAX 65536
#define NESTING_MAX 4 /* epolls that watch epolls: EP_MAX_NESTS */
/* What may be asked for together with EPOLLEXCLUSIVE. */
#define EXCLUSIVE_BITS \
	(EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLHUP | EPOLLWAKEUP | EPOLLET | EPOLLEXCLUSIVE)
/* Not what is asked, but how. */
#define HOW_BITS (EPOLLET | EPOLLONESHOT | EPOLLWAKEUP | EPOLLEXCLUSIVE)

static const struct wt_file_ops epoll_ops;

static struct wt_epoll *epoll_of(const struct wt_file *file)
{
	return file->ops == &epoll_ops ? (struct wt_epoll *)(uintptr_t)file : NULL;
}

/* -- The ready list ----------------------------------------------------- */

static void add_ready(struct wt_watch *watch)
{
	struct wt_epoll *epoll = watch->epoll;

	if (watch->ready)
		return;
	watch->ready = true;
	watch->next_ready = NULL;
	watch->ready_link = epoll->ready_end;
	*epoll->ready_end = watch;
	epoll->ready_end = &watch->next_ready;
}

void wt_watch_forget(struct wt_watch *watch)
{
	if (!watch->ready)
		return;
	watch->ready = false;
	*watch->ready_link = watch->next_ready;
	if (watch->next_ready)
		watch->next_ready->ready_link = watch->ready_link;
	else
		watch->epoll->ready_end = watch->ready_link;
}

void wt_watch_told(struct wt_watch *watch, bool keep)
{
	wt_watch_forget(watch);
	if (watch->events & EPOLLONESHOT)
		watch->events &= HOW_BITS;
	else if (!(watch->events & EPOLLET) || keep)
		add_ready(watch);
}

unsigned wt_watch_ready(const struct wt_watch *watch)
{
	return wt_file_ready(watch->file) & watch->events;
}

static bool is_disabled(const struct wt_watch *watch)
{
	return !(watch->events & ~(uint32_t)HOW_BITS);
}

/* A key of 0 wakes everybody; else who asked for none of it sleeps on. */
void wt_file_wake_watches(struct wt_file *file, unsigned bits)
{
	for (struct wt_watch *watch = file->watches; watch; watch = watch->next_at_file) {
		if (is_disabled(watch) || (bits && !(bits & watch->events)))
			continue;
		add_ready(watch);
		wt_file_wake(&watch->epoll->file, POLLIN);
	}
}

/* -- Items -------------------------------------------------------------- */

static struct wt_watch *find(const struct wt_epoll *epoll, const struct wt_file *file, int fd)
{
	struct wt_watch *watch = file->watches;

	while (watch && !(watch->epoll == epoll && watch->fd == fd))
		watch = watch->next_at_file;
	return watch;
}

static void remove_watch(struct wt_watch *watch)
{
	struct wt_epoll *epoll = watch->epoll;

	wt_watch_forget(watch);
	*watch->at_file_link = watch->next_at_file;
	if (watch->next_at_file)
		watch->next_at_file->at_file_link = watch->at_file_link;
	*watch->link = watch->next;
	if (watch->next)
		watch->next->link = watch->link;
	else
		epoll->watches_end = watch->link;
	epoll->count--;
	watch->next = epoll->spare;
	epoll->spare = watch;
}

static struct wt_watch *new_watch(struct wt_epoll *epoll)
{
	struct wt_watch *watch = epoll->spare;

	if (!watch)
		return wt_arena_take(&epoll->file.kernel->net->arena, sizeof *watch);
	epoll->spare = watch->next;
	*watch = (struct wt_watch){0};
	return watch;
}

static void add_watch(struct wt_watch *watch, struct wt_epoll *epoll, struct wt_file *file, int fd)
{
	watch->epoll = epoll;
	watch->file = file;
	watch->fd = fd;
	watch->link = epoll->watches_end;
	*epoll->watches_end = watch;
	epoll->watches_end = &watch->next;
	epoll->count++;
	watch->at_file_link = &file->watches;
	watch->next_at_file = file->watches;
	if (file->watches)
		file->watches->at_file_link = &watch->next_at_file;
	file->watches = watch;
}

void wt_file_unwatch(struct wt_file *file)
{
	while (file->watches)
		remove_watch(file->watches);
}

/* What is ready now is an edge, too: C11. */
static void set_events(struct wt_watch *watch, const struct epoll_event *event)
{
	watch->events = event->events | EPOLLERR | EPOLLHUP;
	watch->data = event->data;
	if (watch->ready || !wt_watch_ready(watch))
		return;
	add_ready(watch);
	wt_file_wake(&watch->epoll->file, POLLIN);
}

/* -- epoll_ctl ---------------------------------------------------------- */

/* How deep do epolls watch each other below this one?  Beyond the limit when it
 * would come round to `above`. */
static unsigned depth_below(const struct wt_epoll *epoll, const struct wt_epoll *above)
{
	unsigned deepest = 0;

	if (epoll == above)
		return NESTING_MAX + 1;
	for (const struct wt_watch *watch = epoll->watches; watch; watch = watch->next) {
		const struct wt_epoll *child = epoll_of(watch->file);
		unsigned depth = child ? 1 + depth_below(child, above) : 0;

		deepest = depth > deepest ? depth : deepest;
	}
	return deepest;
}

static unsigned depth_above(const struct wt_epoll *epoll)
{
	const struct wt_watch *watch = epoll->file.watches;
	unsigned highest = 0;

	for (; watch; watch = watch->next_at_file) {
		unsigned depth = 1 + depth_above(watch->epoll);

		highest = depth > highest ? depth : highest;
	}
	return highest;
}

/* S38 */
static bool nests_too_deep(const struct wt_epoll *epoll, const struct wt_file *file)
{
	const struct wt_epoll *below = epoll_of(file);

	return below && depth_above(epoll) + 1 + depth_below(below, epoll) > NESTING_MAX;
}

static int ctl_add(struct wt_epoll *epoll, struct wt_file *file, int fd,
		   const struct epoll_event *event)
{
	struct wt_watch *watch;

	if (event->events & EPOLLEXCLUSIVE &&
	    (epoll_of(file) || event->events & ~(uint32_t)EXCLUSIVE_BITS))
		return -EINVAL;
	if (nests_too_deep(epoll, file))
		return -ELOOP;
	if (find(epoll, file, fd))
		return -EEXIST;
	if (epoll->count == WATCHES_MAX)
		return -ENOSPC;
	watch = new_watch(epoll);
	if (!watch)
		return -ENOMEM;
	add_watch(watch, epoll, file, fd);
	set_events(watch, event);
	return 0;
}

static int ctl_mod(struct wt_watch *watch, const struct epoll_event *event)
{
	if (event->events & EPOLLEXCLUSIVE)
		return -EINVAL;
	if (!watch)
		return -ENOENT;
	if (watch->events & EPOLLEXCLUSIVE)
		return -EINVAL;
	set_events(watch, event);
	return 0;
}

static int ctl_del(struct wt_watch *watch)
{
	if (!watch)
		return -ENOENT;
	remove_watch(watch);
	return 0;
}

int wt_sys_epoll_ctl(struct wt_kernel *kernel, int epfd, int op, int fd,
		     const struct epoll_event *event)
{
	struct wt_file *self = wt_fd_get(kernel, epfd), *file = wt_fd_get(kernel, fd);
	struct wt_epoll *epoll;

	if (!self || !file)
		return -EBADF;
	if (file->ops->never_waits) /* K09 */
		return -EPERM;
	epoll = epoll_of(self);
	if (!epoll || self == file)
		return -EINVAL;
	if (!event && op != EPOLL_CTL_DEL)
		return -EFAULT;
	switch (op) {
	case EPOLL_CTL_ADD:
		return ctl_add(epoll, file, fd, event);
	case EPOLL_CTL_DEL:
		return ctl_del(find(epoll, file, fd));
	case EPOLL_CTL_MOD:
		return ctl_mod(find(epoll, file, fd), event);
	default:
		return -EINVAL;
	}
}

/* -- The epoll itself --------------------------------------------------- */

static unsigned epoll_ready(struct wt_file *file)
{
	struct wt_epoll *epoll = epoll_of(file);

	/* Those that are ready no more leave the list here, too. */
	while (epoll->ready && !wt_watch_ready(epoll->ready))
		wt_watch_forget(epoll->ready);
	return epoll->ready ? POLLIN | POLLRDNORM : 0;
}

static void epoll_close(struct wt_file *file)
{
	struct wt_epoll *epoll = epoll_of(file);

	while (epoll->watches)
		remove_watch(epoll->watches);
}

/* An item's data is the program's own. */
static void epoll_digest(struct wt_digest *digest, const struct wt_file *file)
{
	const struct wt_epoll *epoll = epoll_of(file);
	const struct wt_watch *watch;

	for (watch = epoll->watches; watch; watch = watch->next) {
		wt_digest_word(digest, (uint64_t)watch->fd);
		wt_digest_object(digest, watch->file->object);
		wt_digest_word(digest, (uint64_t)watch->events << 1 | watch->ready);
	}
	for (watch = epoll->ready; watch; watch = watch->next_ready) {
		wt_digest_word(digest, (uint64_t)watch->fd);
		wt_digest_object(digest, watch->file->object);
	}
}

static const struct wt_file_ops epoll_ops = {
	.ready = epoll_ready,
	.close = epoll_close,
	.digest = epoll_digest,
};

int wt_sys_epoll_create(struct wt_kernel *kernel)
{
	struct wt_epoll *epoll;

	if (!wt_fd_has_room(kernel, 1))
		return -EMFILE;
	epoll = wt_arena_take(&kernel->net->arena, sizeof *epoll);
	if (!epoll || wt_file_init(&epoll->file, kernel, &epoll_ops) < 0)
		return -ENOMEM;
	epoll->file.blocks = true;
	epoll->ready_end = &epoll->ready;
	epoll->watches_end = &epoll->watches;
	wt_net_name(kernel->net, epoll->file.object, WT_OBJECT_EPOLL, "%s:epoll.%u", kernel->name,
		    ++kernel->epolls);
	return wt_fd_add(kernel, &epoll->file);
}

int wt_sys_epoll_get(struct wt_kernel *kernel, int epfd, int max, struct wt_epoll **ret)
{
	const struct wt_file *file = wt_fd_get(kernel, epfd);

	if (max <= 0)
		return -EINVAL;
	if (!file)
		return -EBADF;
	*ret = epoll_of(file);
	return *ret ? 0 : -EINVAL;
}
