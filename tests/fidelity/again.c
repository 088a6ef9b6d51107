/* SPDX-License-Identifier: MIT
 *
 * One program that differed, once more: in a process and networks of its own, when all
 * others have ended. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "campaign.h"
#include "listing.h"
#include "shrink.h"

#define TRIALS   3
#define PATIENCE 10 /* times that of the first play */

int campaign_show(uint64_t seed, uint64_t index)
{
	char folder[] = "/tmp/fidelity-XXXXXX", text[256];
	struct duel duel = {0};
	const char *why = duel_begin(&duel);
	struct difference difference;
	struct program program;
	bool differs;

	if (why || !mkdtemp(folder) || chdir(folder) < 0) {
		printf("# skipped: %s\n", why ? why : strerror(errno));
		return 0;
	}
	program_draw(&program, seed, index);
	differs = duel_play(&duel, &program, &difference);
	if (differs) {
		unsigned length = program.count, plays = shrink(&duel, &program, &difference);

		printf("# seed %" PRIu64 ", program %" PRIu64
		       ": %s\n# %u operations of %u, after %u plays\n",
		       seed, index, difference_text(&difference, text, sizeof text), program.count,
		       length, plays);
	}
	listing_print(stdout, &program, &duel, differs ? &difference : NULL);
	if (chdir("/") == 0)
		rmdir(folder);
	duel_end(&duel);
	return differs;
}

/* No stall of a machine lasts so long, nor comes so often. */
static bool differs_always(uint64_t seed, uint64_t index)
{
	struct duel duel = {0};
	struct difference difference;
	struct program program;
	unsigned count = 0;

	if (duel_begin(&duel))
		return true;
	duel.settle_ms *= PATIENCE;
	program_draw(&program, seed, index);
	while (count < TRIALS && duel_play(&duel, &program, &difference)) {
		duel_renew(&duel);
		count++;
	}
	duel_end(&duel);
	return count == TRIALS;
}

static int stands(uint64_t seed, uint64_t index)
{
	char folder[] = "/tmp/fidelity-XXXXXX";
	bool differs;

	if (!mkdtemp(folder) || chdir(folder) < 0)
		return 1;
	differs = differs_always(seed, index);
	if (chdir("/") == 0)
		rmdir(folder);
	return differs;
}

/* Another process, for it enters a namespace.  Its exit code; who dies differs. */
static int apart(int (*play)(uint64_t seed, uint64_t index), uint64_t seed, uint64_t index)
{
	int status = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		int rc = play(seed, index);

		fflush(stdout);
		_exit(rc);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return 1;
	return WEXITSTATUS(status);
}

void again_show(uint64_t seed, uint64_t index)
{
	apart(campaign_show, seed, index);
}

bool again_stands(uint64_t seed, uint64_t index)
{
	return apart(stands, seed, index) != 0;
}
