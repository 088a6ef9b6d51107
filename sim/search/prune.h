/* SPDX-License-Identifier: MIT
 *
 * prune.h - equal states are gone on from once.
 *
 * Whenever a host begins a call, the state of the world is a number (world/digest.h).
 * Where a run without further decisions comes to a state from which another run with
 * no more decisions went on already, all that could follow is known: nothing of it is
 * asked again.  The run itself goes on to its end and is judged. */
#ifndef WT_SEARCH_PRUNE_H
#define WT_SEARCH_PRUNE_H

#include "decisions/branch.h"
#include "search/set.h"
#include "world/tank.h"

#define WT_PRUNE_STATES_MAX (1u << 22) /* of one set; beyond it none is added */
#define WT_PRUNE_NEVER      UINT64_MAX

struct wt_prune {
	struct wt_tank *tank;
	const struct wt_set *known; /* states others went on from, or NULL */
	struct wt_set *seen;        /* the same, and where those of these runs go; or NULL */
	/* Nothing is looked up: this is where it is known to come to such a state, in calls
	 * begun since the last decision.  0: it is looked up. */
	uint64_t until;
	/* of the run */
	struct wt_branch *branch; /* NULL: none */
	uint64_t calls;           /* begun since the last decision */
	uint64_t merged;          /* at which of them it came to such a state; or NEVER */
	/* private */
	uint64_t state, asked;
};

/* Around a run; the tank's hosts are listened to (told.h). */
void wt_prune_begin(struct wt_prune *, struct wt_branch *);
void wt_prune_end(struct wt_prune *);
/* The world is as it was once: whom it tells is as it was, too. */
void wt_prune_renew(struct wt_prune *);

#endif
