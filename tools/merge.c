/* SPDX-License-Identifier: MIT
 *
 * merge.c - wavetank merge: adds up what the shards of a search found.
 *
 * The blocks of all files are a set: their order does not matter, and a block that
 * comes twice counts once. */
#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "files.h"
#include "shards.h"

struct block {
	char *search; /* its first line */
	unsigned shard, shards;
	char *body; /* lines between the head and `end` */
};

struct merge {
	struct block *blocks;
	size_t count;
	const char *output;
	int code;
};

static const struct argp_option option_list[] = {
	{"output", 'o', "FILE", 0, "write the sum there, to be merged further", 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

/* -- Reading -------------------------------------------------------------------- */

static bool is_same_shard(const struct block *a, const struct block *b)
{
	return a->shard == b->shard && a->shards == b->shards && strcmp(a->search, b->search) == 0;
}

static void drop(struct block *block)
{
	free(block->search);
	free(block->body);
}

/* Takes the block; false: it is there already, and says something else. */
static bool add_block(struct merge *merge, struct block block)
{
	for (size_t i = 0; i < merge->count; i++) {
		bool same;

		if (!is_same_shard(&merge->blocks[i], &block))
			continue;
		same = strcmp(merge->blocks[i].body, block.body) == 0;
		drop(&block);
		return same;
	}
	merge->blocks =
		wt_tool_need(realloc(merge->blocks, (merge->count + 1) * sizeof *merge->blocks));
	merge->blocks[merge->count++] = block;
	return true;
}

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

/* 1 a block, 0 the end of the file, -1 neither. */
static int read_block(char **at, struct block *ret)
{
	char *line, *body, *end;

	if (**at == '\0')
		return 0;
	line = next_line(at);
	if (!line || strncmp(line, "search ", 7) != 0)
		return -1;
	*ret = (struct block){.search = line};
	line = next_line(at);
	if (!line || sscanf(line, "shard %u/%u", &ret->shard, &ret->shards) != 2)
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

static int complain(const char *path, const char *what)
{
	wt_tool_complain("%s: %s", path, what);
	return WT_EXIT_USAGE;
}

static int read_text(struct merge *merge, const char *path, char *text)
{
	char *at = text, *head = next_line(&at);
	struct block block;
	int found;

	if (!head || strcmp(head, WT_SHARDS_HEAD) != 0)
		return complain(path, "these are no results of `explore --results`");
	while ((found = read_block(&at, &block)) > 0) {
		if (!add_block(merge, block))
			return complain(path, "a shard that is there twice found something else "
					      "the second time");
	}
	return found < 0 ? complain(path, "it ends in the middle of a block") : WT_EXIT_PASSED;
}

static int read_file(struct merge *merge, const char *path)
{
	size_t len;
	char *text = wt_files_read(path, &len);
	int code;

	if (!text)
		return complain(path, strerror(errno));
	code = read_text(merge, path, text);
	free(text);
	return code;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct merge *merge = state->input;

	switch (key) {
	case 'o':
		merge->output = arg;
		return 0;
	case ARGP_KEY_ARG:
		merge->code = wt_exit_worse(merge->code, read_file(merge, arg));
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which files?");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	option_list,
	parse_option,
	"FILE...",
	"Adds up what the shards of a search found, each written by `explore --shard I/N "
	"--results FILE`.  In which order they come and how often makes no difference.",
	NULL,
	NULL,
	NULL};

/* -- Adding up -------------------------------------------------------------------- */

static int by_search(const void *a, const void *b)
{
	const struct block *one = a, *other = b;
	int order = strcmp(one->search, other->search);

	if (order != 0)
		return order;
	return one->shard < other->shard ? -1 : one->shard > other->shard;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The lines of all bodies that begin with this word, each once, in order. */
static size_t gather(const struct block *blocks, size_t count, const char *word, char ***ret)
{
	size_t len = strlen(word), lines = 0, kept = 0;
	char **at = NULL;

	for (size_t i = 0; i < count; i++) {
		const char *line = blocks[i].body;

		for (; *line; line += strcspn(line, "\n") + 1) {
			if (strncmp(line, word, len) != 0)
				continue;
			at = wt_tool_need(realloc(at, (lines + 1) * sizeof *at));
			at[lines++] = wt_tool_need(strndup(line, strcspn(line, "\n")));
		}
	}
	if (lines > 0)
		qsort(at, lines, sizeof *at, by_text);
	for (size_t i = 0; i < lines; i++) {
		if (i > 0 && strcmp(at[i], at[kept - 1]) == 0)
			free(at[i]);
		else
			at[kept++] = at[i];
	}
	*ret = at;
	return kept;
}

static size_t count_lines(const struct block *blocks, size_t count, const char *word)
{
	char **lines;
	size_t found = gather(blocks, count, word, &lines);

	for (size_t i = 0; i < found; i++)
		free(lines[i]);
	free(lines);
	return found;
}

static uint64_t runs_of(const struct block *blocks, size_t count)
{
	uint64_t sum = 0, runs;

	for (size_t i = 0; i < count; i++) {
		if (sscanf(blocks[i].body, "runs %" SCNu64, &runs) == 1)
			sum += runs;
	}
	return sum;
}

static void print_missing(const struct block *blocks, size_t count)
{
	unsigned next = 1;
	bool any = false;

	for (size_t i = 0; i <= count; i++) {
		unsigned shard = i < count ? blocks[i].shard : blocks[0].shards + 1;

		for (; next < shard; next++) {
			printf("%s%u", any ? ", " : "  missing shards: ", next);
			any = true;
		}
		next = shard + 1;
	}
	if (any)
		putchar('\n');
}

/* Each check and object once; the rest of the line is one run that shows it. */
static size_t print_failures(const struct block *blocks, size_t count)
{
	char **lines, check[64], object[256], last[384] = "";
	size_t found = gather(blocks, count, "failure ", &lines), printed = 0;

	for (size_t i = 0; i < found; i++) {
		char now[384];

		if (sscanf(lines[i], "failure %*s %*s %63s %255s", check, object) == 2) {
			snprintf(now, sizeof now, "  fails `%s`%s%s\n", check,
				 strcmp(object, "-") == 0 ? "" : " on ",
				 strcmp(object, "-") == 0 ? "" : object);
			if (strcmp(now, last) != 0) {
				fputs(now, stdout);
				printed++;
			}
			memcpy(last, now, sizeof last);
		}
		free(lines[i]);
	}
	free(lines);
	return printed;
}

static int print_group(const struct block *blocks, size_t count)
{
	size_t unsteady = count_lines(blocks, count, "unsteady ");
	size_t failures;

	printf("%s\n  %" PRIu64 " runs, %zu histories as the hosts see them, %zu edge cases\n",
	       blocks[0].search, runs_of(blocks, count), count_lines(blocks, count, "history "),
	       count_lines(blocks, count, "cell "));
	print_missing(blocks, count);
	failures = print_failures(blocks, count);
	if (unsteady > 0) {
		puts("  is not deterministic");
		return WT_EXIT_INTERNAL;
	}
	return failures > 0 ? WT_EXIT_FAILED : WT_EXIT_PASSED;
}

static int print_groups(struct merge *merge)
{
	int code = WT_EXIT_PASSED;

	for (size_t i = 0, end; i < merge->count; i = end) {
		for (end = i + 1; end < merge->count; end++) {
			if (strcmp(merge->blocks[end].search, merge->blocks[i].search) != 0)
				break;
		}
		code = wt_exit_worse(code, print_group(&merge->blocks[i], end - i));
	}
	return code;
}

static int write_sum(const struct merge *merge)
{
	FILE *out = fopen(merge->output, "w");

	if (out) {
		fprintf(out, "%s\n", WT_SHARDS_HEAD);
		for (size_t i = 0; i < merge->count; i++)
			fprintf(out, "%s\nshard %u/%u\n%send\n", merge->blocks[i].search,
				merge->blocks[i].shard, merge->blocks[i].shards,
				merge->blocks[i].body);
	}
	if (out && fclose(out) == 0)
		return WT_EXIT_PASSED;
	return complain(merge->output, strerror(errno));
}

int wt_command_merge(int argc, char **argv, const struct wt_program *programs)
{
	struct merge merge = {.code = WT_EXIT_PASSED};

	(void)programs;
	argp_parse(&argp, argc, argv, 0, NULL, &merge);
	if (merge.count > 0)
		qsort(merge.blocks, merge.count, sizeof *merge.blocks, by_search);
	if (merge.code == WT_EXIT_PASSED) {
		merge.code = merge.count > 0 ? print_groups(&merge) : WT_EXIT_NOTHING;
		if (merge.output)
			merge.code = wt_exit_worse(merge.code, write_sum(&merge));
	}
	for (size_t i = 0; i < merge.count; i++)
		drop(&merge.blocks[i]);
	free(merge.blocks);
	return merge.code;
}
