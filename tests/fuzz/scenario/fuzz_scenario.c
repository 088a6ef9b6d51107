/* SPDX-License-Identifier: MIT
 *
 * Any bytes, read as a scenario: either there is a message, or what is printed
 * reads back and prints the same.
 *
 * With an engine:	clang -fsanitize=fuzzer ... fuzz_scenario.c
 * Without one:		cc ... fuzz_scenario.c replay.c */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/scenario.h"
#include "wt_run.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz_scenario: %s\n", what);
	abort();
}

static void render(const struct wt_diagnostics *list)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	must(out != NULL, "no memory");
	wt_diagnostics_print(list, out, 1);
	fclose(out);
	must(wt_diagnostics_count(list) == 0 || len > 0, "a message without text");
	free(text);
}

static char *printed(const char *text, size_t len)
{
	struct wt_diagnostics *list = wt_diagnostics_new();
	struct wt_plan *plan = wt_plan_parse(NULL, text, len, list);
	char *again = plan ? wt_plan_print(plan) : NULL;

	must((plan == NULL) == (wt_diagnostics_count(list) > 0), "refused without a message");
	render(list);
	wt_plan_free(plan);
	wt_diagnostics_free(list);
	return again;
}

/* A bound plan is a scenario like any other. */
static void bind_last(const char *text)
{
	struct wt_diagnostics *list = wt_diagnostics_new();
	struct wt_plan *plan = wt_plan_parse(NULL, text, strlen(text), list);
	struct wt_plan *bound = wt_plan_bind(plan, wt_plan_values(plan) - 1, list);
	char *once = bound ? wt_plan_print(bound) : NULL;
	char *twice = once ? printed(once, strlen(once)) : NULL;

	render(list);
	must(!once || twice, "a bound plan does not read back");
	must(!once || strcmp(once, twice) == 0, "a bound plan prints differently");
	wt_plan_free(plan);
	if (bound && bound->count)
		wt_plan_remove(bound, bound->count / 2);
	wt_plan_free(bound);
	free(once);
	free(twice);
	wt_diagnostics_free(list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *once = printed((const char *)data, size);
	char *twice;

	if (!once)
		return 0;
	twice = printed(once, strlen(once));
	must(twice != NULL, "the canonical text does not read back");
	must(strcmp(once, twice) == 0, "the canonical text prints differently");
	bind_last(once);
	free(once);
	free(twice);
	return 0;
}
