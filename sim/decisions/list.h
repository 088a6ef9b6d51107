/* SPDX-License-Identifier: MIT
 *
 * list.h - a run as the list of what was decided otherwise than by default. */
#ifndef WT_LIST_OF_CHOICES_H
#define WT_LIST_OF_CHOICES_H

#include "decisions/strategy.h"

struct wt_choice {
	uint64_t name; /* as in struct wt_answer */
	struct wt_value value;
};

/* Owned: free it with wt_list_fini; grown by wt_list_add, which aborts without
 * memory, as tools do. */
struct wt_list {
	struct wt_choice *at;
	size_t count, capacity;
};

void wt_list_add(struct wt_list *, struct wt_choice);
void wt_list_clear(struct wt_list *);
void wt_list_copy(struct wt_list *, const struct wt_list *from);
void wt_list_fini(struct wt_list *);

/* What the last run was answered other than by pins, in order. */
void wt_list_take(struct wt_list *, const struct wt_decider *);

/* A strategy that says what the list says, and else the default. */
struct wt_listed {
	struct wt_strategy strategy;
	const struct wt_list *list; /* not its own */
};

/* pins: what it says excuses nothing, as if the scenario said it. */
void wt_listed_init(struct wt_listed *, const struct wt_list *, bool pins);

#endif
