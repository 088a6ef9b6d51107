/* SPDX-License-Identifier: MIT */
#include "oldloop.h"

#include <errno.h>
#include <string.h>

typedef int method(struct ac_dispatcher *);

/* ---- The map ---- */

void old_add(struct oldloop *old, struct ac_dispatcher *d, const struct ac_ops *ops)
{
	if (old && d->fd >= 0 && d->fd < OLD_CHANNELS_MAX)
		old->map[d->fd] = (struct old_channel){d, ops};
}

/* Who has the number now; a channel that was closed has none. */
static struct old_channel get(const struct oldloop *old, int fd)
{
	const struct ac_dispatcher *d = old->map[fd].d;

	return d && d->fd == fd ? old->map[fd] : (struct old_channel){NULL, NULL};
}

static void forget_closed(struct oldloop *old)
{
	for (int fd = 0; fd < OLD_CHANNELS_MAX; fd++)
		old->map[fd] = get(old, fd);
}

/* ---- Methods, with their notes ---- */

static method *find(const struct ac_ops *ops, size_t offset)
{
	for (;; ops = ops->super) {
		method *const *slot = (const void *)((const char *)ops + offset);

		if (*slot)
			return *slot;
	}
}
#define METHOD(channel, name) find((channel)->ops, offsetof(struct ac_ops, name))

static void note(const struct ac_dispatcher *d, enum ac_note_kind kind, enum ac_handler handler,
		 int result)
{
	struct ac_sys *sys = d->loop->sys;
	const struct ac_note what = {
		.kind = kind,
		.handler = handler,
		.loop = d->loop->number,
		.slot = d->slot,
		.generation = d->generation,
		.value = result,
	};

	if (sys->ops->notes_wanted(sys) & AC_NOTE_BIT(kind))
		sys->ops->note(&what, sys);
}

static int call(struct ac_dispatcher *d, enum ac_handler handler, method *run)
{
	int result;

	note(d, AC_NOTE_HANDLER_ENTERED, handler, 0);
	result = run(d);
	note(d, AC_NOTE_HANDLER_LEFT, handler, result);
	return result;
}
#define CALL(channel, name) call((channel)->d, AC_HANDLER_##name, METHOD(channel, name))

static int handle_error(const struct old_channel *channel, int code)
{
	struct ac_dispatcher *d = channel->d;
	const struct ac_ops *ops = channel->ops;
	const struct ac_error error = {
		.code = code,
		.channel = d,
		.fd = d->fd,
		.text = ac_strerror(code),
	};
	int result;

	while (!ops->handle_error)
		ops = ops->super;
	note(d, AC_NOTE_HANDLER_ENTERED, AC_HANDLER_handle_error, 0);
	result = ops->handle_error(d, &error);
	note(d, AC_NOTE_HANDLER_LEFT, AC_HANDLER_handle_error, result);
	return result;
}

/* ---- The events of one channel ---- */

/* handle_connect_event is the library's: it asks SO_ERROR, as asyncore's. */
static int connect_first(const struct old_channel *channel)
{
	if (channel->d->connected || !channel->d->connecting)
		return 0;
	return METHOD(channel, handle_connect_event)(channel->d);
}

static int read_event(const struct old_channel *channel)
{
	method *own = METHOD(channel, handle_read_event);
	int result;

	if (own != ac_dispatcher_ops.handle_read_event)
		return own(channel->d);
	if (channel->d->accepting)
		return CALL(channel, handle_accept);
	result = connect_first(channel);
	return result < 0 ? result : CALL(channel, handle_read);
}

static int write_event(const struct old_channel *channel)
{
	method *own = METHOD(channel, handle_write_event);
	int result;

	if (own != ac_dispatcher_ops.handle_write_event)
		return own(channel->d);
	if (channel->d->accepting)
		return 0;
	result = connect_first(channel);
	return result < 0 ? result : CALL(channel, handle_write);
}

/* asyncore.readwrite: nobody asks whether the channel is still open. */
static int readwrite(const struct old_channel *channel, int flags)
{
	int result = 0;

	if (flags & POLLIN)
		result = read_event(channel);
	if (result >= 0 && flags & POLLOUT)
		result = write_event(channel);
	if (result >= 0 && flags & POLLPRI)
		result = METHOD(channel, handle_expt_event)(channel->d);
	if (result >= 0 && flags & (POLLHUP | POLLERR | POLLNVAL))
		result = CALL(channel, handle_close);
	if (result >= 0 || result == AC_EXIT || result == -ECANCELED)
		return result;
	return ac_is_disconnected(result) ? CALL(channel, handle_close)
					  : handle_error(channel, result);
}

/* ---- Passes ---- */

static short wanted(const struct old_channel *channel)
{
	struct ac_dispatcher *d = channel->d;
	short flags = 0;

	if (METHOD(channel, readable)(d) > 0)
		flags |= POLLIN | POLLPRI;
	if (!d->accepting && METHOD(channel, writable)(d) > 0)
		flags |= POLLOUT;
	return flags;
}

static nfds_t gather(const struct oldloop *old, struct pollfd *fds)
{
	nfds_t count = 0;

	for (int fd = 0; fd < OLD_CHANNELS_MAX; fd++) {
		const struct old_channel channel = get(old, fd);
		short flags = channel.d ? wanted(&channel) : 0;

		if (flags)
			fds[count++] = (struct pollfd){fd, flags, 0};
	}
	return count;
}

/* asyncore.poll2.  The library releases what was closed. */
static int pass(struct oldloop *old)
{
	struct ac_sys *sys = old->loop->sys;
	struct pollfd fds[OLD_CHANNELS_MAX];
	nfds_t count = gather(old, fds);
	int result = sys->ops->poll(fds, count, AC_TIMEOUT, sys);

	if (result < 0)
		return result == -EINTR ? 0 : result;
	for (nfds_t i = 0; i < count; i++) {
		const struct old_channel channel = get(old, fds[i].fd);

		if (fds[i].revents && channel.d)
			result = readwrite(&channel, fds[i].revents);
		if (result < 0)
			return result;
	}
	forget_closed(old);
	return ac_loop(old->loop, 0, 0);
}

int old_loop(struct oldloop *old)
{
	int result = 0;

	while (result >= 0 && old->loop->channel_count > 0)
		result = pass(old);
	return result;
}
