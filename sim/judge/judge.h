/* SPDX-License-Identifier: MIT
 *
 * judge.h - says of one run whether every check held.
 *
 * A judge is a sink: it reads the events of one run and nothing else.  It knows
 * the checks that are always on and those of the plan (expect, never, allow and
 * the CHECKs peers wait for).  One judge serves one run at a time:
 *
 *	struct wt_judge *j = wt_judge_new(plan, strict);
 *	... run, giving every event to wt_judge_sink(j) ...
 *	if (benign decisions were taken, and no harmful one)
 *		wt_judge_compare(j, calm, calibration);
 *	if (wt_judge_verdict(j, &verdict))
 *		... verdict.check failed first ...
 *	wt_judge_reset(j);	before the next run of the same plan
 *
 * Which failure is "first" is defined (LANGUAGE.md, Verdict): by virtual time;
 * at one instant what is judged while the run lives before what is judged at
 * its end; then by the order of CHECKNAME; then by line.
 *
 * Harm that was drawn (not pinned) excuses expectations, stalls and input left
 * unread from then on: they count as excused, not as judged; but for who was not
 * let in, though all harm met connections of others (excuse.c).  Whatever else
 * fails stands, whether it came before or after.
 *
 * What is observed freezes at WT_LIFE_ENDED: later events serve the leak checks
 * and the checks that convict at sight, no expectation. */
#ifndef WT_JUDGE_H
#define WT_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/event.h"

struct wt_judge;
struct wt_observation;
struct wt_plan;
struct wt_said_check;
struct wt_verdict;

/* A judge of runs of this plan, which must be bound (no $NAME left) and live as
 * long as the judge.  strict makes failures of warnings.  NULL: no memory. */
struct wt_judge *wt_judge_new(const struct wt_plan *, bool strict);
/* Forgets the run, keeps the plan and the memory. */
void wt_judge_reset(struct wt_judge *);
void wt_judge_free(struct wt_judge *);

struct wt_sink *wt_judge_sink(struct wt_judge *);

/* Does it hold now?  The check must stand in the judge's plan, in an expectation
 * or in a peer's `waits until`.  A name that belongs to no object yet counts as
 * 0 and has received nothing; a program that has not returned holds no check of
 * what it returned.  Of `H:*` every connection must hold it. */
bool wt_judge_holds(struct wt_judge *, const struct wt_said_check *);

/* Has something happened after which the run can not go on (a crash, no time
 * passes, the limit)? */
bool wt_judge_fatal(const struct wt_judge *);

/* The first failing check of what was seen so far.  False, and check NULL, when
 * all held.  Strings live until the judge is reset or freed. */
bool wt_judge_verdict(struct wt_judge *, struct wt_verdict *ret);

/* What is odd but fails nothing unless strict (a host hot for mere
 * writability, input thrown away at close).  In order; as long as the judge. */
size_t wt_judge_warnings(const struct wt_judge *, const struct wt_verdict **ret);

/* What became of one `expect` or `never` in this run. */
struct wt_line_fate {
	int line;
	bool judged;  /* there was what it speaks of, and it held or failed */
	bool excused; /* it did not hold, after harm had been drawn: that counts for nothing */
};

/* One for each such line, in file order; good until the next call. */
size_t wt_judge_lines(struct wt_judge *, const struct wt_line_fate **ret);

/* A state the program asked for with ac_sometimes, and whether it came about. */
struct wt_sometimes {
	const char *name;
	bool happened;
};

/* In the order of first asking; as long as the run. */
size_t wt_judge_sometimes(const struct wt_judge *, const struct wt_sometimes **ret);

/* -- The calm comparison (check `stream`) ------------------------------- */

/* What may not depend on benign decisions: of every connection whether the
 * program ended it, what it took in, what it sent and noted, by source.  The
 * copy is the caller's and outlives the judge.  Take it once the run has ended.
 * NULL: no memory. */
struct wt_observation *wt_observation_take(const struct wt_judge *);
void wt_observation_free(struct wt_observation *);

/* What is compared loosely, because it depends on who comes first. */
struct wt_calibration;
struct wt_calibration *wt_calibration_new(void);
void wt_calibration_free(struct wt_calibration *);
/* Learns from one more calm run, the peers of which began at other times. */
void wt_calibrate(struct wt_calibration *, const struct wt_observation *calm,
		  const struct wt_observation *other);
size_t wt_calibration_count(const struct wt_calibration *);
/* In words; true where it is still compared as a bag of lines. */
bool wt_calibration_text(const struct wt_calibration *, size_t index, char *text, size_t size);

/* Compares this run with its calm twin; a difference becomes a failure of
 * `stream`.  Only the caller knows whether the comparison is due.  The calibration
 * may be NULL: everything is compared exactly. */
void wt_judge_compare(struct wt_judge *, const struct wt_observation *calm,
		      const struct wt_calibration *);
/* A number for how this run differed; two that differ alike have the same.  0: it
 * did not. */
uint64_t wt_judge_difference(const struct wt_judge *);

#endif
