/* SPDX-License-Identifier: MIT
 *
 * run.c - wavetank run: files one after another, the summary, the exit code. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "run.h"

volatile sig_atomic_t wt_interrupted;

static void on_interrupt(int number)
{
	(void)number;
	wt_interrupted = 1;
}

/* The second Ctrl-C ends a program that never comes back. */
void wt_catch_interrupt(void)
{
	struct sigaction action = {.sa_flags = (int)SA_RESETHAND | SA_RESTART};

	action.sa_handler = on_interrupt;
	sigaction(SIGINT, &action, NULL);
}

struct wt_report wt_run_report(const struct wt_run *run, FILE *out, bool plain)
{
	return (struct wt_report){
		.out = out,
		.color = !plain && wt_color_wanted(run->options.common.color, stdout),
		.width = plain ? 100 : wt_terminal_width(stdout),
		.programs = run->programs.at,
		.load = run->options.common.load,
	};
}

static char *diagnostics_text(const struct wt_diagnostics *diagnostics)
{
	char *text = NULL;
	size_t len;
	FILE *out = wt_tool_need(open_memstream(&text, &len));

	wt_diagnostics_print(diagnostics, out, 0);
	fclose(out);
	return text;
}

static int conclude_mistakes(struct wt_run *run, const char *path,
			     const struct wt_diagnostics *diagnostics)
{
	wt_progress_hide(&run->progress);
	fflush(stdout);
	wt_diagnostics_print(diagnostics, stderr,
			     wt_color_wanted(run->options.common.color, stderr));
	wt_results_add(&run->results, WT_OUTCOME_ERROR, path, "mistakes in the file",
		       diagnostics_text(diagnostics));
	return WT_EXIT_USAGE;
}

static int run_loaded(struct wt_run *run, const char *path, struct wt_scenario *scenario,
		      struct wt_diagnostics *diagnostics)
{
	struct wt_job job = {.run = run, .path = path, .scenario = scenario};
	const struct wt_named_program *named;
	size_t count = wt_scenario_programs(scenario, &named);

	wt_programs_find(&run->programs, scenario);
	wt_scenario_set_watchdog(scenario, (unsigned)run->options.common.watchdog_s);
	job.program = run->options.common.program;
	/* Sound ones go first. */
	if (run->options.common.sound && count > 0)
		job.program = named[0].name;
	job.value = wt_tool_value(scenario, run->options.common.value);
	if (wt_scenario_check(scenario, run->programs.at, diagnostics) > 0)
		return conclude_mistakes(run, path, diagnostics);
	return job.value < 0 ? WT_EXIT_USAGE : wt_job_run(&job);
}

static int run_file(struct wt_run *run, const char *path)
{
	struct wt_diagnostics *diagnostics = wt_tool_need(wt_diagnostics_new());
	struct wt_scenario *scenario = wt_scenario_load(path, diagnostics);
	size_t results = run->results.count;
	uint64_t started_ns = wt_real_time_ns();
	int code;

	if (scenario)
		code = run_loaded(run, path, scenario, diagnostics);
	else
		code = conclude_mistakes(run, path, diagnostics);
	if (run->results.count > results)
		run->results.at[results].seconds = (double)(wt_real_time_ns() - started_ns) / 1e9;
	wt_scenario_free(scenario);
	wt_diagnostics_free(diagnostics);
	return code;
}

static void print_summary(const struct wt_run *run)
{
	size_t mistakes = wt_results_count(&run->results, WT_OUTCOME_ERROR);
	double seconds = wt_progress_seconds(&run->progress);

	if (run->results.count == 0 && !wt_interrupted) {
		wt_tool_complain("nothing ran");
		return;
	}
	printf("%zu passed, %zu failed", wt_results_count(&run->results, WT_OUTCOME_PASSED),
	       wt_results_count(&run->results, WT_OUTCOME_FAILED));
	if (mistakes > 0)
		printf(", %zu with mistakes", mistakes);
	if (seconds >= 0)
		printf(" (%.1f s)", seconds);
	putchar('\n');
}

static int write_coverage_json(const struct wt_run *run, const char *path)
{
	FILE *out = fopen(path, "w");

	if (out)
		wt_coverage_write_json(run->coverage, out);
	if (!out || fclose(out) != 0) {
		wt_tool_complain("can not write %s: %s", path, strerror(errno));
		return WT_EXIT_USAGE;
	}
	return WT_EXIT_PASSED;
}

static int report_coverage(const struct wt_run *run, int code)
{
	const struct wt_run_options *options = &run->options;

	if (options->coverage)
		wt_coverage_print(run->coverage, stdout,
				  wt_color_wanted(options->common.color, stdout));
	if (options->coverage_json)
		code = wt_exit_worse(code, write_coverage_json(run, options->coverage_json));
	if (options->require_edges &&
	    !wt_coverage_gate(run->coverage, (unsigned)options->require_edges))
		code = wt_exit_worse(code, WT_EXIT_FAILED);
	return code;
}

static int finish(const struct wt_run *run, int code)
{
	if (run->results.count == 0)
		code = wt_exit_worse(code, WT_EXIT_NOTHING);
	if (run->coverage)
		code = report_coverage(run, code);
	print_summary(run);
	return wt_exit_worse(code, wt_results_write(&run->results, &run->options.common.results));
}

int wt_command_run(int argc, char **argv, const struct wt_program *programs)
{
	struct wt_run run = {.options = {.common = {.color = WT_COLOR_AUTO}}};
	struct wt_files *files = &run.options.common.files;
	int code;

	wt_run_options_parse(&run.options, argc, argv);
	code = run.options.common.files_error;
	if (run.options.common.filter)
		wt_files_filter(files, run.options.common.filter);
	if (!wt_programs_init(&run.programs, programs, run.options.common.load)) {
		wt_files_free(files);
		return WT_EXIT_USAGE;
	}
	if (run.options.coverage || run.options.coverage_json || run.options.require_edges)
		run.coverage = wt_tool_need(wt_coverage_new());
	wt_catch_interrupt();
	wt_progress_init(&run.progress, files->count, run.options.common.quiet);
	for (size_t i = 0; i < files->count; i++) {
		if (wt_interrupted) {
			wt_tool_complain("interrupted before %s", files->paths[i]);
			break;
		}
		run.progress.file = i;
		code = wt_exit_worse(code, run_file(&run, files->paths[i]));
	}
	wt_progress_hide(&run.progress);
	code = finish(&run, wt_interrupted ? WT_EXIT_INTERRUPTED : code);
	wt_results_fini(&run.results);
	wt_coverage_free(run.coverage);
	wt_programs_fini(&run.programs);
	wt_files_free(files);
	return code;
}
