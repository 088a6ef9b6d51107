/* SPDX-License-Identifier: MIT
 *
 * names.h - the strategy of a fuzz target: answers from lines of text.
 *
 * A line names its place as a scenario does, the world asks by number.  What number
 * belongs to which text is learnt when a name is asked for the first time; then its
 * legal values go into the menu, too. */
#ifndef WT_FUZZ_NAMES_H
#define WT_FUZZ_NAMES_H

#include "decisions/branch.h"
#include "scenario/writer.h"
#include "fuzz/lines.h"

struct wt_fuzz_name {
	uint64_t name; /* as in struct wt_answer; 0: free */
	uint64_t text; /* hash of what the line says in front of its value */
};

/* What the lines of an input decide. */
struct wt_fuzz_choice {
	uint64_t text;
	struct wt_value value;
};

struct wt_fuzz_names {
	struct wt_strategy strategy;
	struct wt_fuzz_name *slots;
	size_t used, capacity;
	struct wt_fuzz_choice choices[WT_FUZZ_LINES_MAX];
	size_t choice_count;
	struct wt_branch values; /* to list what would be legal */
	struct wt_writer news;   /* what was learnt, as lines of a menu */
};

void wt_fuzz_names_init(struct wt_fuzz_names *);
void wt_fuzz_names_fini(struct wt_fuzz_names *);

/* From now on it says what these lines say; a line of no value is left out. */
void wt_fuzz_names_say(struct wt_fuzz_names *, const struct wt_fuzz_lines *);

#endif
