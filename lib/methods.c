/* SPDX-License-Identifier: MIT
 *
 * methods.c - asyncore.dispatcher's own methods: what every table inherits. */
#include "internal.h"

static void warn(struct ac_dispatcher *d, const char *text)
{
	ac_log(d, AC_LOG_WARNING, text);
}

/* Both are true for ever, as in asyncore (K05). */
static int always(struct ac_dispatcher *d)
{
	(void)d;
	return 1;
}

/* ---- What the events mean ---- */

/* SO_ERROR is read and cleared.  A file has none: file_wrapper answers 0 (K16). */
static int pending_error(struct ac_dispatcher *d, int *ret_error)
{
	struct ac_sys *sys = d->loop->sys;
	socklen_t len = sizeof *ret_error;

	*ret_error = 0;
	if (d->file)
		return 0;
	return sys->ops->getsockopt(d->fd, SOL_SOCKET, SO_ERROR, ret_error, &len, sys);
}

/* The flags follow the callback (K09), if the channel is still the same (K08).  The
 * error is gone now: a failure must not look like success next time. */
static int handle_connect_event(struct ac_dispatcher *d)
{
	uint32_t generation = d->generation;
	int error;
	int rc = pending_error(d, &error);

	if (rc >= 0)
		rc = -error;
	if (rc < 0) {
		d->connecting = false;
		return ac_failed_for_good(d, AC_OP_CONNECT, rc);
	}
	rc = ac_call(d, AC_HANDLER_handle_connect, d->cls->ops.handle_connect);
	if (rc < 0 || !ac_is_current(d, generation))
		return rc;
	d->connected = true;
	d->connecting = false;
	ac_restart_timeout(d);
	ac_mark(d);
	return 0;
}

/* 1: go on with the event itself. */
static int connect_first(struct ac_dispatcher *d)
{
	uint32_t generation = d->generation;
	int rc;

	if (d->connected || !d->connecting)
		return 1;
	rc = d->cls->ops.handle_connect_event(d);
	if (rc < 0)
		return rc;
	return ac_is_current(d, generation);
}

static int handle_read_event(struct ac_dispatcher *d)
{
	int rc;

	if (d->accepting)
		return ac_call(d, AC_HANDLER_handle_accept, d->cls->ops.handle_accept);
	rc = connect_first(d);
	if (rc <= 0)
		return rc;
	return ac_call(d, AC_HANDLER_handle_read, d->cls->ops.handle_read);
}

static int handle_write_event(struct ac_dispatcher *d)
{
	int rc;

	if (d->accepting)
		return 0;
	rc = connect_first(d);
	if (rc <= 0)
		return rc;
	return ac_call(d, AC_HANDLER_handle_write, d->cls->ops.handle_write);
}

static int handle_expt_event(struct ac_dispatcher *d)
{
	int error;
	int rc = pending_error(d, &error);

	if (rc < 0)
		return rc;
	if (error != 0)
		return ac_call(d, AC_HANDLER_handle_close, d->cls->ops.handle_close);
	return ac_call(d, AC_HANDLER_handle_expt, d->cls->ops.handle_expt);
}

/* ---- The handlers, as far as nobody overrides them ---- */

static int handle_read(struct ac_dispatcher *d)
{
	warn(d, "unhandled read event");
	return 0;
}

static int handle_write(struct ac_dispatcher *d)
{
	warn(d, "unhandled write event");
	return 0;
}

static int handle_connect(struct ac_dispatcher *d)
{
	warn(d, "unhandled connect event");
	return 0;
}

/* The urgent byte is reported until it is read (K32). */
static int handle_expt(struct ac_dispatcher *d)
{
	struct ac_sys *sys = d->loop->sys;
	char urgent;

	warn(d, "unhandled incoming priority event");
	if (!d->file)
		sys->ops->recv(d->fd, &urgent, 1, MSG_OOB, sys);
	return 0;
}

static int handle_accept(struct ac_dispatcher *d)
{
	struct sockaddr_storage addr;
	const void *any = &addr;
	socklen_t len;
	int fd = ac_accept(d, &addr, &len);

	if (fd < 0)
		return fd == -EAGAIN ? 0 : fd;
	return ac_call_accepted(d, fd, any, len);
}

static int handle_accepted(struct ac_dispatcher *d, int fd, const struct sockaddr *addr,
			   socklen_t len)
{
	(void)addr;
	(void)len;
	ac_close_fd(d->loop, fd);
	warn(d, "unhandled accepted event");
	return 0;
}

static int handle_eof(struct ac_dispatcher *d)
{
	return ac_call(d, AC_HANDLER_handle_close, d->cls->ops.handle_close);
}

static int handle_close(struct ac_dispatcher *d)
{
	warn(d, "unhandled close event");
	ac_close(d);
	return 0;
}

static int handle_error(struct ac_dispatcher *d, const struct ac_error *error)
{
	ac_log_error(d, error);
	return ac_call(d, AC_HANDLER_handle_close, d->cls->ops.handle_close);
}

static void nothing(struct ac_dispatcher *d)
{
	(void)d;
}

static size_t none(const struct ac_dispatcher *d)
{
	(void)d;
	return 0;
}

const struct ac_ops ac_dispatcher_ops = {
	.name = "dispatcher",
	.flags = AC_OPS_ANNOUNCES | AC_OPS_LIBRARY,
	.readable = always,
	.writable = always,
	.handle_read_event = handle_read_event,
	.handle_write_event = handle_write_event,
	.handle_expt_event = handle_expt_event,
	.handle_connect_event = handle_connect_event,
	.handle_read = handle_read,
	.handle_write = handle_write,
	.handle_expt = handle_expt,
	.handle_connect = handle_connect,
	.handle_accept = handle_accept,
	.handle_accepted = handle_accepted,
	.handle_eof = handle_eof,
	.handle_close = handle_close,
	.handle_error = handle_error,
	.released = nothing,
	.discard_buffers = nothing,
	.queued = none,
	.recv = ac_recv,
	.send = ac_send,
};
