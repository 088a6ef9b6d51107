/* SPDX-License-Identifier: MIT
 *
 * scenario.c - noise for the parser: it must say what is wrong or print a
 * canonical text, which must then print as itself. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "wt_run.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *print(const char *text, size_t len)
{
	struct wt_diagnostics *diagnostics = wt_diagnostics_new();
	/* A text without a name to start from reads no other files. */
	struct wt_scenario *scenario = wt_scenario_parse(NULL, text, len, diagnostics);
	char *printed = scenario ? wt_scenario_print(scenario) : NULL;

	assert(scenario || wt_diagnostics_count(diagnostics) > 0);
	wt_scenario_free(scenario);
	wt_diagnostics_free(diagnostics);
	return printed;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *once = print((const char *)data, size);
	char *twice = once ? print(once, strlen(once)) : NULL;

	if (once)
		assert(twice && strcmp(once, twice) == 0);
	free(once);
	free(twice);
	return 0;
}
