/* SPDX-License-Identifier: MIT
 *
 * Which runs come next.  Rounds begin small, so that what is easily found is found
 * at once, and grow, so that processes have something to do. */
#include <inttypes.h>
#include <stdio.h>

#include "search/explore.h"

#define ROUND_UNITS  16
#define UNIT_RUNS    8 /* of the first round; each has twice the runs of the one before */
#define UNIT_DOUBLES 5
#define LEVEL_RUNS   64 /* of one unit, where each entry is one run */

static void add(struct wt_explore *explore, struct wt_work unit)
{
	uint64_t left = explore->options.runs - explore->planned;

	if (unit.kind != WT_WORK_LEVEL && unit.count > left) {
		unit.count = left;
		explore->cut_off = true;
	}
	if (unit.count == 0)
		return;
	unit.before = explore->planned;
	explore->planned += unit.count;
	explore->units[explore->unit_count++] = unit;
}

static void begin(struct wt_explore *explore)
{
	wt_explore_survey(explore);
	add(explore, (struct wt_work){.kind = WT_WORK_KNOWN, .count = explore->known_count});
	add(explore, (struct wt_work){.kind = WT_WORK_BASE, .count = explore->values});
}

/* -- Mixed rounds ------------------------------------------------------------- */

static enum wt_work_kind guided(const struct wt_explore *explore)
{
	return explore->total.entry_count > 0 ? WT_WORK_GUIDED : WT_WORK_POINTS;
}

static enum wt_work_kind kind_at(const struct wt_explore *explore, unsigned i)
{
	switch (explore->options.strategy) {
	case WT_EXPLORE_RANDOM:
		return WT_WORK_RANDOM;
	case WT_EXPLORE_SWARM:
		return WT_WORK_SWARM;
	case WT_EXPLORE_POINTS:
		return WT_WORK_POINTS;
	case WT_EXPLORE_GUIDED:
		return guided(explore);
	default:
		break;
	}
	switch (i % 4) {
	case 0:
		return explore->next_single < explore->single_count ? WT_WORK_SINGLES
								    : WT_WORK_POINTS;
	case 1:
		return WT_WORK_SWARM;
	case 2:
		return WT_WORK_POINTS;
	default:
		return guided(explore);
	}
}

static void plan_singles(struct wt_explore *explore, uint64_t runs)
{
	uint64_t left = explore->single_count - explore->next_single;
	struct wt_work unit = {.kind = WT_WORK_SINGLES,
			       .first = explore->next_single,
			       .count = runs < left ? runs : left};

	explore->next_single += unit.count;
	add(explore, unit);
}

static void plan_round(struct wt_explore *explore)
{
	uint64_t doubles = explore->round - 1 < UNIT_DOUBLES ? explore->round - 1 : UNIT_DOUBLES;
	uint64_t runs = (uint64_t)UNIT_RUNS << doubles;

	for (unsigned i = 0; i < ROUND_UNITS; i++) {
		enum wt_work_kind kind = kind_at(explore, i);

		if (kind == WT_WORK_SINGLES) {
			plan_singles(explore, runs);
			continue;
		}
		add(explore,
		    (struct wt_work){.kind = kind, .first = explore->next_seed, .count = runs});
		explore->next_seed += runs;
	}
}

/* -- Exhaustive ones ------------------------------------------------------------ */

/* An entry of `singles` is one run at level 1, and a whole search below it from 2. */
static void plan_level(struct wt_explore *explore)
{
	uint64_t each = explore->level == 1 ? LEVEL_RUNS : 1;

	while (explore->unit_count < WT_WORKS_MAX && explore->next_single < explore->single_count) {
		uint64_t left = explore->single_count - explore->next_single;
		struct wt_work unit = {.kind = WT_WORK_LEVEL,
				       .first = explore->next_single,
				       .count = each < left ? each : left,
				       .level = explore->level};

		explore->next_single += unit.count;
		add(explore, unit);
	}
}

static void plan_exhaustive(struct wt_explore *explore)
{
	if (explore->total.runs >= explore->options.runs) {
		explore->cut_off = true;
		return;
	}
	if (explore->level == 0)
		explore->level = 1;
	plan_level(explore);
	if (explore->unit_count == 0 && explore->level < explore->options.bound) {
		explore->level++;
		explore->next_single = 0;
		wt_explore_compare(explore);
		plan_level(explore);
	}
}

/* Other shards have the others. */
static void keep_share(struct wt_explore *explore)
{
	unsigned kept = 0;

	if (explore->options.shards < 2)
		return;
	for (size_t i = 0; i < explore->unit_count; i++) {
		if (i % explore->options.shards == explore->options.shard)
			explore->units[kept++] = explore->units[i];
	}
	explore->unit_count = kept;
}

size_t wt_explore_plan(struct wt_explore *explore)
{
	/* A round of which this shard has nothing is no end. */
	do {
		uint64_t planned = explore->planned;

		explore->unit_count = 0;
		if (explore->round == 0)
			begin(explore);
		else if (wt_explore_is_exhaustive(explore))
			plan_exhaustive(explore);
		else
			plan_round(explore);
		explore->round++;
		if (explore->planned == planned)
			return 0;
		keep_share(explore);
	} while (explore->unit_count == 0);
	return explore->unit_count;
}

uint64_t wt_explore_runs_planned(const struct wt_explore *explore)
{
	return explore->options.runs == UINT64_MAX ? 0 : explore->options.runs;
}

const char *wt_explore_unit_name(struct wt_explore *explore, size_t unit)
{
	static const char *const words[] = {
		[WT_WORK_KNOWN] = "runs that failed before",
		[WT_WORK_BASE] = "the run without decisions",
		[WT_WORK_SINGLES] = "one decision",
		[WT_WORK_SWARM] = "swarm",
		[WT_WORK_RANDOM] = "random",
		[WT_WORK_POINTS] = "points",
		[WT_WORK_GUIDED] = "guided",
		[WT_WORK_LEVEL] = "exhaustive",
	};
	const struct wt_work *u = &explore->units[unit];
	const char *of = "seeds";

	if (u->kind == WT_WORK_BASE)
		return words[u->kind];
	if (u->kind == WT_WORK_SINGLES || u->kind == WT_WORK_LEVEL || u->kind == WT_WORK_KNOWN)
		of = "numbers";
	snprintf(explore->name, sizeof explore->name, "%s, %s %" PRIu64 " to %" PRIu64,
		 words[u->kind], of, u->first, u->first + u->count - 1);
	return explore->name;
}
