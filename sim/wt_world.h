/* SPDX-License-Identifier: MIT
 *
 * wt_world.h - a scenario told in C: one call for each statement of the
 * language, made from the same table (scenario/statements.def lists them all,
 * with a line of help each).
 *
 *	struct wt_world *world = wt_world_new(programs);
 *
 *	wt_world_host(world, "server", "echo", "--port 7");
 *	wt_world_peer(world, "alice");
 *	wt_peer_connects(world, "server:7", 0);
 *	wt_peer_sends(world, wt_text("hello world"), false, NULL);
 *	wt_peer_waits_size(world, 11);
 *	wt_decide_send(world, "server:alice", "@0", "take 5", NULL);
 *	assert_int_equal(wt_world_run(world), 0);
 *
 *	wt_world_free(world);
 *
 * Steps belong to the peer told last, host options to the host told last.
 * Objects, places, values and checks are text in the language's own notation.
 * Times are in ns (WT_MS, WT_S), sizes in bytes; 0, false and NULL leave out what
 * may be left out.
 *
 * A call that can not be understood returns -1; wt_world_run then does not run,
 * and wt_world_failure says what was wrong, so most callers need not look. */
#ifndef WT_WORLD_H
#define WT_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wt_program.h"

#ifdef __cplusplus
extern "C" {
#endif
/* Headers of the tank itself, which know nothing of C++. */
#include "scenario/plan.h" /* struct wt_bytes, and the rows of the table */
#include "time/clock.h"    /* WT_US, WT_MS, WT_S */

struct wt_world;

/* programs: a list ended by a NULL name; it outlives the world. */
struct wt_world *wt_world_new(const struct wt_program *programs);
void wt_world_free(struct wt_world *);

/* The statements.  Each returns 0, or -1. */
#define WT_STATEMENT(id, context, pattern, help, function, parameters, arguments) \
	int function parameters;
#include "scenario/statements.def"
#undef WT_STATEMENT

/* Text and bytes, for BYTES and TEXT. */
static inline struct wt_bytes wt_text(const char *text)
{
	struct wt_bytes bytes = {text, 0, NULL};

	while (text[bytes.len])
		bytes.len++;
	return bytes;
}

/* In the language's notation: wt_notation("500 bytes of pattern 1"). */
static inline struct wt_bytes wt_notation(const char *notation)
{
	struct wt_bytes bytes = {NULL, 0, notation};

	return bytes;
}

/* Runs what was told, as `wavetank run` would: every program, every value, and
 * 200 seeds from 1 where choices are open.  Returns how many problems were
 * found: 0 when all held, or -1 when it could not be run. */
int wt_world_run(struct wt_world *);
/* What went wrong in the last run: the check, its line, what was seen and the
 * last events as a picture.  "" if nothing did; good until the next call. */
const char *wt_world_failure(struct wt_world *);
/* What was told, as a scenario file; free() it. */
char *wt_world_print(const struct wt_world *);

#ifdef __cplusplus
}
#endif
#endif
