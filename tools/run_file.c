/* SPDX-License-Identifier: MIT
 *
 * run_file.c - judges one file and says what came of it. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "run.h"

#define PROBLEMS_SHOWN 3

static const char *plural(uint64_t count)
{
	return count == 1 ? "" : "s";
}

static bool same_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool alike(const struct wt_problem *a, const struct wt_problem *b)
{
	return a->kind == b->kind && a->line == b->line && same_text(a->program, b->program) &&
	       same_text(a->verdict.check, b->verdict.check) &&
	       same_text(a->verdict.object, b->verdict.object);
}

/* Does an earlier one say the same of another seed or value? */
static bool is_repetition(const struct wt_problem *problems, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (alike(&problems[i], &problems[index]))
			return true;
	return false;
}

static void report_problems(const struct wt_job *job, const struct wt_report *report,
			    const struct wt_problem *problems, size_t count)
{
	size_t shown = 0;

	for (size_t i = 0; i < count && shown < PROBLEMS_SHOWN; i++) {
		if (is_repetition(problems, i))
			continue;
		wt_report_problem(report, job->scenario, &problems[i]);
		shown++;
	}
	if (shown < count)
		fprintf(report->out, "\n  ... and %zu more like it\n", count - shown);
	fputc('\n', report->out);
}

static char *problems_text(const struct wt_job *job, const struct wt_problem *problems,
			   size_t count)
{
	char *text = NULL;
	size_t len;
	FILE *out = wt_tool_need(open_memstream(&text, &len));
	struct wt_report report = wt_run_report(job->run, out, true);

	report_problems(job, &report, problems, count);
	fclose(out);
	return text;
}

static void print_file_line(const struct wt_job *job, bool passed)
{
	bool color = wt_color_wanted(job->run->options.common.color, stdout);
	const struct wt_named_program *named;
	size_t programs = wt_scenario_programs(job->scenario, &named);

	wt_progress_hide(&job->run->progress);
	if (job->program)
		programs = 1;
	printf("%s%s%s  %s  (%zu program%s, %" PRIu64 " run%s)\n",
	       wt_style(color, passed ? WT_STYLE_GOOD : WT_STYLE_BAD), passed ? "ok  " : "FAIL",
	       wt_style(color, WT_STYLE_PLAIN), job->path, programs, plural(programs), job->runs,
	       plural(job->runs));
}

/* Prints and keeps what came of the file; returns its exit code. */
int wt_job_conclude(struct wt_job *job, const struct wt_problem *problems, size_t count)
{
	struct wt_run *run = job->run;
	struct wt_report report = wt_run_report(run, stdout, false);
	enum wt_outcome outcome = WT_OUTCOME_PASSED;
	char *text = NULL;
	int code = WT_EXIT_PASSED;

	for (size_t i = 0; i < count; i++)
		code = wt_exit_worse(code, wt_problem_code(&problems[i]));
	if (code != WT_EXIT_PASSED) {
		outcome = code == WT_EXIT_USAGE ? WT_OUTCOME_ERROR : WT_OUTCOME_FAILED;
		if (wt_results_are_wanted(&run->options.common.results))
			text = problems_text(job, problems, count);
	}
	if (count > 0 || !run->options.common.quiet)
		print_file_line(job, count == 0);
	if (count > 0)
		report_problems(job, &report, problems, count);
	fflush(stdout);
	wt_results_add(&run->results, outcome, job->path, wt_scenario_claim(job->scenario), text)
		->runs = job->runs;
	return code;
}

static void say_interrupted(struct wt_job *job, const char *now)
{
	wt_progress_hide(&job->run->progress);
	wt_tool_complain("interrupted; the run in flight was %s", now ? now : job->path);
}

static void print_counts(const struct wt_job *job, struct wt_campaign *campaign)
{
	const struct wt_report report = wt_run_report(job->run, stdout, false);

	if (!job->run->options.common.quiet && !job->program)
		wt_report_counts(&report, job->scenario, campaign);
}

/* The next case after `after` that is asked for; false: no more. */
static bool next_case(const struct wt_job *job, int after, int *ret)
{
	for (int broken = after + 1; wt_scenario_case_name(job->scenario, broken); broken++) {
		*ret = broken;
		if (!job->program || wt_scenario_case_has(job->scenario, broken, job->program))
			return true;
	}
	return false;
}

/* Of a broken program asked for by name. */
static void print_fate(const struct wt_job *job, const struct wt_campaign *campaign)
{
	int broken;

	if (job->run->options.common.quiet || !job->program || job->runs < 2 ||
	    !next_case(job, -2, &broken) || broken < 0)
		return;
	printf("         fails in %" PRIu64 " of %" PRIu64 " runs\n",
	       wt_campaign_failed(campaign, broken), job->runs);
}

static int judge_file(struct wt_job *job)
{
	const struct wt_run_options *options = &job->run->options;
	const struct wt_campaign_options settings = {
		.programs = job->run->programs.at,
		.seed = options->seed,
		.runs = options->runs,
		.only_program = job->program,
		.only_value = options->common.value != NULL,
		.value = (size_t)job->value,
		.strict = options->common.strict,
		.coverage = job->run->coverage,
	};
	struct wt_campaign *campaign = wt_campaign_new(job->scenario, &settings);
	const struct wt_problem *problems;
	size_t count;
	int code;

	if (!campaign) {
		wt_tool_complain("%s: the campaign could not be made", job->path);
		return WT_EXIT_INTERNAL;
	}
	while (!wt_interrupted && wt_campaign_step(campaign))
		wt_progress_step(&job->run->progress, campaign, job->path);
	job->runs = wt_campaign_done(campaign);
	job->run->progress.runs += job->runs;
	count = wt_campaign_problems(campaign, &problems);
	if (wt_interrupted) {
		say_interrupted(job, wt_campaign_now(campaign));
		code = count > 0 ? wt_job_conclude(job, problems, count) : WT_EXIT_PASSED;
		code = wt_exit_worse(code, WT_EXIT_INTERRUPTED);
	} else {
		code = wt_job_conclude(job, problems, count);
		print_counts(job, campaign);
		print_fate(job, campaign);
	}
	wt_campaign_free(campaign);
	return code;
}

static int trace_cases(const struct wt_job *job)
{
	int code = WT_EXIT_PASSED;

	for (int broken = -2; next_case(job, broken, &broken);)
		code = wt_exit_worse(code, wt_job_trace(job, broken));
	return code;
}

int wt_job_run(struct wt_job *job)
{
	const struct wt_run_options *options = &job->run->options;
	int code = WT_EXIT_PASSED, first;

	if (!next_case(job, -2, &first))
		return code;
	if (options->trace)
		code = trace_cases(job);
	if (wt_interrupted) {
		say_interrupted(job, NULL);
		return WT_EXIT_INTERRUPTED;
	}
	code = wt_exit_worse(code, judge_file(job));
	if (code == WT_EXIT_PASSED && job->program && !options->common.quiet && !options->trace &&
	    first >= 0)
		wt_job_show_failure(job, first);
	return code;
}
