/* SPDX-License-Identifier: MIT
 *
 * program.h - a random program for two machines and the wire between them, in the
 * words of the contract's rows (tests/seam/row.h): calls, and what is done to
 * packets.  A difference, once found, can be kept as a row. */
#ifndef FLIGHT_PROGRAM_H
#define FLIGHT_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../gate/gate.h"
#include "../seam/stage.h"

#define PROGRAM_MAX 48
#define STEP_TEXT   48
#define LINE_TEXT   400

struct program {
	char steps[PROGRAM_MAX][STEP_TEXT];
	size_t count;
};

/* After each step: what it returned, what every socket is ready for, which of them an
 * edge-triggered epoll reports, and what is in flight (acknowledgements that say
 * nothing else left out). */
struct outcome {
	char lines[PROGRAM_MAX][LINE_TEXT];
	size_t count;
};

/* Every step can be made whatever has become of those before it: what makes no
 * sense is passed over. */
void program_play(const struct program *, struct gate *, struct outcome *ret);
/* At random, each step of what is possible by then.  Ports differ from one number
 * to the next. */
void program_make(struct program *, uint64_t seed, unsigned number);
/* Removes one step. */
void program_cut(struct program *, size_t step);

/* The first line that differs, or -1. */
int outcome_compare(const struct outcome *, const struct outcome *);

/* -- between play.c and make.c ------------------------------------------- */

struct flight {
	struct stage stage;
	int edges[2];   /* an epoll of each machine */
	size_t watched; /* of the stage's sockets */
};

void flight_begin(struct flight *, struct gate *);
/* One step: its line. */
void flight_step(struct flight *, const char *step, char line[LINE_TEXT]);
void flight_set_up(struct gate *);
/* Closes everything, by force, and lets both machines know. */
void flight_end(struct flight *);

#endif
