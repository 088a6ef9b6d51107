/* SPDX-License-Identifier: MIT
 *
 * linger.c - closing so that the peer gets what was sent.
 *
 * A channel that lingers has left its class for one of the library's own, which reads
 * and drops; ac_close puts it back before anything of the program is called. */
#include "internal.h"

static int yes(struct ac_dispatcher *d)
{
	(void)d;
	return 1;
}

static int no(struct ac_dispatcher *d)
{
	(void)d;
	return 0;
}

static int drop_input(struct ac_dispatcher *d)
{
	char dropped[16384];
	struct ac_sys *sys = d->loop->sys;
	ssize_t n = sys->ops->recv(d->fd, dropped, sizeof dropped, 0, sys);

	if (n == -EAGAIN)
		return 0;
	if (n <= 0 || (size_t)n >= d->linger_left)
		ac_close(d);
	else
		d->linger_left -= (size_t)n;
	return 0;
}

static int drop_urgent(struct ac_dispatcher *d)
{
	struct ac_sys *sys = d->loop->sys;
	char dropped;

	sys->ops->recv(d->fd, &dropped, 1, MSG_OOB, sys);
	return 0;
}

static int finish(struct ac_dispatcher *d)
{
	ac_close(d);
	return 0;
}

static int finish_failed(struct ac_dispatcher *d, const struct ac_error *error)
{
	(void)error;
	ac_close(d);
	return 0;
}

/* For the program it is closed. */
static int refuse(struct ac_dispatcher *d)
{
	return ac_misused(d, AC_OP_SEND, "send");
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

/* The slots that a connection without handlers can come to. */
static const struct ac_class lingering = {
	.ops =
		{
			.name = "lingering",
			.readable = yes,
			.writable = no,
			.handle_read_event = drop_input,
			.handle_write_event = no,
			.handle_expt_event = drop_urgent,
			.handle_close = finish,
			.handle_error = finish_failed,
			.initiate_send = refuse,
			.released = nothing,
			.discard_buffers = nothing,
			.queued = none,
		},
	.readable_flags = AC_OPS_ANNOUNCES | AC_OPS_LIBRARY,
	.writable_flags = AC_OPS_ANNOUNCES | AC_OPS_LIBRARY,
};

static int is_due(struct ac_timer *timer)
{
	ac_close(ac_container_of(timer, struct ac_dispatcher, timer));
	return 0;
}

/* The peer has closed already, or there is nobody. */
static bool is_pointless(const struct ac_dispatcher *d)
{
	return !d->connected || d->accepting || d->datagram || d->file || d->at_eof;
}

void ac_close_lingering(struct ac_dispatcher *d, int64_t timeout_ns)
{
	struct ac_sys *sys = d->loop->sys;

	if (d->fd < 0 || d->lingering)
		return;
	if (is_pointless(d) || sys->ops->shutdown(d->fd, SHUT_WR, sys) < 0) {
		ac_close(d);
		return;
	}
	d->cls->ops.discard_buffers(d);
	d->left = d->cls;
	d->cls = &lingering;
	d->lingering = true;
	ac_choose_calls(d);
	d->linger_left = AC_LINGER_MAX;
	d->write_shut = true;
	d->draining = false;
	d->paused = false;
	ac_cancel(&d->timer);
	if (timeout_ns >= 0)
		ac_call_later(d->loop, &d->timer, timeout_ns, is_due);
	ac_mark(d);
}
