/* SPDX-License-Identifier: MIT */
#include "time/arena.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "time/heap.h"

/* The first block, and the largest but for larger pieces; each is as large as all
 * before it. */
#define BLOCK_MIN ((size_t)4 * 1024 - 64)
#define BLOCK_MAX ((size_t)64 * 1024 - 64)

struct wt_arena_block {
	struct wt_arena_block *next;
	size_t size;
	alignas(max_align_t) unsigned char bytes[];
};

void wt_arena_init(struct wt_arena *arena)
{
	*arena = (struct wt_arena){0};
}

static struct wt_arena_block *new_block(size_t size)
{
	struct wt_arena_block *block = wt_heap_take(sizeof *block + size);

	if (!block)
		return NULL;
	block->next = NULL;
	block->size = size;
	return block;
}

static size_t next_size(const struct wt_arena *arena)
{
	size_t size = BLOCK_MIN;

	for (const struct wt_arena_block *block = arena->first; block; block = block->next)
		size += size < BLOCK_MAX ? block->size : 0;
	return size < BLOCK_MAX ? size : BLOCK_MAX;
}

/* The next block with room for size bytes: one kept from an earlier run, or a
 * new one put in front of it. */
__attribute__((noinline)) static int advance(struct wt_arena *arena, size_t size)
{
	struct wt_arena_block *after = arena->current ? arena->current->next : arena->first;
	struct wt_arena_block *block = after;

	if (!block || block->size < size) {
		block = new_block(size > next_size(arena) ? size : next_size(arena));
		if (!block)
			return -1;
		block->next = after;
		if (arena->current)
			arena->current->next = block;
		else
			arena->first = block;
	}
	arena->current = block;
	arena->at = block->bytes;
	arena->end = block->bytes + block->size;
	return 0;
}

void *wt_arena_take(struct wt_arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);
	void *taken;

	if (size > SIZE_MAX / 2)
		return NULL;
	size = (size + align - 1) / align * align;
	if ((!arena->at || (size_t)(arena->end - arena->at) < size) && advance(arena, size) < 0)
		return NULL;
	taken = arena->at;
	arena->at += size;
	return memset(taken, 0, size);
}

void wt_arena_reset(struct wt_arena *arena)
{
	arena->current = NULL;
	arena->at = arena->end = NULL;
}

void wt_arena_hold(struct wt_arena *arena)
{
	bool behind = !arena->current; /* of the block that is taken from */

	for (struct wt_arena_block *block = arena->first; block; block = block->next) {
		size_t used = behind ? 0 : block->size;

		if (block == arena->current)
			used = (size_t)(arena->at - block->bytes);
		wt_heap_hold(block, sizeof *block + used);
		behind |= block == arena->current;
	}
}

void wt_arena_fini(struct wt_arena *arena)
{
	struct wt_arena_block *block = arena->first;

	while (block) {
		struct wt_arena_block *next = block->next;

		wt_heap_give(block);
		block = next;
	}
	*arena = (struct wt_arena){0};
}
