/* SPDX-License-Identifier: MIT
 *
 * What the tests of the scenario language share.  Include it behind cmocka. */
#ifndef TEST_SCENARIO_H
#define TEST_SCENARIO_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/diagnostics.h"
#include "scenario/scenario.h"
#include "wt_run.h"

/* The folder the sources are in. */
static inline const char *source_root(void)
{
	const char *root = getenv("WT_SRC");

	return root ? root : ".";
}

static inline int take_root(int argc, char **argv)
{
	return argc > 1 ? setenv("WT_SRC", argv[1], 1) : 0;
}

/* The whole file; free() it. */
static inline char *read_source(const char *name)
{
	char path[4096];
	size_t len;
	FILE *in;
	char *text = malloc(1 << 20);

	snprintf(path, sizeof path, "%s/%s", source_root(), name);
	in = fopen(path, "rb");
	if (!in)
		print_message("can not read %s; the source folder is argv[1] or WT_SRC\n", path);
	assert_non_null(in);
	assert_non_null(text);
	len = fread(text, 1, (1 << 20) - 1, in);
	text[len] = '\0';
	fclose(in);
	return text;
}

/* The plan of a text that has no errors. */
static inline struct wt_plan *parsed(const char *text)
{
	struct wt_diagnostics *list = wt_diagnostics_new();
	struct wt_plan *plan = wt_plan_parse("test.scn", text, strlen(text), list);

	wt_diagnostics_print(list, stderr, 0);
	assert_non_null(plan);
	assert_int_equal(wt_diagnostics_count(list), 0);
	wt_diagnostics_free(list);
	return plan;
}

/* Parsed and printed; free() it. */
static inline char *canonical(const char *text)
{
	struct wt_plan *plan = parsed(text);
	char *printed = wt_plan_print(plan);

	wt_plan_free(plan);
	return printed;
}

/* The messages of a text that has some; free them. */
static inline struct wt_diagnostics *refused_text(const char *text, size_t len)
{
	struct wt_diagnostics *list = wt_diagnostics_new();

	assert_null(wt_plan_parse("test.scn", text, len, list));
	assert_int_not_equal(wt_diagnostics_count(list), 0);
	return list;
}

static inline struct wt_diagnostics *refused(const char *text)
{
	return refused_text(text, strlen(text));
}

/* As the user sees them; free() it. */
static inline char *rendered(const struct wt_diagnostics *list)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	wt_diagnostics_print(list, out, 0);
	fclose(out);
	return text;
}

#endif
