/* SPDX-License-Identifier: MIT
 *
 * record.h - what the real kernel answered, in a file: a simulated kernel is compared
 * with it where there is no other, or where there are many to compare.
 *
 * The file: a line of text that says what it is (version, generation of programs, seed,
 * first program, how many, kernel), then for each program its index (eight bytes, the
 * lowest first), its number of steps and for each step the bytes of struct seen that
 * differ from the step before, as pairs of place and byte.  Several processes append to
 * it, so programs come in any order, each in one piece.  It is of the machine that
 * wrote it. */
#ifndef FIDELITY_RECORD_H
#define FIDELITY_RECORD_H

#include <stdio.h>

#include "player.h"

#define RECORD_VERSION 2

struct record {
	int fd;                      /* to write */
	FILE *file;                  /* to read */
	uint64_t seed, first, count; /* of programs */
	char kernel[64];
};

/* 0, or -errno.  Who forks in between has the file, too. */
int record_begin(struct record *, const char *path);
int record_add(const struct record *, uint64_t index, const struct seen *, unsigned steps);
int record_end(struct record *);

/* NULL, or why it can not be used. */
const char *record_open(struct record *, const char *path);
/* The next program's steps, and which one it is; -1: there is none. */
int record_next(struct record *, uint64_t *ret_index, struct seen *ret);

#endif
