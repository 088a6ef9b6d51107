/* SPDX-License-Identifier: MIT
 *
 * Situations about queues: one that is full to the edge, and somebody who waits at one. */
#include "draft.h"

static bool is_bound(const struct draft *draft, unsigned slot)
{
	return draft->names[slot] != NAME_NONE;
}

static void set_buffers(struct draft *draft, unsigned slot)
{
	for (unsigned i = 1 + draft_pick(draft, 2); i > 0; i--)
		draft_add(draft, OP_SETOPT, slot)->what =
			(uint8_t)(op_option_buffers +
				  draft_pick(draft, op_option_count - op_option_buffers));
}

static void bind_somewhere(struct draft *draft, unsigned slot, enum file_kind kind)
{
	struct op *op = draft_add(draft, OP_BIND, slot);

	op->name = kind == FILE_UDP ? draft_inet(draft_pick(draft, 2), 1 + draft_pick(draft, 3))
				    : (uint8_t)(NAME_UNIX + draft_pick(draft, UNIX_MISSING));
	draft->names[slot] = op->name;
}

static void connect_to(struct draft *draft, unsigned slot, unsigned other)
{
	draft_add(draft, OP_CONNECT, slot)->name = (uint8_t)(NAME_SOCK_OF + other);
}

/* Mostly small, for then several fit. */
static uint8_t some_length(struct draft *draft)
{
	if (draft_chance(draft, 35))
		return (uint8_t)(op_size_edges + draft_pick(draft, op_size_count - op_size_edges));
	return (uint8_t)draft_pick(draft, draft_chance(draft, 80) ? 9 : 20);
}

/* A look, or a reading, or several. */
static void add_reading(struct draft *draft, unsigned slot)
{
	struct op *op = draft_add(draft, OP_RECV, slot);

	op->size = some_length(draft);
	op->flags = (uint8_t)(draft_chance(draft, 60) ? 0 : draft_pick(draft, 6));
}

static void send_and_read(struct draft *draft, unsigned from, unsigned to)
{
	for (unsigned i = 4 + draft_pick(draft, 8); i > 0; i--) {
		if (draft_chance(draft, 60))
			draft_add(draft, OP_SEND, from)->size = some_length(draft);
		else
			add_reading(draft, to);
	}
}

/* From and to, connected; SLOTS: there was no place. */
static unsigned add_two_ends(struct draft *draft, enum file_kind kind, unsigned *ret_to)
{
	unsigned from;

	if (draft_is_connection(kind)) {
		*ret_to = draft_add_two(draft, kind, &from);
		return *ret_to == SLOTS ? SLOTS : from;
	}
	*ret_to = draft_new_socket(draft, kind);
	from = *ret_to == SLOTS ? SLOTS : draft_new_socket(draft, kind);
	if (from == SLOTS)
		return SLOTS;
	bind_somewhere(draft, *ret_to, kind);
	return from;
}

/* One end goes while something is unread at both. */
void draft_add_broken_pair(struct draft *draft, enum file_kind kind)
{
	unsigned b, a = draft_add_two(draft, kind, &b);

	if (a == SLOTS)
		return;
	draft_add(draft, OP_WATCH, a)->what = (uint8_t)draft_pick(draft, op_events_count);
	for (unsigned i = 1 + draft_pick(draft, 3); i > 0; i--)
		draft_add(draft, OP_SEND, draft_chance(draft, 60) ? b : a)->size =
			(uint8_t)draft_pick(draft, 9);
	if (draft_chance(draft, 25))
		draft_add(draft, OP_SETOPT, a)->what = draft_some_option(draft, kind);
	draft_add(draft, OP_CLOSE, b);
	draft_take(draft, b, FILE_NONE);
	for (unsigned i = 1 + draft_pick(draft, 3); i > 0; i--)
		add_reading(draft, a);
}

/* Both hear nobody else, and one then hears another. */
void draft_add_mutual(struct draft *draft)
{
	unsigned slots[3];

	for (unsigned i = 0; i < 3; i++) {
		slots[i] = draft_new_socket(draft, FILE_UNIX_DGRAM);
		if (slots[i] == SLOTS)
			return;
		bind_somewhere(draft, slots[i], FILE_UNIX_DGRAM);
	}
	draft_add(draft, OP_WATCH, slots[0])->what = (uint8_t)draft_pick(draft, op_events_count);
	connect_to(draft, slots[0], slots[1]);
	if (draft_chance(draft, 80))
		connect_to(draft, slots[1], slots[0]);
	send_and_read(draft, slots[0], slots[1]);
	if (draft_chance(draft, 70))
		connect_to(draft, slots[1], slots[2]);
	else
		draft_add(draft, OP_CONNECT, slots[1])->name = NAME_ODD + ODD_UNSPEC;
	if (draft_chance(draft, 50))
		draft_add(draft, OP_SEND, slots[0])->size = (uint8_t)draft_pick(draft, 9);
}

void draft_add_tight_queue(struct draft *draft, enum file_kind kind)
{
	unsigned to, from = add_two_ends(draft, kind, &to);

	if (from == SLOTS)
		return;
	set_buffers(draft, from);
	if (kind == FILE_UDP)
		set_buffers(draft, to);
	draft_add(draft, OP_WATCH, from)->what = (uint8_t)draft_pick(draft, op_events_count);
	if (is_bound(draft, to))
		connect_to(draft, from, to);
	send_and_read(draft, from, to);
}

/* What becomes of who waits, and of who is waited for. */
static void add_turn(struct draft *draft, unsigned waiter, unsigned full, unsigned other)
{
	struct op *op;

	switch (draft_pick(draft, 7)) {
	case 0:
		connect_to(draft, waiter, other);
		break;
	case 1:
		draft_add(draft, OP_CONNECT, waiter)->name = NAME_ODD + ODD_UNSPEC;
		break;
	case 2:
		op = draft_add(draft, OP_SENDTO, draft_chance(draft, 50) ? waiter : other);
		op->name = (uint8_t)(NAME_SOCK_OF + full);
		break;
	case 3:
		draft_add(draft, OP_SHUTDOWN, full)->what = (uint8_t)draft_pick(draft, 3);
		break;
	case 4:
		draft_add(draft, OP_CLOSE, full);
		draft_take(draft, full, FILE_NONE);
		break;
	default:
		add_reading(draft, full);
		break;
	}
}

void draft_add_waiter(struct draft *draft)
{
	unsigned slots[3];

	for (unsigned i = 0; i < 3; i++) {
		slots[i] = draft_new_socket(draft, FILE_UNIX_DGRAM);
		if (slots[i] == SLOTS)
			return;
	}
	bind_somewhere(draft, slots[1], FILE_UNIX_DGRAM);
	bind_somewhere(draft, slots[2], FILE_UNIX_DGRAM);
	for (unsigned i = 0; i < 3; i += 2)
		draft_add(draft, OP_WATCH, slots[i])->what =
			(uint8_t)draft_pick(draft, op_events_count);
	if (draft_chance(draft, 80))
		connect_to(draft, slots[0], slots[1]);
	*draft_add(draft, OP_FILL, slots[0]) =
		(struct op){.kind = OP_FILL,
			    .slot = (uint8_t)slots[0],
			    .name = (uint8_t)(NAME_SOCK_OF + slots[1]),
			    .size = (uint8_t)draft_pick(draft, 9)};
	for (unsigned i = 2 + draft_pick(draft, 6); i > 0; i--)
		add_turn(draft, slots[0], slots[1], slots[2]);
	add_reading(draft, slots[1]);
}
