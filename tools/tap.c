/* SPDX-License-Identifier: MIT
 *
 * tap.c - results in the Test Anything Protocol. */
#include <string.h>

#include "results.h"

static void write_comments(FILE *out, const char *text)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		fprintf(out, "# %.*s\n", (int)len, text);
		text += len + (text[len] == '\n');
	}
}

void wt_results_write_tap(const struct wt_results *results, FILE *out)
{
	fprintf(out, "TAP version 13\n1..%zu\n", results->count);
	for (size_t i = 0; i < results->count; i++) {
		const struct wt_result *result = &results->at[i];

		fprintf(out, "%sok %zu - %s%s%s\n",
			result->outcome == WT_OUTCOME_PASSED ? "" : "not ", i + 1, result->path,
			result->program ? ": " : "", result->program ? result->program : "");
		write_comments(out, result->text);
	}
}
