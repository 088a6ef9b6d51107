/* SPDX-License-Identifier: MIT
 *
 * always.c - the checks that are always on (DESIGN.md §8). */
#include <inttypes.h>
#include <stdio.h>

#include "judge/parts.h"
#include "trace/names.h"

static const char *text_of(const struct wt_event *event)
{
	return event->text ? event->text : "";
}

/* -- Notes: what the library says of itself ----------------------------- */

static const char *channel_name(const struct wt_judge *j, const struct wt_channel *channel)
{
	return channel->record == WT_NOBODY ? "" : j->records[channel->record].name;
}

static void opened(struct wt_judge *j, const struct wt_event *event, const struct wt_record *record,
		   struct wt_channel *channel)
{
	*channel = (struct wt_channel){
		.generation = event->generation,
		.record = wt_record_index(j, record),
		.opened = true,
	};
}

static bool is_dead(const struct wt_channel *channel, uint32_t generation)
{
	return channel->opened && (channel->closed || channel->generation != generation);
}

static void entered(struct wt_judge *j, const struct wt_event *event,
		    const struct wt_record *record, const struct wt_channel *channel)
{
	const char *name = channel_name(j, channel);
	struct wt_line *line;

	if (event->handler == AC_HANDLER_released || !is_dead(channel, event->generation))
		return;
	if (record)
		name = record->name;
	line = wt_convict_now(j, WT_CHECK_AFTER_CLOSE, record, name[0] ? name : event->actor);
	if (line)
		wt_line_add(line, "%s of %s ran after the channel was closed",
			    wt_name_of_handler(event->handler), name[0] ? name : "a channel");
}

static void misused(struct wt_judge *j, const struct wt_event *event,
		    const struct wt_record *record)
{
	struct wt_line *line = wt_convict_now(j, WT_CHECK_CLOSED_DESCRIPTOR, record, event->actor);

	if (line)
		wt_line_add(line, "%s was called on a closed channel of %s", text_of(event),
			    event->actor);
}

static void error_dropped(struct wt_judge *j, const struct wt_event *event,
			  const struct wt_record *record)
{
	struct wt_line *line = wt_convict_now(j, WT_CHECK_DROPPED_ERROR, record, event->actor);

	if (!line)
		return;
	wt_line_add(line, "a handler of %s got ", event->actor);
	wt_line_result(line, event->result);
	wt_line_add(line, " and did not return it; ac_err_clear says that this is meant");
}

void wt_always_note(struct wt_judge *j, const struct wt_event *event, struct wt_record *record)
{
	struct wt_channel *channel = wt_channel_of(j, event);

	if (event->what == AC_NOTE_MISUSE)
		misused(j, event, record);
	if (event->what == AC_NOTE_ERROR_DROPPED)
		error_dropped(j, event, record);
	if (!channel)
		return;
	switch (event->what) {
	case AC_NOTE_HANDLER_ENTERED:
		entered(j, event, record, channel);
		return;
	case AC_NOTE_CHANNEL_OPENED:
		opened(j, event, record, channel);
		return;
	case AC_NOTE_CHANNEL_CLOSED:
		if (channel->generation == event->generation)
			channel->closed = true;
		return;
	case AC_NOTE_CHANNEL_RELEASED:
		if (channel->generation == event->generation)
			channel->released = true;
		return;
	default:
		return;
	}
}

/* -- Facts: what the kernel says of state ------------------------------- */

/* Conditions that stay until somebody consumes them.  Room to write, unread
 * bytes and empty time-outs keep a host busy too, but do harm to nobody (unread
 * bytes that stay are a stall). */
static bool is_never_consumed(int64_t condition)
{
	return condition == WT_COND_EOF || condition == WT_COND_RESET || condition == WT_COND_HUP ||
	       condition == WT_COND_LISTENER || condition == WT_COND_URGENT;
}

static void hot(struct wt_judge *j, const struct wt_event *event, struct wt_record *record)
{
	const char *name = record && record->name[0] ? record->name : event->actor;
	struct wt_line *line;
	char text[256];

	snprintf(text, sizeof(text), "%s wakes again and again for %s: %s, and no handler ends it",
		 event->actor, name, wt_name_of_condition((unsigned)event->arg));
	if (is_never_consumed(event->arg)) {
		line = wt_convict_now(j, WT_CHECK_SPIN, record, event->actor);
		if (line)
			wt_line_add(line, "%s", text);
		return;
	}
	if (record && record->warned_hot)
		return;
	if (record)
		record->warned_hot = true;
	wt_warn(j, WT_CHECK_SPIN, record, event->actor, text);
}

static void no_time(struct wt_judge *j, const struct wt_event *event,
		    const struct wt_record *record)
{
	struct wt_line *line = wt_convict_now(j, WT_CHECK_SPIN, record, event->actor);

	j->fatal = true;
	if (line)
		wt_line_add(line, "no time passes: %" PRId64 " waits at one instant", event->arg);
}

static void limit(struct wt_judge *j, const struct wt_event *event, const struct wt_record *record)
{
	struct wt_line *line = wt_convict_now(j, WT_CHECK_LIMIT, record, event->actor);

	j->fatal = true;
	if (line)
		wt_line_add(line, "the run came to its limit, awake for: %s", text_of(event));
}

static void crash(struct wt_judge *j, const struct wt_event *event)
{
	struct wt_line *line = wt_convict_now(j, WT_CHECK_CRASH, NULL, event->actor);

	j->fatal = true;
	if (line)
		wt_line_add(line, "the program of %s died: %s", event->actor, text_of(event));
}

static void poison(struct wt_judge *j, const struct wt_event *event)
{
	struct wt_line *line = wt_convict_now(j, WT_CHECK_MEMORY, NULL, event->actor);

	if (line)
		wt_line_add(line, "%s touched memory after it was freed: %s", event->actor,
			    text_of(event));
}

static void sigpipe(struct wt_judge *j, const struct wt_event *event,
		    const struct wt_record *record)
{
	struct wt_line *line = wt_convict_now(j, WT_CHECK_SIGPIPE, record, event->actor);

	if (line)
		wt_line_add(line, "a write to a connection that is gone raised SIGPIPE; "
				  "send with MSG_NOSIGNAL");
}

static void bad_descriptor(struct wt_judge *j, const struct wt_event *event,
			   const struct wt_record *record)
{
	struct wt_line *line = wt_convict_now(j, WT_CHECK_CLOSED_DESCRIPTOR, record, event->actor);

	if (line)
		wt_line_add(line, "%s called %s on descriptor %" PRId64 ", which was %s",
			    event->actor, wt_name_of_call((unsigned)event->result), event->arg,
			    text_of(event));
}

/* -- At the end --------------------------------------------------------- */

static void step_waits(struct wt_judge *j, const struct wt_event *event,
		       const struct wt_record *record)
{
	const char *name = record && record->name[0] ? record->name : event->actor;
	struct wt_line *line = wt_convict(j, WT_CHECK_STALL, name, WT_OBJECT_PEER, j->now_ns,
					  /* at_end: */ true, 0);

	if (!line)
		return;
	wt_line_add(line, "%s still waits at the end of the run: %s (line %" PRId64 ")",
		    event->actor, text_of(event), event->arg);
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
		if (wt_judge_frozen(j))
			return; /* Stop closes what is open */
		record->closed_unread = (uint64_t)event->arg;
		record->fin_was_there = event->result != 0;
		return;
	default:
		return;
	}
}

void wt_always_fact(struct wt_judge *j, const struct wt_event *event, struct wt_record *record,
		    struct wt_house *house)
{
	switch (event->what) {
	case WT_FACT_HOT:
		hot(j, event, record);
		return;
	case WT_FACT_NO_TIME:
		no_time(j, event, record);
		return;
	case WT_FACT_LIMIT:
		limit(j, event, record);
		return;
	case WT_FACT_CRASH:
		crash(j, event);
		return;
	case WT_FACT_POISON:
		poison(j, event);
		return;
	case WT_FACT_SIGPIPE:
		sigpipe(j, event, record);
		return;
	case WT_FACT_BAD_FD:
		bad_descriptor(j, event, record);
		return;
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

static void settle_unread(struct wt_judge *j, const struct wt_record *record)
{
	struct wt_line *line;
	char text[256];

	if (record->closed_unread == 0)
		return;
	snprintf(text, sizeof(text), "%s was closed with %" PRIu64 " bytes unread%s", record->name,
		 record->closed_unread,
		 record->fin_was_there ? ", though all the far end will ever send was there" : "");
	if (!record->fin_was_there) {
		wt_warn(j, WT_CHECK_UNREAD, record, "", text);
		return;
	}
	line = wt_convict(j, WT_CHECK_UNREAD, record->name, (enum wt_object_kind)record->kind,
			  j->ended_ns, true, 0);
	if (line)
		wt_line_add(line, "%s", text);
}

void wt_always_settle(struct wt_judge *j)
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
	const struct wt_record *record =
		channel->record == WT_NOBODY ? NULL : &j->records[channel->record];
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
void wt_always_over(struct wt_judge *j)
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
