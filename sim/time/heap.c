/* SPDX-License-Identifier: MIT */
#include "time/heap.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Address space, not memory.  Where addresses are few there is no heap. */
#define RESERVED   (UINT64_C(4) << 30)
#define STEP       ((size_t)16)
#define SMALL_BITS 9
#define SMALL_MAX  ((size_t)1 << SMALL_BITS) /* up to here a class each STEP bytes */
#define SMALL      (SMALL_MAX / STEP)
#define LARGE      (22 * 4) /* then four from each size to twice it, up to 2 GiB */
#define FROM_LIBC  UINT32_MAX

/* In front of each piece. */
struct head {
	struct wt_heap *heap; /* NULL: libc's */
	uint32_t rank;
	uint32_t kept; /* how many STEPs of it hold something: see wt_heap_hold */
	alignas(max_align_t) unsigned char bytes[];
};

struct wt_heap {
	size_t used; /* of the address space, this struct included */
	bool spilled;
	struct head *given[SMALL + LARGE]; /* linked by their first bytes */
};

#define HEAP_SIZE ((sizeof(struct wt_heap) + STEP - 1) / STEP * STEP)

static struct wt_heap *in_use;

static struct head *head_of(void *ptr)
{
	return (struct head *)(void *)((unsigned char *)ptr - offsetof(struct head, bytes));
}

static uint32_t class_of(size_t size)
{
	unsigned bits = SMALL_BITS;

	if (size <= SMALL_MAX)
		return (uint32_t)(size == 0 ? 0 : (size - 1) / STEP);
	while ((size - 1) >> bits > 1)
		bits++;
	return (uint32_t)(SMALL + (bits - SMALL_BITS) * 4 + ((size - 1) >> (bits - 2) & 3));
}

static size_t size_of(uint32_t rank)
{
	size_t large = (size_t)rank - SMALL;

	if (rank < SMALL)
		return ((size_t)rank + 1) * STEP;
	return (size_t)(4 + large % 4 + 1) << (SMALL_BITS - 2 + large / 4);
}

struct wt_heap *wt_heap_new(void)
{
	struct wt_heap *heap;

	if (UINTPTR_MAX <= UINT32_MAX)
		return NULL;
	heap = mmap(NULL, (size_t)RESERVED, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (heap == MAP_FAILED)
		return NULL;
	heap->used = HEAP_SIZE;
	return heap;
}

void wt_heap_free(struct wt_heap *heap)
{
	if (!heap)
		return;
	if (in_use == heap)
		in_use = NULL;
	munmap(heap, (size_t)RESERVED);
}

struct wt_heap *wt_heap_use(struct wt_heap *heap)
{
	struct wt_heap *before = in_use;

	in_use = heap;
	return before;
}

static uint32_t steps(size_t size)
{
	return (uint32_t)((size + STEP - 1) / STEP);
}

void wt_heap_hold(void *ptr, size_t len)
{
	head_of(ptr)->kept = steps(len);
}

/* What goes into one part with what is behind it: to begin another costs as much. */
#define GAP_MAX ((size_t)256)

void wt_heap_each_part(struct wt_heap *heap, wt_heap_part *part, void *context)
{
	unsigned char *begin = (unsigned char *)heap, *end = begin + HEAP_SIZE;
	unsigned char *at = end, *last = begin + heap->used;

	while (at < last) {
		struct head *head = (struct head *)(void *)at;

		if ((size_t)(at - end) > GAP_MAX) {
			part(context, begin, (size_t)(end - begin));
			begin = at;
		}
		end = head->bytes + head->kept * STEP;
		at = head->bytes + size_of(head->rank);
	}
	part(context, begin, (size_t)(end - begin));
}

int wt_heap_has_spilled(const struct wt_heap *heap)
{
	return heap->spilled;
}

static void *take_of_libc(size_t size)
{
	struct head *head = size > SIZE_MAX / 2 ? NULL : malloc(sizeof *head + size);

	if (!head)
		return NULL;
	head->heap = NULL;
	head->rank = FROM_LIBC;
	return head->bytes;
}

/* Never used before: it is zero. */
static struct head *take_fresh(struct wt_heap *heap, uint32_t rank)
{
	size_t size = sizeof(struct head) + size_of(rank);
	struct head *head;

	if (rank >= SMALL + LARGE || size > RESERVED - heap->used)
		return NULL;
	head = (struct head *)(void *)((unsigned char *)heap + heap->used);
	heap->used += size;
	head->heap = heap;
	head->rank = rank;
	return head;
}

void *wt_heap_take(size_t size)
{
	struct wt_heap *heap = in_use;
	struct head *head;
	uint32_t rank;

	if (!heap)
		return take_of_libc(size);
	rank = class_of(size);
	head = rank < SMALL + LARGE ? heap->given[rank] : NULL;
	if (head)
		memcpy(&heap->given[rank], head->bytes, sizeof head);
	else
		head = take_fresh(heap, rank);
	if (head) {
		head->kept = steps(size_of(rank));
		return head->bytes;
	}
	heap->spilled = true;
	return take_of_libc(size);
}

void wt_heap_give(void *ptr)
{
	struct head *head = ptr ? head_of(ptr) : NULL;

	if (!head)
		return;
	if (!head->heap) {
		free(head);
		return;
	}
	memcpy(head->bytes, &head->heap->given[head->rank], sizeof head);
	head->heap->given[head->rank] = head;
	head->kept = 1;
}

void *wt_heap_take_zeroed(size_t count, size_t size)
{
	void *taken = count && size > SIZE_MAX / 2 / count ? NULL : wt_heap_take(count * size);

	return taken ? memset(taken, 0, count * size) : NULL;
}

static void *resize_of_libc(struct head *head, size_t size)
{
	head = size > SIZE_MAX / 2 ? NULL : realloc(head, sizeof *head + size);
	return head ? head->bytes : NULL;
}

void *wt_heap_resize(void *ptr, size_t size)
{
	struct head *head = ptr ? head_of(ptr) : NULL;
	void *moved;

	if (!head)
		return wt_heap_take(size);
	if (!head->heap)
		return resize_of_libc(head, size);
	if (size <= size_of(head->rank))
		return ptr;
	moved = wt_heap_take(size);
	if (!moved)
		return NULL;
	memcpy(moved, ptr, size_of(head->rank));
	wt_heap_give(ptr);
	return moved;
}

char *wt_heap_take_text(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = wt_heap_take(size);

	return copy ? memcpy(copy, text, size) : NULL;
}
