/* SPDX-License-Identifier: MIT */
#include "search/set.h"

#include <stdlib.h>

static uint64_t *find(const struct wt_set *set, uint64_t number)
{
	size_t mask = set->capacity - 1, i = (size_t)(number ^ (number >> 32)) & mask;

	while (set->slots[i] != 0 && set->slots[i] != number)
		i = (i + 1) & mask;
	return &set->slots[i];
}

static void grow(struct wt_set *set)
{
	struct wt_set bigger = {.capacity = set->capacity ? set->capacity * 2 : 64};

	bigger.slots = calloc(bigger.capacity, sizeof *bigger.slots);
	if (!bigger.slots)
		abort();
	for (size_t i = 0; i < set->capacity; i++) {
		if (set->slots[i] != 0)
			*find(&bigger, set->slots[i]) = set->slots[i];
	}
	free(set->slots);
	set->slots = bigger.slots;
	set->capacity = bigger.capacity;
}

bool wt_set_add(struct wt_set *set, uint64_t number)
{
	uint64_t *slot;

	if (number == 0) {
		bool is_new = !set->has_zero;

		set->has_zero = true;
		return is_new;
	}
	if (set->count * 2 >= set->capacity)
		grow(set);
	slot = find(set, number);
	if (*slot == number)
		return false;
	*slot = number;
	set->count++;
	return true;
}

bool wt_set_has(const struct wt_set *set, uint64_t number)
{
	if (number == 0)
		return set->has_zero;
	return set->capacity > 0 && *find(set, number) == number;
}

size_t wt_set_count(const struct wt_set *set)
{
	return set->count + set->has_zero;
}

static int by_number(const void *a, const void *b)
{
	uint64_t one = *(const uint64_t *)a, other = *(const uint64_t *)b;

	return one < other ? -1 : one > other;
}

uint64_t *wt_set_sorted(const struct wt_set *set)
{
	uint64_t *sorted = malloc((wt_set_count(set) + 1) * sizeof *sorted);
	size_t count = 0;

	if (!sorted)
		abort();
	if (set->has_zero)
		sorted[count++] = 0;
	for (size_t i = 0; i < set->capacity; i++) {
		if (set->slots[i] != 0)
			sorted[count++] = set->slots[i];
	}
	qsort(sorted, count, sizeof *sorted, by_number);
	return sorted;
}

void wt_set_fini(struct wt_set *set)
{
	free(set->slots);
	*set = (struct wt_set){0};
}
