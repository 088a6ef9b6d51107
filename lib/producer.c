/* SPDX-License-Identifier: MIT
 *
 * producer.c - asynchat.simple_producer, and one that reads a descriptor. */
#include <string.h>

#include "ac_chat.h"
#include "internal.h"

#define SIMPLE_SIZE 512u /* asynchat's */

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* ---- Bytes ---- */

static struct ac_simple_producer *simple_of(struct ac_producer *producer)
{
	return ac_container_of(producer, struct ac_simple_producer, base);
}

static ssize_t simple_more(struct ac_producer *producer, void *buf, size_t size)
{
	struct ac_simple_producer *simple = simple_of(producer);
	size_t len = smaller(smaller(simple->left, simple->buffer_size), size);

	if (len > 0)
		memcpy(buf, simple->data, len);
	simple->data += len;
	simple->left -= len;
	return (ssize_t)len;
}

static void simple_done(struct ac_producer *producer)
{
	struct ac_simple_producer *simple = simple_of(producer);

	if (simple->done)
		simple->done(simple);
}

static const struct ac_producer_ops simple_ops = {
	.more = simple_more,
	.done = simple_done,
};

void ac_simple_producer_init(struct ac_simple_producer *simple, const void *data, size_t len,
			     size_t buffer_size)
{
	*simple = (struct ac_simple_producer){
		.base.ops = &simple_ops,
		.data = data,
		.left = len,
		.buffer_size = buffer_size > 0 ? buffer_size : SIMPLE_SIZE,
	};
}

/* ---- A descriptor ---- */

static struct ac_file_producer *file_of(struct ac_producer *producer)
{
	return ac_container_of(producer, struct ac_file_producer, base);
}

static ssize_t file_more(struct ac_producer *producer, void *buf, size_t size)
{
	struct ac_file_producer *file = file_of(producer);
	struct ac_sys *sys = file->loop->sys;
	ssize_t n;

	if (file->left < size)
		size = (size_t)file->left;
	if (size == 0)
		return 0;
	do
		n = sys->ops->read(file->fd, buf, size, sys);
	while (n == -EINTR);
	if (n > 0 && file->limited)
		file->left -= (uint64_t)n;
	return n == 0 && file->limited ? -ENODATA : n;
}

static void file_done(struct ac_producer *producer)
{
	struct ac_file_producer *file = file_of(producer);

	ac_close_fd(file->loop, file->fd);
	if (file->done)
		file->done(file);
}

static const struct ac_producer_ops file_ops = {
	.more = file_more,
	.done = file_done,
};

void ac_file_producer_init(struct ac_file_producer *file, struct ac_loop *loop, int fd)
{
	*file = (struct ac_file_producer){
		.base.ops = &file_ops,
		.loop = loop,
		.fd = fd,
		.left = UINT64_MAX,
	};
}

void ac_file_producer_init_part(struct ac_file_producer *file, struct ac_loop *loop, int fd,
				uint64_t len)
{
	ac_file_producer_init(file, loop, fd);
	file->left = len;
	file->limited = true;
}
