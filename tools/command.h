/* SPDX-License-Identifier: MIT
 *
 * command.h - the parts of the wavetank command, as its own files see them.
 *
 * Each subcommand is one function with the arguments that follow its name (the
 * name itself is argv[0]); it returns the exit code. */
#ifndef WT_COMMAND_H
#define WT_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "wt_run.h"

/* Frozen: scripts depend on them. */
enum wt_exit {
	WT_EXIT_PASSED = 0,
	WT_EXIT_FAILED = 1,   /* a check failed; fmt --check: a file differs */
	WT_EXIT_USAGE = 2,    /* a mistake in a scenario or on the command line */
	WT_EXIT_INTERNAL = 3, /* our own fault, or nondeterminism */
	WT_EXIT_NOTHING = 4,  /* nothing ran */
	WT_EXIT_INTERRUPTED = 130,
};

int wt_command_run(int argc, char **argv, const struct wt_program *programs);
int wt_command_explore(int argc, char **argv, const struct wt_program *programs);
int wt_command_pin(int argc, char **argv, const struct wt_program *programs);
int wt_command_shrink(int argc, char **argv, const struct wt_program *programs);
int wt_command_replay(int argc, char **argv, const struct wt_program *programs);
int wt_command_merge(int argc, char **argv, const struct wt_program *programs);
int wt_command_lint(int argc, char **argv, const struct wt_program *programs);
int wt_command_fmt(int argc, char **argv, const struct wt_program *programs);
int wt_command_list(int argc, char **argv, const struct wt_program *programs);

/* What to say when more than one thing went wrong: the graver one. */
int wt_exit_worse(int a, int b);

/* How this command was called: "build/wavetank". */
const char *wt_tool_name(void);

/* Says "wavetank: ..." on stderr. */
void wt_tool_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The pointer, or the end of the process when it is NULL: out of memory. */
void *wt_tool_need(void *pointer);
char *wt_tool_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Index of a value of `for` as --value gives it; 0 for NULL.  Says so and
 * returns -1 when the file has no such value. */
long wt_tool_value(const struct wt_scenario *, const char *value);

/* A number that is all of text; false leaves *ret alone. */
bool wt_tool_number(const char *text, uint64_t *ret);

#endif
