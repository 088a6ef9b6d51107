/* SPDX-License-Identifier: MIT
 *
 * Any bytes, taken for the shared object of `--load`, whose symbols are read before the
 * loader has had a look at it (tools/symbols.h): names are those of the file. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../tools/symbols.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct file {
	const char *bytes;
	size_t len;
};

static void must(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz_symbols: %s\n", what);
	abort();
}

static void see_main(void *context, const char *name)
{
	const struct file *file = context;

	must(*name != '\0', "a program without a name");
	must(memmem(file->bytes, file->len, name, strlen(name)) != NULL,
	     "a program whose name is not in the file");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + 1), *globals;
	struct file file = {copy, size};

	must(copy != NULL, "no memory");
	memcpy(copy, data, size);
	copy[size] = '\0';
	globals = wt_symbols_globals_in(copy, size);
	must(!globals || memmem(copy, size, globals, strcspn(globals, ",")) != NULL,
	     "a global whose name is not in the file");
	wt_symbols_mains_in(copy, size, see_main, &file);
	free(globals);
	free(copy);
	return 0;
}
