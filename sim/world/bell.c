/* SPDX-License-Identifier: MIT */
#include "world/bell.h"

#include <poll.h>

#include "kernel/epoll.h"

/* By the wait it is in, or was in last, or by an epoll. */
static bool is_watched(const struct wt_host *host, const struct wt_file *file)
{
	for (const struct wt_watch *watch = file->watches; watch; watch = watch->next_at_file) {
		if (watch->events & EPOLLIN)
			return true;
	}
	for (size_t i = 0; i < host->interest_count; i++) {
		const struct wt_interest *interest = &host->interest[i];

		if (interest->events & POLLIN && wt_fd_get(&host->kernel, interest->fd) == file)
			return true;
	}
	return false;
}

static struct wt_file *file_of(const struct wt_host *host, const struct wt_object *object)
{
	struct wt_file *file = host->kernel.files;

	while (file && (file->object != object || file->refs == 0))
		file = file->next;
	return file;
}

/* Where it is rung from; NULL: it is no bell. */
static struct wt_file *rope_of(const struct wt_host *host, struct wt_file *file)
{
	struct wt_file *other;

	switch (file->object->kind) {
	case WT_OBJECT_EVENT:
		return file;
	case WT_OBJECT_PAIR:
	case WT_OBJECT_PIPE:
		other = file->object->other ? file_of(host, file->object->other) : NULL;
		return other && !is_watched(host, other) ? other : NULL;
	default:
		return NULL;
	}
}

/* An eventfd takes a number, and any other bell a byte.  It is no call of the program's:
 * no decision is asked for. */
static void pull(struct wt_host *host, struct wt_file *rope)
{
	static const uint64_t one = 1;
	static const char byte = 0;
	bool is_event = rope->object->kind == WT_OBJECT_EVENT;
	struct wt_io io = {.from = is_event ? (const void *)&one : &byte,
			   .len = is_event ? sizeof one : 1,
			   .plain = true,
			   .quiet = true};
	uint32_t open = rope->object->open;

	wt_life_emit(host->tank, WT_LIFE_WOKEN, &host->kernel, rope->object->name, 0);
	rope->object->open = 0;
	rope->ops->write(rope, &io);
	rope->object->open = open;
}

/* Is it the lowest number that stands for it? */
static bool is_first(const struct wt_kernel *kernel, size_t fd)
{
	size_t first = 0;

	while (kernel->fds[first] != kernel->fds[fd])
		first++;
	return first == fd;
}

bool wt_bell_ring(struct wt_host *host)
{
	const struct wt_kernel *kernel = &host->kernel;
	bool any = false;

	for (size_t fd = 0; fd < kernel->fd_capacity; fd++) {
		struct wt_file *file = kernel->fds[fd], *rope;

		if (!file || !is_first(kernel, fd) || !is_watched(host, file))
			continue;
		rope = rope_of(host, file);
		if (!rope)
			continue;
		pull(host, rope);
		any = true;
	}
	return any;
}
