/* SPDX-License-Identifier: MIT
 *
 * fmt.c - wavetank fmt: scenario files in their one canonical form. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "files.h"
#include "terminal.h"

struct fmt {
	struct wt_files files;
	int code;
	bool check;
	bool from_stdin;
};

enum { KEY_CHECK = 0x100 };

static const struct argp_option option_list[] = {
	{"check", KEY_CHECK, NULL, 0, "only name the files that would change; exit 1 if any", 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct fmt *fmt = state->input;

	switch (key) {
	case KEY_CHECK:
		fmt->check = true;
		return 0;
	case ARGP_KEY_ARG:
		if (strcmp(arg, "-") == 0)
			fmt->from_stdin = true;
		else if (wt_files_add(&fmt->files, arg) < 0)
			fmt->code = WT_EXIT_USAGE;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which files?");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	option_list,
	parse_option,
	"FILE|FOLDER|-...",
	"Rewrites scenario files in canonical form; - is standard input to "
	"standard output.",
	NULL,
	NULL,
	NULL};

/* The canonical text, or NULL: then the mistakes have been printed. */
static char *canonical(const char *name, const char *text, size_t len)
{
	struct wt_diagnostics *diagnostics = wt_tool_need(wt_diagnostics_new());
	struct wt_scenario *scenario = wt_scenario_parse(name, text, len, diagnostics);
	char *printed = scenario ? wt_scenario_print(scenario) : NULL;

	if (!scenario)
		wt_diagnostics_print(diagnostics, stderr, wt_color_wanted(WT_COLOR_AUTO, stderr));
	wt_scenario_free(scenario);
	wt_diagnostics_free(diagnostics);
	return printed;
}

static int differs(const struct fmt *fmt, const char *path, const char *printed)
{
	int error;

	if (fmt->check) {
		puts(path);
		return WT_EXIT_FAILED;
	}
	error = wt_files_replace(path, printed, strlen(printed));
	if (error < 0) {
		wt_tool_complain("%s: %s", path, strerror(-error));
		return WT_EXIT_INTERNAL;
	}
	return WT_EXIT_PASSED;
}

static int fmt_file(const struct fmt *fmt, const char *path)
{
	size_t len;
	char *text = wt_files_read(path, &len);
	char *printed;
	int code = WT_EXIT_PASSED;

	if (!text) {
		wt_tool_complain("%s: %s", path, strerror(errno));
		return WT_EXIT_USAGE;
	}
	printed = canonical(path, text, len);
	if (!printed)
		code = WT_EXIT_USAGE;
	else if (strlen(printed) != len || memcmp(printed, text, len) != 0)
		code = differs(fmt, path, printed);
	free(printed);
	free(text);
	return code;
}

static int fmt_stdin(const struct fmt *fmt)
{
	size_t len;
	char *text = wt_files_read("/dev/stdin", &len);
	char *printed = text ? canonical("-", text, len) : NULL;
	int code = printed ? WT_EXIT_PASSED : WT_EXIT_USAGE;

	if (printed && !fmt->check)
		fputs(printed, stdout);
	else if (printed && strcmp(printed, text) != 0)
		code = WT_EXIT_FAILED;
	free(printed);
	free(text);
	return code;
}

int wt_command_fmt(int argc, char **argv, const struct wt_program *programs)
{
	struct fmt fmt = {.code = WT_EXIT_PASSED};

	(void)programs;
	argp_parse(&argp, argc, argv, 0, NULL, &fmt);
	if (fmt.from_stdin)
		fmt.code = wt_exit_worse(fmt.code, fmt_stdin(&fmt));
	for (size_t i = 0; i < fmt.files.count; i++)
		fmt.code = wt_exit_worse(fmt.code, fmt_file(&fmt, fmt.files.paths[i]));
	wt_files_free(&fmt.files);
	return fmt.code;
}
