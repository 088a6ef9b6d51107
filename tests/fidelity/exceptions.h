/* SPDX-License-Identifier: MIT
 *
 * exceptions.h - differences that are known and accepted.
 *
 * A line of the file names one: `CALL; STATE; OUTCOME; REASON`, the first three just as
 * a run prints them.  There are few, and each is rare: one that matches a thousandth of
 * all programs is none, but a fault. */
#ifndef FIDELITY_EXCEPTIONS_H
#define FIDELITY_EXCEPTIONS_H

#include <stdio.h>

#include "compare.h"

#define EXCEPTIONS_MAX 10

struct exception {
	char call[32], state[48], outcome[160], reason[256];
};

struct exceptions {
	struct exception at[EXCEPTIONS_MAX];
	unsigned count;
};

/* False: the file can not be used, and out was told why. */
bool exceptions_read(struct exceptions *, const char *path, FILE *out);
/* Which one it is; -1: none. */
int exceptions_find(const struct exceptions *, const struct difference *);

#endif
