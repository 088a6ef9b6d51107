/* SPDX-License-Identifier: MIT */
#include "coverage.h"

#include <stdlib.h>
#include <string.h>

#include "compare.h"

#define LINE_MAX_LEN 160

/* What it returned, in a byte: an errno, or 0 for success and 255 for nothing. */
static uint32_t outcome(const struct seen *seen)
{
	if (!seen->called)
		return 255;
	return seen->result < 0 ? (uint32_t)-seen->result & 0xff : 0;
}

static uint32_t key_of(const struct op *op, const struct seen *seen)
{
	return 1u << 31 | (uint32_t)op->kind << 20 | (uint32_t)seen->kind << 16 |
	       outcome(seen) << 8 | seen->ready[LOOK_POLL][op->slot];
}

static void add(struct coverage *coverage, uint32_t key, uint32_t count)
{
	uint32_t at = key * 2654435761u >> 16;

	for (unsigned i = 0; i < CELLS_MAX; i++) {
		struct cell *cell = &coverage->cells[(at + i) % CELLS_MAX];

		if (cell->count == 0 && coverage->used >= CELLS_MAX / 2)
			break;
		if (cell->count == 0) {
			cell->key = key;
			coverage->used++;
		}
		if (cell->key == key) {
			cell->count += count;
			return;
		}
	}
	coverage->lost++;
}

void coverage_add(struct coverage *coverage, const struct op *op, const struct seen *seen,
		  uint32_t count)
{
	if (seen->called)
		add(coverage, key_of(op, seen), count);
}

void coverage_merge(struct coverage *to, const struct coverage *from)
{
	for (unsigned i = 0; i < CELLS_MAX; i++)
		if (from->cells[i].count > 0)
			add(to, from->cells[i].key, from->cells[i].count);
}

/* -- As text ------------------------------------------------------------ */

static void line_of(uint32_t key, char *line, size_t size)
{
	char ready[64], result[32];
	uint32_t error = key >> 8 & 0xff;

	result_text(-(int32_t)error, result, sizeof result);
	snprintf(line, size, "%s(%s) %s %s", op_name((enum op_kind)(key >> 20 & 0x7f)),
		 file_kind_text((enum file_kind)(key >> 16 & 0xf)), error ? result : "ok",
		 ready_text((uint8_t)key, ready, sizeof ready));
}

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* free() it. */
static char (*lines_of(const struct coverage *coverage, uint32_t least,
		       unsigned *ret_count))[LINE_MAX_LEN]
{
	char(*lines)[LINE_MAX_LEN] = calloc(coverage->used + 1, sizeof *lines);
	unsigned count = 0;

	if (!lines)
		abort();
	for (unsigned i = 0; i < CELLS_MAX; i++)
		if (coverage->cells[i].count >= least && coverage->cells[i].count > 0)
			line_of(coverage->cells[i].key, lines[count++], LINE_MAX_LEN);
	qsort(lines, count, sizeof *lines, by_text);
	*ret_count = count;
	return lines;
}

void coverage_print(FILE *out, const struct coverage *coverage, uint32_t least)
{
	unsigned count;
	char(*lines)[LINE_MAX_LEN] = lines_of(coverage, least, &count);

	for (unsigned i = 0; i < count; i++)
		fprintf(out, "%s\n", lines[i]);
	free(lines);
}

int coverage_check(const char *path, const struct coverage *coverage, FILE *out)
{
	char line[LINE_MAX_LEN] = "";
	unsigned count;
	int missing = 0;
	FILE *file = fopen(path, "r");
	char(*lines)[LINE_MAX_LEN];

	if (!file)
		return -1;
	lines = lines_of(coverage, 1, &count);
	while (fgets(line, sizeof line, file)) {
		char wanted[LINE_MAX_LEN] = "";

		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '#' || line[0] == '\0')
			continue;
		memcpy(wanted, line, sizeof wanted);
		if (bsearch(wanted, lines, count, sizeof *lines, by_text))
			continue;
		fprintf(out, "not reached: %s\n", line);
		missing++;
	}
	fclose(file);
	free(lines);
	return missing;
}
