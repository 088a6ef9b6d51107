/* SPDX-License-Identifier: MIT
 *
 * The judgement of one file: the sound program and every broken one, for every
 * value of `for` and every seed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/diagnostics.h"
#include "scenario/scenario.h"
#include "search/agreement.h"
#include "search/diverge.h"
#include "search/file.h"
#include "search/judged.h"
#include "world/guards.h"
#include "wt_coverage.h"

#define RUNS_DEFAULT 200
/* Run twice: the first seed of each program and value, one run in so many, and
 * every failure. */
#define RECHECK_EACH 64
#define PROBLEMS_MAX 64
#define NAME_SHOWN   80 /* of a state of ac_sometimes */

/* What became of one `broken` line. */
struct fate {
	uint64_t failed; /* runs; any check */
	bool chosen;     /* it was run at all */
};

struct wt_campaign {
	struct wt_scenario *scenario;
	struct wt_campaign_options options;
	uint64_t seeds, done, chosen, total, next; /* next: case of total */
	struct wt_problem *problems;
	size_t problem_count;
	struct fate *fates;
	uint64_t *reached; /* by node: decisions answered */
	struct wt_judged judged;
	struct wt_agreement *agreements; /* of the sound program, by value */
	bool finished;
	char now[256];
};

static const char *expected_check(const struct wt_campaign *campaign, int broken)
{
	const struct wt_plan *plan = campaign->scenario->plan;
	const struct wt_node *node = &plan->nodes[wt_stage_broken(plan, broken)];

	return wt_checkname_text(
		(enum wt_checkname)wt_node_field(node, WT_FIELD_CHECKNAME, 0)->as.word);
}

static int broken_line(const struct wt_campaign *campaign, int broken)
{
	const struct wt_plan *plan = campaign->scenario->plan;

	return broken < 0 ? 0 : plan->nodes[wt_stage_broken(plan, broken)].line;
}

/* Cases in order: all values and seeds of the sound program, then of each broken. */
static struct wt_case case_at(const struct wt_campaign *campaign, uint64_t index)
{
	uint64_t per_program = campaign->seeds * campaign->scenario->values;
	struct wt_case run = {
		.broken = (int)(index / per_program) - 1,
		.value = (size_t)(index % per_program / campaign->seeds),
		.seed = campaign->options.seed + index % campaign->seeds,
	};

	return run;
}

static bool is_chosen(const struct wt_campaign *campaign, const struct wt_case *run)
{
	const char *only = campaign->options.only_program;

	if (campaign->options.only_value && run->value != campaign->options.value)
		return false;
	return !only || wt_scenario_case_has(campaign->scenario, run->broken, only);
}

static uint64_t count_chosen(const struct wt_campaign *campaign)
{
	uint64_t count = 0;

	for (uint64_t index = 0; index < campaign->total; index += campaign->seeds) {
		struct wt_case run = case_at(campaign, index);

		if (is_chosen(campaign, &run))
			count += campaign->seeds;
	}
	return count;
}

static bool is_posix(const struct wt_plan *plan)
{
	int node = wt_plan_find(plan, WT_LINE_KERNEL, -1);

	return node >= 0 && wt_node_says(&plan->nodes[node], "posix");
}

struct wt_campaign *wt_campaign_new(struct wt_scenario *scenario,
				    const struct wt_campaign_options *options)
{
	struct wt_campaign *campaign = calloc(1, sizeof *campaign);

	if (!campaign)
		abort();
	campaign->scenario = scenario;
	campaign->options = *options;
	scenario->strict = options->strict;
	if (campaign->options.seed == 0)
		campaign->options.seed = 1;
	campaign->seeds = options->runs ? options->runs : RUNS_DEFAULT;
	if (!wt_scenario_is_open(scenario))
		campaign->seeds = 1;
	campaign->total = campaign->seeds * scenario->values * scenario->programs;
	campaign->chosen = count_chosen(campaign);
	campaign->problems = calloc(PROBLEMS_MAX, sizeof *campaign->problems);
	campaign->fates = calloc(scenario->programs, sizeof *campaign->fates);
	campaign->reached = calloc(scenario->plan->count + 1, sizeof *campaign->reached);
	campaign->agreements = calloc(scenario->values, sizeof *campaign->agreements);
	if (!campaign->problems || !campaign->fates || !campaign->reached || !campaign->agreements)
		abort();
	wt_judged_init(&campaign->judged, scenario->plan);
	wt_guards_hold();
	if (options->coverage)
		wt_coverage_set_posix(options->coverage, is_posix(scenario->plan));
	return campaign;
}

static char *copy_text(const char *text)
{
	char *copy = text ? strdup(text) : NULL;

	if (text && !copy)
		abort();
	return copy;
}

static bool is_known(const struct wt_campaign *campaign, const struct wt_problem *problem)
{
	for (size_t i = 0; i < campaign->problem_count; i++) {
		const struct wt_problem *known = &campaign->problems[i];

		if (known->kind != problem->kind || known->line != problem->line ||
		    known->run.broken != problem->run.broken)
			continue;
		/* Each such state is one of its own. */
		if (problem->kind != WT_PROBLEM_NEVER_HAPPENED ||
		    strcmp(known->text, problem->text) == 0)
			return true;
	}
	return false;
}

/* One of a kind and program is enough: the first. */
static void add_problem(struct wt_campaign *campaign, struct wt_problem problem)
{
	const char *name = wt_scenario_case_name(campaign->scenario, problem.run.broken);

	if (campaign->problem_count == PROBLEMS_MAX || is_known(campaign, &problem))
		return;
	problem.program = name ? name : "";
	problem.verdict.object = copy_text(problem.verdict.object);
	problem.verdict.text = copy_text(problem.verdict.text);
	problem.text = copy_text(problem.text);
	campaign->problems[campaign->problem_count++] = problem;
}

static bool is_of_process(const struct wt_node *node)
{
	return node->id == WT_LINE_KILLED || node->id == WT_LINE_RESTARTS ||
	       node->id == WT_LINE_WOKEN || node->id == WT_LINE_SIGNAL;
}

/* A line that says what happens at a place, if a program comes to it, or to a process,
 * if there is one then. */
static bool is_pin(const struct wt_node *node)
{
	return node->id == WT_LINE_RAW || is_of_process(node) ||
	       (node->id != WT_LINE_MAY && wt_node_ask(node) != WT_ASK_COUNT);
}

static void count_line(struct wt_campaign *campaign, int line)
{
	const struct wt_plan *plan = campaign->scenario->plan;

	for (size_t n = 0; n < plan->count; n++) {
		if (plan->nodes[n].line == line && plan->nodes[n].parent < 0 &&
		    is_pin(&plan->nodes[n]))
			campaign->reached[n]++;
	}
}

static void count_pins(struct wt_campaign *campaign, const struct wt_staged *staged)
{
	const struct wt_pin *pins;
	size_t count = wt_decider_pins(staged->stage->decider, &pins);
	const struct wt_at *at = staged->stage->tank->ats;

	for (size_t i = 0; i < count; i++) {
		if (pins[i].reached)
			count_line(campaign, pins[i].line);
	}
	for (; at; at = at->next) {
		if (at->line && at->reached)
			count_line(campaign, at->line);
	}
}

static void check_conflict(struct wt_campaign *campaign, const struct wt_staged *staged,
			   const struct wt_case *run)
{
	char text[160];
	int a, b;

	if (!wt_decider_conflict(staged->stage->decider, &a, &b))
		return;
	snprintf(text, sizeof text, "lines %d and %d answer the same question", a, b);
	add_problem(campaign,
		    (struct wt_problem){
			    .kind = WT_PROBLEM_CONFLICT, .run = *run, .line = b, .text = text});
}

static void judge_run(struct wt_campaign *campaign, const struct wt_case *run,
		      const struct wt_verdict *verdict)
{
	struct wt_problem problem = {.run = *run, .verdict = *verdict};

	if (run->broken < 0) {
		problem.kind = WT_PROBLEM_SOUND_FAILS;
		problem.line = verdict->line;
		if (verdict->check)
			add_problem(campaign, problem);
		return;
	}
	if (!verdict->check)
		return;
	campaign->fates[run->broken].failed++;
	problem.kind = WT_PROBLEM_WRONG_CHECK;
	problem.expected = expected_check(campaign, run->broken);
	problem.line = broken_line(campaign, run->broken);
	if (strcmp(verdict->check, problem.expected) != 0)
		add_problem(campaign, problem);
}

/* The same case once more must be the same history. */
static void check_determinism(struct wt_campaign *campaign, const struct wt_case *run,
			      uint64_t hash)
{
	struct wt_verdict verdict;
	struct wt_run_stats stats;
	char text[1024];
	struct wt_staged *staged = wt_scenario_stage(campaign->scenario, campaign->options.programs,
						     run, campaign->scenario->mishaps);
	char *where;
	int rc;

	wt_staged_soil(staged);
	rc = wt_run_case(campaign->scenario, campaign->options.programs, run, NULL, &verdict,
			 &stats);
	if (rc == 0 && stats.hash == hash)
		return;
	where = wt_staged_divergence(staged, run->seed, NULL);
	snprintf(text, sizeof text, "the same run gave trace %016llx, then %016llx%s%s",
		 (unsigned long long)hash, (unsigned long long)stats.hash, where ? "\n" : "",
		 where ? where : "");
	free(where);
	add_problem(
		campaign,
		(struct wt_problem){.kind = WT_PROBLEM_NONDETERMINISM, .run = *run, .text = text});
}

/* A program that hangs takes seconds a run: one is enough. */
static void leave_program(struct wt_campaign *campaign)
{
	uint64_t per_program = campaign->seeds * campaign->scenario->values;

	campaign->next += (per_program - campaign->next % per_program) % per_program;
}

static void run_one(struct wt_campaign *campaign, const struct wt_case *run)
{
	struct wt_scenario *scenario = campaign->scenario;
	struct wt_verdict verdict;
	struct wt_run_stats stats;
	const struct wt_staged *staged;
	struct wt_sink *sinks[] = {NULL, NULL};
	int rc;

	if (campaign->options.coverage && run->broken < 0)
		sinks[0] = wt_coverage_sink(campaign->options.coverage);
	rc = wt_run_case(scenario, campaign->options.programs, run, sinks, &verdict, &stats);

	if (rc < 0) {
		add_problem(campaign, (struct wt_problem){.kind = WT_PROBLEM_INTERNAL,
							  .run = *run,
							  .text = strerror(-rc)});
		return;
	}
	staged = wt_scenario_stage(scenario, campaign->options.programs, run, scenario->mishaps);
	count_pins(campaign, staged);
	if (run->broken < 0)
		wt_judged_add(&campaign->judged, staged->judge);
	if (run->broken < 0 && stats.compared)
		wt_agreement_add(&campaign->agreements[run->value],
				 wt_judge_difference(staged->judge));
	check_conflict(campaign, staged, run);
	judge_run(campaign, run, &verdict);
	if (stats.hung)
		leave_program(campaign);
	else if (verdict.check || run->seed == campaign->options.seed ||
		 campaign->done % RECHECK_EACH == 0)
		check_determinism(campaign, run, stats.hash);
}

/* -- The end of a campaign ---------------------------------------------- */

static const char *why_unreached(const struct wt_node *node)
{
	if (is_of_process(node))
		return "no program of the file had a process then, or anything that wakes it, "
		       "or the run was over";
	return "no program of the file came to this place";
}

static void find_unreached(struct wt_campaign *campaign)
{
	const struct wt_plan *plan = campaign->scenario->plan;

	for (size_t n = 0; n < plan->count; n++) {
		const struct wt_node *node = &plan->nodes[n];

		if (campaign->reached[n] || !is_pin(node) ||
		    wt_node_field(node, WT_FIELD_REASON, 0))
			continue;
		add_problem(campaign, (struct wt_problem){.kind = WT_PROBLEM_UNREACHED,
							  .run = {.broken = -1},
							  .line = node->line,
							  .text = why_unreached(node)});
	}
}

static void find_unjudged(struct wt_campaign *campaign)
{
	for (size_t i = 0; i < campaign->judged.line_count; i++) {
		const struct wt_line_count *line = &campaign->judged.lines[i];
		char text[160] = "nothing in any run could judge this";

		if (line->judged > 0 && !wt_judged_rarely(line))
			continue;
		if (line->judged + line->excused > 0)
			snprintf(text, sizeof text,
				 "judged in %llu of %llu runs, excused in %llu: too rarely to say "
				 "anything",
				 (unsigned long long)line->judged, (unsigned long long)line->runs,
				 (unsigned long long)line->excused);
		add_problem(campaign, (struct wt_problem){.kind = WT_PROBLEM_UNJUDGED,
							  .run = {.broken = -1},
							  .line = line->line,
							  .text = text});
	}
}

static void find_never_happened(struct wt_campaign *campaign)
{
	for (size_t i = 0; i < campaign->judged.state_count; i++) {
		const struct wt_state_count *state = &campaign->judged.states[i];
		char text[NAME_SHOWN + 160];

		if (state->happened > 0)
			continue;
		snprintf(text, sizeof text, "ac_sometimes \"%.*s\": asked for in %llu of %llu runs",
			 NAME_SHOWN, state->name, (unsigned long long)state->asked,
			 (unsigned long long)campaign->judged.runs);
		add_problem(campaign, (struct wt_problem){.kind = WT_PROBLEM_NEVER_HAPPENED,
							  .run = {.broken = -1},
							  .text = text});
	}
}

static void find_passing(struct wt_campaign *campaign)
{
	for (int broken = 0; broken < (int)campaign->scenario->programs - 1; broken++) {
		struct wt_problem problem = {.kind = WT_PROBLEM_BROKEN_PASSES};

		if (!campaign->fates[broken].chosen || campaign->fates[broken].failed)
			continue;
		problem.run = case_at(campaign, (uint64_t)(broken + 1) * campaign->seeds *
							campaign->scenario->values);
		problem.expected = expected_check(campaign, broken);
		problem.line = broken_line(campaign, broken);
		add_problem(campaign, problem);
	}
}

/* Many runs that agree with each other are rarely all wrong. */
static void find_odd_one_out(struct wt_campaign *campaign)
{
	for (size_t i = 0; i < campaign->problem_count; i++) {
		struct wt_problem *problem = &campaign->problems[i];
		const struct wt_agreement *agreement = &campaign->agreements[problem->run.value];
		uint64_t alike = wt_agreement_against_calm(agreement);
		char text[160];

		if (problem->kind != WT_PROBLEM_SOUND_FAILS || problem->text || alike < 2 ||
		    strcmp(problem->verdict.check, "stream") != 0)
			continue;
		snprintf(text, sizeof text,
			 "the calm run is the odd one out: %llu of %llu runs agree with each other "
			 "against it",
			 (unsigned long long)alike, (unsigned long long)agreement->compared);
		problem->text = copy_text(text);
	}
}

static bool runs_everything(const struct wt_campaign *campaign)
{
	return !campaign->options.only_program && !campaign->options.only_value;
}

/* One seed of a file that leaves choices open is there to be looked at. */
static bool is_one_of_many(const struct wt_campaign *campaign)
{
	return wt_scenario_is_open(campaign->scenario) && campaign->seeds == 1;
}

static void finish(struct wt_campaign *campaign)
{
	if (campaign->finished)
		return;
	campaign->finished = true;
	find_passing(campaign);
	find_odd_one_out(campaign);
	if (!runs_everything(campaign) || is_one_of_many(campaign))
		return;
	find_unreached(campaign);
	find_unjudged(campaign);
	if (wt_scenario_is_open(campaign->scenario))
		find_never_happened(campaign);
}

bool wt_campaign_step(struct wt_campaign *campaign)
{
	while (campaign->next < campaign->total) {
		struct wt_case run = case_at(campaign, campaign->next++);

		if (!is_chosen(campaign, &run))
			continue;
		campaign->done++;
		if (run.broken >= 0)
			campaign->fates[run.broken].chosen = true;
		run_one(campaign, &run);
		if (campaign->next < campaign->total)
			return true;
	}
	finish(campaign);
	return false;
}

uint64_t wt_campaign_done(const struct wt_campaign *campaign)
{
	return campaign->done;
}

uint64_t wt_campaign_total(const struct wt_campaign *campaign)
{
	return campaign->chosen;
}

const char *wt_campaign_now(const struct wt_campaign *campaign)
{
	struct wt_case run = case_at(campaign, campaign->next);
	const char *name = wt_scenario_case_name(campaign->scenario, run.broken);
	char *now = ((struct wt_campaign *)(uintptr_t)campaign)->now;

	if (!name) /* all are done */
		return campaign->scenario->path;
	snprintf(now, sizeof campaign->now, "%s --seed %llu%s%s", campaign->scenario->path,
		 (unsigned long long)run.seed, run.broken < 0 ? " --sound" : " --program ",
		 run.broken < 0 ? "" : name);
	return now;
}

size_t wt_campaign_problems(const struct wt_campaign *campaign, const struct wt_problem **ret)
{
	*ret = campaign->problems;
	return campaign->problem_count;
}

size_t wt_campaign_lines(const struct wt_campaign *campaign, const struct wt_line_count **ret)
{
	*ret = campaign->judged.lines;
	return campaign->judged.line_count;
}

size_t wt_campaign_states(const struct wt_campaign *campaign, const struct wt_state_count **ret)
{
	*ret = campaign->judged.states;
	return campaign->judged.state_count;
}

uint64_t wt_campaign_failed(const struct wt_campaign *campaign, int broken)
{
	return campaign->fates[broken].failed;
}

bool wt_campaign_order_dependent(struct wt_campaign *campaign, size_t index, char *text,
				 size_t size)
{
	struct wt_scenario *scenario = campaign->scenario;

	for (size_t value = 0; value < scenario->values; value++) {
		const struct wt_staged *staged = &scenario->staged[value * scenario->programs];
		size_t count = staged->calibration ? wt_calibration_count(staged->calibration) : 0;

		if (index < count) {
			wt_calibration_text(staged->calibration, index, text, size);
			return true;
		}
		index -= count;
	}
	return false;
}

static void free_text(const char *text)
{
	free((void *)(uintptr_t)text);
}

void wt_campaign_free(struct wt_campaign *campaign)
{
	if (!campaign)
		return;
	wt_guards_let_go();
	for (size_t i = 0; i < campaign->problem_count; i++) {
		free_text(campaign->problems[i].verdict.object);
		free_text(campaign->problems[i].verdict.text);
		free_text(campaign->problems[i].text);
	}
	free(campaign->problems);
	free(campaign->fates);
	free(campaign->reached);
	wt_judged_fini(&campaign->judged);
	free(campaign->agreements);
	free(campaign);
}
