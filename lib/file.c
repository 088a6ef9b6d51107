/* SPDX-License-Identifier: MIT
 *
 * file.c - asyncore.file_dispatcher and file_wrapper. */
#include "ac_file.h"
#include "internal.h"

/* ---- Channels ---- */

static int open_non_blocking(struct ac_dispatcher *d, int fd)
{
	struct ac_sys *sys = d->loop->sys;
	int rc = sys->ops->set_nonblock(fd, sys);

	if (rc < 0)
		return ac_failed(d, AC_ERROR_OS, AC_OP_SOCKET, rc);
	return ac_open_with(d, fd, true);
}

int ac_set_file(struct ac_dispatcher *d, int fd)
{
	struct ac_sys *sys = d->loop->sys;
	int own, rc;

	if (d->fd >= 0)
		return ac_failed(d, AC_ERROR_API, AC_OP_SOCKET, -EBUSY);
	own = sys->ops->dup(fd, sys);
	if (own < 0)
		return ac_failed(d, AC_ERROR_OS, AC_OP_SOCKET, own);
	rc = open_non_blocking(d, own);
	if (rc < 0) {
		ac_close_fd(d->loop, own);
		return rc;
	}
	d->connected = true;
	return 0;
}

int ac_init_file(struct ac_dispatcher *d, struct ac_loop *loop, const struct ac_ops *ops, int fd)
{
	int rc = ac_init(d, loop, ops);

	return rc < 0 ? rc : ac_set_file(d, fd);
}

/* ---- Wrappers ---- */

int ac_file_wrapper_init(struct ac_file_wrapper *file, struct ac_loop *loop, int fd)
{
	struct ac_sys *sys = loop->sys;
	int own = sys->ops->dup(fd, sys);

	*file = (struct ac_file_wrapper){.loop = loop, .fd = own < 0 ? -1 : own};
	return own < 0 ? own : 0;
}

ssize_t ac_file_wrapper_read(struct ac_file_wrapper *file, void *buf, size_t len)
{
	struct ac_sys *sys = file->loop->sys;

	return file->fd < 0 ? -EBADF : sys->ops->read(file->fd, buf, len, sys);
}

ssize_t ac_file_wrapper_write(struct ac_file_wrapper *file, const void *buf, size_t len)
{
	struct ac_sys *sys = file->loop->sys;

	return file->fd < 0 ? -EBADF : sys->ops->write(file->fd, buf, len, sys);
}

int ac_file_wrapper_close(struct ac_file_wrapper *file)
{
	struct ac_sys *sys = file->loop->sys;
	int fd = file->fd;

	if (fd < 0)
		return 0;
	file->fd = -1;
	return sys->ops->close(fd, sys);
}
