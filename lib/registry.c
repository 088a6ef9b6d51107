/* SPDX-License-Identifier: MIT
 *
 * registry.c - which channels are open: slots, generations, and the tables whose
 * size follows their number.
 *
 * All memory a pass needs is taken here, when a channel is added. */
#include <string.h>

#include "internal.h"

#define NO_SLOT        0u
#define SLOTS_AT_FIRST 16u

/* Slot 0 stays unused: in notes it means "no channel". */
static void add_free_slots(struct ac_loop *loop, uint32_t first, uint32_t end)
{
	uint32_t slot;

	for (slot = end - 1; slot >= first && slot != NO_SLOT; slot--) {
		loop->slots[slot] = (struct ac_slot){.next_free = loop->slot_free};
		loop->slot_free = slot;
	}
}

static int grow(struct ac_loop *loop)
{
	uint32_t capacity = loop->slot_capacity ? 2 * loop->slot_capacity : SLOTS_AT_FIRST;
	struct ac_slot *slots;
	struct epoll_event *ready;

	slots = ac_realloc(loop, loop->slots, capacity * sizeof *slots, "channels");
	if (!slots)
		return -ENOMEM;
	loop->slots = slots;
	ready = ac_realloc(loop, loop->ready, capacity * sizeof *ready, "ready channels");
	if (!ready)
		return -ENOMEM;
	loop->ready = ready;
	loop->slots[NO_SLOT] = (struct ac_slot){.channel = NULL};
	add_free_slots(loop, loop->slot_capacity, capacity);
	loop->slot_capacity = capacity;
	return 0;
}

static int grow_owners(struct ac_loop *loop, int fd)
{
	uint32_t capacity = loop->owner_capacity ? loop->owner_capacity : SLOTS_AT_FIRST;
	uint32_t *owners;

	while (capacity <= (uint32_t)fd)
		capacity *= 2;
	owners = ac_realloc(loop, loop->owners, capacity * sizeof *owners, "descriptors");
	if (!owners)
		return -ENOMEM;
	memset(owners + loop->owner_capacity, 0,
	       (capacity - loop->owner_capacity) * sizeof *owners);
	loop->owners = owners;
	loop->owner_capacity = capacity;
	return 0;
}

static int make_room(struct ac_loop *loop, int fd)
{
	int rc = loop->slot_free == NO_SLOT ? grow(loop) : 0;

	if (rc == 0 && (uint32_t)fd >= loop->owner_capacity)
		rc = grow_owners(loop, fd);
	return rc;
}

/* The kernel gives no number twice: if an open channel has it, the program has
 * closed that one's descriptor behind our back.  From now on it must not touch
 * the number, which is another's (K07); ac_refresh tells it to close. */
static void take_descriptor(struct ac_dispatcher *d)
{
	struct ac_loop *loop = d->loop;
	struct ac_dispatcher *before = loop->slots[loop->owners[d->fd]].channel;

	if (before) {
		before->interest = 0;
		(void)loop->watcher->ops->ask(loop, before); /* nothing can not fail */
		before->fd = AC_FD_LOST;
		ac_mark(before);
	}
	loop->owners[d->fd] = d->slot;
}

static void take_slot(struct ac_dispatcher *d)
{
	struct ac_loop *loop = d->loop;

	d->slot = loop->slot_free;
	loop->slot_free = loop->slots[d->slot].next_free;
	d->generation = ++loop->generation;
	loop->slots[d->slot].channel = d;
	loop->slots[d->slot].generation = d->generation;
	assert(d->generation != 0 && "more channels opened than a generation can count");
}

static void give_back_slot(struct ac_dispatcher *d)
{
	struct ac_loop *loop = d->loop;

	assert(loop->slots[d->slot].channel == d);
	loop->slots[d->slot] = (struct ac_slot){.next_free = loop->slot_free};
	loop->slot_free = d->slot;
}

int ac_register(struct ac_dispatcher *d)
{
	struct ac_loop *loop = d->loop;
	int rc;

	rc = make_room(loop, d->fd);
	if (rc < 0)
		return rc;
	rc = loop->watcher->ops->add(loop, d);
	if (rc < 0)
		return rc;
	if (ac_is_linked(&d->link)) /* its release is called off */
		ac_unlink(&d->link);
	take_slot(d);
	take_descriptor(d);
	d->answers = AC_ANSWERS_UNKNOWN;
	loop->channel_count++;
	ac_append(&loop->open, &d->link);
	if (d->cls->asks)
		ac_append(&loop->asked, &d->ask);
	ac_mark(d);
	ac_note_channel(d, AC_NOTE_CHANNEL_OPENED, d->fd);
	return 0;
}

/* Walks that are under way step over the link that is about to go. */
static void advance_cursors(struct ac_loop *loop, const struct ac_link *link)
{
	struct ac_cursor *cursor;

	for (cursor = loop->cursors; cursor; cursor = cursor->outer)
		if (cursor->next == link)
			cursor->next = link->next;
}

void ac_unregister(struct ac_dispatcher *d)
{
	struct ac_loop *loop = d->loop;

	loop->watcher->ops->remove(loop, d);
	if (d->fd != AC_FD_LOST)
		loop->owners[d->fd] = NO_SLOT;
	d->interest = 0;
	d->answers = AC_ANSWERS_UNKNOWN;
	give_back_slot(d);
	loop->channel_count--;
	if (ac_is_linked(&d->ask)) {
		advance_cursors(loop, &d->ask);
		ac_unlink(&d->ask);
	}
	ac_unlink(&d->link);
	ac_append(&loop->closed, &d->link);
}

void ac_ready_add(struct ac_loop *loop, const struct ac_dispatcher *d, uint32_t revents)
{
	assert(loop->ready_count < loop->slot_capacity);
	loop->ready[loop->ready_count++] = (struct epoll_event){
		.events = revents,
		.data.u64 = ac_ready_data(d),
	};
}
