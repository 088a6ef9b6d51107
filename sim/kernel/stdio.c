/* SPDX-License-Identifier: MIT */
#include "kernel/stdio.h"

#include <errno.h>
#include <poll.h>

#include "kernel/digest.h"

struct stdio {
	struct wt_file file;
	int number;
	bool ended; /* 0: as a terminal after ^D */
};

static struct stdio *stdio_of(const struct wt_file *file)
{
	return (struct stdio *)(uintptr_t)file;
}

static unsigned input_ready(struct wt_file *file)
{
	return stdio_of(file)->ended ? POLLIN | POLLRDNORM : 0;
}

/* Who reads where nobody types waits for ever, and nobody is served meanwhile.
 * The check has been told; so that the run goes on, the input ends. */
static ssize_t input_read(struct wt_file *file, struct wt_io *io)
{
	struct stdio *input = stdio_of(file);

	if (input->ended || io->len == 0)
		return 0;
	if (!file->blocks)
		return -EAGAIN;
	wt_net_fact(file->kernel->net, file->kernel, file->object, WT_FACT_BLOCKS, 0, 0, "read");
	input->ended = true;
	wt_net_progressed(file->kernel->net);
	return 0;
}

static unsigned output_ready(struct wt_file *file)
{
	(void)file;
	return POLLOUT | POLLWRNORM;
}

static ssize_t output_write(struct wt_file *file, struct wt_io *io)
{
	struct wt_event event = {
		.kind = WT_EV_OUTPUT,
		.host = file->kernel->index,
		.actor = file->kernel->name,
		.arg = stdio_of(file)->number,
		.bytes = io->from,
		.len = io->len,
	};

	wt_net_emit(file->kernel->net, &event);
	return (ssize_t)io->len;
}

static void stdio_close(struct wt_file *file)
{
	(void)file;
}

static void stdio_digest(struct wt_digest *digest, const struct wt_file *file)
{
	wt_digest_word(digest, stdio_of(file)->ended);
}

static const struct wt_file_ops input_ops = {
	.ready = input_ready,
	.close = stdio_close,
	.digest = stdio_digest,
	.read = input_read,
};

static const struct wt_file_ops output_ops = {
	.ready = output_ready,
	.close = stdio_close,
	.digest = stdio_digest,
	.write = output_write,
};

int wt_stdio_open(struct wt_kernel *kernel)
{
	static const char *const names[] = {"stdin", "stdout", "stderr"};

	for (int fd = 0; fd < 3; fd++) {
		struct stdio *stdio = wt_arena_take(&kernel->net->arena, sizeof *stdio);
		struct wt_file *file = stdio ? &stdio->file : NULL;

		if (!stdio || wt_file_init(file, kernel, fd == 0 ? &input_ops : &output_ops) < 0)
			return -ENOMEM;
		stdio->number = fd;
		file->blocks = true;
		/* In quotes: no connection or port is named so. */
		wt_net_name_lasting(kernel->net, file->object, WT_OBJECT_PIPE,
				    &kernel->standard[fd], "%s:\"%s\"", kernel->name, names[fd]);
		if (wt_fd_add_standard(kernel, fd, file) < 0)
			return -ENOMEM;
	}
	return 0;
}
