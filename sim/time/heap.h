/* SPDX-License-Identifier: MIT
 *
 * heap.h - the memory of one world, in one piece: the simulated kernel, what it
 * knows, what its programs took through the seam, and the judge.
 *
 * Taken and given back in a few instructions, by classes of size; what was given
 * back is taken again first.  And since all of it lies between two addresses, it
 * can be copied aside and back: world and programs are then where they were.
 *
 * Which world is being built or run is said with wt_heap_use; where none is, libc
 * gives the memory. */
#ifndef WT_HEAP_H
#define WT_HEAP_H

#include <stddef.h>

struct wt_heap;

/* NULL where no address space can be had for one: then libc serves as well. */
struct wt_heap *wt_heap_new(void);
void wt_heap_free(struct wt_heap *); /* with all that is in it */

/* From now on memory comes from here; NULL: from libc.  Returns who served before. */
struct wt_heap *wt_heap_use(struct wt_heap *);

/* All that is in use, in a few parts, by address: to be copied aside, and back. */
typedef void wt_heap_part(void *context, void *at, size_t len);
void wt_heap_each_part(struct wt_heap *, wt_heap_part *, void *context);
/* Only the first len bytes of a piece are in use, until the same is said again. */
void wt_heap_hold(void *, size_t len);
/* A request it had no room for went to libc: its parts are not all. */
int wt_heap_has_spilled(const struct wt_heap *);

/* As malloc, calloc, realloc, strdup and free, but for memory of a world. */
void *wt_heap_take(size_t size);
void *wt_heap_take_zeroed(size_t count, size_t size);
void *wt_heap_resize(void *, size_t size);
char *wt_heap_take_text(const char *);
void wt_heap_give(void *);

#endif
