/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "campaign.h"
#include "duel.h"

#define REPEATS       5 /* a difference must come again */
#define REPEATS_LEAST 4
#define RECORD_TRIES  20

/* Paths of AF_UNIX sockets are relative: each worker has a folder of its own. */
static bool enter_scratch(char *folder, size_t size)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(folder, size, "%s/fidelity-XXXXXX", tmp ? tmp : "/tmp");
	return mkdtemp(folder) && chdir(folder) == 0;
}

static void leave_scratch(const char *folder)
{
	if (chdir("/") == 0 && rmdir(folder) < 0)
		perror(folder);
}

/* What a softirq put off does, or a timer that ran while the process did not, does not
 * come again when the program is played again. */
static bool comes_again(struct duel *duel, const struct program *program, const char *text)
{
	struct difference difference;
	char again[256];
	unsigned count = 0;

	for (unsigned i = 0; i < REPEATS; i++)
		count += duel_play(duel, program, &difference) &&
			 strcmp(difference_text(&difference, again, sizeof again), text) == 0;
	return count >= REPEATS_LEAST;
}

static void keep(struct found *list, unsigned *count, uint64_t index, const char *text)
{
	if (*count == FOUND_MAX)
		return;
	list[*count].index = index;
	snprintf(list[*count].text, sizeof list[*count].text, "%s", text);
	++*count;
}

static void judge(const struct campaign *campaign, struct duel *duel, const struct program *program,
		  const struct difference *difference, struct tally *tally)
{
	int exception = exceptions_find(&campaign->exceptions, difference);
	char text[256];

	if (exception >= 0) {
		tally->excepted[exception]++;
		return;
	}
	difference_text(difference, text, sizeof text);
	if (comes_again(duel, program, text)) {
		keep(tally->found, &tally->found_count, program->index, text);
		return;
	}
	tally->unstable++;
	keep(tally->unstable_found, &tally->unstable_count, program->index, text);
}

/* A record is kept of a play on which the kernels agree: what is in it for good must not
 * be a stall of the machine.  Only what never agrees is a difference. */
static bool agrees_at_last(struct duel *duel, const struct program *program)
{
	struct difference difference;

	for (unsigned i = 0; i < RECORD_TRIES; i++) {
		duel_renew(duel);
		if (!duel_play(duel, program, &difference))
			return true;
	}
	return false;
}

static void record_program(const struct campaign *campaign, struct duel *duel,
			   const struct program *program, const struct difference *first,
			   struct tally *tally)
{
	bool differs = first && !agrees_at_last(duel, program);
	char text[256];

	if (first) {
		difference_text(first, text, sizeof text);
		tally->unstable += !differs;
		if (differs)
			keep(tally->found, &tally->found_count, program->index, text);
		else
			keep(tally->unstable_found, &tally->unstable_count, program->index, text);
	}
	if (record_add(campaign->record, program->index, duel->seen, duel->steps + differs) < 0)
		abort();
}

static void play(const struct campaign *campaign, struct duel *duel, uint64_t index,
		 struct tally *tally)
{
	struct program program;
	struct difference difference;
	bool differs;

	tally->current = index;
	program_draw(&program, campaign->seed, index);
	differs = duel_play(duel, &program, &difference);
	for (unsigned i = 0; i < duel->steps; i++) {
		coverage_add(&tally->coverage, &program.ops[i], &duel->seen[i], 1);
		tally->calls += duel->seen[i].called;
	}
	if (campaign->record)
		record_program(campaign, duel, &program, differs ? &difference : NULL, tally);
	else if (differs)
		judge(campaign, duel, &program, &difference, tally);
	tally->settled = duel->settled;
	tally->done++;
}

static void play_all(const struct campaign *campaign, unsigned job, struct duel *duel,
		     struct tally *tally)
{
	for (uint64_t i = job; i < campaign->runs && tally->found_count < FOUND_MAX;
	     i += campaign->jobs)
		play(campaign, duel, campaign->first + i, tally);
}

int worker_run(const struct campaign *campaign, unsigned job, struct tally *tally)
{
	struct duel duel = {0};
	const char *why = duel_begin(&duel);
	char folder[256];

	if (!why && !enter_scratch(folder, sizeof folder))
		why = strerror(errno);
	if (why) {
		snprintf(tally->why_not, sizeof tally->why_not, "%s", why);
		return 0;
	}
	play_all(campaign, job, &duel, tally);
	leave_scratch(folder);
	duel_end(&duel);
	return 0;
}
