/* SPDX-License-Identifier: MIT
 *
 * strategy.h - who answers what `may` leaves open.
 *
 * A strategy answers decisions and knows nothing else of the run.  What it says is
 * clamped: what is not legal there, changes nothing, or is harmful where no harm
 * is open becomes the default. */
#ifndef WT_STRATEGY_H
#define WT_STRATEGY_H

#include "decisions/decide.h"

struct wt_asking {
	const struct wt_spot *spot;
	const struct wt_question *question; /* of the spot */
	const struct wt_may *may;           /* the line that leaves it open */
};

struct wt_strategy {
	struct wt_value (*answer)(struct wt_strategy *, const struct wt_asking *);
	bool pins;   /* its answers count as pinned: harm among them excuses nothing */
	bool draws;  /* by chance: WT_DRAW_HARMFUL_MAX holds */
	bool silent; /* says nothing this time: the run needs no calm twin */
};

#endif
