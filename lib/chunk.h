/* SPDX-License-Identifier: MIT
 *
 * chunk.h - counted blocks of memory, that several calls may be reading at once.
 *
 * A handler gets bytes of a chunk.  Whatever it does (read the same channel in a
 * pass of its own, close it), its bytes stay, because the call holds the chunk. */
#ifndef AC_CHUNK_H
#define AC_CHUNK_H

#include "ac.h"

struct ac_chunk {
	unsigned refs;
	size_t size;
	unsigned char bytes[];
};

/* At least size bytes, held once.  NULL: no memory. */
struct ac_chunk *ac_chunk_take(struct ac_loop *, size_t size);
struct ac_chunk *ac_chunk_hold(struct ac_chunk *);
/* The last one gives it back.  NULL: nothing. */
void ac_chunk_drop(struct ac_loop *, struct ac_chunk *);

#endif
