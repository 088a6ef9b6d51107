/* SPDX-License-Identifier: MIT
 *
 * process.c - processes that end from outside, begin anew, or get a signal.
 *
 * What follows depends on how far things had got by then: on how much of an answer was
 * out, on what a client has to ask for again.  Decisions that do no harm move that, so a
 * run is compared with its calm twin up to the first such instant, and each of the two
 * may be ahead of the other.  Expectations go on. */
#include "judge/parts.h"

static void break_off(struct wt_judge *j)
{
	if (j->broken_off)
		return;
	j->broken_off = true;
	j->records_then = j->record_count;
	for (size_t i = 0; i < j->record_count; i++) {
		j->records[i].got_then = j->records[i].got.len;
		j->records[i].notes_then = j->records[i].notes.len;
	}
	for (size_t i = 0; i < j->house_count; i++)
		j->houses[i].notes_then = j->houses[i].notes.len;
}

void wt_process_starts(struct wt_judge *j, struct wt_house *house)
{
	if (!house)
		return;
	if (house->started)
		break_off(j);
	house->started = true;
	house->returned = house->taken_apart = false;
	wt_house_forget_loops(house);
}

void wt_process_interrupted(struct wt_judge *j)
{
	break_off(j);
}

void wt_process_dies(struct wt_judge *j, struct wt_house *house)
{
	if (!house)
		return;
	break_off(j);
	wt_observe_death(j, house);
	wt_house_forget_loops(house);
}
