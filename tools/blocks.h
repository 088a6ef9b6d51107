/* SPDX-License-Identifier: MIT
 *
 * blocks.h - results of parts of searches (shards.h), read and added up.
 *
 * Blocks are a set: their order does not matter, and a block that comes twice counts
 * once. */
#ifndef WT_BLOCKS_H
#define WT_BLOCKS_H

#include <stddef.h>
#include <stdio.h>

struct wt_block {
	char *search; /* its first line */
	unsigned shard, shards;
	char *body; /* lines between the head and `end` */
};

struct wt_blocks {
	struct wt_block *at;
	size_t count;
};

/* Adds those of a file's text, which is written to meanwhile.  NULL, or what is wrong
 * with it. */
const char *wt_blocks_read(struct wt_blocks *, char *text);
void wt_blocks_fini(struct wt_blocks *);

/* In the order of searches and shards, which the rest relies on. */
void wt_blocks_sort(struct wt_blocks *);
/* As a file that reads back. */
void wt_blocks_write(const struct wt_blocks *, FILE *);
/* Says what each search found in all.  An exit code. */
int wt_blocks_print(const struct wt_blocks *, FILE *);

#endif
