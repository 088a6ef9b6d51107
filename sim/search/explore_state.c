/* SPDX-License-Identifier: MIT
 *
 * By which way a search comes to where it branches: chosen here, and said. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "search/explore.h"

/* Of the run without decisions.  To make a longer one again costs more than a fork. */
#define LONG_RUN_QUESTIONS 4000

static const char *const names[] = {"auto", "rerun", "arena", "fork"};
#define NAMES (sizeof names / sizeof names[0])

int wt_explore_find_state(const char *name)
{
	for (size_t i = 0; i < NAMES; i++) {
		if (strcmp(names[i], name) == 0)
			return (int)i;
	}
	return -1;
}

static const char *why_no_arena(struct wt_explore *explore, size_t value)
{
	const struct wt_staged *staged = wt_explore_staged(explore, value);

	if (explore->arena_failed)
		return "a run that was gone back into had another history than one from the start";
	return staged ? wt_tank_uncovered(staged->stage->tank, staged->heap) : "no world";
}

enum wt_way wt_explore_way(struct wt_explore *explore, size_t value)
{
	switch (explore->options.state) {
	case WT_EXPLORE_RERUN:
		return WT_WAY_RERUN;
	case WT_EXPLORE_FORK:
		return WT_WAY_FORK;
	default:
		if (!why_no_arena(explore, value))
			return WT_WAY_ARENA;
		return explore->questions[value - explore->first_value] > LONG_RUN_QUESTIONS
			       ? WT_WAY_FORK
			       : WT_WAY_RERUN;
	}
}

const char *wt_explore_no_arena(struct wt_explore *explore)
{
	return why_no_arena(explore, explore->first_value);
}

char *wt_explore_state_text(struct wt_explore *explore)
{
	enum wt_way way = wt_explore_way(explore, explore->first_value);
	const char *why = why_no_arena(explore, explore->first_value);
	char *text = NULL;
	int n;

	if (way == WT_WAY_ARENA)
		n = asprintf(&text, "arena (memory as it was where a run branches)");
	else if (way == WT_WAY_FORK)
		n = asprintf(&text, "fork (a process for each run from where it branches)");
	else if (explore->options.state == WT_EXPLORE_RERUN || !why)
		n = asprintf(&text, "rerun (each run from its start)");
	else
		n = asprintf(&text, "rerun (no arena: %s)", why);
	if (n < 0)
		abort();
	return text;
}
