/* SPDX-License-Identifier: MIT
 *
 * wt_fuzz.h - your handler as a fuzz target, for libFuzzer, AFL++ and none.
 *
 * A file of yours says what is run (docs/fuzzing.md):
 *
 *	static const struct wt_program programs[] = {{"hello", hello_main}, {NULL, NULL}};
 *
 *	const struct wt_fuzz_target wt_fuzz_target = {programs, "scenario 1\n..."};
 *
 * Everything else is in libwavetank.a: LLVMFuzzerTestOneInput and the mutator for
 * the engines, main for a program without one.
 *
 * An input is text.  A line says one decision as a scenario would, with a place of
 * the form @B+N, or what one `sends` of a peer sends instead:
 *
 *	server:alice recv@1+0 take 5
 *	alice sends#1 "GET / HTTP/1.0\r\n\r\n"
 *
 * Lines of other forms, and of names nothing asks for, mean nothing.  Of two lines of
 * one name the first holds.  What no line speaks of is calm.  So one byte more
 * changes a line, not the meaning of those behind it, and an input is a scenario
 * file in other words. */
#ifndef WT_FUZZ_H
#define WT_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "wt_program.h"

#ifdef __cplusplus
extern "C" {
#endif

struct wt_diagnostics;
struct wt_run_stats;
struct wt_shrunk;
struct wt_sink;
struct wt_verdict;

struct wt_fuzz_target {
	const struct wt_program *programs; /* ended by a NULL name */
	const char *scenario;              /* its text; without a newline: its path; NULL:
					    * the path is $WT_FUZZ_SCENARIO */
	bool fork; /* each input in a process of its own: where the state of one would
		    * be seen by the next, and is not kept apart (docs/fuzzing.md) */
};

/* Yours; the entries of the engines and the main of libwavetank.a look for it. */
extern const struct wt_fuzz_target wt_fuzz_target;

/* -- What these are made of ---------------------------------------------- */

struct wt_fuzz;

/* program: which of those the scenario names; NULL: the sound ones.  NULL when the
 * scenario can not be used; then `errors` was told why.  The target outlives it. */
struct wt_fuzz *wt_fuzz_new(const struct wt_fuzz_target *, const char *program, FILE *errors);
void wt_fuzz_free(struct wt_fuzz *);

/* One run of the input: 0, or -errno when it could not be made.  ret->check is NULL
 * if all held; a run that has two histories fails `nondeterminism`, which is no word
 * of the language.  Strings live until the next run. */
int wt_fuzz_run(struct wt_fuzz *, const void *input, size_t len, struct wt_verdict *ret,
		struct wt_run_stats *stats);

/* Edge cases (handler, call, outcome) are counted there, saturated at 255: feedback
 * for an engine that sees only compiled branches else.  count: a power of two. */
void wt_fuzz_count_cells(struct wt_fuzz *, uint8_t *counters, size_t count);

/* Hears every event of the input's own run, and of no other; NULL: nobody does. */
void wt_fuzz_hear(struct wt_fuzz *, struct wt_sink *);

/* Called when runs were made that are not the input's own (its calm twin): what an
 * engine counted of them is to be forgotten, since they are made but once. */
void wt_fuzz_on_other_runs(struct wt_fuzz *, void (*forget)(void));

/* -- Inputs and scenario files --------------------------------------------- */

/* The input as a plain scenario: what it decides is pinned, what it sends stands in
 * the script.  free() it.  NULL: see the diagnostics. */
char *wt_fuzz_scenario(struct wt_fuzz *, const void *input, size_t len, struct wt_diagnostics *);
/* The same made small; as wt_run_shrink. */
int wt_fuzz_shrink(struct wt_fuzz *, const void *input, size_t len, struct wt_shrunk *ret);
/* A scenario of the same hosts and peers as an input: its decisions, and what its
 * peers send otherwise.  free() it.  NULL: see the diagnostics. */
char *wt_fuzz_input(struct wt_fuzz *, const char *text, size_t len, struct wt_diagnostics *);

/* -- Mutation -------------------------------------------------------------- */

/* What a line may say, as far as runs have shown: a line of text each,
 *
 *	NAME <tab> VALUE <tab> VALUE ...
 *
 * and for each `sends` what the scenario sends there.  It is all a mutator needs to
 * know, also one in another process. */
struct wt_menu;
struct wt_menu *wt_menu_new(void);
void wt_menu_free(struct wt_menu *);
/* What is there already is not added twice. */
void wt_menu_add(struct wt_menu *, const char *text, size_t len);
size_t wt_menu_count(const struct wt_menu *);
/* That of the runs made so far; the fuzz's own. */
struct wt_menu *wt_fuzz_menu(struct wt_fuzz *);
/* What came to it since the last call, as text; "": nothing.  Until the next run. */
const char *wt_fuzz_menu_news(struct wt_fuzz *);

/* An engine's own mutation of bytes: LLVMFuzzerMutate. */
typedef size_t wt_fuzz_mutate_bytes(uint8_t *data, size_t size, size_t max);

/* Changes the input: lines put in, dropped, doubled, exchanged, their numbers nudged,
 * payloads cut up by the grammar their examples show.  Returns its new length, at most
 * max.  A function of its arguments, if `bytes` is one or NULL.  One at a time for
 * each menu. */
size_t wt_fuzz_mutate(struct wt_menu *, void *input, size_t len, size_t max, uint64_t seed,
		      wt_fuzz_mutate_bytes *bytes);
/* Lines of both, in a third buffer; returns its length. */
size_t wt_fuzz_cross(const void *a, size_t a_len, const void *b, size_t b_len, void *out,
		     size_t max, uint64_t seed);

#ifdef __cplusplus
}
#endif
#endif
