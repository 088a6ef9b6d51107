/* SPDX-License-Identifier: MIT
 *
 * stage.h - puts a plan into a tank: from here on nothing is text.
 *
 *	stage.c         hosts, links, times, the whole
 *	stage_steps.c   what peers do
 *	stage_pins.c    decisions and `may` */
#ifndef WT_STAGE_H
#define WT_STAGE_H

#include "decisions/decide.h"
#include "scenario/plan.h"
#include "world/tank.h"
#include "wt_program.h"

struct wt_diagnostics;

struct wt_stage {
	const struct wt_plan *plan; /* bound; outlives the stage */
	struct wt_decider *decider;
	struct wt_tank *tank;
	const struct wt_program *programs;
	struct wt_diagnostics *diagnostics;
	struct wt_actor *actors;
	size_t actor_count;
	struct wt_arena arena; /* steps, arguments, texts */
	size_t pin_count;
};

/* Where each host and peer of the plan has its kernel. */
struct wt_actor {
	const char *name;
	int node;
	struct wt_host *host; /* or: */
	struct wt_peer *peer;
};

/* A tank for one program of the plan: broken < 0 the sound one, else the n-th
 * `broken` line of the file from 0.  NULL when it can not be staged; then the
 * diagnostics say why, at the line. */
struct wt_stage *wt_stage_new(const struct wt_plan *bound, const struct wt_program *programs,
			      int broken, struct wt_diagnostics *);
void wt_stage_free(struct wt_stage *);

/* The n-th `sends` of the peer, from 1, in file order, to be told other bytes, which
 * outlive it; NULL: there is none. */
struct wt_step *wt_stage_sends(const struct wt_stage *, const char *peer, size_t n);

/* The node of the n-th `broken` line, or -1. */
int wt_stage_broken(const struct wt_plan *, int n);
/* The program of a host's node, or of a `broken` node. */
const char *wt_stage_program(const struct wt_node *);

/* -- between the files of this family ----------------------------------- */

void wt_stage_steps(struct wt_stage *, struct wt_actor *);
void wt_stage_decisions(struct wt_stage *);
struct wt_actor *wt_stage_actor(const struct wt_stage *, const char *name);
void *wt_stage_take(struct wt_stage *, size_t size); /* aborts on exhaustion, as plans do */
const char *wt_stage_text(struct wt_stage *, const struct wt_node *);

#endif
