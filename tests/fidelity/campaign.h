/* SPDX-License-Identifier: MIT
 *
 * campaign.h - many programs, in several processes.
 *
 * campaign.c  the parent: progress, what became of all
 * worker.c    a child: its programs, one after the other
 * again.c     a program that differed, once more
 * replay.c    the simulated kernel against a record */
#ifndef FIDELITY_CAMPAIGN_H
#define FIDELITY_CAMPAIGN_H

#include "coverage.h"
#include "exceptions.h"
#include "record.h"

#define JOBS_MAX  16
#define FOUND_MAX 64 /* a worker that has found so many gives up */

struct campaign {
	uint64_t seed, first, runs;
	unsigned jobs;
	const struct record *record; /* to write, or NULL */
	const char *replay;          /* a file, or NULL */
	bool stops;                  /* a replay, at the first difference */
	const char *coverage;        /* lines that must be reached, or NULL */
	const char *write_coverage;  /* where to write them, or NULL */
	unsigned least;              /* times a line to be written was reached */
	bool progress;               /* a terminal looks on */
	struct exceptions exceptions;
};

struct found {
	uint64_t index; /* of the program */
	char text[256];
};

/* What a worker has done so far; the parent reads it. */
struct tally {
	uint64_t current, done, calls, settled, unstable, excepted[EXCEPTIONS_MAX];
	unsigned found_count, unstable_count;
	struct found found[FOUND_MAX], unstable_found[FOUND_MAX];
	char why_not[128]; /* it could not begin */
	struct coverage coverage;
};

/* Exit code: 0 all agree, 1 not, 3 broken; prints `ok - ...` and `not ok - ...`. */
int campaign_run(const struct campaign *);
/* The same; what the real kernel answered is in the file. */
int campaign_record(const struct campaign *, const char *path);
/* Worker number `job`.  0, also where tally says why it could not begin; -errno. */
int worker_run(const struct campaign *, unsigned job, struct tally *);
/* Exit code as above; 1, too, if a program takes more processor time than any should. */
int replay_run(const struct campaign *);
/* Plays one program and prints it; shrunk if it differs. */
int campaign_show(uint64_t seed, uint64_t index);
/* The same, by a process of its own. */
void again_show(uint64_t seed, uint64_t index);
/* Does it differ each time, also in a new network and with more patience? */
bool again_stands(uint64_t seed, uint64_t index);

#endif
