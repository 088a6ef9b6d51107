/* SPDX-License-Identifier: MIT
 *
 * fuzz.h - what the files of a fuzz target share.
 *
 *	fuzz.c          a target, its runs
 *	fuzz_sends.c    what peers send otherwise, and calm twins of that
 *	fuzz_convert.c  inputs from and to scenario files
 *	fuzz_names.c    decisions from lines
 *	fuzz_lines.c, fuzz_menu.c, fuzz_mutate.c, fuzz_payload.c    text alone */
#ifndef WT_SEARCH_FUZZ_H
#define WT_SEARCH_FUZZ_H

#include "search/cells.h"
#include "search/file.h"
#include "fuzz/names.h"
#include "wt_fuzz.h"

#define WT_FUZZ_SENDS_MAX 64
#define WT_FUZZ_TWINS     251 /* calm runs kept: payloads come again and again */

/* A `sends` of a peer. */
struct wt_fuzz_sends {
	char *name; /* alice sends#1 */
	int node;   /* of the plan */
	struct wt_step *step;
	const void *bytes; /* as the scenario says */
	size_t len;
	uint8_t *other; /* what an input says instead */
};

/* What a run without decisions looks like with these payloads. */
struct wt_fuzz_twin {
	uint64_t payloads; /* hash; 0: the scenario's */
	struct wt_observation *calm;
	struct wt_calibration *calibration;
	struct wt_verdict calm_fails;
};

struct wt_fuzz {
	struct wt_scenario *scenario;
	struct wt_diagnostics *diagnostics;
	const struct wt_program *programs;
	struct wt_case which;
	struct wt_staged *staged;
	struct wt_fuzz_lines lines;
	struct wt_fuzz_names names;
	struct wt_fuzz_sends sends[WT_FUZZ_SENDS_MAX];
	size_t sends_count;
	struct wt_fuzz_twin twins[WT_FUZZ_TWINS];
	struct wt_cells cells;
	uint8_t *counters; /* not its own, or NULL */
	size_t counter_count;
	void (*forget)(void);  /* or NULL */
	struct wt_sink *hears; /* or NULL */
	struct wt_menu *menu;
	char *news; /* what the menu's owner was told last */
};

/* The `sends` of the plan that is staged; what they say goes to the news. */
void wt_fuzz_sends_find(struct wt_fuzz *);
void wt_fuzz_sends_fini(struct wt_fuzz *);
/* Says what the lines say, and nothing of what was said before.  The hash of it; 0:
 * all send what the scenario says. */
uint64_t wt_fuzz_sends_say(struct wt_fuzz *, const struct wt_fuzz_lines *);
/* The staged program gets that calm twin, and gives it back with what was learnt. */
void wt_fuzz_twin_lend(struct wt_fuzz *, uint64_t payloads);
void wt_fuzz_twin_return(struct wt_fuzz *, uint64_t payloads);

#endif
