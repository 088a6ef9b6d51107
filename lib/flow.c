/* SPDX-License-Identifier: MIT
 *
 * flow.c - holding input back.
 *
 * Nothing happens here but marking: what counts is the state before the next wait,
 * so a pause and its end within a pass cost no call. */
#include "internal.h"

void ac_pause_reading(struct ac_dispatcher *d)
{
	d->paused = true;
	ac_mark(d);
}

void ac_resume_reading(struct ac_dispatcher *d)
{
	d->paused = false;
	ac_mark(d);
}

void ac_set_water_marks(struct ac_dispatcher *d, size_t high, size_t low)
{
	assert(low <= high);
	d->high_water = high;
	d->low_water = low;
	d->full = false;
	ac_mark(d);
}

size_t ac_queued(const struct ac_dispatcher *d)
{
	return d->cls->ops.queued(d);
}
