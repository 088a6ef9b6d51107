/* SPDX-License-Identifier: MIT
 *
 * Pipes: those of pipe(2), and what is behind a FIFO while it is open.  Linux keeps
 * a pipe in slots of a page each, and what a program can see of that is modelled:
 * how much fits, when it is writable again (K04, K05, K06). */
#include "kernel/pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>

#include "kernel/digest.h"
#include "kernel/local.h"

#define PAGE        4096u
#define SLOTS       16u
#define SLOTS_MAX   256u /* pipe-max-size */
#define REQUEST_MAX (1u << 31)

/* used: bytes ever written into the page; len: those not read yet. */
struct slot {
	uint32_t used, len;
};

struct wt_pipe {
	struct wt_stream *stream;
	struct slot *slots;
	unsigned capacity, first, count;
	struct pipe_end *ends;
	unsigned readers, writers; /* of those */
	unsigned writers_ever;
};

struct pipe_end {
	struct wt_file file;
	struct wt_pipe *pipe;
	bool reads, writes;
	unsigned no_writers_but; /* opened when there was none, after so many: K07 */
	struct pipe_end *next;
};

static struct pipe_end *end_of(const struct wt_file *file)
{
	return (struct pipe_end *)(uintptr_t)file;
}

static struct slot *slot_at(const struct wt_pipe *pipe, unsigned n)
{
	return &pipe->slots[(pipe->first + n) % pipe->capacity];
}

static void wake_readers(const struct wt_pipe *pipe, unsigned bits)
{
	for (struct pipe_end *end = pipe->ends; end; end = end->next) {
		if (end->reads)
			wt_file_wake(&end->file, bits);
	}
}

static void wake_writers(const struct wt_pipe *pipe, unsigned bits)
{
	for (struct pipe_end *end = pipe->ends; end; end = end->next) {
		if (end->writes)
			wt_file_wake(&end->file, bits);
	}
}

/* -- Reading ------------------------------------------------------------ */

static void free_slots(struct wt_pipe *pipe, size_t len)
{
	bool was_full = pipe->count == pipe->capacity;

	while (len > 0) {
		struct slot *slot = slot_at(pipe, 0);
		uint32_t n = len < slot->len ? (uint32_t)len : slot->len;

		slot->len -= n;
		len -= n;
		if (slot->len > 0)
			break;
		pipe->first = (pipe->first + 1) % pipe->capacity;
		pipe->count--;
	}
	if (was_full && pipe->count < pipe->capacity)
		wake_writers(pipe, POLLOUT | POLLWRNORM);
}

static ssize_t pipe_read(struct wt_file *file, struct wt_io *io)
{
	struct wt_pipe *pipe = end_of(file)->pipe;
	struct wt_stream *stream = pipe->stream;
	size_t len = io->len;
	int rc;

	if (!end_of(file)->reads) /* as of a file opened the other way: K08 */
		return -EBADF;
	if (len == 0)
		return 0;
	if (wt_stream_unread(stream) == 0)
		return pipe->writers > 0 ? -EAGAIN : 0;
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

	while (done < len && pipe->count < pipe->capacity) {
		uint32_t n = len - done < PAGE ? (uint32_t)(len - done) : PAGE;

		*slot_at(pipe, pipe->count++) = (struct slot){n, n};
		done += n;
	}
	return done;
}

static bool would_fit(const struct wt_pipe *pipe, size_t len)
{
	size_t odd = len % PAGE;

	if (pipe->count < pipe->capacity)
		return true;
	return odd > 0 && slot_at(pipe, pipe->count - 1)->used + odd <= PAGE;
}

static struct wt_place place_written(const struct wt_stream *stream)
{
	return (struct wt_place){WT_PLACE_STREAM, 0, stream->written, stream->written, NULL};
}

static ssize_t pipe_write(struct wt_file *file, struct wt_io *io)
{
	struct wt_pipe *pipe = end_of(file)->pipe;
	struct wt_stream *stream = pipe->stream;
	size_t len = io->len;
	int rc;

	if (!end_of(file)->writes)
		return -EBADF;
	if (len == 0) /* even without a reader: K02 */
		return 0;
	if (pipe->readers == 0)
		return -EPIPE;
	if (file->room_held || !would_fit(pipe, len)) {
		wake_readers(pipe, POLLIN | POLLRDNORM); /* all the same */
		return -EAGAIN;
	}
	/* What is not longer than a page is written whole or not at all. */
	rc = wt_ask_transfer(file, WT_ASK_send, place_written(stream), &len, len > PAGE);
	if (rc < 0)
		return rc;
	len = fit(pipe, len);
	rc = wt_stream_write(stream, io->from, len);
	if (rc < 0)
		return rc;
	stream->arrived = stream->written;
	wt_net_progressed(file->kernel->net);
	wake_readers(pipe, POLLIN | POLLRDNORM);
	return (ssize_t)len;
}

/* -- Readiness ---------------------------------------------------------- */

static unsigned pipe_ready(struct wt_file *file)
{
	const struct pipe_end *end = end_of(file);
	const struct wt_pipe *pipe = end->pipe;
	unsigned bits = 0;

	if (end->reads && wt_stream_unread(pipe->stream) > 0)
		bits |= POLLIN | POLLRDNORM;
	if (end->reads && pipe->writers == 0 && end->no_writers_but != pipe->writers_ever)
		bits |= POLLHUP;
	if (end->writes && pipe->count < pipe->capacity && !file->room_held)
		bits |= POLLOUT | POLLWRNORM;
	if (end->writes && pipe->readers == 0)
		bits |= POLLERR;
	return bits;
}

static uint64_t pipe_unread(const struct wt_file *file)
{
	return end_of(file)->reads ? wt_stream_unread(end_of(file)->pipe->stream) : 0;
}

static bool pipe_find_place(const struct wt_file *file, enum wt_side side, struct wt_place *ret)
{
	const struct pipe_end *end = end_of(file);
	const struct wt_stream *stream = end->pipe->stream;

	if (side == WT_READABLE && end->reads)
		*ret = wt_place_in(stream, stream->read);
	else if (side == WT_WRITABLE && end->writes)
		*ret = place_written(stream);
	else
		return false;
	return true;
}

static enum wt_condition pipe_condition(const struct wt_file *file, unsigned bits)
{
	if (pipe_unread(file) > 0)
		return WT_COND_DATA;
	if (bits & POLLERR)
		return WT_COND_RESET;
	if (bits & POLLHUP)
		return WT_COND_EOF;
	return end_of(file)->writes ? WT_COND_WRITABLE : WT_COND_NONE;
}

static uint64_t pipe_offset(const struct wt_file *file, enum wt_side side)
{
	const struct wt_stream *stream = end_of(file)->pipe->stream;

	return side == WT_READABLE ? stream->read : stream->written;
}

/* -- Size --------------------------------------------------------------- */

static unsigned slots_for(unsigned size)
{
	unsigned slots = 1;

	while (slots * PAGE < size)
		slots *= 2;
	return slots;
}

/* Rounded up to a power of two; never below what is in it: K05. */
static int resize(struct wt_file *file, unsigned size)
{
	struct wt_pipe *pipe = end_of(file)->pipe;
	struct slot *slots;
	unsigned capacity;

	if (size > REQUEST_MAX)
		return -EINVAL;
	if (size > SLOTS_MAX * PAGE) /* more is for root */
		return -EPERM;
	capacity = slots_for(size);
	if (pipe->count > capacity)
		return -EBUSY;
	slots = wt_arena_take(&file->kernel->net->arena, capacity * sizeof *slots);
	if (!slots)
		return -ENOMEM;
	for (unsigned i = 0; i < pipe->count; i++)
		slots[i] = *slot_at(pipe, i);
	pipe->slots = slots;
	pipe->capacity = capacity;
	pipe->first = 0;
	wt_net_changed(file->kernel->net);
	wake_writers(pipe, 0);
	return (int)(capacity * PAGE);
}

static int pipe_fcntl(struct wt_file *file, int cmd, int arg)
{
	if (cmd == F_GETPIPE_SZ)
		return (int)(end_of(file)->pipe->capacity * PAGE);
	return cmd == F_SETPIPE_SZ ? resize(file, (unsigned)arg) : -EINVAL;
}

/* -- Ends --------------------------------------------------------------- */

static void pipe_close(struct wt_file *file)
{
	struct pipe_end *end = end_of(file), **link = &end->pipe->ends;
	struct wt_pipe *pipe = end->pipe;

	while (*link != end)
		link = &(*link)->next;
	*link = end->next;
	pipe->readers -= end->reads;
	pipe->writers -= end->writes;
	if (pipe->readers == 0)
		wake_writers(pipe, 0);
	if (pipe->writers == 0)
		wake_readers(pipe, 0);
}

/* Ends are woken in their order; what is in the pages belongs to the pipe, and is
 * said with each of them. */
static void pipe_digest(struct wt_digest *digest, const struct wt_file *file)
{
	const struct pipe_end *end = end_of(file);
	const struct wt_pipe *pipe = end->pipe;
	const uint64_t words[] = {
		end->reads * 2u + end->writes,
		end->no_writers_but,
		pipe->capacity,
		pipe->readers,
		pipe->writers,
		pipe->writers_ever,
	};

	wt_digest_bytes(digest, words, sizeof words);
	wt_digest_stream(digest, pipe->stream);
	for (unsigned n = 0; n < pipe->count; n++)
		wt_digest_word(digest,
			       (uint64_t)slot_at(pipe, n)->used << 32 | slot_at(pipe, n)->len);
	for (end = pipe->ends; end; end = end->next)
		wt_digest_object(digest, end->file.object);
}

static const struct wt_file_ops pipe_ops = {
	.ready = pipe_ready,
	.close = pipe_close,
	.find_place = pipe_find_place,
	.condition = pipe_condition,
	.unread = pipe_unread,
	.offset = pipe_offset,
	.read = pipe_read,
	.write = pipe_write,
	.fcntl = pipe_fcntl,
	.digest = pipe_digest,
};

struct wt_pipe *wt_pipe_new(struct wt_kernel *kernel)
{
	struct wt_arena *arena = &kernel->net->arena;
	struct wt_pipe *pipe = wt_arena_take(arena, sizeof *pipe);

	if (!pipe)
		return NULL;
	pipe->stream = wt_net_stream(kernel->net);
	pipe->slots = wt_arena_take(arena, SLOTS * sizeof *pipe->slots);
	pipe->capacity = SLOTS;
	return pipe->stream && pipe->slots ? pipe : NULL;
}

struct wt_file *wt_pipe_open(struct wt_kernel *kernel, struct wt_pipe *pipe, int access)
{
	struct pipe_end *end = wt_arena_take(&kernel->net->arena, sizeof *end);

	if (!end || wt_file_init(&end->file, kernel, &pipe_ops) < 0)
		return NULL;
	end->file.access = access;
	end->pipe = pipe;
	end->reads = access != O_WRONLY;
	end->writes = access != O_RDONLY;
	end->next = pipe->ends;
	pipe->ends = end;
	pipe->readers += end->reads;
	pipe->writers += end->writes;
	pipe->writers_ever += end->writes;
	if (pipe->writers == 0)
		end->no_writers_but = pipe->writers_ever;
	return &end->file;
}

bool wt_pipe_is_open(const struct wt_pipe *pipe)
{
	return pipe->ends;
}

bool wt_pipe_has_reader(const struct wt_pipe *pipe)
{
	return pipe->readers > 0;
}

int wt_sys_pipe(struct wt_kernel *kernel, int ret_fds[2])
{
	struct wt_file *reader, *writer;
	struct wt_pipe *pipe;

	if (!wt_fd_has_room(kernel, 2))
		return -EMFILE;
	pipe = wt_pipe_new(kernel);
	if (!pipe)
		return -ENOMEM;
	reader = wt_pipe_open(kernel, pipe, O_RDONLY);
	writer = wt_pipe_open(kernel, pipe, O_WRONLY);
	if (!reader || !writer)
		return -ENOMEM;
	wt_name_pair(reader, writer, WT_OBJECT_PIPE, "rw");
	return wt_fd_add_pair(reader, writer, ret_fds);
}
