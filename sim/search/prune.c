/* SPDX-License-Identifier: MIT */
#include "search/prune.h"

#include "world/digest.h"

static uint64_t asked(const struct wt_prune *prune)
{
	return wt_decider_asked(prune->tank->net.decider);
}

/* A state is worth keeping if something was asked behind it, before the next. */
static void keep(struct wt_prune *prune)
{
	if (prune->state && prune->seen && asked(prune) > prune->asked &&
	    wt_set_count(prune->seen) < WT_PRUNE_STATES_MAX)
		wt_set_add(prune->seen, prune->state);
	prune->state = 0;
}

static bool is_known(const struct wt_prune *prune, uint64_t state)
{
	return state && ((prune->known && wt_set_has(prune->known, state)) ||
			 (prune->seen && wt_set_has(prune->seen, state)));
}

static bool merges(struct wt_prune *prune)
{
	if (prune->until)
		return prune->calls == prune->until;
	keep(prune);
	prune->state = wt_tank_digest(prune->tank);
	prune->asked = asked(prune);
	return is_known(prune, prune->state);
}

static void entered(struct wt_tank *tank, void *context)
{
	struct wt_prune *prune = context;
	struct wt_branch *branch = prune->branch;

	(void)tank;
	if (branch->closed || branch->met < branch->list->count)
		return;
	prune->calls++;
	if (!merges(prune))
		return;
	prune->merged = prune->calls;
	prune->state = 0;
	branch->closed = true;
}

void wt_prune_begin(struct wt_prune *prune, struct wt_branch *branch)
{
	prune->branch = branch;
	prune->calls = 0;
	prune->merged = WT_PRUNE_NEVER;
	prune->state = 0;
	wt_prune_renew(prune);
}

void wt_prune_renew(struct wt_prune *prune)
{
	prune->tank->entered = prune->branch ? entered : NULL;
	prune->tank->entered_context = prune;
}

void wt_prune_end(struct wt_prune *prune)
{
	keep(prune);
	prune->branch = NULL;
	wt_prune_renew(prune);
}
