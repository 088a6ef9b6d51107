/* SPDX-License-Identifier: MIT */
#include "coverage.h"

#include <inttypes.h>
#include <string.h>

#include "command.h"
#include "terminal.h"

#define NAMED_MAX 12 /* edges a missed gate names */

/* Rounded down: 100 means all. */
static unsigned percent_of(struct wt_coverage_sum sum)
{
	return sum.possible ? (unsigned)(sum.met * 100 / sum.possible) : 100;
}

static const char *handler_name(const struct wt_coverage_row *row)
{
	return row->handler ? row->handler : "(no handler)";
}

/* -- The matrix --------------------------------------------------------- */

struct columns {
	uint32_t used; /* edges some row could meet */
	int handler, call;
	int width[WT_EDGE_COUNT];
};

static int wider(int a, size_t b)
{
	return a > (int)b ? a : (int)b;
}

static struct columns measure(const struct wt_coverage *coverage, size_t program)
{
	struct columns columns = {0};
	struct wt_coverage_row row;
	char number[24];

	for (size_t i = 0; wt_coverage_row(coverage, program, i, &row); i++) {
		columns.used |= row.possible;
		columns.handler = wider(columns.handler, strlen(handler_name(&row)));
		columns.call = wider(columns.call, strlen(row.call));
		for (unsigned edge = 0; edge < WT_EDGE_COUNT; edge++) {
			size_t len =
				(size_t)snprintf(number, sizeof number, "%" PRIu64, row.met[edge]);
			int name = wider((int)strlen("never"), strlen(wt_edge_name(edge)));

			columns.width[edge] = wider(columns.width[edge], len);
			columns.width[edge] = wider(columns.width[edge], (size_t)name);
		}
	}
	return columns;
}

static void print_head(FILE *out, const struct columns *columns)
{
	fprintf(out, "  %-*s", columns->handler + 2 + columns->call, "");
	for (unsigned edge = 0; edge < WT_EDGE_COUNT; edge++) {
		if (columns->used & 1u << edge)
			fprintf(out, "  %*s", columns->width[edge], wt_edge_name(edge));
	}
	fputc('\n', out);
}

static void print_cell(FILE *out, const struct wt_coverage_row *row, unsigned edge, int width,
		       bool color)
{
	if (row->met[edge] > 0)
		fprintf(out, "  %*" PRIu64, width, row->met[edge]);
	else if (row->possible & 1u << edge)
		fprintf(out, "  %s%*s%s", wt_style(color, WT_STYLE_BAD), width, "never",
			wt_style(color, WT_STYLE_PLAIN));
	else
		fprintf(out, "  %s%*s%s", wt_style(color, WT_STYLE_FAINT), width, ".",
			wt_style(color, WT_STYLE_PLAIN));
}

static void print_row(FILE *out, const struct wt_coverage_row *row, const struct columns *columns,
		      bool color)
{
	fprintf(out, "  %-*s  %-*s", columns->handler, handler_name(row), columns->call, row->call);
	for (unsigned edge = 0; edge < WT_EDGE_COUNT; edge++) {
		if (columns->used & 1u << edge)
			print_cell(out, row, edge, columns->width[edge], color);
	}
	fputc('\n', out);
}

static void print_idle(const struct wt_coverage *coverage, size_t program, FILE *out)
{
	const char *name = wt_coverage_idle(coverage, program, 0);

	if (!name)
		return;
	fputs("  without a call:", out);
	for (size_t i = 0; (name = wt_coverage_idle(coverage, program, i)); i++)
		fprintf(out, "%s %s", i ? "," : "", name);
	fputc('\n', out);
}

static void print_program(const struct wt_coverage *coverage, size_t program, FILE *out, bool color)
{
	struct wt_coverage_sum sum = wt_coverage_sum(coverage, program);
	struct columns columns = measure(coverage, program);
	struct wt_coverage_row row;

	fprintf(out, "\n%s%s%s: %" PRIu64 " of %" PRIu64 " edges (%u %%)\n",
		wt_style(color, WT_STYLE_STRONG), wt_coverage_program(coverage, program),
		wt_style(color, WT_STYLE_PLAIN), sum.met, sum.possible, percent_of(sum));
	print_head(out, &columns);
	for (size_t i = 0; wt_coverage_row(coverage, program, i, &row); i++)
		print_row(out, &row, &columns, color);
	print_idle(coverage, program, out);
}

void wt_coverage_print(const struct wt_coverage *coverage, FILE *out, bool color)
{
	struct wt_coverage_sum total = wt_coverage_total(coverage);

	fputs("\nEdge cases: how often a call in a handler came out so; never: it could, and did "
	      "not; a dot: it can not.\n",
	      out);
	for (size_t i = 0; i < wt_coverage_programs(coverage); i++)
		print_program(coverage, i, out, color);
	fprintf(out, "\n%" PRIu64 " of %" PRIu64 " edges met (%u %%)\n", total.met, total.possible,
		percent_of(total));
}

/* -- The gate ----------------------------------------------------------- */

static void name_row(const char *program, const struct wt_coverage_row *row, unsigned *named)
{
	for (unsigned edge = 0; edge < WT_EDGE_COUNT && *named < NAMED_MAX; edge++) {
		if (!(row->possible & 1u << edge) || row->met[edge] > 0)
			continue;
		fprintf(stderr, "  %s: %s in %s, %s\n", program, row->call, handler_name(row),
			wt_edge_name(edge));
		++*named;
	}
}

bool wt_coverage_gate(const struct wt_coverage *coverage, unsigned percent)
{
	struct wt_coverage_sum total = wt_coverage_total(coverage);
	struct wt_coverage_row row;
	unsigned named = 0;

	if (total.met * 100 >= (uint64_t)percent * total.possible)
		return true;
	wt_tool_complain("%" PRIu64 " of %" PRIu64
			 " edges met, %u %%: --require-edges wants %u %%; never met:",
			 total.met, total.possible, percent_of(total), percent);
	for (size_t i = 0; i < wt_coverage_programs(coverage); i++) {
		for (size_t k = 0; wt_coverage_row(coverage, i, k, &row); k++)
			name_row(wt_coverage_program(coverage, i), &row, &named);
	}
	if (total.possible - total.met > named)
		fprintf(stderr, "  ... and %" PRIu64 " more (--coverage shows all)\n",
			total.possible - total.met - named);
	return false;
}
