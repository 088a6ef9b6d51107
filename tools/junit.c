/* SPDX-License-Identifier: MIT
 *
 * junit.c - results in the XML that CI systems read.  A file is a test case;
 * its folder is the class, as the pages of these systems group by it. */
#include <string.h>

#include "results.h"

/* Text as XML 1.0 allows it: control characters have no form there at all. */
static void write_escaped(FILE *out, const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '<')
			fputs("&lt;", out);
		else if (c == '>')
			fputs("&gt;", out);
		else if (c == '&')
			fputs("&amp;", out);
		else if (c == '"')
			fputs("&quot;", out);
		else if (c < ' ' && c != '\n' && c != '\t')
			fputc('?', out);
		else
			fputc(c, out);
	}
}

static void write_name(FILE *out, const struct wt_result *result)
{
	const char *path = result->path;
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	fputs("  <testcase classname=\"", out);
	for (const char *c = path; c + 1 < name; c++) {
		char one[2] = {*c == '/' ? '.' : *c, '\0'};

		write_escaped(out, one);
	}
	fputs("\" name=\"", out);
	write_escaped(out, name);
	if (result->program) {
		fputs(": ", out);
		write_escaped(out, result->program);
	}
	fputs("\" file=\"", out);
	write_escaped(out, path);
}

static void write_result(FILE *out, const struct wt_result *result)
{
	const char *element = result->outcome == WT_OUTCOME_FAILED ? "failure" : "error";

	write_name(out, result);
	fprintf(out, "\" time=\"%.3f\"", result->seconds);
	if (result->outcome == WT_OUTCOME_PASSED) {
		fputs("/>\n", out);
		return;
	}
	fprintf(out, ">\n    <%s message=\"", element);
	write_escaped(out, result->claim);
	fputs("\">", out);
	write_escaped(out, result->text);
	fprintf(out, "</%s>\n  </testcase>\n", element);
}

void wt_results_write_junit(const struct wt_results *results, FILE *out)
{
	fprintf(out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuite name=\"wavetank\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\">\n",
		results->count, wt_results_count(results, WT_OUTCOME_FAILED),
		wt_results_count(results, WT_OUTCOME_ERROR));
	for (size_t i = 0; i < results->count; i++)
		write_result(out, &results->at[i]);
	fputs("</testsuite>\n", out);
}
