/* SPDX-License-Identifier: MIT
 *
 * A scenario told in C.  The calls write a plan; running it prints the plan and
 * reads it again, so that a file and its calls can not differ, and so that a
 * failure has a line to point at. */
#include "wt_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/scenario.h"
#include "wt_run.h"
#include "wt_trace.h"

#define LANES_EVENTS 40
#define LANES_WIDTH  80

struct wt_world {
	const struct wt_program *programs;
	struct wt_plan *plan;
	struct wt_diagnostics *diagnostics;
	char *failure;
};

struct wt_world *wt_world_new(const struct wt_program *programs)
{
	struct wt_world *world = calloc(1, sizeof *world);

	if (!world)
		return NULL;
	world->programs = programs;
	world->plan = wt_plan_new();
	world->diagnostics = wt_diagnostics_new();
	wt_world_scenario(world, WT_LANGUAGE_VERSION);
	return world;
}

void wt_world_free(struct wt_world *world)
{
	if (!world)
		return;
	wt_plan_free(world->plan);
	wt_diagnostics_free(world->diagnostics);
	free(world->failure);
	free(world);
}

#define ADD(world, ...) \
	(wt_plan_add((world)->plan, (world)->diagnostics, "world", 0, __VA_ARGS__) < 0 ? -1 : 0)
#define WT_STATEMENT(id, context, pattern, help, function, parameters, arguments) \
	int function parameters                                                   \
	{                                                                         \
		return ADD arguments;                                             \
	}
#include "scenario/statements.def"
#undef WT_STATEMENT
#undef ADD

char *wt_world_print(const struct wt_world *world)
{
	return wt_plan_print(world->plan);
}

static void quote_line(FILE *out, const char *text, int line)
{
	while (--line > 0 && text)
		text = strchr(text, '\n') ? strchr(text, '\n') + 1 : NULL;
	if (text && line == 0)
		fprintf(out, "  %.*s\n", (int)strcspn(text, "\n"), text);
}

static void say_what_happened(FILE *out, const struct wt_problem *problem)
{
	const char *program = problem->program;

	switch (problem->kind) {
	case WT_PROBLEM_BROKEN_PASSES:
		fprintf(out, "%s passes, though it should fail `%s`", program, problem->expected);
		break;
	case WT_PROBLEM_WRONG_CHECK:
		fprintf(out, "%s should fail `%s` first, but fails", program, problem->expected);
		break;
	case WT_PROBLEM_UNREACHED:
		fputs("no program comes to this decision", out);
		break;
	case WT_PROBLEM_UNJUDGED:
		fputs("this expectation was hardly ever judged", out);
		break;
	case WT_PROBLEM_NEVER_HAPPENED:
		fputs("what tests should meet now and then never was", out);
		break;
	case WT_PROBLEM_CONFLICT:
		fputs("two lines answer one question", out);
		break;
	case WT_PROBLEM_NONDETERMINISM:
		fprintf(out, "%s is not deterministic", program);
		break;
	case WT_PROBLEM_INTERNAL:
		fprintf(out, "%s could not be run", program);
		break;
	case WT_PROBLEM_NONE:
	case WT_PROBLEM_SOUND_FAILS:
		fprintf(out, "%s fails", program);
		break;
	}
}

/* Is there one run that shows it? */
static bool is_of_one_run(const struct wt_problem *problem)
{
	return problem->kind != WT_PROBLEM_UNREACHED && problem->kind != WT_PROBLEM_UNJUDGED &&
	       problem->kind != WT_PROBLEM_NEVER_HAPPENED;
}

static void draw_lanes(FILE *out, struct wt_scenario *scenario, const struct wt_world *world,
		       const struct wt_case *run)
{
	struct wt_lanes *lanes = wt_lanes_new(LANES_EVENTS);
	struct wt_sink *sinks[] = {wt_lanes_sink(lanes), NULL};
	struct wt_verdict verdict;

	wt_run_case(scenario, world->programs, run, sinks, &verdict, NULL);
	wt_lanes_draw(lanes, out, LANES_WIDTH, 0);
	wt_lanes_free(lanes);
}

static void explain(FILE *out, struct wt_scenario *scenario, const struct wt_world *world,
		    const char *text, const struct wt_problem *problem)
{
	const struct wt_verdict *verdict = &problem->verdict;

	say_what_happened(out, problem);
	if (verdict->check)
		fprintf(out, " `%s`", verdict->check);
	if (verdict->object && *verdict->object)
		fprintf(out, " on %s", verdict->object);
	if (wt_scenario_is_open(scenario) && is_of_one_run(problem))
		fprintf(out, " with seed %llu", (unsigned long long)problem->run.seed);
	fputc('\n', out);
	if (verdict->line == 0 || verdict->line != problem->line)
		quote_line(out, text, problem->line);
	if (problem->text)
		fprintf(out, "%s\n", problem->text);
	if (!verdict->check)
		return;
	if (verdict->text)
		fprintf(out, "%s\n", verdict->text);
	draw_lanes(out, scenario, world, &problem->run);
}

static void explain_diagnostics(FILE *out, const struct wt_world *world)
{
	wt_diagnostics_print(world->diagnostics, out, 0);
}

static int judge(struct wt_world *world, const char *text, struct wt_scenario *scenario, FILE *out)
{
	struct wt_campaign_options options = {.programs = world->programs};
	struct wt_campaign *campaign = wt_campaign_new(scenario, &options);
	const struct wt_problem *problems;
	size_t count;

	while (wt_campaign_step(campaign))
		continue;
	count = wt_campaign_problems(campaign, &problems);
	for (size_t i = 0; i < count; i++)
		explain(out, scenario, world, text, &problems[i]);
	wt_campaign_free(campaign);
	return (int)count;
}

static int run(struct wt_world *world, const char *text, FILE *out)
{
	struct wt_scenario *scenario =
		wt_scenario_parse("world", text, strlen(text), world->diagnostics);
	int problems = -1;

	if (scenario && wt_scenario_check(scenario, world->programs, world->diagnostics) == 0)
		problems = judge(world, text, scenario, out);
	else
		explain_diagnostics(out, world);
	wt_scenario_free(scenario);
	return problems;
}

int wt_world_run(struct wt_world *world)
{
	char *text;
	size_t size;
	FILE *out;
	int problems;

	free(world->failure);
	world->failure = NULL;
	out = open_memstream(&world->failure, &size);
	if (!out)
		return -1;
	if (wt_diagnostics_count(world->diagnostics) > 0) {
		explain_diagnostics(out, world);
		fclose(out);
		return -1;
	}
	text = wt_plan_print(world->plan);
	problems = run(world, text, out);
	free(text);
	fclose(out);
	return problems;
}

const char *wt_world_failure(struct wt_world *world)
{
	return world->failure ? world->failure : "";
}
