/* SPDX-License-Identifier: MIT
 *
 * The table of outcomes, for people. */
#include <stdio.h>
#include <string.h>

#include "decisions/decide.h"
#include "decisions/outcome.h"
#include "wt_run.h"

static const char *const ask_names[] = {
#define NAME(name) #name,
	WT_ASKS(NAME)
#undef NAME
};

static const char *const kind_names[] = {
#define NAME(name) #name,
	WT_KINDS(NAME)
#undef NAME
};

static const char *const harm_words[] = {"", "harmful", "harmful past a timer"};

/* "take N": the value's own words, with what varies in it as the language's word. */
static void value_words(const struct wt_outcome *outcome, char *buf, size_t size)
{
	static const char *const argument[WT_VERB_COUNT] = {
		[WT_VERB_TAKE] = "N",           [WT_VERB_CUT] = "N",
		[WT_VERB_LATE_TIME] = "TIME",   [WT_VERB_DELAY] = "TIME",
		[WT_VERB_LATE_UNTIL] = " WIRE", [WT_VERB_DELAY_UNTIL] = " WIRE",
		[WT_VERB_BEFORE] = " OBJ",
	};
	const struct wt_value value = {outcome->verb, (uint64_t)outcome->error};
	char *end;

	wt_value_text(&value, buf, size);
	if (!argument[outcome->verb])
		return;
	/* Numbers are written as 0 or 0us here. */
	end = strrchr(buf, '0');
	end = end ? end : buf + strlen(buf);
	snprintf(end, size - (size_t)(end - buf), "%s", argument[outcome->verb]);
}

static void needs_words(unsigned needs, FILE *out)
{
	bool any = false;

	for (int i = 0; i < WT_GIVEN_COUNT; i++) {
		if (!(needs & 1u << i))
			continue;
		fprintf(out, "%s%s", any ? "; " : "", wt_given_words((enum wt_given_number)i));
		any = true;
	}
}

static void print_outcome(const struct wt_outcome *outcome, FILE *out)
{
	char value[64];

	value_words(outcome, value, sizeof value);
	fprintf(out, "| %s | `%s` | %s | %s | ", ask_names[outcome->ask], value,
		kind_names[outcome->kind], harm_words[outcome->harm]);
	needs_words(outcome->needs, out);
	fprintf(out, " | %s |\n", outcome->weight ? "yes" : "");
}

void wt_decisions_print(FILE *out)
{
	fputs("| asked | value | kind | harm | only where | drawn |\n"
	      "|---|---|---|---|---|---|\n",
	      out);
	for (int ask = 0; ask < WT_ASK_COUNT; ask++) {
		const struct wt_outcome *rows;
		size_t count = wt_outcomes((enum wt_ask)ask, &rows);

		for (size_t i = 0; i < count; i++)
			print_outcome(&rows[i], out);
	}
}
