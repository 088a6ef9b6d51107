/* SPDX-License-Identifier: MIT
 *
 * shards.h - what parts of a search found, written down to be added up.
 *
 *	wavetank results 1
 *	search HASH STRATEGY seed S runs R bound B passes P bytes N value V PROGRAM PATH
 *	shard I/N
 *	...			as wt_explore_text has it
 *	end
 *
 * A block is known by its first two lines: the same block twice counts once. */
#ifndef WT_SHARDS_H
#define WT_SHARDS_H

#include <stdio.h>

#include "wt_run.h"

#define WT_SHARDS_HEAD "wavetank results 1"

/* Appends the block of one program's search to a file that has its head. */
void wt_shards_write(FILE *, const struct wt_scenario *, const struct wt_explore_options *,
		     const struct wt_explore *);

#endif
