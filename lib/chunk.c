/* SPDX-License-Identifier: MIT
 *
 * chunk.c - counted blocks of memory, that several calls may be reading at once.
 *
 * A loop keeps one to spare, since chats read one after the other: so a read event
 * takes no memory, and an idle chat has none. */
#include "chunk.h"

#define SPARE_MIN 4096u
#define SPARE_MAX (1u << 20)

/* One much too large would be kept by somebody who wants little. */
static bool fits(const struct ac_chunk *spare, size_t size)
{
	return spare && spare->size >= size && spare->size / 2 <= size;
}

struct ac_chunk *ac_chunk_take(struct ac_loop *loop, size_t size)
{
	struct ac_chunk *chunk = loop->spare;

	if (fits(chunk, size)) {
		loop->spare = NULL;
	} else {
		if (size > SIZE_MAX / 2)
			return NULL;
		chunk = ac_realloc(loop, NULL, sizeof *chunk + size, "received bytes");
		if (!chunk)
			return NULL;
		chunk->size = size;
	}
	chunk->refs = 1;
	return chunk;
}

struct ac_chunk *ac_chunk_hold(struct ac_chunk *chunk)
{
	chunk->refs++;
	return chunk;
}

static bool is_worth_keeping(const struct ac_loop *loop, size_t size)
{
	return size >= SPARE_MIN && size <= SPARE_MAX && (!loop->spare || loop->spare->size < size);
}

void ac_chunk_drop(struct ac_loop *loop, struct ac_chunk *chunk)
{
	if (!chunk || --chunk->refs > 0)
		return;
	if (!is_worth_keeping(loop, chunk->size)) {
		ac_free(loop, chunk);
		return;
	}
	ac_free(loop, loop->spare);
	loop->spare = chunk;
}
