/* SPDX-License-Identifier: MIT
 *
 * stored.h - a run written down as it was found, with its trace, to be made again.
 *
 *	wavetank run 2
 *	build HASH			of the command and what it loaded
 *	scenario HASH PATH
 *	program NAME
 *	check NAME OBJECT		`-`: none
 *	hash TRACE
 *	entry VALUE DECISION...		as wt_explore_list has it
 *	trace
 *	...				its lines
 *
 * Those of failures are kept in a cache folder, and tried first next time: the
 * regression file is the contract, this is not. */
#ifndef WT_STORED_H
#define WT_STORED_H

#include "wt_run.h"

#define WT_STORED_HEAD "wavetank run 2"

struct wt_stored {
	uint64_t build, scenario, hash;
	const char *path, *program, *check, *object;
	const char *entry; /* the line */
	const char *trace; /* its lines; the rest of them */
	/* private */
	char *text;
};

/* Of the running command and, with load, of that file. */
uint64_t wt_stored_build(const char *load);

/* 0; -errno; -EPROTO: another format; -EINVAL: it is none.  Free it with fini. */
int wt_stored_read(struct wt_stored *, const char *path);
/* The same of a file's text, which becomes its own. */
int wt_stored_parse(struct wt_stored *, char *text);
/* The other way round; free() it. */
char *wt_stored_text(const struct wt_stored *);
/* Is this the next line of the trace?  Then it has been. */
bool wt_stored_goes_on(struct wt_stored *, const char *line);
void wt_stored_fini(struct wt_stored *);

/* Where the failure of that file and program is kept; free() it.  NULL: nowhere. */
char *wt_stored_place(const char *scenario_path, const char *program);

/* Runs the entry and writes it there; an error number. */
int wt_stored_write(const char *path, struct wt_scenario *, const struct wt_program *, int broken,
		    const char *entry, const char *load);

/* The line of an explorer's list that is the run; free() it. */
char *wt_stored_entry(const char *list);

#endif
