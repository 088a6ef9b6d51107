/* SPDX-License-Identifier: MIT
 *
 * coverage_json.c - the matrix in JSON.  docs/coverage.md is its definition; a
 * change that a reader could stumble over raises `version`. */
#include <inttypes.h>

#include "coverage.h"

#define VERSION 1

/* Names of programs, handlers, calls and outcomes need no escapes, but a program's
 * may come from anywhere. */
static void write_name(FILE *out, const char *name)
{
	fputc('"', out);
	for (; *name; name++) {
		unsigned char c = (unsigned char)*name;

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < ' ')
			fprintf(out, "\\u%04x", c);
		else
			fputc(c, out);
	}
	fputc('"', out);
}

static void write_sum(FILE *out, struct wt_coverage_sum sum)
{
	fprintf(out, "\"edges\": {\"met\": %" PRIu64 ", \"possible\": %" PRIu64 "}", sum.met,
		sum.possible);
}

static void write_row(FILE *out, const struct wt_coverage_row *row)
{
	const char *comma = "";

	fputs("        {\"handler\": ", out);
	if (row->handler)
		write_name(out, row->handler);
	else
		fputs("null", out);
	fprintf(out, ", \"call\": \"%s\", \"outcomes\": {", row->call);
	for (unsigned edge = 0; edge < WT_EDGE_COUNT; edge++) {
		if (!(row->possible & 1u << edge))
			continue;
		fprintf(out, "%s\"%s\": %" PRIu64, comma, wt_edge_name(edge), row->met[edge]);
		comma = ", ";
	}
	fputs("}}", out);
}

static void write_idle(const struct wt_coverage *coverage, size_t program, FILE *out)
{
	const char *name;

	fputs("      \"without_a_call\": [", out);
	for (size_t i = 0; (name = wt_coverage_idle(coverage, program, i)); i++) {
		fputs(i ? ", " : "", out);
		write_name(out, name);
	}
	fputs("],\n", out);
}

static void write_program(const struct wt_coverage *coverage, size_t program, FILE *out)
{
	struct wt_coverage_row row;

	fputs("    {\n      \"program\": ", out);
	write_name(out, wt_coverage_program(coverage, program));
	fputs(",\n      ", out);
	write_sum(out, wt_coverage_sum(coverage, program));
	fputs(",\n", out);
	write_idle(coverage, program, out);
	fputs("      \"rows\": [", out);
	for (size_t i = 0; wt_coverage_row(coverage, program, i, &row); i++) {
		fputs(i ? ",\n" : "\n", out);
		write_row(out, &row);
	}
	fputs("\n      ]\n    }", out);
}

void wt_coverage_write_json(const struct wt_coverage *coverage, FILE *out)
{
	fprintf(out, "{\n  \"format\": \"wavetank-coverage\",\n  \"version\": %d,\n  ", VERSION);
	write_sum(out, wt_coverage_total(coverage));
	fputs(",\n  \"programs\": [", out);
	for (size_t i = 0; i < wt_coverage_programs(coverage); i++) {
		fputs(i ? ",\n" : "\n", out);
		write_program(coverage, i, out);
	}
	fputs("\n  ]\n}\n", out);
}
