/* SPDX-License-Identifier: MIT
 *
 * set.h - a set of 64-bit numbers (hashes). */
#ifndef WT_SEARCH_SET_H
#define WT_SEARCH_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wt_set {
	uint64_t *slots; /* 0: free */
	size_t count, capacity;
	bool has_zero;
};

/* True if it is new.  Aborts without memory, as tools do. */
bool wt_set_add(struct wt_set *, uint64_t);
bool wt_set_has(const struct wt_set *, uint64_t);
size_t wt_set_count(const struct wt_set *);
/* All members, ascending; free() it. */
uint64_t *wt_set_sorted(const struct wt_set *);
void wt_set_fini(struct wt_set *);

#endif
