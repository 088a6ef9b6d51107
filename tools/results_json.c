/* SPDX-License-Identifier: MIT
 *
 * results_json.c - results as JSON: a list of objects. */
#include <inttypes.h>

#include "results.h"

static void write_string(FILE *out, const char *name, const char *text)
{
	fprintf(out, "\"%s\": \"", name);
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c == '\n')
			fputs("\\n", out);
		else if (c < ' ')
			fprintf(out, "\\u%04x", c);
		else
			fputc(c, out);
	}
	fputc('"', out);
}

static void write_result(FILE *out, const struct wt_result *result)
{
	static const char *const outcomes[] = {
		[WT_OUTCOME_PASSED] = "passed",
		[WT_OUTCOME_FAILED] = "failed",
		[WT_OUTCOME_ERROR] = "error",
	};

	fputs("\n  {", out);
	write_string(out, "file", result->path);
	fputs(", ", out);
	if (result->program) {
		write_string(out, "program", result->program);
		fputs(", ", out);
	}
	write_string(out, "outcome", outcomes[result->outcome]);
	fprintf(out, ", \"runs\": %" PRIu64 ", \"seconds\": %.3f, ", result->runs, result->seconds);
	write_string(out, "claim", result->claim);
	fputs(", ", out);
	write_string(out, "text", result->text);
	fputc('}', out);
}

void wt_results_write_json(const struct wt_results *results, FILE *out)
{
	fputc('[', out);
	for (size_t i = 0; i < results->count; i++) {
		fputs(i > 0 ? "," : "", out);
		write_result(out, &results->at[i]);
	}
	fputs("\n]\n", out);
}
