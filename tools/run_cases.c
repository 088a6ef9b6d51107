/* SPDX-License-Identifier: MIT
 *
 * run_cases.c - single runs of a file: --trace, --program of a broken one. */
#include <inttypes.h>
#include <string.h>

#include "command.h"
#include "run.h"
#include "wt_trace.h"

static uint64_t first_seed(const struct wt_job *job)
{
	return job->run->options.seed ? job->run->options.seed : 1;
}

static uint64_t seeds(const struct wt_job *job, uint64_t by_default)
{
	if (!wt_scenario_is_open(job->scenario))
		return 1;
	return job->run->options.runs ? job->run->options.runs : by_default;
}

static void print_case(const struct wt_job *job, const struct wt_case *which)
{
	const char *value = wt_scenario_value(job->scenario, which->value);

	printf("# %s: %s", job->path, wt_scenario_case_name(job->scenario, which->broken));
	if (*value != '\0')
		printf(", value %s", value);
	if (wt_scenario_is_open(job->scenario))
		printf(", seed %" PRIu64, which->seed);
	putchar('\n');
}

static int trace_case(const struct wt_job *job, const struct wt_case *which)
{
	struct wt_text_sink text;
	struct wt_sink *sinks[] = {&text.sink, NULL};
	struct wt_verdict verdict;
	struct wt_run_stats stats;
	int error;

	print_case(job, which);
	wt_text_sink_init(&text, stdout);
	error = wt_run_case(job->scenario, job->run->programs.at, which, sinks, &verdict, &stats);
	if (error < 0) {
		wt_tool_complain("%s: %s", job->path, strerror(-error));
		return WT_EXIT_INTERNAL;
	}
	printf("# %s, hash %016" PRIx64 "\n", verdict.check ? verdict.check : "all checks held",
	       stats.hash);
	return WT_EXIT_PASSED;
}

int wt_job_trace(const struct wt_job *job, int broken)
{
	size_t values = wt_scenario_values(job->scenario);
	uint64_t runs = seeds(job, 1);
	int code = WT_EXIT_PASSED;

	for (size_t value = 0; value < values; value++) {
		if (job->run->options.common.value && value != (size_t)job->value)
			continue;
		for (uint64_t i = 0; i < runs && !wt_interrupted; i++) {
			const struct wt_case which = {broken, value, first_seed(job) + i, false};

			code = wt_exit_worse(code, trace_case(job, &which));
		}
	}
	return code;
}

void wt_job_show_failure(const struct wt_job *job, int broken)
{
	struct wt_report report = wt_run_report(job->run, stdout, false);
	struct wt_verdict verdict = {.check = NULL};
	struct wt_run_stats stats;
	struct wt_case which = {broken, (size_t)job->value, first_seed(job), false};

	for (uint64_t i = 0; i < seeds(job, 200) && !verdict.check; i++) {
		which.seed = first_seed(job) + i;
		if (wt_run_case(job->scenario, job->run->programs.at, &which, NULL, &verdict,
				&stats) < 0)
			return;
	}
	if (!verdict.check)
		return;
	wt_report_case(&report, job->scenario, &which, &verdict);
	putchar('\n');
}
