/* SPDX-License-Identifier: MIT
 *
 * The page that lists every statement. */
#include "scenario/names.h"
#include "scenario/scenario.h"
#include "scenario/value.h"

static const char *heading_of(enum wt_context context)
{
	switch (context) {
	case WT_CONTEXT_FIRST:
		return "First line";
	case WT_CONTEXT_TOP:
	case WT_CONTEXT_ONCE:
		return "Column 1";
	case WT_CONTEXT_HOST:
	case WT_CONTEXT_ONCE_A_HOST:
		return "Under a host";
	case WT_CONTEXT_STEP:
		break;
	}
	return "Under a peer";
}

static void print_statements(FILE *out)
{
	const char *before = "";

	for (int id = WT_LINE_BAD + 1; id < WT_LINE_COUNT; id++) {
		enum wt_statement row = (enum wt_statement)id;
		const char *heading = heading_of(wt_statement_context(row));

		if (heading != before)
			fprintf(out, "\n%s\n", heading);
		before = heading;
		fprintf(out, "  %s\n        %s; in C %s\n", wt_statement_pattern(row),
			wt_statement_help(row), wt_statement_function(row));
	}
}

static void print_words(FILE *out, const char *heading, const struct wt_words *words)
{
	fprintf(out, "\n%s\n ", heading);
	for (int i = 0; i < words->count; i++)
		fprintf(out, " %s", words->at[i]);
	fputs("\n", out);
}

/* Each value with what can be decided so. */
static void print_values(FILE *out)
{
	fputs("\nVALUE\n", out);
	for (int verb = 0; verb < WT_SAYS_COUNT; verb++) {
		fprintf(out, "  %-24s", wt_value_usage((enum wt_said_verb)verb));
		for (int ask = 0; ask < WT_ASK_COUNT; ask++) {
			if (wt_value_asks((enum wt_said_verb)verb) & 1u << ask)
				fprintf(out, " %s", wt_ask_text((enum wt_ask)ask));
		}
		fputs("\n", out);
	}
}

void wt_reference_print(FILE *out)
{
	fprintf(out, "The scenario language, version %d\n", WT_LANGUAGE_VERSION);
	print_statements(out);
	print_values(out);
	print_words(out, "CHECKNAME, the first to be reported first", &wt_checkname_words);
	print_words(out, "HANDLER", &wt_handler_words);
	print_words(out, "CALL", &wt_call_words);
	print_words(out, "KINDS", &wt_kind_words);
	print_words(out, "SIGNAL", &wt_signal_words);
}
