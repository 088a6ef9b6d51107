/* SPDX-License-Identifier: MIT
 *
 * findings.h - what came of many runs, in a form that can be added up: by one
 * process from others, and by one machine from others.
 *
 * As text, a line each:
 *
 *	runs N
 *	failure VALUE ORDINAL CHECK OBJECT DECISION...	a failing run: its decisions
 *	unsteady VALUE ORDINAL DECISION...		one run, two histories
 *	entry VALUE DECISION...				a run that went where none had been
 *	cell HASH | history HASH
 *	line LINE RUNS JUDGED EXCUSED | state ASKED HAPPENED NAME
 *	trouble TEXT					a run could not be made
 *
 * OBJECT is `-` where there is none; DECISION is NAME:VERB:NUMBER. */
#ifndef WT_SEARCH_FINDINGS_H
#define WT_SEARCH_FINDINGS_H

#include "decisions/list.h"
#include "search/judged.h"
#include "search/set.h"
#include "wt_run.h"

#define WT_FOUND_MAX 256 /* failing runs kept: one for each check and object */

struct wt_found {
	char *check, *object; /* NULL check: one run, two histories */
	size_t value;         /* of `for` */
	uint64_t ordinal;     /* the how-manieth run of the search, from 1 */
	struct wt_list list;
};

/* A run worth changing further. */
struct wt_entry {
	size_t value;
	struct wt_list list;
};

struct wt_findings {
	uint64_t runs;
	struct wt_found *found;
	size_t found_count;
	struct wt_entry *entries;
	size_t entry_count;
	struct wt_set cells, histories;
	struct wt_judged judged;
	char *trouble;
};

void wt_findings_init(struct wt_findings *, const struct wt_plan *);
void wt_findings_fini(struct wt_findings *);

/* A failing run; of one check and object the earliest is kept.  check NULL: it had
 * two histories.  True if it is the first of its kind. */
bool wt_findings_fail(struct wt_findings *, const char *check, const char *object, size_t value,
		      uint64_t ordinal, const struct wt_list *);
void wt_findings_enter(struct wt_findings *, size_t value, const struct wt_list *);

/* free() it. */
char *wt_findings_text(const struct wt_findings *);
/* Adds what a text says; false: it is none. */
bool wt_findings_add(struct wt_findings *, const char *text);

#endif
