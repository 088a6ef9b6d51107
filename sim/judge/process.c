/* SPDX-License-Identifier: MIT
 *
 * process.c - processes that end from outside, begin anew, or get a signal.
 *
 * What follows depends on how far things had got by then: on how much of an answer was
 * out, on what a client has to ask for again.  Decisions that do no harm move that, so a
 * run is compared with its calm twin up to the first such instant.  One in which more
 * was to come may be behind the other; where everything was at rest it may not, as at the
 * end of a run.  Expectations go on. */
#include "judge/parts.h"

static void remember(struct wt_record *record)
{
	record->then.got = record->got.len;
	record->then.notes = record->notes.len;
	record->then.closed = record->closed;
	record->then.reset = record->reset;
	record->then.ending = record->ending;
}

static void break_off(struct wt_judge *j, bool at_rest)
{
	if (j->broken_off)
		return;
	j->broken_off = true;
	j->at_rest = at_rest;
	j->records_then = j->record_count;
	for (size_t i = 0; i < j->record_count; i++)
		remember(&j->records[i]);
	for (size_t i = 0; i < j->house_count; i++)
		j->houses[i].notes_then = j->houses[i].notes.len;
}

void wt_process_starts(struct wt_judge *j, struct wt_house *house)
{
	if (!house)
		return;
	if (house->started) {
		break_off(j, false);
		wt_observe_death(j, house);
	}
	house->started = true;
	house->returned = house->taken_apart = false;
	wt_house_forget_loops(house);
}

void wt_process_interrupted(struct wt_judge *j, bool at_rest)
{
	break_off(j, at_rest);
}

void wt_process_dies(struct wt_judge *j, struct wt_house *house, bool at_rest)
{
	if (!house)
		return;
	break_off(j, at_rest);
	wt_observe_death(j, house);
	wt_house_forget_loops(house);
}
