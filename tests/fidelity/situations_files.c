/* SPDX-License-Identifier: MIT
 *
 * Situations about epolls, events, FIFOs and files. */
#include "draft.h"

void draft_add_epoll(struct draft *draft)
{
	unsigned slot = draft_find(draft, FILE_NONE);

	if (slot == SLOTS)
		return;
	draft_add(draft, OP_EPOLL, slot);
	draft_take(draft, slot, FILE_EPOLL);
}

/* Epolls that watch each other, to as many floors as there may be and one more. */
void draft_add_tower(struct draft *draft)
{
	unsigned floors = 4 + draft_pick(draft, 4), slots[8], turned = draft_pick(draft, 2);
	struct op *op;

	for (unsigned i = 0; i < floors; i++) {
		slots[i] = draft_find(draft, FILE_NONE);
		if (slots[i] == SLOTS)
			return;
		draft_add(draft, OP_EPOLL, slots[i]);
		draft_take(draft, slots[i], FILE_EPOLL);
	}
	for (unsigned i = 0; i + 1 < floors; i++) {
		unsigned at = turned ? floors - 2 - i : i;

		op = draft_add(draft, OP_CTL_ADD, slots[at]);
		op->other = (uint8_t)slots[at + 1];
		op->what = (uint8_t)draft_pick(draft, 3);
	}
}

void draft_add_event(struct draft *draft)
{
	unsigned slot = draft_find(draft, FILE_NONE);

	if (slot == SLOTS)
		return;
	draft_add(draft, OP_EVENT, slot)->what = (uint8_t)draft_pick(draft, op_eventfds_count);
	draft_take(draft, slot, FILE_EVENT);
}

static void add_open(struct draft *draft, uint8_t name)
{
	unsigned slot = draft_find(draft, FILE_NONE);
	struct op *op;

	if (slot == SLOTS)
		return;
	op = draft_add(draft, OP_OPEN, slot);
	op->name = name;
	op->what = (uint8_t)draft_pick(draft, op_opens_count);
	/* A FIFO, as far as the generator cares; where it is none, that is tested. */
	draft_take(draft, slot, draft_chance(draft, 50) ? FILE_READER : FILE_WRITER);
}

static uint8_t some_path(struct draft *draft)
{
	if (draft_chance(draft, 10))
		return (uint8_t)(NAME_UNIX + UNIX_NULL + draft_pick(draft, 2));
	return (uint8_t)(NAME_UNIX + (draft_chance(draft, 8) ? UNIX_MISSING
							     : draft_pick(draft, UNIX_ABSTRACT_0)));
}

/* A file that is cut while somebody is behind its beginning. */
static void add_hole(struct draft *draft, uint8_t name)
{
	unsigned first = draft_find(draft, FILE_NONE), second;

	if (first == SLOTS)
		return;
	draft_take(draft, first, FILE_WRITER);
	second = draft_find(draft, FILE_NONE);
	if (second == SLOTS)
		return;
	draft_take(draft, second, FILE_READER);
	*draft_add(draft, OP_OPEN, first) =
		(struct op){.kind = OP_OPEN, .slot = (uint8_t)first, .name = name, .what = 3};
	draft_add(draft, OP_WRITE, first)->size = (uint8_t)draft_pick(draft, 9);
	*draft_add(draft, OP_OPEN, second) =
		(struct op){.kind = OP_OPEN, .slot = (uint8_t)second, .name = name, .what = 7};
	draft_add(draft, OP_WRITE, first)->size = (uint8_t)draft_pick(draft, 9);
	draft_add(draft, OP_READ, second)->size = (uint8_t)draft_pick(draft, 12);
}

/* Who reads and writes the same FIFO hears of bytes and of room. */
static void add_full_fifo(struct draft *draft, uint8_t name)
{
	unsigned slot = draft_find(draft, FILE_NONE);

	if (slot == SLOTS)
		return;
	draft_take(draft, slot, FILE_WRITER);
	draft_add(draft, OP_MKFIFO, 0)->name = name;
	*draft_add(draft, OP_OPEN, slot) =
		(struct op){.kind = OP_OPEN, .slot = (uint8_t)slot, .name = name, .what = 2};
	draft_add(draft, OP_WATCH, slot)->what = (uint8_t)draft_pick(draft, op_events_count);
	draft_add(draft, OP_FILL, slot)->size = draft_fill_size(draft);
	for (unsigned i = 1 + draft_pick(draft, 4); i > 0; i--)
		draft_add(draft, draft_chance(draft, 80) ? OP_READ : OP_WRITE, slot)->size =
			(uint8_t)draft_pick(draft, op_size_edges);
}

void draft_add_fifo(struct draft *draft)
{
	uint8_t name = some_path(draft);

	if (draft_chance(draft, 8)) {
		add_full_fifo(draft, name);
		return;
	}

	if (draft_chance(draft, 12)) {
		add_hole(draft, name);
		return;
	}

	if (draft_chance(draft, 60))
		draft_add(draft, OP_MKFIFO, 0)->name = name;
	for (unsigned i = draft_pick(draft, 3); i > 0; i--)
		add_open(draft, draft_chance(draft, 90) ? name : some_path(draft));
}
