/* SPDX-License-Identifier: MIT
 *
 * menu.h - what lines may say: names, each with values that were legal there.
 * As text it is as wt_fuzz.h says. */
#ifndef WT_FUZZ_MENU_H
#define WT_FUZZ_MENU_H

#include "fuzz/lines.h"

#define WT_MENU_MAX        4096 /* names */
#define WT_MENU_SLOTS      ((size_t)2 * WT_MENU_MAX)
#define WT_MENU_VALUES_MAX 64 /* of one name */

struct wt_menu_entry {
	char *text; /* NAME VALUE... as it came; name and values point into it */
	struct wt_fuzz_line name;
	struct wt_fuzz_line *values; /* the whole lines NAME VALUE */
	size_t value_count;
};

struct wt_menu {
	struct wt_menu_entry *at; /* first the `sends`, then decisions, as they came */
	size_t count, capacity, sends;
	size_t payload_max; /* the longest that is worth its time: some of the examples */
	uint64_t *names;    /* hashes of them; 0: free */
	void *scratch;      /* of fuzz_mutate.c, or NULL */
};

#endif
