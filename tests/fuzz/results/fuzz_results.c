/* SPDX-License-Identifier: MIT
 *
 * Any bytes, taken for results of parts of searches (tools/blocks.h).  What is written
 * of what was read adds up to the same, also when it is there twice. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../tools/blocks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz_results: %s\n", what);
	abort();
}

struct text {
	char *text;
	size_t len;
	FILE *out;
};

static FILE *begin(struct text *text)
{
	*text = (struct text){0};
	text->out = open_memstream(&text->text, &text->len);
	must(text->out != NULL, "no memory");
	return text->out;
}

static char *end(struct text *text)
{
	fclose(text->out);
	return text->text;
}

/* What there is to be said of them: an exit code, and lines. */
static char *sum(struct wt_blocks *blocks, int *ret_code)
{
	struct text said;

	wt_blocks_sort(blocks);
	*ret_code = wt_blocks_print(blocks, begin(&said));
	return end(&said);
}

static char *written(const struct wt_blocks *blocks)
{
	struct text file;

	wt_blocks_write(blocks, begin(&file));
	return end(&file);
}

static void read_again(struct wt_blocks *blocks, const char *text)
{
	char *copy = strdup(text);

	must(copy != NULL, "no memory");
	must(wt_blocks_read(blocks, copy) == NULL, "what was written does not read back");
	free(copy);
}

static void compare(struct wt_blocks *blocks)
{
	struct wt_blocks others = {0};
	int code, other_code;
	char *said = sum(blocks, &code), *file = written(blocks), *other, *other_file;

	read_again(&others, file);
	read_again(&others, file);
	other = sum(&others, &other_code);
	other_file = written(&others);
	must(code == other_code && strcmp(said, other) == 0, "it adds up to something else");
	must(strcmp(file, other_file) == 0, "it is written differently");
	wt_blocks_fini(&others);
	free(said);
	free(file);
	free(other);
	free(other_file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct wt_blocks blocks = {0};

	must(text != NULL, "no memory");
	memcpy(text, data, size);
	text[size] = '\0';
	if (!wt_blocks_read(&blocks, text))
		compare(&blocks);
	wt_blocks_fini(&blocks);
	free(text);
	return 0;
}
