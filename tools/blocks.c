/* SPDX-License-Identifier: MIT */
#include "blocks.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "shards.h"

static bool is_same_shard(const struct wt_block *a, const struct wt_block *b)
{
	return a->shard == b->shard && a->shards == b->shards && strcmp(a->search, b->search) == 0;
}

static void drop(struct wt_block *block)
{
	free(block->search);
	free(block->body);
}

void wt_blocks_fini(struct wt_blocks *blocks)
{
	for (size_t i = 0; i < blocks->count; i++)
		drop(&blocks->at[i]);
	free(blocks->at);
	*blocks = (struct wt_blocks){0};
}

/* Takes the block; false: it is there already, and says something else. */
static bool add(struct wt_blocks *blocks, struct wt_block block)
{
	for (size_t i = 0; i < blocks->count; i++) {
		bool same;

		if (!is_same_shard(&blocks->at[i], &block))
			continue;
		same = strcmp(blocks->at[i].body, block.body) == 0;
		drop(&block);
		return same;
	}
	blocks->at = wt_tool_need(realloc(blocks->at, (blocks->count + 1) * sizeof *blocks->at));
	blocks->at[blocks->count++] = block;
	return true;
}

/* -- Reading -------------------------------------------------------------------- */

/* The line at *at, without its end; *at goes on.  NULL: there is none. */
static char *next_line(char **at)
{
	char *line = *at, *end = strchr(line, '\n');

	if (!end)
		return NULL;
	*end = '\0';
	*at = end + 1;
	return line;
}

/* I/N, and nothing else. */
static bool read_shard(const char *line, struct wt_block *ret)
{
	char rest;

	return sscanf(line, "shard %u/%u%c", &ret->shard, &ret->shards, &rest) == 2 &&
	       ret->shard >= 1 && ret->shard <= ret->shards;
}

/* 1 a block, 0 the end of the file, -1 neither. */
static int read_block(char **at, struct wt_block *ret)
{
	char *line, *body, *end;

	if (**at == '\0')
		return 0;
	line = next_line(at);
	if (!line || strncmp(line, "search ", 7) != 0)
		return -1;
	*ret = (struct wt_block){.search = line};
	line = next_line(at);
	if (!line || !read_shard(line, ret))
		return -1;
	body = *at;
	end = strncmp(body, "end\n", 4) == 0 ? body : strstr(body, "\nend\n");
	if (!end)
		return -1;
	end += *end == '\n';
	*at = end + 4;
	ret->search = wt_tool_need(strdup(ret->search));
	ret->body = wt_tool_need(strndup(body, (size_t)(end - body)));
	return 1;
}

const char *wt_blocks_read(struct wt_blocks *blocks, char *text)
{
	char *at = text, *head = next_line(&at);
	struct wt_block block;
	int found;

	if (!head || strcmp(head, WT_SHARDS_HEAD) != 0)
		return "these are no results of `explore --results`";
	while ((found = read_block(&at, &block)) > 0) {
		if (!add(blocks, block))
			return "a shard that is there twice found something else the second time";
	}
	return found < 0 ? "a block is cut off, or no block" : NULL;
}

/* -- Writing -------------------------------------------------------------------- */

static int by_search(const void *a, const void *b)
{
	const struct wt_block *one = a, *other = b;
	int order = strcmp(one->search, other->search);

	if (order != 0)
		return order;
	if (one->shards != other->shards)
		return one->shards < other->shards ? -1 : 1;
	return one->shard < other->shard ? -1 : one->shard > other->shard;
}

void wt_blocks_sort(struct wt_blocks *blocks)
{
	if (blocks->count > 0)
		qsort(blocks->at, blocks->count, sizeof *blocks->at, by_search);
}

void wt_blocks_write(const struct wt_blocks *blocks, FILE *out)
{
	fprintf(out, "%s\n", WT_SHARDS_HEAD);
	for (size_t i = 0; i < blocks->count; i++)
		fprintf(out, "%s\nshard %u/%u\n%send\n", blocks->at[i].search, blocks->at[i].shard,
			blocks->at[i].shards, blocks->at[i].body);
}
