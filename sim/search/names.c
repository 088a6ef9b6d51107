/* SPDX-License-Identifier: MIT
 *
 * What a file names: its programs, and the values of `for`. */
#include <stdlib.h>
#include <string.h>

#include "scenario/writer.h"
#include "search/file.h"

struct wt_named {
	struct wt_named_program *programs;
	size_t count, sound;
	char *sound_name; /* "echo, echo_client" */
};

static bool is_sound(const struct wt_named *named, const char *program)
{
	for (size_t i = 0; i < named->sound; i++) {
		if (strcmp(named->programs[i].name, program) == 0)
			return true;
	}
	return false;
}

static void add_sound(struct wt_named *named, const struct wt_plan *plan)
{
	struct wt_writer name = {0};

	for (int i = -1; (i = wt_plan_find(plan, WT_LINE_HOST, i)) >= 0;) {
		const char *program = wt_stage_program(&plan->nodes[i]);

		if (is_sound(named, program))
			continue;
		wt_putf(&name, "%s%s", named->sound > 0 ? ", " : "", program);
		named->programs[named->count++] = (struct wt_named_program){program, -1, NULL};
		named->sound++;
	}
	named->sound_name = wt_writer_done(&name);
}

static void add_broken(struct wt_named *named, const struct wt_plan *plan)
{
	int node = -1;

	for (int n = 0; (node = wt_plan_find(plan, WT_LINE_BROKEN, node)) >= 0; n++) {
		const struct wt_node *line = &plan->nodes[node];
		int check = wt_node_field(line, WT_FIELD_CHECKNAME, 0)->as.word;

		named->programs[named->count++] = (struct wt_named_program){
			wt_stage_program(line), n, wt_checkname_text((enum wt_checkname)check)};
	}
}

struct wt_named *wt_named_new(const struct wt_plan *plan)
{
	struct wt_named *named = calloc(1, sizeof *named);

	if (!named)
		abort();
	named->programs = calloc(plan->count + 1, sizeof *named->programs);
	if (!named->programs)
		abort();
	add_sound(named, plan);
	add_broken(named, plan);
	return named;
}

void wt_named_free(struct wt_named *named)
{
	free(named->programs);
	free(named->sound_name);
	free(named);
}

size_t wt_scenario_programs(const struct wt_scenario *scenario, const struct wt_named_program **ret)
{
	*ret = scenario->named->programs;
	return scenario->named->count;
}

const char *wt_scenario_case_name(const struct wt_scenario *scenario, int broken)
{
	const struct wt_named *named = scenario->named;

	if (broken < 0)
		return named->sound > 0 ? named->sound_name : NULL;
	if ((size_t)broken >= named->count - named->sound)
		return NULL;
	return named->programs[named->sound + (size_t)broken].name;
}

bool wt_scenario_case_has(const struct wt_scenario *scenario, int broken, const char *program)
{
	const char *name = wt_scenario_case_name(scenario, broken);

	if (broken < 0)
		return is_sound(scenario->named, program);
	return name && strcmp(name, program) == 0;
}

/* -- Values of `for` ---------------------------------------------------- */

size_t wt_scenario_values(const struct wt_scenario *scenario)
{
	return scenario->values;
}

/* The plan says "n = 35", and "" where there is no `for`. */
static const char *value_text(const struct wt_plan *plan, size_t index)
{
	const char *text = wt_plan_value_text(plan, index);
	const char *equals = strstr(text, " = ");

	return equals ? equals + 3 : text;
}

const char *wt_scenario_value(const struct wt_scenario *scenario, size_t index)
{
	return value_text(scenario->plan, index);
}

static long find_text(const struct wt_scenario *scenario, const char *text)
{
	for (size_t i = 0; *text && i < scenario->values; i++) {
		if (strcmp(value_text(scenario->plan, i), text) == 0)
			return (long)i;
	}
	return -1;
}

/* One value can be written in several ways ("\x41", "A"), so what was asked for
 * is read as a line of a scenario would be. */
long wt_scenario_find_value(const struct wt_scenario *scenario, const char *text)
{
	struct wt_plan *plan = wt_plan_new();
	struct wt_diagnostics *diagnostics = wt_diagnostics_new();
	struct wt_writer line = {0};
	long index = -1;

	wt_putf(&line, "for value in %s", text);
	if (wt_plan_add_line(plan, diagnostics, NULL, 0, line.data) >= 0 &&
	    wt_plan_values(plan) == 1)
		index = find_text(scenario, value_text(plan, 0));
	free(wt_writer_done(&line));
	wt_diagnostics_free(diagnostics);
	wt_plan_free(plan);
	return index;
}
