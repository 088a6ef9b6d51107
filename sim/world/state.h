/* SPDX-License-Identifier: MIT
 *
 * state.h - the programs' writable globals: one set for each host, fresh in
 * every run.
 *
 * Programs linked into the command have theirs gathered in one section,
 * `wt_state` (tools/programs.ld).  Programs linked without it, as in a test of
 * your own, keep their globals as C does. */
#ifndef WT_STATE_H
#define WT_STATE_H

#include <stddef.h>

struct wt_state_copy {
	unsigned char *bytes;
	size_t len;
};

/* -ENOMEM.  Nothing to do where there is no such section. */
int wt_state_take(struct wt_state_copy *);       /* copy <- memory */
void wt_state_put(const struct wt_state_copy *); /* memory <- copy */
/* One copy becomes as the other; one that was never taken stays so. */
void wt_state_become(struct wt_state_copy *, const struct wt_state_copy *from);
void wt_state_drop(struct wt_state_copy *);
/* Where they are, *ret_len bytes; 0: there is no such section. */
void *wt_state_extent(size_t *ret_len);

#endif
