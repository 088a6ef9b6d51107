/* SPDX-License-Identifier: MIT */
#include "draft.h"

uint64_t draft_mix(uint64_t x)
{
	x ^= x >> 30;
	x *= UINT64_C(0xbf58476d1ce4e5b9);
	x ^= x >> 27;
	x *= UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

unsigned draft_pick(struct draft *draft, unsigned n)
{
	draft->state += UINT64_C(0x9e3779b97f4a7c15);
	return (unsigned)((draft_mix(draft->state) >> 32) * n >> 32);
}

bool draft_chance(struct draft *draft, unsigned percent)
{
	return draft_pick(draft, 100) < percent;
}

unsigned draft_weighted(struct draft *draft, const uint8_t *weights, unsigned count)
{
	unsigned total = 0, at;

	for (unsigned i = 0; i < count; i++)
		total += weights[i];
	at = draft_pick(draft, total);
	for (unsigned i = 0; i < count; i++) {
		if (at < weights[i])
			return i;
		at -= weights[i];
	}
	return 0;
}

/* -- Operations --------------------------------------------------------- */

bool draft_is_over(const struct draft *draft)
{
	return draft->program->count >= draft->length;
}

struct op *draft_add(struct draft *draft, enum op_kind kind, unsigned slot)
{
	static struct op thrown_away;
	struct op *op =
		draft_is_over(draft) ? &thrown_away : &draft->program->ops[draft->program->count++];

	*op = (struct op){.kind = (uint8_t)kind, .slot = (uint8_t)slot, .name = NAME_NONE};
	return op;
}

unsigned draft_find(struct draft *draft, enum file_kind kind)
{
	unsigned from = draft_pick(draft, SLOTS);

	for (unsigned i = 0; i < SLOTS; i++) {
		unsigned slot = (from + i) % SLOTS;

		if (draft->kinds[slot] == kind)
			return slot;
	}
	return SLOTS;
}

unsigned draft_find_listener(struct draft *draft, enum file_kind kind)
{
	unsigned from = draft_pick(draft, SLOTS);

	for (unsigned i = 0; i < SLOTS; i++) {
		unsigned slot = (from + i) % SLOTS;

		if (draft->kinds[slot] == kind && draft->listens[slot])
			return slot;
	}
	return SLOTS;
}

unsigned draft_find_used(struct draft *draft)
{
	unsigned from = draft_pick(draft, SLOTS);

	for (unsigned i = 0; i < SLOTS; i++) {
		unsigned slot = (from + i) % SLOTS;

		if (draft->kinds[slot] != FILE_NONE)
			return slot;
	}
	return SLOTS;
}

void draft_take(struct draft *draft, unsigned slot, enum file_kind kind)
{
	draft->kinds[slot] = (uint8_t)kind;
	draft->listens[slot] = 0;
	draft->names[slot] = NAME_NONE;
}
