/* SPDX-License-Identifier: MIT
 *
 * Prints a line for each check: that it catches its bug, is silent on the same
 * program without it, and is silenced by its own `allow` and by no other. */
#include "sanity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct sanity *const checks[] = {
	&sanity_crash,    &sanity_memory,  &sanity_after_close, &sanity_closed_descriptor,
	&sanity_blocking, &sanity_sigpipe, &sanity_spin,        &sanity_stream,
	&sanity_expect,   &sanity_never,   &sanity_stall,       &sanity_unread,
	&sanity_leak,     &sanity_growth,  &sanity_starvation,  &sanity_dropped_error,
	&sanity_limit,
};

static const struct sanity_campaign *const campaigns[] = {
	&sanity_aborted, &sanity_reset, &sanity_address, &sanity_filling, &sanity_sometimes,
};

/* What is wrong; "" if nothing is. */
static char complaint[4096];

static void complain(const char *what, const char *which, const char *found)
{
	size_t used = strlen(complaint);

	snprintf(complaint + used, sizeof complaint - used, "# %s%s%s\n", what, which, found);
}

static struct wt_scenario *parse(const char *text)
{
	struct wt_diagnostics *diagnostics = wt_diagnostics_new();
	struct wt_scenario *scenario =
		wt_scenario_parse("sanity.scn", text, strlen(text), diagnostics);

	wt_diagnostics_print(diagnostics, stdout, 0);
	wt_diagnostics_free(diagnostics);
	if (!scenario)
		abort();
	return scenario;
}

/* -- Checks ------------------------------------------------------------- */

/* Does the program fail this check first, with these lines behind the scenario?
 * check "": does it pass? */
static bool comes_to(const struct sanity *sanity, program_main *program, const char *lines,
		     const char *check)
{
	const struct wt_program programs[] = {{"culprit", program}, {NULL, NULL}};
	const struct wt_case sound = {.broken = -1};
	struct wt_verdict verdict = {.check = "none: the run could not be made"};
	struct wt_scenario *scenario;
	char text[4096];
	bool so;

	snprintf(text, sizeof text, "%s%s", sanity->scenario, lines);
	scenario = parse(text);
	wt_run_case(scenario, programs, &sound, NULL, &verdict, NULL);
	so = strcmp(verdict.check ? verdict.check : "", check) == 0;
	if (!so)
		complain("instead: ", verdict.check ? verdict.check : "passes ",
			 verdict.check && verdict.text ? verdict.text : "");
	wt_scenario_free(scenario);
	return so;
}

static bool allowed_comes_to(const struct sanity *sanity, const char *allowed, const char *object,
			     const char *check)
{
	char line[256];

	snprintf(line, sizeof line, "allow %s%s%s: to see what it silences\n", allowed,
		 object ? " for " : "", object ? object : "");
	return comes_to(sanity, sanity->broken, line, check);
}

static void try_allows(const struct sanity *sanity)
{
	const char *name = sanity->check;

	for (size_t i = 0; i < COUNT(checks); i++) {
		if (checks[i] != sanity && !allowed_comes_to(sanity, checks[i]->check, NULL, name))
			complain("silenced by allow ", checks[i]->check, "");
	}
	if (!allowed_comes_to(sanity, name, NULL, ""))
		complain("not silenced by allow ", name, "");
	if (!*sanity->object)
		return;
	if (!allowed_comes_to(sanity, name, sanity->object, ""))
		complain("not silenced by allow for ", sanity->object, "");
	if (!allowed_comes_to(sanity, name, "server:7", name))
		complain("silenced by allow for server:7", "", "");
}

static void try_check(const struct sanity *sanity)
{
	if (!comes_to(sanity, sanity->broken, "", sanity->check))
		complain("does not catch its bug", "", "");
	if (!comes_to(sanity, sanity->sound, "", ""))
		complain("fires on the sound twin", "", "");
	try_allows(sanity);
}

/* -- Campaigns ---------------------------------------------------------- */

static bool has_problem(const struct sanity_campaign *sanity, program_main *program)
{
	const struct wt_program programs[] = {{"culprit", program}, {NULL, NULL}};
	const struct wt_campaign_options options = {.programs = programs, .runs = 20};
	struct wt_scenario *scenario = parse(sanity->scenario);
	struct wt_campaign *campaign = wt_campaign_new(scenario, &options);
	const struct wt_problem *problems;
	bool any = false;
	size_t count;

	while (wt_campaign_step(campaign))
		continue;
	count = wt_campaign_problems(campaign, &problems);
	for (size_t i = 0; i < count; i++)
		any |= problems[i].kind == sanity->kind;
	wt_campaign_free(campaign);
	wt_scenario_free(scenario);
	return any;
}

static void try_campaign(const struct sanity_campaign *sanity)
{
	if (!has_problem(sanity, sanity->broken))
		complain("does not catch its bug", "", "");
	if (has_problem(sanity, sanity->sound))
		complain("fires on the sound twin", "", "");
}

/* ----------------------------------------------------------------------- */

static bool report(const char *name, const char *claim)
{
	bool good = !*complaint;

	printf("%sok - %s: %s\n%s", good ? "" : "not ", name, claim, complaint);
	complaint[0] = '\0';
	return good;
}

int main(void)
{
	bool good = true;
	char claim[128];

	snprintf(claim, sizeof claim,
		 "fires, is silent on the sound twin, %zu other allows leave it, its own does not",
		 COUNT(checks) - 1);
	for (size_t i = 0; i < COUNT(checks); i++) {
		try_check(checks[i]);
		good &= report(checks[i]->check, claim);
	}
	for (size_t i = 0; i < COUNT(campaigns); i++) {
		try_campaign(campaigns[i]);
		good &= report(campaigns[i]->name, "fires, is silent on the sound twin");
	}
	return good ? 0 : 1;
}
