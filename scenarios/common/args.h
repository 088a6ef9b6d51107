/* SPDX-License-Identifier: MIT
 *
 * args.h - what the programs here are told: words by place, then `--name value`. */
#ifndef SCENARIOS_ARGS_H
#define SCENARIOS_ARGS_H

#include <stdint.h>

struct args {
	int count;
	char **at; /* at[0] is the program's name */
};

/* The word at that place, from 1, or "" if there is none. */
const char *arg_word(const struct args *, int place);
/* What stands behind --name, or fallback. */
const char *arg_text(const struct args *, const char *name, const char *fallback);
long arg_number(const struct args *, const char *name, long fallback);
/* A time as the scenario language writes it, such as 10ms; in ns. */
int64_t arg_time(const struct args *, const char *name, int64_t fallback);

#endif
