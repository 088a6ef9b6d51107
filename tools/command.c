/* SPDX-License-Identifier: MIT
 *
 * command.c - wavetank NAME ...: finds the subcommand. */
#include "command.h"

#include <argp.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct command {
	const char *name;
	int (*main)(int argc, char **argv, const struct wt_program *programs);
	const char *about;
} commands[] = {
	{"run", wt_command_run, "run scenario files and judge them"},
	{"explore", wt_command_explore, "search open files for runs that fail"},
	{"pin", wt_command_pin, "write one run down as a scenario with nothing open"},
	{"shrink", wt_command_shrink, "make a failing run as small as it goes"},
	{"replay", wt_command_replay, "make one run again, and say what is not as it was"},
	{"merge", wt_command_merge, "add up what the shards of a search found"},
	{"lint", wt_command_lint, "name every mistake in scenario files"},
	{"fmt", wt_command_fmt, "write scenario files in canonical form"},
	{"list", wt_command_list, "list scenario files with their claims, or --programs"},
};

static const size_t commands_count = sizeof commands / sizeof *commands;

static void help(FILE *out)
{
	fputs("Usage: wavetank COMMAND [OPTION...] FILE...\n"
	      "Runs socket programs in a simulated kernel and network.\n\n",
	      out);
	for (size_t i = 0; i < commands_count; i++)
		fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].about);
	fputs("\n`wavetank COMMAND --help` tells its options.\n"
	      "Exit codes: 0 all passed, 1 a check failed, 2 a mistake in a scenario or on the\n"
	      "command line, 3 internal error or nondeterminism, 4 nothing ran, 130 interrupted.\n",
	      out);
}

static const char *called = "wavetank";

const char *wt_tool_name(void)
{
	return called;
}

static const struct command *find(const char *name)
{
	for (size_t i = 0; i < commands_count; i++)
		if (strcmp(name, commands[i].name) == 0)
			return &commands[i];
	return NULL;
}

int wt_main(int argc, char **argv, const struct wt_program *programs)
{
	const struct command *command;
	char *whole_name;
	int code;

	if (argc > 0)
		called = argv[0];
	if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)) {
		help(stdout);
		return WT_EXIT_PASSED;
	}
	command = argc >= 2 ? find(argv[1]) : NULL;
	if (!command) {
		if (argc >= 2)
			wt_tool_complain("there is no command `%s`", argv[1]);
		help(stderr);
		return WT_EXIT_USAGE;
	}
	/* argp shows argv[0] as the name of the program. */
	argp_err_exit_status = WT_EXIT_USAGE;
	whole_name = wt_tool_format("wavetank %s", command->name);
	argv[1] = whole_name;
	code = command->main(argc - 1, argv + 1, programs);
	free(whole_name);
	if (fflush(stdout) != 0) {
		wt_tool_complain("can not write the output: %s", strerror(errno));
		code = wt_exit_worse(code, WT_EXIT_INTERNAL);
	}
	return code;
}

/* "Nothing ran" is the mildest: anything that did happen says more. */
static int gravity(int code)
{
	static const int order[] = {WT_EXIT_PASSED, WT_EXIT_NOTHING,  WT_EXIT_FAILED,
				    WT_EXIT_USAGE,  WT_EXIT_INTERNAL, WT_EXIT_INTERRUPTED};
	int i = 0;

	while (order[i] != code)
		i++;
	return i;
}

int wt_exit_worse(int a, int b)
{
	return gravity(a) >= gravity(b) ? a : b;
}

void wt_tool_complain(const char *format, ...)
{
	va_list args;

	fflush(stdout);
	fputs("wavetank: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

void *wt_tool_need(void *pointer)
{
	if (!pointer) {
		wt_tool_complain("out of memory");
		exit(WT_EXIT_INTERNAL);
	}
	return pointer;
}

char *wt_tool_format(const char *format, ...)
{
	va_list args;
	char *text = NULL;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	return wt_tool_need(text);
}

long wt_tool_value(const struct wt_scenario *scenario, const char *value)
{
	long index = value ? wt_scenario_find_value(scenario, value) : 0;

	if (index < 0)
		wt_tool_complain("%s: `for` has no value %s", wt_scenario_path(scenario), value);
	return index;
}

bool wt_tool_number(const char *text, uint64_t *ret)
{
	unsigned long long number;
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	number = strtoull(text, &end, 10);
	if (errno != 0 || *end != '\0')
		return false;
	*ret = number;
	return true;
}
