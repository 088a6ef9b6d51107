/* SPDX-License-Identifier: MIT
 *
 * record.h - what the real kernel answered, in a file: a simulated kernel is compared
 * with it where there is no other, or where there are many to compare.
 *
 * The file: a line of text that says what it is (version, generation of programs, seed,
 * first program, kernel), then for each program its number of steps and for each step
 * the bytes of struct seen that differ from the step before, as pairs of place and
 * byte.  It is of the machine that wrote it. */
#ifndef FIDELITY_RECORD_H
#define FIDELITY_RECORD_H

#include <stdio.h>

#include "player.h"

#define RECORD_VERSION 1

struct record {
	FILE *file;
	uint64_t seed, first, count; /* of programs */
	char kernel[64];
};

/* 0, or -errno. */
int record_begin(struct record *, const char *path);
int record_add(struct record *, const struct seen *, unsigned steps);
int record_end(struct record *);

/* NULL, or why it can not be used. */
const char *record_open(struct record *, const char *path);
/* The next program's steps; -1: there is none. */
int record_next(struct record *, struct seen *ret);

#endif
