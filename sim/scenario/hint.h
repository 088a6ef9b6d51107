/* SPDX-License-Identifier: MIT
 *
 * hint.h - which known word was meant. */
#ifndef WT_HINT_H
#define WT_HINT_H

#include <stdbool.h>
#include <stddef.h>

/* The nearest word seen so far.  Begin with word and len, all else zero. */
struct wt_hint {
	const char *word;
	size_t len;
	const char *best;
	size_t best_len;
	unsigned distance;
};

/* Two letters may be wrong, missing, too many or swapped; one in a short word. */
void wt_hint_try(struct wt_hint *, const char *known, size_t len);

#endif
