/* SPDX-License-Identifier: MIT
 *
 * What the parts of a search found in all. */
#include "blocks.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The lines of all bodies that begin with this word, each once, in order. */
static size_t gather(const struct wt_block *blocks, size_t count, const char *word, char ***ret)
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

static size_t count_lines(const struct wt_block *blocks, size_t count, const char *word)
{
	char **lines;
	size_t found = gather(blocks, count, word, &lines);

	for (size_t i = 0; i < found; i++)
		free(lines[i]);
	free(lines);
	return found;
}

static uint64_t runs_of(const struct wt_block *blocks, size_t count)
{
	uint64_t sum = 0, runs;

	for (size_t i = 0; i < count; i++) {
		if (sscanf(blocks[i].body, "runs %" SCNu64, &runs) == 1)
			sum += runs;
	}
	return sum;
}

static void print_missing(const struct wt_block *blocks, size_t count, FILE *out)
{
	unsigned known = 0;
	const char *between = "  missing shards: ", *end = "";

	for (size_t i = 0; i <= count; i++) {
		/* The last one is followed by none, not by one more: there may be as many
		 * as can be counted. */
		unsigned last = i < count ? blocks[i].shard - 1 : blocks[0].shards;

		if (last > known) {
			fprintf(out, last > known + 1 ? "%s%u to %u" : "%s%u", between, known + 1,
				last);
			between = ", ";
			end = "\n";
		}
		known = last + (i < count);
	}
	fputs(end, out);
}

/* Each check and object once; the rest of the line is one run that shows it. */
static size_t print_failures(const struct wt_block *blocks, size_t count, FILE *out)
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
				fputs(now, out);
				printed++;
			}
			memcpy(last, now, sizeof last);
		}
		free(lines[i]);
	}
	free(lines);
	return printed;
}

static int print_group(const struct wt_block *blocks, size_t count, FILE *out)
{
	size_t unsteady = count_lines(blocks, count, "unsteady ");
	size_t failures;

	fprintf(out,
		"%s\n  %" PRIu64 " runs, %zu histories as the hosts see them, %zu edge cases\n",
		blocks[0].search, runs_of(blocks, count), count_lines(blocks, count, "history "),
		count_lines(blocks, count, "cell "));
	print_missing(blocks, count, out);
	failures = print_failures(blocks, count, out);
	if (unsteady > 0) {
		fputs("  is not deterministic\n", out);
		return WT_EXIT_INTERNAL;
	}
	return failures > 0 ? WT_EXIT_FAILED : WT_EXIT_PASSED;
}

/* Parts of other sizes are parts of another sum. */
static bool is_same_sum(const struct wt_block *a, const struct wt_block *b)
{
	return a->shards == b->shards && strcmp(a->search, b->search) == 0;
}

int wt_blocks_print(const struct wt_blocks *blocks, FILE *out)
{
	int code = WT_EXIT_PASSED;

	for (size_t i = 0, end; i < blocks->count; i = end) {
		for (end = i + 1; end < blocks->count; end++) {
			if (!is_same_sum(&blocks->at[end], &blocks->at[i]))
				break;
		}
		code = wt_exit_worse(code, print_group(&blocks->at[i], end - i, out));
	}
	return code;
}
