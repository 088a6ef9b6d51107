/* SPDX-License-Identifier: MIT
 *
 * exhaust.h - every list of so many decisions, each run once.
 *
 * Depth first over names in the order of first question: a list is followed by each
 * value of each question asked after its last line.  A list whose last name is not
 * asked again, though the run before did so, is nondeterminism. */
#ifndef WT_SEARCH_EXHAUST_H
#define WT_SEARCH_EXHAUST_H

#include "decisions/branch.h"
#include "search/file.h"
#include "search/prune.h"

struct wt_forks;
struct wt_trunk;

/* way.h */
enum wt_way { WT_WAY_RERUN, WT_WAY_ARENA, WT_WAY_FORK };

struct wt_exhaust {
	struct wt_strategy relay; /* first; private, as all that has no comment */
	struct wt_staged *staged;
	struct wt_reach reach;
	bool pins;       /* as of struct wt_strategy */
	unsigned passes; /* only what is asked before so many waits; 0: all */
	/* Of runs that find questions: NULL, or what each of them begins with.  Its
	 * `until` is of lists of one decision, longer ones look states up. */
	struct wt_prune *prune;
	uint64_t runs_max; /* 0: no limit */
	/* Told of each list of the size asked for, after its run; false: enough. */
	bool (*visit)(void *context, const struct wt_list *, const struct wt_verdict *,
		      const struct wt_run_stats *);
	void *context;

	/* Pruning and processes do not go together: what one has seen the others have not. */
	enum wt_way way;
	struct wt_trunk *trunk; /* ARENA */
	/* FORK: told in a process of its own, before and after its runs; it returns what was
	 * found there, so many bytes.  And what such a process has found. */
	void (*forked)(void *context);
	char *(*found)(void *context, uint64_t runs, size_t *ret_len);
	void (*take)(void *context, const char *text);
	struct wt_branch *now;
	struct wt_forks *forks;
	struct wt_verdict verdict;
	struct wt_run_stats stats;
	size_t kept_bytes, kept_max, further, deeper;
	int rc, process; /* process: 0, or the file for what this one finds */
	bool lost;       /* a process ended otherwise than it should */

	uint64_t runs; /* made so far, those that only find questions included */
	enum wt_exhaust_end {
		WT_EXHAUST_ALL,
		WT_EXHAUST_ENOUGH,
		WT_EXHAUST_LIMIT,
		WT_EXHAUST_NONDETERMINISM,
		WT_EXHAUST_INTERNAL,
	} end;
	struct wt_list list; /* of the last run */
};

/* All lists of exactly that size.  The end is WT_EXHAUST_ALL where none is left. */
enum wt_exhaust_end wt_exhaust(struct wt_exhaust *, size_t size);
/* The same of those that begin with this list, and have so many more. */
enum wt_exhaust_end wt_exhaust_below(struct wt_exhaust *, const struct wt_list *, size_t further);
/* ARENA: from is where the last of its questions was asked, or NULL. */
struct wt_moment;
enum wt_exhaust_end wt_exhaust_from(struct wt_exhaust *, const struct wt_moment *from,
				    const struct wt_list *, size_t further);
void wt_exhaust_fini(struct wt_exhaust *);

/* One run of a branch that has begun; *now is closed after so many waits (0: never). */
int wt_exhaust_run(struct wt_staged *, struct wt_strategy *, struct wt_branch **now,
		   unsigned passes, struct wt_verdict *, struct wt_run_stats *);

#endif
