/* SPDX-License-Identifier: MIT
 *
 * wt_run.h - run scenario files from C: what the wavetank command is made of.
 *
 *	struct wt_diagnostics *d = wt_diagnostics_new();
 *	struct wt_scenario *s = wt_scenario_load("claim.scn", d);
 *	struct wt_campaign *c = wt_campaign_new(s, &options);
 *	while (wt_campaign_step(c)) ;
 *	... wt_campaign_result(c) ...
 *
 * A scenario is immutable once loaded; a campaign is the judgement of one file:
 * the sound program and every broken one, for every value of `for`, for every
 * seed if the file leaves choices open. */
#ifndef WT_RUN_H
#define WT_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "wt_program.h"

#ifdef __cplusplus
extern "C" {
#endif

struct wt_sink;
struct wt_coverage;

/* -- Files ------------------------------------------------------------- */

struct wt_scenario;
struct wt_diagnostics;

struct wt_diagnostics *wt_diagnostics_new(void);
size_t wt_diagnostics_count(const struct wt_diagnostics *);
/* Every message: file:line:column, what, the line, a caret, a hint. */
void wt_diagnostics_print(const struct wt_diagnostics *, FILE *, int color);
void wt_diagnostics_free(struct wt_diagnostics *);

/* NULL when the file can not be used; the reasons, all of them, are in the
 * diagnostics. */
struct wt_scenario *wt_scenario_load(const char *path, struct wt_diagnostics *);
struct wt_scenario *wt_scenario_parse(const char *name, const char *text, size_t len,
				      struct wt_diagnostics *);
void wt_scenario_free(struct wt_scenario *);
/* How many seconds of processor time a program may compute without a call before
 * its run fails `crash`; 0, or not said: 10. */
void wt_scenario_set_watchdog(struct wt_scenario *, unsigned seconds);
/* The canonical text; free() it. */
char *wt_scenario_print(const struct wt_scenario *);
/* Of its canonical text. */
uint64_t wt_scenario_hash(const struct wt_scenario *);
const char *wt_scenario_path(const struct wt_scenario *);
/* The first whole-line comment, without `# `, or "". */
const char *wt_scenario_claim(const struct wt_scenario *);
/* Does it leave choices open (`may`)?  Then a seed selects one run. */
bool wt_scenario_is_open(const struct wt_scenario *);
/* Every program the file names must be among programs, and all of it must be
 * something this kernel can do; what is not becomes a diagnostic at its line.
 * Returns the number of new diagnostics. */
size_t wt_scenario_check(const struct wt_scenario *, const struct wt_program *programs,
			 struct wt_diagnostics *);

/* -- What a file names -------------------------------------------------- */

/* The sound programs and each broken one.  `broken` is that of struct wt_case:
 * in one case the sound program of every host runs, in each other a broken one
 * in the place of its host's. */
struct wt_named_program {
	const char *name;
	int broken;        /* -1: sound */
	const char *check; /* what it should fail; NULL: sound */
};

/* Every sound one once, then the broken ones, in file order; *ret is the
 * scenario's. */
size_t wt_scenario_programs(const struct wt_scenario *, const struct wt_named_program **ret);
/* Whom a case is about: "echo, echo_client", or one broken program; NULL: there
 * is no such case.  Good until the scenario is freed. */
const char *wt_scenario_case_name(const struct wt_scenario *, int broken);
/* Is it one of those? */
bool wt_scenario_case_has(const struct wt_scenario *, int broken, const char *program);

/* The values of `for`; 1 where there is none. */
size_t wt_scenario_values(const struct wt_scenario *);
/* "35", "10ms", "\"text\""; "" where there is no `for`.  As above. */
const char *wt_scenario_value(const struct wt_scenario *, size_t index);
/* The index of the value that a scenario may write like this; -1: none. */
long wt_scenario_find_value(const struct wt_scenario *, const char *text);

/* What the world may decide, where, and whether it is harmful: the table of
 * docs/decisions.md. */
void wt_decisions_print(FILE *);

/* -- One run ----------------------------------------------------------- */

/* Which run of a file. */
struct wt_case {
	int broken;    /* -1: the sound program; else the n-th `broken` line, from 0 */
	size_t value;  /* index into the values of `for`; 0 where there is none */
	uint64_t seed; /* ignored where nothing is open */
	bool calm;     /* without any decision, pinned or drawn */
};

struct wt_verdict {
	const char *check;  /* CHECKNAME, or NULL: all held */
	const char *object; /* what it failed on, or "" */
	uint64_t time_ns;   /* when */
	int line;           /* the scenario line that judged, or 0: a check that is always on */
	const char *text; /* what was wrong, one or more lines; of a line's check the first is it */
};

struct wt_run_stats {
	uint64_t hash;    /* of the trace */
	uint64_t time_ns; /* virtual time at the end */
	uint64_t waits;   /* of all hosts */
	uint64_t asked;   /* decisions asked */
	uint64_t decided; /* of these, answered with something else than the default */
	bool compared;    /* with the calm twin */
	bool hung;        /* a program computed for ever: making this run again costs as much */
	const char *end;  /* "quiet", "steady", "stall", "ends", "limit", "returned" */
};

/* Runs one case, telling every sink in the NULL-ended list (or NULL) of every
 * event.  The calm twin, where the stream check needs one, is run before, once
 * per scenario value and program, unseen by the sinks.  Returns 0, or -errno
 * when the run could not be made; strings live until the scenario is freed or
 * the next run of it.
 *
 * Where there is one host, its program runs on the caller's stack and may leave
 * the run by longjmp, as a failed assertion of cmocka does.  stdout, stderr and
 * signal handlers are the program's until the scenario is freed or run again. */
int wt_run_case(struct wt_scenario *, const struct wt_program *, const struct wt_case *,
		struct wt_sink *const *sinks, struct wt_verdict *ret, struct wt_run_stats *stats);

/* The same of a list of decisions, a line as wt_explore_list gives it. */
int wt_run_entry(struct wt_scenario *, const struct wt_program *, int broken, const char *entry,
		 struct wt_sink *const *sinks, struct wt_verdict *ret, struct wt_run_stats *stats);

/* The scenario as a plain one: what was drawn in that run is pinned, nothing is
 * open.  free() it.  NULL and errno on failure. */
char *wt_run_pin(struct wt_scenario *, const struct wt_program *, const struct wt_case *);

/* Every (name, value) asked in the run, a line each, in order, defaults
 * included; restricted to names that begin with prefix unless NULL.  free() it. */
char *wt_run_asked(struct wt_scenario *, const struct wt_program *, const struct wt_case *,
		   const char *prefix);

/* -- Shrinking ---------------------------------------------------------- */

/* A failing run made small.  Free it with wt_shrunk_fini. */
struct wt_shrunk {
	char *text;           /* a plain scenario, each line with what would be without it */
	char *check, *object; /* what fails, as it did before */
	size_t lines;         /* of decisions and script */
	uint64_t runs;        /* it took */
	char *flip;           /* the last decision without which every check holds, or NULL */
	char *flip_changes;   /* what would happen in its place */
};

/* The smallest scenario found that fails the same check on the same object as that
 * run does; the sound program still passes it if it passed before.  -ENODATA: the
 * run fails nothing.  -ENOENT: pinned, it fails otherwise; then the text is the
 * pinned run as it is. */
int wt_run_shrink(struct wt_scenario *, const struct wt_program *, const struct wt_case *,
		  struct wt_shrunk *ret);
void wt_shrunk_fini(struct wt_shrunk *);

/* -- One file ---------------------------------------------------------- */

struct wt_campaign_options {
	const struct wt_program *programs; /* ended by a NULL name */
	uint64_t seed;                     /* first seed; 0: 1 */
	uint64_t runs;                     /* seeds; 0: 200; 1 where nothing is open */
	const char *only_program;          /* run just this one, or NULL */
	bool only_value;                   /* run just one value of `for`: */
	size_t value;                      /* its index */
	bool strict;
	struct wt_coverage
		*coverage; /* is told of the sound programs' runs (wt_coverage.h); or NULL */
};

enum wt_problem_kind {
	WT_PROBLEM_NONE,
	WT_PROBLEM_SOUND_FAILS,    /* the sound program failed a check */
	WT_PROBLEM_BROKEN_PASSES,  /* a broken one passed everything */
	WT_PROBLEM_WRONG_CHECK,    /* a broken one failed another check than it should */
	WT_PROBLEM_UNREACHED,      /* a decision no program reached */
	WT_PROBLEM_UNJUDGED,       /* an expectation that was never judged, or in fewer than
				    * one run of ten */
	WT_PROBLEM_NEVER_HAPPENED, /* what the program asks for with ac_sometimes never was */
	WT_PROBLEM_NONDETERMINISM, /* the same case gave two histories: exit code 3 */
	WT_PROBLEM_INTERNAL,       /* the run could not be made: exit code 3 */
	WT_PROBLEM_CONFLICT,       /* two lines answered one question: exit code 2 */
};

struct wt_problem {
	enum wt_problem_kind kind;
	const char *program;
	struct wt_case run; /* replays it; meaningless for UNREACHED, UNJUDGED, NEVER_HAPPENED */
	struct wt_verdict verdict;
	const char *expected; /* WRONG_CHECK, BROKEN_PASSES: the check the file names */
	int line;             /* the line it is about */
	const char *text;
};

struct wt_campaign;
struct wt_campaign *wt_campaign_new(struct wt_scenario *, const struct wt_campaign_options *);
/* Does one run; false when there is nothing left to do. */
bool wt_campaign_step(struct wt_campaign *);
uint64_t wt_campaign_done(const struct wt_campaign *);
uint64_t wt_campaign_total(const struct wt_campaign *);
/* One line that says which run is next, for Ctrl-C and progress. */
const char *wt_campaign_now(const struct wt_campaign *);
/* The problems found so far; none when the file passed.  *ret is theirs until
 * the campaign is freed. */
size_t wt_campaign_problems(const struct wt_campaign *, const struct wt_problem **ret);

/* In how many runs the n-th `broken` line's program failed. */
uint64_t wt_campaign_failed(const struct wt_campaign *, int broken);

/* Of the runs of the sound program: how often a line could be judged (it held or
 * failed), and how often it did not hold for harm that had been drawn. */
struct wt_line_count {
	int line;
	uint64_t runs, judged, excused;
};
/* Of every `expect` and `never`, in file order; *ret is theirs. */
size_t wt_campaign_lines(const struct wt_campaign *, const struct wt_line_count **ret);

/* A name the program gave ac_sometimes: in how many runs it was asked for, and in
 * how many of these it was so. */
struct wt_state_count {
	const char *name;
	uint64_t asked, happened;
};
size_t wt_campaign_states(const struct wt_campaign *, const struct wt_state_count **ret);

/* Sub-streams of the sound program that depend on which peer comes first, though
 * nothing is decided, in words: they are compared as bags of lines, or not at all.
 * False: there are no more. */
bool wt_campaign_order_dependent(struct wt_campaign *, size_t index, char *text, size_t size);

void wt_campaign_free(struct wt_campaign *);

/* -- Exploring ---------------------------------------------------------- */

/* Looks for failing runs of one program of an open file.
 *
 * The search goes in rounds of units.  A unit's runs depend on the options and on
 * what earlier rounds found, never on other units of its round: so they may be run
 * by any number of processes, and the result is the same.
 *
 *	while ((units = wt_explore_plan(e)) > 0) {
 *		for each unit: text = wt_explore_unit(e, unit);
 *		for each unit, in order: wt_explore_take(e, unit, text);
 *	}
 */
enum wt_explore_strategy {
	WT_EXPLORE_MIX,        /* some of each, and what has led somewhere new is changed */
	WT_EXPLORE_RANDOM,     /* every kind of choice alike */
	WT_EXPLORE_SWARM,      /* each run draws which kinds are on, and how strongly */
	WT_EXPLORE_POINTS,     /* few decisions, spread evenly over the run */
	WT_EXPLORE_GUIDED,     /* changes to runs that met new edge cases */
	WT_EXPLORE_EXHAUSTIVE, /* every run of at most so many decisions */
};
/* "mix", "random", ...; -1: there is no such strategy. */
const char *wt_explore_strategy_name(enum wt_explore_strategy);
int wt_explore_find_strategy(const char *name);
/* "auto", "rerun", "arena", "fork"; -1: there is no such state. */
int wt_explore_find_state(const char *name);

struct wt_explore_options {
	const struct wt_program *programs; /* ended by a NULL name */
	int broken;                        /* which program, as in struct wt_case */
	enum wt_explore_strategy strategy;
	uint64_t seed;   /* 0: 1 */
	uint64_t runs;   /* at most; 0: 20 000, of an exhaustive search all there are */
	unsigned bound;  /* EXHAUSTIVE: decisions of a run; 0: 2 */
	unsigned passes; /* EXHAUSTIVE: of what is asked before so many waits; 0: all */
	bool no_prune;   /* EXHAUSTIVE: from equal states each run goes on */
	enum wt_explore_state {
		WT_EXPLORE_AUTO,
		WT_EXPLORE_RERUN,
		WT_EXPLORE_ARENA,
		WT_EXPLORE_FORK,
	} state;                /* EXHAUSTIVE: how a run comes to where it branches */
	uint64_t bytes_max;     /* EXHAUSTIVE: `take` and `cut` every number up to this; 0: 64 */
	unsigned shard, shards; /* this one of so many, from 0; 0 of 0: all of it */
	bool only_value;        /* just one value of `for`: */
	size_t value;           /* its index */
	bool strict;
};

/* The first run of its kind that failed. */
struct wt_failure {
	const char *check, *object; /* check NULL: one run, two histories */
	size_t value;
	uint64_t run; /* the how-manieth of the search, from 1 */
	size_t decisions;
};

struct wt_explore;
/* The file must be open.  The scenario outlives it. */
struct wt_explore *wt_explore_new(struct wt_scenario *, const struct wt_explore_options *);
void wt_explore_free(struct wt_explore *);
/* Runs to try before all others: lines as wt_explore_list gives them. */
void wt_explore_know(struct wt_explore *, const char *lines);
/* The next round; how many units it has.  0: nothing is left to do. */
size_t wt_explore_plan(struct wt_explore *);
char *wt_explore_unit(struct wt_explore *, size_t unit); /* what came of it; free() it */
/* In the order of units; false: the text is none. */
bool wt_explore_take(struct wt_explore *, size_t unit, const char *text);
/* What a unit does, in words; as long as the round. */
const char *wt_explore_unit_name(struct wt_explore *, size_t unit);

uint64_t wt_explore_runs(const struct wt_explore *);
uint64_t wt_explore_runs_planned(const struct wt_explore *); /* 0: nobody knows */
/* In the order of finding; *ret is theirs until the next take. */
size_t wt_explore_failures(struct wt_explore *, const struct wt_failure **ret);
/* Why a run could not be made, or NULL. */
const char *wt_explore_trouble(const struct wt_explore *);
/* What can be said when nothing failed: runs, histories, and what was looked at.
 * free() it. */
char *wt_explore_claim(const struct wt_explore *);
/* Why ARENA can not be had, or NULL. */
const char *wt_explore_no_arena(struct wt_explore *);
/* How an exhaustive search comes to where its runs branch, in words; free() it. */
char *wt_explore_state_text(struct wt_explore *);
/* As in a campaign. */
size_t wt_explore_lines(const struct wt_explore *, const struct wt_line_count **ret);
size_t wt_explore_states(const struct wt_explore *, const struct wt_state_count **ret);
/* All that was found, to be merged with what others found; free() it. */
char *wt_explore_text(const struct wt_explore *);

/* Shrinks that failing run; as wt_run_shrink. */
int wt_explore_shrink(struct wt_explore *, size_t failure, struct wt_shrunk *ret);
/* Of one that has two histories: where they part; NULL: it no longer does.  free() it. */
char *wt_explore_divergence(struct wt_explore *, size_t failure);
/* Its decisions, for wt_explore_know; free() it. */
char *wt_explore_list(const struct wt_explore *, size_t failure);

/* -- The command ------------------------------------------------------- */

/* The whole wavetank command for your own programs. */
int wt_main(int argc, char **argv, const struct wt_program *programs);

#ifdef __cplusplus
}
#endif
#endif
