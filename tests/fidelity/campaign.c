/* SPDX-License-Identifier: MIT */
#include "campaign.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TICK_MS      200
#define STUCK_S      60.0  /* a program takes less than a millisecond */
#define SHOWN_MAX    5     /* kinds of differences, shrunk */
#define JUDGED_MAX   3     /* programs of a kind that are played once more */
#define RARE         1000  /* an exception matches fewer than one program in so many */
#define COVERED_RUNS 10000 /* so many reach every line */

struct child {
	pid_t pid; /* 0: it has ended */
	uint64_t seen_done;
	double seen_at;
	bool stuck, died;
};

struct run {
	const struct campaign *campaign;
	struct tally *tallies;
	struct child children[JOBS_MAX];
	double began, took;
	unsigned passed, failed;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* -- Children ----------------------------------------------------------- */

static bool spawn(struct run *run, unsigned job)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0)
		return false;
	if (pid == 0) {
		int rc = worker_run(run->campaign, job, &run->tallies[job]);

		fflush(stdout);
		_exit(rc < 0 ? 3 : 0);
	}
	run->children[job] = (struct child){.pid = pid, .seen_at = now()};
	return true;
}

static void watch(struct run *run, unsigned job)
{
	struct child *child = &run->children[job];
	uint64_t done = run->tallies[job].done;
	int status;

	if (child->pid == 0)
		return;
	if (done != child->seen_done) {
		child->seen_done = done;
		child->seen_at = now();
	} else if (now() - child->seen_at > STUCK_S) {
		child->stuck = true;
		kill(child->pid, SIGKILL);
	}
	if (waitpid(child->pid, &status, WNOHANG) != child->pid)
		return;
	child->pid = 0;
	child->died = !WIFEXITED(status) || WEXITSTATUS(status) != 0;
}

static bool any_left(const struct run *run)
{
	for (unsigned job = 0; job < run->campaign->jobs; job++)
		if (run->children[job].pid > 0)
			return true;
	return false;
}

static uint64_t done_by_all(const struct run *run)
{
	uint64_t done = 0;

	for (unsigned job = 0; job < run->campaign->jobs; job++)
		done += run->tallies[job].done;
	return done;
}

static void show_progress(const struct run *run)
{
	uint64_t done = done_by_all(run), runs = run->campaign->runs;
	double rate = (double)done / (now() - run->began);

	if (run->campaign->progress && done > 0)
		fprintf(stderr, "\r%" PRIu64 " of %" PRIu64 " programs, %.0f/s, %.0f s left   ",
			done, runs, rate, (double)(runs - done) / rate);
}

static void wait_for_all(struct run *run)
{
	while (any_left(run)) {
		poll(NULL, 0, TICK_MS);
		for (unsigned job = 0; job < run->campaign->jobs; job++)
			watch(run, job);
		show_progress(run);
	}
	if (run->campaign->progress)
		fprintf(stderr, "\r%60s\r", "");
	run->took = now() - run->began;
}

/* -- What became of all ------------------------------------------------- */

static void say(struct run *run, bool good, const char *what)
{
	printf("%s - %s\n", good ? "ok" : "not ok", what);
	run->passed += good;
	run->failed += !good;
}

struct kind {
	const char *text;
	uint64_t indices[JUDGED_MAX]; /* of its first programs */
	unsigned count;
};

static unsigned group(const struct run *run, struct kind *kinds)
{
	unsigned count = 0;

	for (unsigned job = 0; job < run->campaign->jobs; job++) {
		for (unsigned i = 0; i < run->tallies[job].found_count; i++) {
			const struct found *found = &run->tallies[job].found[i];
			unsigned k = 0;

			while (k < count && strcmp(kinds[k].text, found->text) != 0)
				k++;
			if (k == count)
				kinds[count++] = (struct kind){.text = found->text};
			if (kinds[k].count < JUDGED_MAX)
				kinds[k].indices[kinds[k].count] = found->index;
			kinds[k].count++;
		}
	}
	return count;
}

/* One of its programs differs however patiently it is played. */
static bool stands(const struct run *run, const struct kind *kind)
{
	for (unsigned i = 0; i < kind->count && i < JUDGED_MAX; i++)
		if (again_stands(run->campaign->seed, kind->indices[i]))
			return true;
	return false;
}

static void say_differences(struct run *run)
{
	static struct kind kinds[JOBS_MAX * FOUND_MAX];
	unsigned count = group(run, kinds), total = 0, shown = 0;
	char what[160];

	for (unsigned i = 0; i < count; i++) {
		if (!stands(run, &kinds[i])) {
			printf("# not with patience: %u times %s, program %" PRIu64 "\n",
			       kinds[i].count, kinds[i].text, kinds[i].indices[0]);
			continue;
		}
		total += kinds[i].count;
		printf("# %u times %s, first in program %" PRIu64 "\n", kinds[i].count,
		       kinds[i].text, kinds[i].indices[0]);
		if (shown++ < SHOWN_MAX)
			again_show(run->campaign->seed, kinds[i].indices[0]);
	}
	snprintf(what, sizeof what, "%" PRIu64 " programs of seed %" PRIu64 ": %u differ",
		 done_by_all(run), run->campaign->seed, total);
	say(run, total == 0, what);
}

static void say_children(struct run *run)
{
	char what[160];

	for (unsigned job = 0; job < run->campaign->jobs; job++) {
		const struct child *child = &run->children[job];

		if (!child->died)
			continue;
		snprintf(what, sizeof what,
			 "program %" PRIu64 " of seed %" PRIu64 ": the process %s",
			 run->tallies[job].current, run->campaign->seed,
			 child->stuck ? "made no progress for a minute" : "died");
		say(run, false, what);
	}
}

static void say_exceptions(struct run *run)
{
	const struct exceptions *exceptions = &run->campaign->exceptions;
	uint64_t total = 0, runs = done_by_all(run);
	bool rare = true;
	char what[160];

	for (unsigned i = 0; i < exceptions->count; i++) {
		const struct exception *at = &exceptions->at[i];
		uint64_t count = 0;

		for (unsigned job = 0; job < run->campaign->jobs; job++)
			count += run->tallies[job].excepted[i];
		printf("# %" PRIu64 " times the exception %s; %s; %s: %s\n", count, at->call,
		       at->state, at->outcome, at->reason);
		rare &= count * RARE < runs || count <= 1;
		total += count;
	}
	snprintf(what, sizeof what, "%u exceptions, each rare: %" PRIu64 " programs",
		 exceptions->count, total);
	say(run, rare, what);
}

static void say_coverage(struct run *run)
{
	static struct coverage all;
	const struct campaign *campaign = run->campaign;
	char what[160];
	int missing;

	for (unsigned job = 0; job < campaign->jobs; job++)
		coverage_merge(&all, &run->tallies[job].coverage);
	if (campaign->write_coverage) {
		FILE *file = fopen(campaign->write_coverage, "w");

		if (file) {
			coverage_print(file, &all, campaign->least);
			fclose(file);
		}
	}
	if (!campaign->coverage || done_by_all(run) < COVERED_RUNS) {
		printf("# %u cells of call, result and readiness\n", all.used);
		return;
	}
	missing = coverage_check(campaign->coverage, &all, stdout);
	snprintf(what, sizeof what, "%u cells of call, result and readiness, %d missing", all.used,
		 missing);
	say(run, missing == 0, what);
}

static void say_figures(const struct run *run)
{
	uint64_t calls = 0, settled = 0, unstable = 0;

	for (unsigned job = 0; job < run->campaign->jobs; job++) {
		const struct tally *tally = &run->tallies[job];

		calls += tally->calls;
		settled += tally->settled;
		unstable += tally->unstable;
		for (unsigned i = 0; i < tally->unstable_count; i++)
			printf("# not again: %s, program %" PRIu64 "\n",
			       tally->unstable_found[i].text, tally->unstable_found[i].index);
	}
	printf("# %" PRIu64 " calls in %.1f s, %.0f programs/s; %" PRIu64
	       " needed time to agree, %" PRIu64 " differed once and not again\n",
	       calls, run->took, (double)done_by_all(run) / run->took, settled, unstable);
}

static bool could_not_begin(struct run *run)
{
	for (unsigned job = 0; job < run->campaign->jobs; job++) {
		if (!run->tallies[job].why_not[0])
			continue;
		printf("ok - skipped: no network namespace: %s\n", run->tallies[job].why_not);
		run->passed++;
		return true;
	}
	return false;
}

int campaign_run(const struct campaign *campaign)
{
	size_t size = campaign->jobs * sizeof(struct tally);
	struct run run = {.campaign = campaign, .began = now()};

	run.tallies = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (run.tallies == MAP_FAILED)
		return 3;
	for (unsigned job = 0; job < campaign->jobs; job++)
		if (!spawn(&run, job))
			return 3;
	wait_for_all(&run);
	if (!could_not_begin(&run)) {
		say_differences(&run);
		say_children(&run);
		say_exceptions(&run);
		say_coverage(&run);
		say_figures(&run);
	}
	munmap(run.tallies, size);
	printf("%u passed, %u failed\n", run.passed, run.failed);
	return run.failed > 0;
}

int campaign_record(const struct campaign *campaign, const char *path)
{
	struct record record = {
		.seed = campaign->seed, .first = campaign->first, .count = campaign->runs};
	struct campaign recorded = *campaign;
	int rc = record_begin(&record, path), code;

	recorded.record = &record;
	if (rc == 0) {
		code = campaign_run(&recorded);
		rc = record_end(&record);
	}
	if (rc == 0)
		return code;
	fprintf(stderr, "fidelity: %s: %s\n", path, strerror(-rc));
	return 3;
}
