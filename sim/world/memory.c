/* SPDX-License-Identifier: MIT
 *
 * Memory a program takes through the seam: counted, poisoned when it is freed,
 * and kept aside until the run is over, so that a use after free has the same
 * verdict in every build.
 *
 * No two runs in a row give the same addresses: who decides by one has another
 * history when the run is repeated, and is found out.  So is who reads memory nobody
 * has written: it is filled with other bytes in every other run. */
#include <errno.h>
#include <string.h>

#include "time/heap.h"
#include "world/checker.h"
#include "world/sys_sim.h"

#define FRESH       0xa5
#define SHIFTS      7u  /* places a block may have, by turns */
#define GUARD       16u /* bytes in front that a checker lets nobody touch */
#define HELD_STEP   ((size_t)1 << 16)
#define PROGRAM_MAX ((size_t)1 << 30) /* bytes one program may hold, freed ones included */

struct wt_block {
	struct wt_block *next, *before;
	void *allocated; /* what malloc gave */
	size_t size;
	const char *purpose;
	bool freed;
	_Alignas(max_align_t) unsigned char guard[GUARD];
	unsigned char bytes[];
};

static struct wt_block *block_of(void *ptr)
{
	return (struct wt_block *)(void *)((unsigned char *)ptr - offsetof(struct wt_block, bytes));
}

static void push(struct wt_block **list, struct wt_block *block)
{
	block->before = NULL;
	block->next = *list;
	if (*list)
		(*list)->before = block;
	*list = block;
}

static void unlink_block(struct wt_block **list, struct wt_block *block)
{
	if (block->before)
		block->before->next = block->next;
	else
		*list = block->next;
	if (block->next)
		block->next->before = block->before;
}

static bool asked_to_fail(struct wt_host *host, const char *purpose)
{
	struct wt_net *net = &host->tank->net;
	struct wt_spot spot = {
		.object = host->kernel.object,
		.ask = WT_ASK_alloc,
		.place = {.form = WT_PLACE_PURPOSE, .text = purpose},
	};
	const struct wt_question question = {.spot = &spot};

	if (!wt_ask_at(net->decider, &spot))
		return false;
	return wt_decide(net->decider, &question, net->clock.now_ns).verb == WT_VERB_FAILS;
}

/* Growth is told in steps: no check needs it to the byte. */
static void tell_held(struct wt_host *host)
{
	struct wt_memory *memory = &host->memory;

	memory->held_told = memory->held;
	wt_net_fact(&host->tank->net, &host->kernel, NULL, WT_FACT_HELD, (int64_t)memory->held, 0,
		    NULL);
}

static void give_back(struct wt_host *host, void *ptr)
{
	struct wt_block *block = block_of(ptr);

	unlink_block(&host->memory.blocks, block);
	host->memory.held -= block->size;
	block->freed = true;
	memset(block->bytes, WT_POISON, block->size);
	if (host->tank->checker)
		wt_checker_noaccess(block->bytes, block->size);
	push(&host->memory.freed, block);
}

/* Where a checker looks on it tells who uses what is fresh, and of one history. */
void wt_host_begin_memory(struct wt_host *host)
{
	struct wt_memory *memory = &host->memory;

	memory->shift = (uint8_t)(memory->runs % SHIFTS * _Alignof(max_align_t));
	memory->fresh = memory->runs % 2 && !host->tank->checker ? FRESH ^ 0xff : FRESH;
}

static void *take(struct wt_host *host, size_t size, const char *purpose)
{
	size_t shift = host->memory.shift;
	size_t room = SHIFTS * _Alignof(max_align_t) - shift; /* behind it */
	struct wt_block *block;
	unsigned char *allocated;

	if (size > PROGRAM_MAX - host->memory.bytes)
		return NULL;
	/* As much room each time: malloc's own choice must not undo the shift. */
	allocated = wt_heap_take(shift + sizeof *block + size + room);
	if (!allocated)
		return NULL;
	block = (struct wt_block *)(void *)(allocated + shift);
	block->allocated = allocated;
	block->size = size;
	block->purpose = purpose;
	block->freed = false;
	memset(block->bytes, host->memory.fresh, size);
	if (host->tank->checker) {
		wt_checker_undefined(block->bytes, size);
		wt_checker_noaccess(block->guard, GUARD);
		wt_checker_noaccess(block->bytes + size, room);
	}
	push(&host->memory.blocks, block);
	host->memory.bytes += size;
	host->memory.held += size;
	return block->bytes;
}

/* Every growth moves: who keeps an old pointer is found out. */
static void *move(struct wt_host *host, void *ptr, size_t size, const char *purpose)
{
	void *moved = take(host, size, purpose);

	if (!moved)
		return NULL;
	memcpy(moved, ptr, size < block_of(ptr)->size ? size : block_of(ptr)->size);
	give_back(host, ptr);
	return moved;
}

static void *allocate(struct wt_host *host, void *ptr, size_t size, const char *purpose)
{
	void *taken = NULL;

	if (!asked_to_fail(host, purpose))
		taken = ptr ? move(host, ptr, size, purpose) : take(host, size, purpose);
	if (!taken)
		wt_sim_tell(host, WT_CALL_alloc, NULL, 0, -ENOMEM);
	else if (host->memory.held >= host->memory.held_told + HELD_STEP)
		tell_held(host);
	return taken;
}

static void *was_freed(struct wt_host *host, const struct wt_block *block, size_t size)
{
	wt_net_fact(&host->tank->net, &host->kernel, NULL, WT_FACT_POISON, (int64_t)block->size, 0,
		    block->purpose);
	if (size > 0)
		wt_sim_tell(host, WT_CALL_alloc, NULL, 0, -ENOMEM);
	return NULL;
}

void *wt_sim_realloc(void *ptr, size_t size, const char *purpose, struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_host(sys);

	if (ptr && block_of(ptr)->freed)
		return was_freed(host, block_of(ptr), size);
	if (size > 0)
		return allocate(host, ptr, size, purpose);
	if (ptr)
		give_back(host, ptr);
	return NULL;
}

static bool is_intact(const struct wt_block *block)
{
	const unsigned char *bytes = block->bytes;

	/* Each byte is like the one before it, and the first is right. */
	return block->size == 0 ||
	       (bytes[0] == WT_POISON && memcmp(bytes, bytes + 1, block->size - 1) == 0);
}

void wt_host_tell_poison(struct wt_host *host)
{
	struct wt_net *net = &host->tank->net;

	for (struct wt_block *block = host->memory.freed; block; block = block->next) {
		if (host->tank->checker)
			wt_checker_defined(block->bytes, block->size);
		if (!is_intact(block))
			wt_net_fact(net, &host->kernel, NULL, WT_FACT_POISON, (int64_t)block->size,
				    0, block->purpose);
	}
}

void wt_host_tell_memory(struct wt_host *host)
{
	struct wt_net *net = &host->tank->net;

	for (struct wt_block *block = host->memory.blocks; block; block = block->next)
		wt_net_fact(net, &host->kernel, NULL, WT_FACT_MEMORY, (int64_t)block->size, 0,
			    block->purpose);
	wt_host_tell_poison(host);
}

static void free_list(struct wt_block **list)
{
	while (*list) {
		struct wt_block *next = (*list)->next;

		wt_heap_give((*list)->allocated);
		*list = next;
	}
}

void wt_host_lose_memory(struct wt_host *host)
{
	free_list(&host->memory.blocks);
	free_list(&host->memory.freed);
	host->memory.bytes = host->memory.held = host->memory.held_told = 0;
}

void wt_host_free_memory(struct wt_host *host)
{
	wt_host_lose_memory(host);
	host->memory.runs++;
}
