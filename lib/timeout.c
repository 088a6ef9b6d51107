/* SPDX-License-Identifier: MIT
 *
 * timeout.c - connections that do not come about, and those on which nothing happens.
 *
 * Activity only leaves its time; the timer looks at that when it is due and goes on
 * for what is left, so that an event does not have to move it. */
#include "internal.h"

static struct ac_dispatcher *of(struct ac_timer *timer)
{
	return ac_container_of(timer, struct ac_dispatcher, timer);
}

static int time_out(struct ac_dispatcher *d, enum ac_op op)
{
	ac_failed(d, AC_ERROR_OS, op, -ETIMEDOUT);
	return ac_settle(d, d->generation, -ETIMEDOUT, AC_EVENT_TIMER);
}

static int connect_is_due(struct ac_timer *timer)
{
	struct ac_dispatcher *d = of(timer);

	return d->connecting ? time_out(d, AC_OP_CONNECT) : 0;
}

static int idle_is_due(struct ac_timer *timer)
{
	struct ac_dispatcher *d = of(timer);
	uint32_t generation = d->generation;
	int64_t idle_ns = (int64_t)(ac_now_ns(d->loop) - d->active_ns);
	int rc;

	if (idle_ns < d->idle_timeout_ns) {
		ac_call_later(d->loop, timer, d->idle_timeout_ns - idle_ns, idle_is_due);
		return 0;
	}
	rc = time_out(d, AC_OP_IDLE);
	if (ac_is_current(d, generation) && !d->lingering)
		ac_restart_timeout(d);
	return rc;
}

ssize_t ac_note_activity(struct ac_dispatcher *d, ssize_t n)
{
	d->active_ns = ac_now_ns(d->loop);
	return n;
}

/* A listener's timer is that of its rest. */
void ac_restart_timeout(struct ac_dispatcher *d)
{
	int64_t timeout_ns = d->connecting ? d->connect_timeout_ns : d->idle_timeout_ns;

	if (d->fd < 0 || d->lingering || d->backing_off)
		return;
	ac_cancel(&d->timer);
	if (timeout_ns <= 0 || d->accepting)
		return;
	d->active_ns = ac_now_ns(d->loop);
	ac_call_later(d->loop, &d->timer, timeout_ns, d->connecting ? connect_is_due : idle_is_due);
}

void ac_set_connect_timeout(struct ac_dispatcher *d, int64_t timeout_ns)
{
	d->connect_timeout_ns = timeout_ns;
	if (d->connecting)
		ac_restart_timeout(d);
}

void ac_set_idle_timeout(struct ac_dispatcher *d, int64_t timeout_ns)
{
	d->idle_timeout_ns = timeout_ns;
	d->counts_idleness = timeout_ns > 0;
	if (!d->connecting)
		ac_restart_timeout(d);
}
