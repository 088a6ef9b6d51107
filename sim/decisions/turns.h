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
/* Counts one more asking of key and says the how-manieth, from 1.  Without
 * memory every asking is the first, which is still deterministic. */
uint32_t wt_turns_count(struct wt_turns *, uint64_t key);
/* In whatever order they were asked. */
uint64_t wt_turns_digest(const struct wt_turns *);
void wt_turns_fini(struct wt_turns *);

#endif
