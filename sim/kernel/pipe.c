/* SPDX-License-Identifier: MIT
 *
 * pipe(2).  Linux keeps a pipe in slots of a page each, and what a program can
 * see of that is modelled: how much fits, when it is writable again (K04, K06). */
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "kernel/local.h"

#define SLOTS 16
#define PAGE  4096u

/* used: bytes ever written into the page; len: those not read yet. */
struct slot {
	uint32_t used, len;
};

struct pipe_end;

struct wt_pipe {
	struct wt_stream *stream;
	struct slot slots[SLOTS];
	unsigned first, count;
	struct pipe_end *reader, *writer; /* NULL: closed */
};

struct pipe_end {
	struct wt_file file;
	struct wt_pipe *pipe;
};

static struct pipe_end *end_of(const struct wt_file *file)
{
	return (struct pipe_end *)(uintptr_t)file;
}

static struct slot *slot_at(struct wt_pipe *pipe, unsigned n)
{
	return &pipe->slots[(pipe->first + n) % SLOTS];
}

/* -- Reading ------------------------------------------------------------ */

static void free_slots(struct wt_pipe *pipe, size_t len)
{
	bool was_full = pipe->count == SLOTS;

	while (len > 0) {
		struct slot *slot = slot_at(pipe, 0);
		uint32_t n = len < slot->len ? (uint32_t)len : slot->len;

		slot->len -= n;
		len -= n;
		if (slot->len > 0)
			break;
		pipe->first = (pipe->first + 1) % SLOTS;
		pipe->count--;
	}
	if (was_full && pipe->count < SLOTS && pipe->writer)
		wt_file_wake(&pipe->writer->file, POLLOUT | POLLWRNORM);
}

static ssize_t reader_read(struct wt_file *file, struct wt_io *io)
{
	struct wt_pipe *pipe = end_of(file)->pipe;
	struct wt_stream *stream = pipe->stream;
	size_t len = io->len;
	int rc;

	if (len == 0)
		return 0;
	if (wt_stream_unread(stream) == 0)
		return pipe->writer ? -EAGAIN : 0;
	if (len > wt_stream_unread(stream))
		len = (size_t)wt_stream_unread(stream);
	rc = wt_ask_transfer(file, WT_ASK_recv, wt_place_in(stream, stream->read), &len, true);
	if (rc < 0)
		return rc;
	wt_stream_take(stream, io, len);
	free_slots(pipe, len);
	wt_net_progressed(file->kernel->net);
	return (ssize_t)len;
}

static unsigned reader_ready(struct wt_file *file)
{
	const struct wt_pipe *pipe = end_of(file)->pipe;
	unsigned bits = wt_stream_unread(pipe->stream) > 0 ? POLLIN | POLLRDNORM : 0;

	return pipe->writer ? bits : bits | POLLHUP;
}

static void reader_close(struct wt_file *file)
{
	struct wt_pipe *pipe = end_of(file)->pipe;

	pipe->reader = NULL;
	if (pipe->writer)
		wt_file_wake(&pipe->writer->file, POLLOUT | POLLWRNORM | POLLERR | POLLHUP);
}

static uint64_t reader_unread(const struct wt_file *file)
{
	return wt_stream_unread(end_of(file)->pipe->stream);
}

static bool find_place(const struct wt_file *file, enum wt_side side, struct wt_place *ret)
{
	const struct wt_pipe *pipe = end_of(file)->pipe;

	if (side == WT_READABLE && &pipe->reader->file == file)
		*ret = wt_place_in(pipe->stream, pipe->stream->read);
	else if (side == WT_WRITABLE && &pipe->writer->file == file)
		*ret = (struct wt_place){WT_PLACE_STREAM, 0, pipe->stream->written,
					 pipe->stream->written, NULL};
	else
		return false;
	return true;
}

static enum wt_condition reader_condition(const struct wt_file *file, unsigned bits)
{
	if (reader_unread(file) > 0)
		return WT_COND_DATA;
	return bits & POLLHUP ? WT_COND_EOF : WT_COND_NONE;
}

static uint64_t end_offset(const struct wt_file *file, enum wt_side side)
{
	const struct wt_stream *stream = end_of(file)->pipe->stream;

	return side == WT_READABLE ? stream->read : stream->written;
}

/* The other end's direction is EBADF, as for a file opened the other way: K08. */
static ssize_t wrong_end(struct wt_file *file, struct wt_io *io)
{
	(void)file;
	(void)io;
	return -EBADF;
}

static const struct wt_file_ops reader_ops = {
	.ready = reader_ready,
	.close = reader_close,
	.find_place = find_place,
	.condition = reader_condition,
	.unread = reader_unread,
	.offset = end_offset,
	.read = reader_read,
	.write = wrong_end,
};

/* -- Writing ------------------------------------------------------------ */

/* What is more than whole pages goes behind what the last page has, if all of it
 * fits there. */
static uint32_t merge(struct wt_pipe *pipe, size_t len)
{
	uint32_t odd = (uint32_t)(len % PAGE);
	struct slot *last;

	if (odd == 0 || pipe->count == 0)
		return 0;
	last = slot_at(pipe, pipe->count - 1);
	if (last->used + odd > PAGE)
		return 0;
	last->used += odd;
	last->len += odd;
	return odd;
}

/* How many of len bytes fit, with a place for each. */
static size_t fit(struct wt_pipe *pipe, size_t len)
{
	size_t done = merge(pipe, len);

	while (done < len && pipe->count < SLOTS) {
		uint32_t n = len - done < PAGE ? (uint32_t)(len - done) : PAGE;

		*slot_at(pipe, pipe->count++) = (struct slot){n, n};
		done += n;
	}
	return done;
}

static bool would_fit(const struct wt_pipe *pipe, size_t len)
{
	struct wt_pipe copy = *pipe;

	return fit(&copy, len) > 0;
}

static ssize_t writer_write(struct wt_file *file, struct wt_io *io)
{
	struct wt_pipe *pipe = end_of(file)->pipe;
	struct wt_stream *stream = pipe->stream;
	struct wt_place place = {WT_PLACE_STREAM, 0, stream->written, stream->written, NULL};
	size_t len = io->len;
	int rc;

	if (len == 0) /* even without a reader: K02 */
		return 0;
	if (!pipe->reader)
		return -EPIPE;
	if (file->room_held || !would_fit(pipe, len)) {
		wt_file_wake(&pipe->reader->file, POLLIN | POLLRDNORM); /* all the same */
		return -EAGAIN;
	}
	/* What is not longer than a page is written whole or not at all. */
	rc = wt_ask_transfer(file, WT_ASK_send, place, &len, len > PAGE);
	if (rc < 0)
		return rc;
	len = fit(pipe, len);
	rc = wt_stream_write(stream, io->from, len);
	if (rc < 0)
		return rc;
	stream->arrived = stream->written;
	wt_net_progressed(file->kernel->net);
	wt_file_wake(&pipe->reader->file, POLLIN | POLLRDNORM);
	return (ssize_t)len;
}

static unsigned writer_ready(struct wt_file *file)
{
	const struct wt_pipe *pipe = end_of(file)->pipe;
	unsigned bits = pipe->count < SLOTS && !file->room_held ? POLLOUT | POLLWRNORM : 0;

	return pipe->reader ? bits : bits | POLLERR;
}

static void writer_close(struct wt_file *file)
{
	struct wt_pipe *pipe = end_of(file)->pipe;

	pipe->writer = NULL;
	if (pipe->reader)
		wt_file_wake(&pipe->reader->file, POLLIN | POLLRDNORM | POLLERR | POLLHUP);
}

static enum wt_condition writer_condition(const struct wt_file *file, unsigned bits)
{
	(void)file;
	return bits & POLLERR ? WT_COND_RESET : WT_COND_WRITABLE;
}

static const struct wt_file_ops writer_ops = {
	.ready = writer_ready,
	.close = writer_close,
	.find_place = find_place,
	.condition = writer_condition,
	.offset = end_offset,
	.read = wrong_end,
	.write = writer_write,
};

/* -- pipe(2) ------------------------------------------------------------ */

static struct pipe_end *new_end(struct wt_kernel *kernel, struct wt_pipe *pipe,
				const struct wt_file_ops *ops)
{
	struct pipe_end *end = wt_arena_take(&kernel->net->arena, sizeof *end);

	if (!end || wt_file_init(&end->file, kernel, ops) < 0)
		return NULL;
	end->pipe = pipe;
	return end;
}

int wt_sys_pipe(struct wt_kernel *kernel, int ret_fds[2])
{
	struct wt_pipe *pipe;

	if (!wt_fd_has_room(kernel, 2))
		return -EMFILE;
	pipe = wt_arena_take(&kernel->net->arena, sizeof *pipe);
	if (!pipe)
		return -ENOMEM;
	pipe->stream = wt_net_stream(kernel->net);
	pipe->reader = new_end(kernel, pipe, &reader_ops);
	pipe->writer = new_end(kernel, pipe, &writer_ops);
	if (!pipe->stream || !pipe->reader || !pipe->writer)
		return -ENOMEM;
	wt_name_pair(&pipe->reader->file, &pipe->writer->file, WT_OBJECT_PIPE, "rw");
	return wt_fd_add_pair(&pipe->reader->file, &pipe->writer->file, ret_fds);
}
