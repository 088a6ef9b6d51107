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

static void opened(struct wt_judge *j, const struct wt_event *event, const struct wt_record *record,
		   struct wt_channel *channel)
{
	*channel = (struct wt_channel){
		.generation = event->generation,
		.record = wt_record_index(j, record),
		.opened = true,
	};
}

void wt_always_entered(struct wt_judge *j, const struct wt_event *event,
		       const struct wt_record *record)
{
	struct wt_line *line;

	if (event->handler == AC_HANDLER_released)
		return; /* it comes last */
	line = wt_convict_now(j, WT_CHECK_AFTER_CLOSE, record, event->actor);
	if (line)
		wt_line_add(line, "%s of %s ran after the channel was closed",
			    wt_name_of_handler(event->handler),
			    record && record->name[0] ? record->name : "a channel");
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

static void note_of_channel(struct wt_judge *j, const struct wt_event *event,
			    const struct wt_record *record, struct wt_channel *channel)
{
	switch (event->what) {
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

void wt_always_note(struct wt_judge *j, const struct wt_event *event, struct wt_record *record,
		    struct wt_channel *channel)
{
	if (event->what == AC_NOTE_MISUSE)
		misused(j, event, record);
	else if (event->what == AC_NOTE_ERROR_DROPPED)
		error_dropped(j, event, record);
	else if (channel)
		note_of_channel(j, event, record, channel);
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
		wt_line_add(line, "no time passes: %" PRId64 " %s", event->arg, text_of(event));
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

static void checker(struct wt_judge *j, const struct wt_event *event)
{
	struct wt_line *line = wt_convict_now(j, WT_CHECK_MEMORY, NULL, event->actor);

	if (line)
		wt_line_add(line,
			    "%s found %" PRId64 " memory error%s in what %s did; "
			    "its report says where",
			    text_of(event), event->arg, event->arg == 1 ? "" : "s", event->actor);
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

static void blocks(struct wt_judge *j, const struct wt_event *event, const struct wt_record *record)
{
	struct wt_line *line = wt_convict_now(j, WT_CHECK_BLOCKING, record, event->actor);

	if (!line)
		return;
	if (record)
		wt_line_add(line,
			    "%s called %s on %s, which blocks: nobody is served meanwhile; "
			    "make it non-blocking",
			    event->actor, text_of(event), record->name);
	else
		wt_line_add(line, "%s called %s: nobody is served meanwhile; set a timer",
			    event->actor, text_of(event));
}

/* Room to write concerns only who has something to send. */
static void starved(struct wt_judge *j, const struct wt_event *event,
		    const struct wt_record *record)
{
	bool reads = event->result == AC_WANT_READ;
	struct wt_line *line;

	if (!record || (!reads && record->queue.total == 0))
		return;
	line = wt_convict_now(j, WT_CHECK_STARVATION, record, event->actor);
	if (line)
		wt_line_add(line,
			    "%s was ready to be %s in %" PRId64
			    " waits, one after the other, that asked for it, and %s did nothing "
			    "with it",
			    record->name[0] ? record->name : "a socket", reads ? "read" : "written",
			    event->arg, event->actor);
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
	case WT_FACT_CHECKER:
		checker(j, event);
		return;
	case WT_FACT_SIGPIPE:
		sigpipe(j, event, record);
		return;
	case WT_FACT_BAD_FD:
		bad_descriptor(j, event, record);
		return;
	case WT_FACT_BLOCKS:
		blocks(j, event, record);
		return;
	case WT_FACT_STARVED:
		starved(j, event, record);
		return;
	case WT_FACT_HELD:
		wt_growth_held(j, event, house);
		return;
	default:
		wt_ending_fact(j, event, record, house);
		return;
	}
}
