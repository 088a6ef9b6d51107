/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>

#include "campaign.h"
#include "listing.h"

#define LISTED_MAX 3

/* Where the simulated kernel says something else than the record. */
static bool differs(struct duel *duel, const struct program *program, unsigned recorded,
		    struct difference *ret)
{
	unsigned played = sim_play(duel->sim, program, duel->simulated), slot;

	for (unsigned i = 0; i < recorded; i++) {
		enum part part = i < played
					 ? seen_differ(&duel->seen[i], &duel->simulated[i], &slot)
					 : PART_DIED;

		if (part == PART_NONE)
			continue;
		*ret = (struct difference){.op = program->ops[i],
					   .step = i,
					   .part = part,
					   .slot = slot,
					   .real = duel->seen[i],
					   .simulated = duel->simulated[i]};
		ret->state = i > 0 ? duel->seen[i - 1].ready[LOOK_POLL][ret->op.slot] : 0;
		return true;
	}
	return false;
}

static void list(const struct duel *duel, const struct program *program,
		 const struct difference *difference)
{
	char text[256];

	printf("# program %" PRIu64 ": %s\n", program->index,
	       difference_text(difference, text, sizeof text));
	listing_print(stdout, program, duel, difference);
}

int replay_run(const struct campaign *campaign)
{
	struct record record;
	struct duel duel = {.sim = sim_new()};
	const char *why = record_open(&record, campaign->replay);
	unsigned long played = 0, different = 0;
	struct difference difference;
	struct program program;
	int steps;

	if (why || !duel.sim) {
		fprintf(stderr, "fidelity: %s: %s\n", campaign->replay, why ? why : "no memory");
		return 2;
	}
	while (played < record.count && (steps = record_next(&record, duel.seen)) >= 0) {
		program_draw(&program, record.seed, record.first + played++);
		if (!differs(&duel, &program, (unsigned)steps, &difference))
			continue;
		if (different++ < LISTED_MAX)
			list(&duel, &program, &difference);
	}
	fclose(record.file);
	duel_end(&duel);
	printf("%s - %lu programs agree with what Linux %s said, %lu do not\n",
	       different ? "not ok" : "ok", played - different, record.kernel, different);
	return different > 0;
}
