/* SPDX-License-Identifier: MIT
 *
 * play.h - a row, played on a kernel. */
#ifndef SEAM_PLAY_H
#define SEAM_PLAY_H

#include <stdbool.h>

#include "../gate/gate.h"
#include "ac_sys.h"
#include "row.h"

#define STEPS_MAX 64
#define STEP_MAX  256

/* What a row did: "close(c)→0", "poll(s)→IN|OUT|RDHUP", ... */
struct transcript {
	char steps[STEPS_MAX][STEP_MAX];
	size_t count;
};

/* Reads what stands in a row; steps are separated by "; ". */
void transcript_read(struct transcript *, const char *text);
void transcript_add(struct transcript *, const char *step);
/* Behind the last step. */
void transcript_mark(struct transcript *, const char *mark);
/* Is it what the row expects? */
bool transcript_is_as_told(const struct transcript *, const struct row *);
/* Was every step made, whatever it returned? */
bool transcript_is_whole(const struct transcript *, const struct row *);

/* Who hears of each step, right after it was made. */
struct teller {
	void (*step)(struct teller *, const char *step);
};

/* gate: of a row of the wire, with sys for its seam; else NULL. */
void play(const struct row *, struct ac_sys *, struct gate *, struct teller *);

/* The same row on the real kernel, and as the program of a simulated host.  NULL, or
 * why this machine can not play it. */
const char *play_on_posix(const struct row *, struct transcript *ret);
/* Slow rows, and those that need a machine of their own, are played in processes of
 * their own, all at once: begins them.  play_on_posix waits for one. */
void play_apart_begin(void);
void play_on_sim(const struct row *, struct transcript *ret);

/* In this process (play_posix.c), and in one of its own (play_apart.c). */
const char *play_here(const struct row *, struct transcript *ret);
bool plays_apart(const struct row *);
const char *play_apart(const struct row *, struct transcript *ret);

/* A row of the wire, at the real gate (NULL, or why there is none) and at the
 * simulated one. */
const char *play_at_real_gate(const struct row *, struct transcript *ret);
void play_at_simulated_gate(const struct row *, struct transcript *ret);
/* In this process, on the kernel behind sys; it raises its signals here. */
void play_behind(const struct row *, struct ac_sys *, struct gate *, struct transcript *ret);

/* The ports of a row that limits them. */
#define PORT_FIRST 40000u

/* Prints the steps side by side: expected, real, simulated; plays where NULL. */
void play_compare(const struct row *, const struct transcript *posix, const struct transcript *sim);

#endif
