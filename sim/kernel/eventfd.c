/* SPDX-License-Identifier: MIT
 *
 * eventfd(2): a counter that is readable while it is not 0. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>

#include "kernel/digest.h"
#include "kernel/local.h"

#define COUNT_MAX (UINT64_MAX - 1)

struct event {
	struct wt_file file;
	uint64_t count;
	bool one_by_one; /* EFD_SEMAPHORE */
	unsigned char told[sizeof(uint64_t)];
};

static struct event *event_of(const struct wt_file *file)
{
	return (struct event *)(uintptr_t)file;
}

static unsigned event_ready(struct wt_file *file)
{
	uint64_t count = event_of(file)->count;

	/* Linux does not say POLLRDNORM and POLLWRNORM here. */
	return (count > 0 ? POLLIN : 0u) | (count < COUNT_MAX ? POLLOUT : 0u);
}

static enum wt_condition event_condition(const struct wt_file *file, unsigned bits)
{
	(void)bits;
	return event_of(file)->count > 0 ? WT_COND_DATA : WT_COND_WRITABLE;
}

static void event_close(struct wt_file *file)
{
	(void)file;
}

/* A trace is the same on every machine: the number's lowest byte first. */
static ssize_t moved(struct event *event, struct wt_io *io, uint64_t number)
{
	for (unsigned i = 0; i < sizeof number; i++)
		event->told[i] = (unsigned char)(number >> (8 * i));
	io->moved = event->told;
	io->moved_len = sizeof number;
	wt_net_progressed(event->file.kernel->net);
	return sizeof number;
}

static ssize_t event_read(struct wt_file *file, struct wt_io *io)
{
	struct event *event = event_of(file);
	uint64_t taken = event->one_by_one ? 1 : event->count;

	if (io->len < sizeof taken)
		return -EINVAL;
	if (event->count == 0)
		return -EAGAIN;
	event->count -= taken;
	memcpy(io->into, &taken, sizeof taken);
	wt_file_wake(file, POLLOUT);
	return moved(event, io, taken);
}

static ssize_t event_write(struct wt_file *file, struct wt_io *io)
{
	struct event *event = event_of(file);
	uint64_t added;

	if (io->len < sizeof added)
		return -EINVAL;
	memcpy(&added, io->from, sizeof added);
	if (added > COUNT_MAX)
		return -EINVAL;
	if (added > COUNT_MAX - event->count)
		return -EAGAIN;
	event->count += added;
	wt_file_wake(file, POLLIN);
	return moved(event, io, added);
}

static void event_digest(struct wt_digest *digest, const struct wt_file *file)
{
	wt_digest_word(digest, event_of(file)->count);
	wt_digest_word(digest, event_of(file)->one_by_one);
}

static const struct wt_file_ops event_ops = {
	.ready = event_ready,
	.close = event_close,
	.condition = event_condition,
	.read = event_read,
	.write = event_write,
	.digest = event_digest,
};

int wt_sys_eventfd(struct wt_kernel *kernel, unsigned count, int flags)
{
	struct event *event;

	if (flags & ~(EFD_SEMAPHORE | EFD_NONBLOCK | EFD_CLOEXEC))
		return -EINVAL;
	if (!wt_fd_has_room(kernel, 1))
		return -EMFILE;
	event = wt_arena_take(&kernel->net->arena, sizeof *event);
	if (!event || wt_file_init(&event->file, kernel, &event_ops) < 0)
		return -ENOMEM;
	event->count = count;
	event->one_by_one = flags & EFD_SEMAPHORE;
	wt_net_name(kernel->net, event->file.object, WT_OBJECT_EVENT, "%s:event.%u", kernel->name,
		    ++kernel->events);
	wt_net_changed(kernel->net);
	return wt_fd_add(kernel, &event->file);
}
