/* SPDX-License-Identifier: MIT
 *
 * turns.h - how often each name has been asked in this run. */
#ifndef WT_TURNS_H
#define WT_TURNS_H

#include <stddef.h>
#include <stdint.h>

struct wt_turn_slot {
	uint64_t key;
	uint32_t run; /* the run this slot was used in; others are free */
	uint32_t count;
};

struct wt_turns {
	struct wt_turn_slot *slots;
	size_t capacity, used;
	uint32_t run;
};

void wt_turns_begin(struct wt_turns *);
/* In whatever order they were asked. */
uint64_t wt_turns_digest(const struct wt_turns *);
void wt_turns_fini(struct wt_turns *);

/* Room for more; -1: no memory. */
int wt_turns_grow(struct wt_turns *) __attribute__((cold));

static inline struct wt_turn_slot *wt_turns_find(const struct wt_turns *turns, uint64_t key)
{
	size_t mask = turns->capacity - 1;
	size_t i = (size_t)(key ^ (key >> 32)) & mask;

	while (turns->slots[i].run == turns->run && turns->slots[i].key != key)
		i = (i + 1) & mask;
	return &turns->slots[i];
}

/* Counts one more asking of key and says the how-manieth, from 1.  Without
 * memory every asking is the first, which is still deterministic. */
static inline uint32_t wt_turns_count(struct wt_turns *turns, uint64_t key)
{
	struct wt_turn_slot *slot;

	if (turns->used * 2 >= turns->capacity && wt_turns_grow(turns) < 0)
		return 1;
	slot = wt_turns_find(turns, key);
	if (slot->run == turns->run)
		return ++slot->count;
	*slot = (struct wt_turn_slot){key, turns->run, 1};
	turns->used++;
	return 1;
}

#endif
