/* SPDX-License-Identifier: MIT
 *
 * ending.c - the checks that are always on, as far as the end of a run decides
 * them: stall, unread, leak. */
#include <inttypes.h>
#include <stdio.h>

#include "judge/parts.h"

static const char *text_of(const struct wt_event *event)
{
	return event->text ? event->text : "";
}

/* -- Facts -------------------------------------------------------------- */

static void step_waits(struct wt_judge *j, const struct wt_event *event,
		       const struct wt_record *record)
{
	const char *name = record && record->name[0] ? record->name : event->actor;
	bool shut_out = wt_was_shut_out(j, record);
	struct wt_line *line = (shut_out ? wt_convict_without_excuse : wt_convict)(
		j, WT_CHECK_STALL, name, WT_OBJECT_PEER, j->now_ns, /* at_end: */ true, 0);

	if (!line)
		return;
	wt_line_add(line, "%s still waits at the end of the run: %s (line %" PRId64 ")",
		    event->actor, text_of(event), event->arg);
	if (shut_out)
		wt_line_add(line,
			    "\n  it was not let in, and harm met connections of others alone");
	if (!record)
		return;
	wt_line_add(line, "\n  it has received ");
	wt_line_quote(line, record->got.data, record->got.len, 40);
}

static bool is_programs(const struct wt_record *record)
{
	return record && record->kind != WT_OBJECT_PEER && record->kind != WT_OBJECT_HOST;
}

static bool has_channel(const struct wt_house *house, uint32_t record)
{
	for (size_t loop = 0; loop < house->loop_count; loop++) {
		for (size_t slot = 0; slot < house->loops[loop].count; slot++) {
			const struct wt_channel *channel = &house->loops[loop].at[slot];

			if (channel->opened && !channel->closed && channel->record == record)
				return true;
		}
	}
	return false;
}

/* What a channel still owns is judged with the channel. */
static void still_open(struct wt_judge *j, const struct wt_event *event,
		       const struct wt_record *record, const struct wt_house *house)
{
	struct wt_line *line;

	if (record && (record->kind == WT_OBJECT_LISTENER || !is_programs(record)))
		return;
	if (house && (house->taken_apart || has_channel(house, wt_record_index(j, record))))
		return;
	line = wt_convict_now(j, WT_CHECK_LEAK, record, event->actor);
	if (line)
		wt_line_add(line,
			    "descriptor %" PRId64 " of %s is open, though the program is gone",
			    event->arg, event->actor);
}

static void memory_left(struct wt_judge *j, const struct wt_event *event,
			const struct wt_house *house)
{
	struct wt_line *line;

	if (house && house->taken_apart)
		return;
	line = wt_convict_now(j, WT_CHECK_LEAK, NULL, event->actor);
	if (line)
		wt_line_add(line, "%s never freed %" PRId64 " bytes: %s", event->actor, event->arg,
			    text_of(event));
}

static void taken_apart(struct wt_judge *j, const struct wt_event *event, struct wt_house *house)
{
	char text[256];

	if (!house)
		return;
	house->taken_apart = true;
	snprintf(text, sizeof(text), "%s did not stop when told to; its leaks are not judged",
		 event->actor);
	wt_warn(j, WT_CHECK_LEAK, NULL, event->actor, text);
}

/* Facts that are put together once all of them are known. */
static void remember(struct wt_judge *j, const struct wt_event *event, struct wt_record *record)
{
	if (!is_programs(record))
		return;
	switch (event->what) {
	case WT_FACT_UNREAD:
		record->unread = (uint64_t)event->arg;
		return;
	case WT_FACT_ROOM:
		record->room = (uint64_t)event->arg;
		return;
	case WT_FACT_CLOSED_UNREAD:
		if (wt_judge_frozen(j) || wt_is_excused(j, WT_CHECK_UNREAD))
			return; /* Stop closes what is open */
		record->closed_unread = (uint64_t)event->arg;
		/* A reset has taken the answer already, and ends half a message. */
		record->fin_was_there = event->result != 0 && !record->reset;
		return;
	default:
		return;
	}
}

void wt_ending_fact(struct wt_judge *j, const struct wt_event *event, struct wt_record *record,
		    struct wt_house *house)
{
	switch (event->what) {
	case WT_FACT_WAITING_STEP:
		step_waits(j, event, record);
		return;
	case WT_FACT_OPEN:
		still_open(j, event, record, house);
		return;
	case WT_FACT_MEMORY:
		memory_left(j, event, house);
		return;
	case WT_FACT_TAKEN_APART:
		taken_apart(j, event, house);
		return;
	default:
		remember(j, event, record);
		return;
	}
}

/* -- What waits for all facts of the end -------------------------------- */

static void settle_stall(struct wt_judge *j, const struct wt_record *record)
{
	bool blocked = record->queue.total > 0 && record->room == 0;
	struct wt_line *line;

	if (record->queue.total > 0 && record->room > 0) {
		line = wt_convict(j, WT_CHECK_STALL, record->name,
				  (enum wt_object_kind)record->kind, j->ended_ns, true, 0);
		if (line)
			wt_line_add(line,
				    "%" PRIu64 " bytes queued for %s were never sent, "
				    "though its kernel buffer has room for %" PRIu64,
				    record->queue.total, record->name, record->room);
	}
	if (record->unread > 0 && !blocked) {
		line = wt_convict(j, WT_CHECK_STALL, record->name,
				  (enum wt_object_kind)record->kind, j->ended_ns, true, 0);
		if (line)
			wt_line_add(line, "%" PRIu64 " bytes arrived at %s and were never read",
				    record->unread, record->name);
	}
}

/* Whoever is sent away unheard is told so by the reset: there is no answer it could
 * destroy, and no message half read. */
static bool was_turned_away(const struct wt_record *record)
{
	return record->got.len == 0 && record->sent.total == 0;
}

static void settle_unread(struct wt_judge *j, const struct wt_record *record)
{
	struct wt_line *line;
	char text[256];

	if (record->closed_unread == 0)
		return;
	snprintf(text, sizeof(text), "%s was closed with %" PRIu64 " bytes unread%s", record->name,
		 record->closed_unread,
		 record->fin_was_there ? ", though all the far end will ever send was there" : "");
	if (!record->fin_was_there || was_turned_away(record)) {
		wt_warn(j, WT_CHECK_UNREAD, record, "", text);
		return;
	}
	/* Harm that came behind the close excuses nothing. */
	line = wt_convict_without_excuse(j, WT_CHECK_UNREAD, record->name,
					 (enum wt_object_kind)record->kind, j->ended_ns, true, 0);
	if (line)
		wt_line_add(line, "%s", text);
}

void wt_ending_settle(struct wt_judge *j)
{
	if (j->settled)
		return;
	j->settled = true;
	for (size_t i = 0; i < j->record_count; i++) {
		if (!j->records[i].met)
			continue;
		settle_stall(j, &j->records[i]);
		settle_unread(j, &j->records[i]);
	}
}

static void judge_channel(struct wt_judge *j, const struct wt_house *house,
			  const struct wt_channel *channel)
{
	const struct wt_record *record = wt_record_at(j, channel->record);
	struct wt_line *line;

	if (!channel->opened || channel->released)
		return;
	if (record && record->kind == WT_OBJECT_LISTENER)
		return;
	line = wt_convict_now(j, WT_CHECK_LEAK, record, house->name);
	if (line)
		wt_line_add(line, "a channel of %s was opened and never released", house->name);
}

/* A program that returned by itself is a process exit, which releases all; one
 * that was taken apart had no chance to. */
void wt_ending_over(struct wt_judge *j)
{
	if (j->fatal)
		return;
	for (size_t i = 0; i < j->house_count; i++) {
		const struct wt_house *house = &j->houses[i];

		if (house->returned || house->taken_apart)
			continue;
		for (size_t loop = 0; loop < house->loop_count; loop++) {
			for (size_t slot = 0; slot < house->loops[loop].count; slot++)
				judge_channel(j, house, &house->loops[loop].at[slot]);
		}
	}
}
