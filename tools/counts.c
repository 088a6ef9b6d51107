/* SPDX-License-Identifier: MIT
 *
 * counts.c - below a file's line: how much its many runs could say. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "report.h"
#include "terminal.h"

#define SHOWN_MAX 12

static void print_line(FILE *out, const char *text, int number)
{
	const char *line = text;

	for (int i = 1; line && i < number; i++) {
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	if (line)
		fprintf(out, "%.*s", (int)strcspn(line, "\n"), line);
}

static void print_lines(const struct wt_report *report, const struct wt_scenario *scenario,
			const struct wt_line_count *lines, size_t count)
{
	size_t len, shown = 0;
	char *text = wt_files_read(wt_scenario_path(scenario), &len);

	for (size_t i = 0; i < count && shown < SHOWN_MAX; i++) {
		if (lines[i].judged == lines[i].runs)
			continue;
		shown++;
		fprintf(report->out, "  %s%4d |%s ", wt_style(report->color, WT_STYLE_FAINT),
			lines[i].line, wt_style(report->color, WT_STYLE_PLAIN));
		print_line(report->out, text, lines[i].line);
		fprintf(report->out,
			"\n         judged in %" PRIu64 " of %" PRIu64 " runs, excused in %" PRIu64
			"\n",
			lines[i].judged, lines[i].runs, lines[i].excused);
	}
	free(text);
}

static void print_states(const struct wt_report *report, const struct wt_state_count *states,
			 size_t count)
{
	for (size_t i = 0; i < count && i < SHOWN_MAX; i++)
		fprintf(report->out,
			"         sometimes \"%s\": in %" PRIu64 " of %" PRIu64 " runs\n",
			states[i].name, states[i].happened, states[i].asked);
	if (count > SHOWN_MAX)
		fprintf(report->out, "         ... and %zu more\n", count - SHOWN_MAX);
}

static void print_order_dependent(const struct wt_report *report, struct wt_campaign *campaign)
{
	char text[256];
	size_t count = 0;

	while (wt_campaign_order_dependent(campaign, count, text, sizeof text)) {
		if (count == 0)
			fputs("         depends on which peer comes first, in calm runs, too:\n",
			      report->out);
		if (count++ < SHOWN_MAX)
			fprintf(report->out, "           %s\n", text);
	}
	if (count > SHOWN_MAX)
		fprintf(report->out, "           ... and %zu more\n", count - SHOWN_MAX);
}

void wt_report_counts(const struct wt_report *report, const struct wt_scenario *scenario,
		      struct wt_campaign *campaign)
{
	const struct wt_line_count *lines;
	const struct wt_state_count *states;
	size_t line_count = wt_campaign_lines(campaign, &lines);
	size_t state_count = wt_campaign_states(campaign, &states);

	if (!wt_scenario_is_open(scenario))
		return;
	print_lines(report, scenario, lines, line_count);
	print_states(report, states, state_count);
	print_order_dependent(report, campaign);
}
