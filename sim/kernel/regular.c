/* SPDX-License-Identifier: MIT
 *
 * Files and /dev/null: never waited for, so select finds them ready, and epoll does
 * not take them (K09).  Their bytes are kept in memory and are gone with the run. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>

#include "kernel/local.h"
#include "kernel/path.h"

struct regular {
	struct wt_file file;
	struct wt_node *node; /* NULL: /dev/null */
	uint64_t offset;
};

static struct regular *regular_of(const struct wt_file *file)
{
	return (struct regular *)(uintptr_t)file;
}

static unsigned regular_ready(struct wt_file *file)
{
	(void)file;
	return POLLIN | POLLRDNORM | POLLOUT | POLLWRNORM;
}

static void regular_close(struct wt_file *file)
{
	(void)file;
}

static uint64_t regular_offset(const struct wt_file *file, enum wt_side side)
{
	(void)side;
	return regular_of(file)->offset;
}

static ssize_t regular_read(struct wt_file *file, struct wt_io *io)
{
	struct regular *regular = regular_of(file);
	const struct wt_stream *stream = regular->node ? regular->node->stream : NULL;
	size_t len = io->len;

	if (file->access == O_WRONLY)
		return -EBADF;
	if (!stream || regular->offset >= stream->written)
		return 0;
	if (len > stream->written - regular->offset)
		len = (size_t)(stream->written - regular->offset);
	io->moved = stream->bytes + regular->offset;
	io->moved_len = len;
	if (len > 0)
		memcpy(io->into, io->moved, len);
	regular->offset += len;
	return (ssize_t)len;
}

/* Zeroes up to the offset, where another descriptor has cut the file. */
static int fill_up(struct wt_stream *stream, uint64_t offset)
{
	static const char zero;
	int rc = 0;

	while (rc == 0 && stream->written < offset)
		rc = wt_stream_write(stream, &zero, 1);
	return rc;
}

static ssize_t regular_write(struct wt_file *file, struct wt_io *io)
{
	struct regular *regular = regular_of(file);
	struct wt_stream *stream;
	const char *from = io->from;
	size_t over = 0;
	int rc;

	if (file->access == O_RDONLY)
		return -EBADF;
	if (!regular->node || io->len == 0) /* nothing moves nothing, appended or not */
		return (ssize_t)io->len;
	stream = regular->node->stream;
	if (file->appends)
		regular->offset = stream->written;
	rc = fill_up(stream, regular->offset);
	if (rc == 0 && regular->offset < stream->written) {
		over = (size_t)(stream->written - regular->offset);
		over = over < io->len ? over : io->len;
		memcpy(stream->bytes + regular->offset, from, over);
	}
	if (rc == 0)
		rc = wt_stream_write(stream, from + over, io->len - over);
	if (rc < 0)
		return rc == -ENOBUFS ? -EFBIG : rc;
	regular->offset += io->len;
	return (ssize_t)io->len;
}

static const struct wt_file_ops regular_ops = {
	.never_waits = true,
	.ready = regular_ready,
	.close = regular_close,
	.offset = regular_offset,
	.read = regular_read,
	.write = regular_write,
};

static struct wt_file *new_regular(struct wt_kernel *kernel, struct wt_node *node, const char *path,
				   int flags)
{
	struct regular *regular = wt_arena_take(&kernel->net->arena, sizeof *regular);

	if (!regular || wt_file_init(&regular->file, kernel, &regular_ops) < 0)
		return NULL;
	regular->file.access = flags & O_ACCMODE;
	regular->node = node;
	regular->file.appends = flags & O_APPEND;
	wt_net_name(kernel->net, regular->file.object, WT_OBJECT_FILE, "%s:\"%s\"", kernel->name,
		    path);
	return &regular->file;
}

struct wt_file *wt_regular_open(struct wt_kernel *kernel, struct wt_node *node, int flags)
{
	return new_regular(kernel, node, node->path, flags);
}

struct wt_file *wt_null_open(struct wt_kernel *kernel, int flags)
{
	return new_regular(kernel, NULL, "/dev/null", flags);
}
