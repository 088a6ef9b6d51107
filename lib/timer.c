/* SPDX-License-Identifier: MIT
 *
 * timer.c - calls to be made later, in a pairing heap.
 *
 * The heap lives in the timers themselves, so setting one takes no memory and can
 * not fail.  A node's children are a list: child is the first, sibling the next,
 * previous the one before or, for the first, the parent. */
#include "internal.h"

static bool is_before(const struct ac_timer *a, const struct ac_timer *b)
{
	if (a->due_ns != b->due_ns)
		return a->due_ns < b->due_ns;
	return a->sequence < b->sequence;
}

/* Two heaps become one; either may be empty. */
static struct ac_timer *meld(struct ac_timer *a, struct ac_timer *b)
{
	struct ac_timer *first, *second;

	if (!a || !b)
		return a ? a : b;
	first = is_before(a, b) ? a : b;
	second = first == a ? b : a;
	second->previous = first;
	second->sibling = first->child;
	if (first->child)
		first->child->previous = second;
	first->child = second;
	return first;
}

static struct ac_timer *detach_first(struct ac_timer **list)
{
	struct ac_timer *timer = *list;

	if (!timer)
		return NULL;
	*list = timer->sibling;
	timer->sibling = NULL;
	timer->previous = NULL;
	return timer;
}

/* The children of a removed node become one heap: melded in pairs from the left,
 * then the pairs from the right, which is what makes it O(log n) in the mean. */
static struct ac_timer *meld_pairs(struct ac_timer *children)
{
	struct ac_timer *pairs = NULL;
	struct ac_timer *heap = NULL;

	while (children) {
		struct ac_timer *a = detach_first(&children);
		struct ac_timer *pair = meld(a, detach_first(&children));

		pair->sibling = pairs;
		pairs = pair;
	}
	while (pairs)
		heap = meld(heap, detach_first(&pairs));
	return heap;
}

static void cut(struct ac_timer *timer)
{
	if (timer->previous->child == timer)
		timer->previous->child = timer->sibling;
	else
		timer->previous->sibling = timer->sibling;
	if (timer->sibling)
		timer->sibling->previous = timer->previous;
}

/* Out of the heap; the timer is no longer set. */
static void take(struct ac_timer *timer)
{
	struct ac_loop *loop = timer->loop;
	struct ac_timer *rest = meld_pairs(timer->child);

	if (loop->timers == timer) {
		loop->timers = rest;
	} else {
		cut(timer);
		loop->timers = meld(loop->timers, rest);
	}
	loop->timer_count--;
	timer->child = NULL;
	timer->sibling = NULL;
	timer->previous = NULL;
	timer->loop = NULL;
}

static uint64_t later(uint64_t now, int64_t delay_ns)
{
	uint64_t delay = delay_ns > 0 ? (uint64_t)delay_ns : 0;

	return now > UINT64_MAX - delay ? UINT64_MAX : now + delay;
}

void ac_call_later(struct ac_loop *loop, struct ac_timer *timer, int64_t delay_ns,
		   int (*callback)(struct ac_timer *))
{
	assert(callback);
	assert(!timer->loop || timer->loop == loop);
	if (timer->loop)
		take(timer);
	if (timer->number == 0)
		timer->number = ++loop->timer_numbers;
	timer->loop = loop;
	timer->callback = callback;
	timer->due_ns = later(ac_now_ns(loop), delay_ns);
	timer->sequence = loop->timer_sequence++;
	loop->timers = meld(loop->timers, timer);
	loop->timer_count++;
	ac_note_timer(loop, timer, AC_NOTE_TIMER_SET, (int64_t)timer->due_ns);
}

void ac_cancel(struct ac_timer *timer)
{
	struct ac_loop *loop = timer->loop;

	if (!loop)
		return;
	take(timer);
	ac_note_timer(loop, timer, AC_NOTE_TIMER_CANCELLED, 0);
}

bool ac_timer_is_set(const struct ac_timer *timer)
{
	return timer->loop != NULL;
}

uint64_t ac_next_due(const struct ac_loop *loop)
{
	return loop->timers->due_ns;
}

/* Those set during the pass have sequence or a later number, and are due at now or
 * later, so none of them hides one that must be called. */
int ac_fire_timers(struct ac_loop *loop, uint64_t now, uint64_t sequence)
{
	for (;;) {
		struct ac_timer *timer = loop->timers;
		int rc;

		if (!timer || timer->due_ns > now || timer->sequence >= sequence)
			return 0;
		take(timer);
		ac_note_timer(loop, timer, AC_NOTE_TIMER_FIRED, 0);
		rc = ac_call_timer(loop, timer, timer->callback);
		if (rc < 0)
			return rc;
		ac_leave(loop);
	}
}
