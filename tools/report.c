/* SPDX-License-Identifier: MIT */
#include "report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "files.h"
#include "terminal.h"
#include "wt_trace.h"

#define PICTURE_EVENTS 24

static const char *style(const struct wt_report *report, enum wt_style which)
{
	return wt_style(report->color, which);
}

/* The greatest unit that needs no fraction. */
static void print_time(FILE *out, uint64_t ns)
{
	static const struct {
		uint64_t ns;
		const char *name;
	} units[] = {{1000000000, "s"}, {1000000, "ms"}, {1000, "us"}, {1, "ns"}};
	size_t i = 0;

	while (ns % units[i].ns != 0)
		i++;
	fprintf(out, "%" PRIu64 "%s", ns / units[i].ns, units[i].name);
}

static void print_indented(FILE *out, const char *text)
{
	while (text && *text != '\0') {
		size_t len = strcspn(text, "\n");

		fprintf(out, "  %.*s\n", (int)len, text);
		text += len + (text[len] == '\n');
	}
}

/* The text of a verdict about a line begins with that line, which is quoted already. */
static void print_seen(FILE *out, const struct wt_verdict *verdict)
{
	const char *text = verdict->text;

	if (verdict->line > 0 && text)
		text += strcspn(text, "\n");
	print_indented(out, text && *text == '\n' ? text + 1 : text);
}

static void quote_line(const struct wt_report *report, const char *path, int number)
{
	size_t len;
	char *text = number > 0 ? wt_files_read(path, &len) : NULL;
	const char *line = text;

	for (int i = 1; line && i < number; i++) {
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	if (line)
		fprintf(report->out, "  %s%4d |%s %.*s\n", style(report, WT_STYLE_FAINT), number,
			style(report, WT_STYLE_PLAIN), (int)strcspn(line, "\n"), line);
	free(text);
}

static void print_verdict(const struct wt_report *report, const struct wt_verdict *verdict)
{
	fprintf(report->out, "`%s`", verdict->check);
	if (verdict->object && *verdict->object != '\0')
		fprintf(report->out, " on %s", verdict->object);
	fputs(" at ", report->out);
	print_time(report->out, verdict->time_ns);
}

static void draw(const struct wt_report *report, struct wt_scenario *scenario,
		 const struct wt_case *which)
{
	struct wt_lanes *lanes = wt_lanes_new(PICTURE_EVENTS);
	struct wt_sink *sinks[] = {wt_lanes_sink(lanes), NULL};
	struct wt_verdict verdict;
	struct wt_run_stats stats;

	if (wt_run_case(scenario, report->programs, which, sinks, &verdict, &stats) == 0) {
		fputc('\n', report->out);
		wt_lanes_draw(lanes, report->out, report->width, report->color);
	}
	wt_lanes_free(lanes);
}

/* A word as the shell would need it. */
static void print_word(FILE *out, const char *word)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789_-./=:@%+,";

	if (*word != '\0' && word[strspn(word, plain)] == '\0') {
		fputs(word, out);
		return;
	}
	fputc('\'', out);
	for (; *word != '\0'; word++) {
		if (*word == '\'')
			fputs("'\\''", out);
		else
			fputc(*word, out);
	}
	fputc('\'', out);
}

static void print_option(FILE *out, const char *option, const char *word)
{
	fprintf(out, " %s ", option);
	print_word(out, word);
}

static void print_replay(const struct wt_report *report, const struct wt_scenario *scenario,
			 const struct wt_case *which)
{
	const char *value = wt_scenario_value(scenario, which->value);
	FILE *out = report->out;
	bool open = wt_scenario_is_open(scenario);

	fprintf(out, "\n  %sTo see it again:%s ", style(report, WT_STYLE_FAINT),
		style(report, WT_STYLE_STRONG));
	print_word(out, wt_tool_name());
	fputs(" run ", out);
	print_word(out, wt_scenario_path(scenario));
	if (open)
		fprintf(out, " --seed %" PRIu64, which->seed);
	if (which->broken >= 0)
		print_option(out, "--program", wt_scenario_case_name(scenario, which->broken));
	else if (open)
		fputs(" --sound", out);
	if (*value != '\0')
		print_option(out, "--value", value);
	if (report->load)
		print_option(out, "--load", report->load);
	fprintf(out, "%s\n", style(report, WT_STYLE_PLAIN));
}

/* The first line after the place: who did what. */
static void print_problem(const struct wt_report *report, const struct wt_problem *problem)
{
	FILE *out = report->out;
	const char *program = problem->program;

	switch (problem->kind) {
	case WT_PROBLEM_SOUND_FAILS:
		fprintf(out, "%s fails ", program);
		print_verdict(report, &problem->verdict);
		break;
	case WT_PROBLEM_BROKEN_PASSES:
		fprintf(out, "%s should fail `%s`, but passes every check", program,
			problem->expected);
		break;
	case WT_PROBLEM_WRONG_CHECK:
		fprintf(out, "%s should fail `%s` first, but fails ", program, problem->expected);
		print_verdict(report, &problem->verdict);
		break;
	case WT_PROBLEM_UNREACHED:
		fputs("unreached: no program comes to this decision", out);
		break;
	case WT_PROBLEM_UNJUDGED:
		fputs("unjudged: this expectation was hardly ever judged", out);
		break;
	case WT_PROBLEM_NEVER_HAPPENED:
		fputs("never happened: what tests should meet now and then", out);
		break;
	case WT_PROBLEM_CONFLICT:
		fputs("two lines answer one question", out);
		break;
	case WT_PROBLEM_NONDETERMINISM:
		fprintf(out, "%s is not deterministic: one case gave two histories", program);
		break;
	case WT_PROBLEM_NONE:
	case WT_PROBLEM_INTERNAL:
		fprintf(out, "internal error: the run of %s could not be made", program);
		break;
	}
	fputc('\n', out);
}

int wt_problem_code(const struct wt_problem *problem)
{
	switch (problem->kind) {
	case WT_PROBLEM_CONFLICT:
		return WT_EXIT_USAGE;
	case WT_PROBLEM_NONE:
	case WT_PROBLEM_NONDETERMINISM:
	case WT_PROBLEM_INTERNAL:
		return WT_EXIT_INTERNAL;
	default:
		return WT_EXIT_FAILED;
	}
}

static bool has_verdict(const struct wt_problem *problem)
{
	return problem->kind == WT_PROBLEM_SOUND_FAILS || problem->kind == WT_PROBLEM_WRONG_CHECK;
}

/* Is there one run that shows it? */
static bool is_of_one_run(const struct wt_problem *problem)
{
	return problem->kind != WT_PROBLEM_UNREACHED && problem->kind != WT_PROBLEM_UNJUDGED &&
	       problem->kind != WT_PROBLEM_NEVER_HAPPENED && problem->kind != WT_PROBLEM_CONFLICT;
}

static void print_place(const struct wt_report *report, const char *path, int line)
{
	fprintf(report->out, "%s%s", style(report, WT_STYLE_STRONG), path);
	if (line > 0)
		fprintf(report->out, ":%d", line);
	fprintf(report->out, ":%s ", style(report, WT_STYLE_PLAIN));
}

void wt_report_problem(const struct wt_report *report, struct wt_scenario *scenario,
		       const struct wt_problem *problem)
{
	const char *path = wt_scenario_path(scenario);
	bool verdict = has_verdict(problem);
	int line = verdict && problem->verdict.line > 0 ? problem->verdict.line : problem->line;

	fputc('\n', report->out);
	print_place(report, path, line);
	print_problem(report, problem);
	quote_line(report, path, line);
	if (verdict)
		print_seen(report->out, &problem->verdict);
	print_indented(report->out, problem->text);
	if (verdict)
		draw(report, scenario, &problem->run);
	if (is_of_one_run(problem))
		print_replay(report, scenario, &problem->run);
}

void wt_report_case(const struct wt_report *report, struct wt_scenario *scenario,
		    const struct wt_case *which, const struct wt_verdict *verdict)
{
	const char *path = wt_scenario_path(scenario);
	/* The strings of the verdict end with the next run, which draws. */
	int line = verdict->line;

	fputc('\n', report->out);
	print_place(report, path, line);
	fprintf(report->out, "%s fails ", wt_scenario_case_name(scenario, which->broken));
	print_verdict(report, verdict);
	fputs(", as it should\n", report->out);
	quote_line(report, path, line);
	print_seen(report->out, verdict);
	draw(report, scenario, which);
	print_replay(report, scenario, which);
}
