/* SPDX-License-Identifier: MIT */
#include "decisions/turns.h"

#include <string.h>

#include "decisions/mix.h"
#include "time/heap.h"

int wt_turns_grow(struct wt_turns *turns)
{
	struct wt_turns bigger = {.capacity = turns->capacity ? turns->capacity * 2 : 64,
				  .used = turns->used,
				  .run = turns->run};

	bigger.slots = wt_heap_take_zeroed(bigger.capacity, sizeof *bigger.slots);
	if (!bigger.slots)
		return -1;
	for (size_t i = 0; i < turns->capacity; i++) {
		if (turns->slots[i].run == turns->run)
			*wt_turns_find(&bigger, turns->slots[i].key) = turns->slots[i];
	}
	wt_heap_give(turns->slots);
	*turns = bigger;
	return 0;
}

void wt_turns_begin(struct wt_turns *turns)
{
	turns->used = 0;
	if (++turns->run != 0)
		return;
	turns->run = 1;
	if (turns->slots)
		memset(turns->slots, 0, turns->capacity * sizeof *turns->slots);
}

uint64_t wt_turns_digest(const struct wt_turns *turns)
{
	uint64_t sum = turns->used;

	for (size_t i = 0; i < turns->capacity; i++) {
		if (turns->slots[i].run == turns->run)
			sum += wt_mix(turns->slots[i].key, turns->slots[i].count);
	}
	return sum;
}

void wt_turns_fini(struct wt_turns *turns)
{
	wt_heap_give(turns->slots);
	*turns = (struct wt_turns){0};
}
