/* SPDX-License-Identifier: MIT
 *
 * sim.c - the sweep in the simulated kernel: causes are moved, one at a time. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "questions.h"
#include "seen.h"

void found(struct findings *findings, const char *format, ...)
{
	va_list args;

	if (findings->count++ > 0)
		return;
	va_start(args, format);
	vsnprintf(findings->first, sizeof findings->first, format, args);
	va_end(args);
}

struct sim_sweep {
	const struct sim_case *c;
	const char *text;
	struct seen calm;
	struct findings *findings;
};

/* Where something is not to be had, a program may give up a connection, unread or not,
 * or all of them; who waits for it waits in vain. */
static bool is_excused(const struct wt_verdict *verdict, bool harmful)
{
	if (harmful && strcmp(verdict->check, "stall") == 0)
		return !strstr(verdict->text, "queued for");
	return harmful && strcmp(verdict->check, "unread") == 0;
}

/* Returns whether anything was decided. */
static bool run_with(const struct sim_sweep *s, const char *line, bool harmful)
{
	const struct wt_case run = {.broken = -1, .seed = 1};
	struct wt_scenario *scenario = scenario_of(s->text, line);
	struct wt_run_stats stats = {0};
	struct wt_verdict verdict;
	struct seen seen;
	struct wt_sink *sinks[] = {&seen.sink, NULL};
	const char *who;

	seen_begin(&seen);
	if (wt_run_case(scenario, sweep_programs(), &run, sinks, &verdict, &stats) < 0)
		found(s->findings, "%s: the run could not be made", line);
	else if (verdict.check && !is_excused(&verdict, harmful))
		found(s->findings, "%s: %s %s: %s", line, verdict.check, verdict.object,
		      verdict.text);
	else if (strcmp(stats.end, "limit") == 0)
		found(s->findings, "%s: never comes to rest", line);
	else if (harmful && !s->c->unordered && (who = seen_differs(&seen, &s->calm)))
		found(s->findings, "%s: %s was sent something else", line, who);
	seen_free(&seen);
	wt_scenario_free(scenario);
	return stats.decided > 0;
}

static void be_calm(struct sim_sweep *s)
{
	const struct wt_case run = {.broken = -1, .seed = 1};
	struct wt_scenario *scenario = scenario_of(s->text, "");
	struct wt_sink *sinks[] = {&s->calm.sink, NULL};
	struct wt_run_stats stats;
	struct wt_verdict verdict;

	seen_begin(&s->calm);
	if (wt_run_case(scenario, sweep_programs(), &run, sinks, &verdict, &stats) < 0)
		found(s->findings, "the calm run could not be made");
	else if (verdict.check)
		found(s->findings, "calm: %s %s: %s", verdict.check, verdict.object, verdict.text);
	wt_scenario_free(scenario);
}

static void answer(const struct sim_sweep *s, const char *question)
{
	bool harmful;
	const char *value;

	for (size_t n = 0; (value = answer_to(question, n, &harmful)); n++) {
		char line[512];

		snprintf(line, sizeof line, "%s %s", question, value);
		s->findings->injections += run_with(s, line, harmful);
	}
}

void sweep_simulated(const struct sim_case *c, const char *program, bool first,
		     struct findings *findings)
{
	struct sim_sweep s = {.c = c, .findings = findings};
	char *questions, *text, *rest;
	const char *hole = strstr(c->scenario, "%s");

	if (asprintf(&text, "%.*s%s%s", (int)(hole - c->scenario), c->scenario,
		     program ? program : c->program, hole + 2) < 0)
		abort();
	s.text = text;
	be_calm(&s);
	questions = questions_of(c, text);
	rest = questions;
	for (char *line; (line = strsep(&rest, "\n")) && !(first && findings->count > 0);)
		answer(&s, line);
	seen_free(&s.calm);
	free(questions);
	free(text);
}
