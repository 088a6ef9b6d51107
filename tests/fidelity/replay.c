/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <unistd.h>

#include "campaign.h"
#include "listing.h"

#define LISTED_MAX 3
#define STUCK_S    5 /* of processor time; a program takes less than a millisecond */

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

/* A kernel that goes round for ever differs, too. */
static void is_stuck(int number)
{
	static const char said[] = "not ok - a program takes more than 5 s of processor time\n";

	(void)number;
	_exit(write(STDOUT_FILENO, said, sizeof said - 1) < 0 ? 3 : 1);
}

static void watch(time_t seconds)
{
	const struct itimerval timer = {.it_value = {.tv_sec = seconds}};

	setitimer(ITIMER_PROF, &timer, NULL);
}

/* How many programs were played; *different: of those. */
static uint64_t play_all(const struct campaign *campaign, struct record *record, struct duel *duel,
			 uint64_t *different)
{
	struct difference difference;
	struct program program;
	uint64_t played = 0, index;
	int steps;

	signal(SIGPROF, is_stuck);
	while ((steps = record_next(record, &index, duel->seen)) >= 0) {
		program_draw(&program, record->seed, index);
		played++;
		watch(STUCK_S);
		if (!differs(duel, &program, (unsigned)steps, &difference))
			continue;
		if (++*different <= LISTED_MAX)
			list(duel, &program, &difference);
		if (campaign->stops)
			break;
	}
	watch(0);
	return played;
}

int replay_run(const struct campaign *campaign)
{
	struct record record;
	struct duel duel = {.sim = sim_new()};
	const char *why = record_open(&record, campaign->replay);
	uint64_t played, different = 0;

	if (why || !duel.sim) {
		fprintf(stderr, "fidelity: %s: %s\n", campaign->replay, why ? why : "no memory");
		return 2;
	}
	played = play_all(campaign, &record, &duel, &different);
	fclose(record.file);
	duel_end(&duel);
	if (played != record.count && !(campaign->stops && different)) {
		fprintf(stderr, "fidelity: %s: it has %" PRIu64 " of %" PRIu64 " programs\n",
			campaign->replay, played, record.count);
		return 2;
	}
	printf("%s - %" PRIu64 " programs agree with what Linux %s said, %" PRIu64 " do not\n",
	       different ? "not ok" : "ok", played - different, record.kernel, different);
	return different > 0;
}
