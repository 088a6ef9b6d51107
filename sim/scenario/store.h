/* SPDX-License-Identifier: MIT
 *
 * store.h - the memory of a plan, shared by its copies. */
#ifndef WT_STORE_H
#define WT_STORE_H

#include <stddef.h>

#include "scenario/plan.h"
#include "time/arena.h"

struct wt_plan_store {
	struct wt_arena arena;
	unsigned users;
};

/* A plan on the same store; NULL: on a store of its own. */
struct wt_plan *wt_plan_new_on(struct wt_plan_store *);
/* Zeroed; never NULL. */
void *wt_store_take(struct wt_plan_store *, size_t size);
void *wt_store_dup(struct wt_plan_store *, const void *data, size_t size);
/* Puts a 0 behind it. */
char *wt_store_string(struct wt_plan_store *, const char *data, size_t len);
/* Appends a copy of the node; returns its index, or -1 at WT_LIMIT_STATEMENTS. */
int wt_plan_append(struct wt_plan *, const struct wt_node *);
/* Like realloc; never NULL. */
void *wt_need(void *ptr, size_t size);

#endif
