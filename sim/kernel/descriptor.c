/* SPDX-License-Identifier: MIT
 *
 * The descriptor table of a host: lowest free number first, as open(2) says.
 * 0, 1 and 2 are those the process was born with (stdio.c); they are not given
 * again, and no limit counts them. */
#include <errno.h>
#include <string.h>

#include "kernel/net.h"
#include "time/heap.h"

#define FIRST_FD 3

static int grow(struct wt_kernel *kernel)
{
	size_t capacity = kernel->fd_capacity ? kernel->fd_capacity * 2 : 64;
	struct wt_file **fds;
	unsigned char *was_open;

	if (capacity > WT_DESCRIPTORS_MAX)
		return -EMFILE;
	fds = wt_heap_resize(kernel->fds, capacity * sizeof *fds);
	if (!fds)
		return -ENOMEM;
	kernel->fds = fds;
	was_open = wt_heap_resize(kernel->fd_was_open, capacity);
	if (!was_open)
		return -ENOMEM;
	kernel->fd_was_open = was_open;
	memset(fds + kernel->fd_capacity, 0, (capacity - kernel->fd_capacity) * sizeof *fds);
	memset(was_open + kernel->fd_capacity, 0, capacity - kernel->fd_capacity);
	kernel->fd_capacity = capacity;
	return 0;
}

bool wt_fd_has_room(const struct wt_kernel *kernel, size_t more)
{
	return kernel->socket_limit == 0 || kernel->sockets_open + more <= kernel->socket_limit;
}

int wt_fd_add(struct wt_kernel *kernel, struct wt_file *file)
{
	size_t fd = FIRST_FD;

	if (!wt_fd_has_room(kernel, 1))
		return -EMFILE;
	while (fd < kernel->fd_capacity && kernel->fds[fd])
		fd++;
	if (fd >= kernel->fd_capacity) {
		int rc = grow(kernel);

		if (rc < 0)
			return rc;
	}
	kernel->fds[fd] = file;
	kernel->fd_was_open[fd] = 1;
	kernel->sockets_open++;
	file->refs++;
	return (int)fd;
}

int wt_fd_add_standard(struct wt_kernel *kernel, int fd, struct wt_file *file)
{
	int rc = kernel->fd_capacity ? 0 : grow(kernel);

	if (rc < 0)
		return rc;
	kernel->fds[fd] = file;
	kernel->fd_was_open[fd] = 1;
	file->refs++;
	return 0;
}

bool wt_fd_was_open(const struct wt_kernel *kernel, int fd)
{
	return fd >= 0 && (size_t)fd < kernel->fd_capacity && kernel->fd_was_open[fd];
}

bool wt_fd_remove(struct wt_kernel *kernel, int fd)
{
	struct wt_file *file = kernel->fds[fd];

	kernel->fds[fd] = NULL;
	if (fd >= FIRST_FD)
		kernel->sockets_open--;
	return --file->refs == 0;
}
