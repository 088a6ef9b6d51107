/* SPDX-License-Identifier: MIT */
#include "kernel/file.h"

#include <errno.h>
#include <fcntl.h>

#include "kernel/epoll.h"
#include "kernel/net.h"

int wt_file_init(struct wt_file *file, struct wt_kernel *kernel, const struct wt_file_ops *ops)
{
	file->ops = ops;
	file->kernel = kernel;
	file->access = O_RDWR;
	file->object = wt_net_object(kernel->net, WT_OBJECT_NEW, kernel);
	if (!file->object)
		return -ENOMEM;
	file->next = kernel->files;
	kernel->files = file;
	return 0;
}

int wt_file_no_call(const struct wt_file *file)
{
	return file->ops->is_socket ? -EOPNOTSUPP : -ENOTSOCK;
}

uint64_t wt_file_known(const struct wt_file *file)
{
	uint64_t at;

	if (file->end_known)
		return wt_file_unread(file);
	if (file->shown == 0 || !file->ops->offset)
		return 0;
	at = file->ops->offset(file, WT_READABLE);
	return file->shown > at ? file->shown - at : 0;
}

void wt_file_close(struct wt_file *file)
{
	wt_file_unwatch(file);
	file->ops->close(file);
}
