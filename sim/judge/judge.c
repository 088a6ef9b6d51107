/* SPDX-License-Identifier: MIT
 *
 * judge.c - a judge's life; hands each event to those who know what to do.
 *
 * Of most events there is nothing to do: so each kind looks up just what it needs.
 * Where that is not known yet, or something about it is new, hear_of_new has it met
 * and begins again; what is left of the function needs no room for that. */
#include "judge/judge.h"

#include <string.h>

#include "judge/parts.h"
#include "time/heap.h"

static void hear_of_new(struct wt_judge *, const struct wt_event *);

/* By a call or a handler of the program. */
static void touch(struct wt_record *record, struct wt_house *house)
{
	house->is_host = true;
	if (record)
		record->touched = true;
}

/* -- Calls -------------------------------------------------------------- */

__attribute__((noinline)) static void hear_and_count_call(struct wt_judge *j,
							  const struct wt_event *event,
							  struct wt_record *record,
							  struct wt_house *house)
{
	struct wt_happening h = {.kind = WT_SAID_MEASURED,
				 .measure = WT_MEASURE_CALL,
				 .word = event->what,
				 .result = event->result,
				 .amount = 1};

	wt_observe_call(j, event, record, house);
	wt_measure(j, record, house, &h);
}

static void hear_call(struct wt_judge *j, const struct wt_event *event)
{
	struct wt_record *record;
	struct wt_house *house;

	if (!wt_record_find(j, event->object, &record) || !wt_house_find(j, event, &house)) {
		hear_of_new(j, event);
		return;
	}
	if (wt_judge_frozen(j))
		return;
	touch(record, house);
	if (wt_is_measured(record, house))
		hear_and_count_call(j, event, record, house);
	else
		wt_observe_call(j, event, record, house);
}

/* -- Notes -------------------------------------------------------------- */

/* By its object, else by its channel. */
static struct wt_record *record_noted(struct wt_judge *j, const struct wt_event *event,
				      const struct wt_channel *channel)
{
	if (event->object || event->what == AC_NOTE_CHANNEL_OPENED)
		return wt_record_of(j, event->object);
	return channel && channel->opened ? wt_record_at(j, channel->record) : NULL;
}

__attribute__((noinline)) static void count_handler(struct wt_judge *j,
						    const struct wt_event *event,
						    struct wt_record *record,
						    struct wt_house *house)
{
	struct wt_happening h = {.kind = WT_SAID_MEASURED,
				 .measure = WT_MEASURE_HANDLER,
				 .word = (int)event->handler,
				 .amount = 1};

	wt_measure(j, event->slot != 0 ? record : NULL, house, &h);
}

static inline void enter(struct wt_judge *j, const struct wt_event *event, struct wt_record *record,
			 struct wt_house *house, uint32_t whose)
{
	if (wt_judge_frozen(j))
		return;
	touch(record, house);
	wt_house_enter(house, whose);
	if (wt_is_measured(record, house))
		count_handler(j, event, record, house);
}

/* A timer's handler is nobody's: when it runs says nothing of a stream. */
static uint32_t whose_handler(const struct wt_judge *j, const struct wt_event *event,
			      const struct wt_record *record)
{
	if (event->handler == AC_HANDLER_handle_timer || event->slot == 0)
		return WT_NOBODY;
	return wt_record_index(j, record);
}

__attribute__((noinline)) static void hear_odd_handler(struct wt_judge *j,
						       const struct wt_event *event)
{
	struct wt_house *house = wt_house_of(j, event);
	const struct wt_channel *channel = house ? wt_channel_of(house, event) : NULL;
	struct wt_record *record = record_noted(j, event, channel);

	if (!house)
		return;
	if (channel && wt_channel_is_dead(channel, event->generation))
		wt_always_entered(j, event, record);
	enter(j, event, record, house, whose_handler(j, event, record));
}

/* Most notes are of a channel that is open, and its record has been known since. */
static inline const struct wt_channel *
open_channel(const struct wt_judge *j, const struct wt_event *event, struct wt_house **ret_house)
{
	const struct wt_channel *channel = NULL;

	if (wt_house_find(j, event, ret_house))
		channel = wt_channel_of(*ret_house, event);
	if (!channel || !wt_channel_is_open(channel, event->generation))
		return NULL;
	return channel->record == WT_NOBODY ? NULL : channel;
}

static void hear_handler(struct wt_judge *j, const struct wt_event *event)
{
	struct wt_house *house;
	const struct wt_channel *channel = open_channel(j, event, &house);

	if (channel && event->handler != AC_HANDLER_handle_timer)
		enter(j, event, &j->records[channel->record], house, channel->record);
	else
		hear_odd_handler(j, event);
}

static void hear_return(struct wt_judge *j, const struct wt_event *event)
{
	struct wt_house *house;

	if (wt_house_find(j, event, &house) && !wt_judge_frozen(j))
		wt_house_leave(house);
}

static void count_note(struct wt_judge *j, const struct wt_event *event, struct wt_record *record,
		       struct wt_house *house)
{
	struct wt_happening h = {
		.kind = WT_SAID_MEASURED, .measure = WT_MEASURE_NOTES, .event = event, .amount = 1};

	wt_measure(j, event->slot != 0 ? record : NULL, house, &h);
}

__attribute__((noinline)) static void hear_other_note(struct wt_judge *j,
						      const struct wt_event *event)
{
	struct wt_house *house = wt_house_of(j, event);
	struct wt_channel *channel;
	struct wt_record *record;

	if (!house)
		return; /* all notes are of a program */
	channel = wt_channel_meet(j, house, event);
	record = record_noted(j, event, channel);
	wt_always_note(j, event, record, channel);
	if (event->what == AC_NOTE_SOMETIMES)
		wt_sometimes_note(j, event);
	if (wt_judge_frozen(j))
		return;
	touch(record, house);
	wt_observe_note(j, event, record, house);
	if (event->what == AC_NOTE_USER && wt_is_measured(record, house))
		count_note(j, event, record, house);
}

static void hear_queued(struct wt_judge *j, const struct wt_event *event)
{
	struct wt_house *house;
	const struct wt_channel *channel = open_channel(j, event, &house);

	if (!channel)
		hear_other_note(j, event);
	else if (!wt_judge_frozen(j))
		wt_observe_queued(j, &j->records[channel->record], house, event->result);
}

static void hear_note(struct wt_judge *j, const struct wt_event *event)
{
	switch (event->what) {
	case AC_NOTE_HANDLER_ENTERED:
		hear_handler(j, event);
		return;
	case AC_NOTE_HANDLER_LEFT:
		hear_return(j, event);
		return;
	case AC_NOTE_QUEUED:
		hear_queued(j, event);
		return;
	case AC_NOTE_INTEREST:
	case AC_NOTE_TIMER_SET:
	case AC_NOTE_TIMER_FIRED:
	case AC_NOTE_TIMER_CANCELLED:
		return; /* the kernel says what follows */
	default:
		hear_other_note(j, event);
		return;
	}
}

/* -- Network, peers ----------------------------------------------------- */

/* That bytes leave is known by the call. */
static void hear_sent(struct wt_judge *j, const struct wt_event *event)
{
	struct wt_record *record;

	if (!wt_record_find(j, event->object, &record))
		hear_of_new(j, event);
	else if (event->what != WT_SEG_DATA && record && !wt_judge_frozen(j))
		wt_observe_sent(j, event, record);
}

static void hear_arrived(struct wt_judge *j, const struct wt_event *event)
{
	struct wt_record *record;

	if (!wt_record_find(j, event->object, &record))
		hear_of_new(j, event);
	else if (record && !wt_judge_frozen(j))
		wt_observe_arrived(j, event, record);
}

static void hear_step(struct wt_judge *j, const struct wt_event *event)
{
	struct wt_record *record;

	if (!wt_record_find(j, event->object, &record))
		hear_of_new(j, event);
	else if (!wt_judge_frozen(j))
		wt_observe_step(j, event, record);
}

/* -- The world ---------------------------------------------------------- */

static void hear_output(struct wt_judge *j, const struct wt_event *event)
{
	(void)j;
	(void)event;
}

static void hear_fact(struct wt_judge *j, const struct wt_event *event)
{
	struct wt_record *record = wt_record_of(j, event->object);
	struct wt_house *house = wt_house_of(j, event);

	if (!wt_judge_frozen(j))
		wt_observe_fact(j, event, record, house);
	wt_always_fact(j, event, record, house);
}

/* How often a timer has fired by then may differ by a little. */
static bool ends_timers(const char *why)
{
	return why && (strcmp(why, "ends") == 0 || strcmp(why, "steady") == 0);
}

static void hear_life(struct wt_judge *j, const struct wt_event *event)
{
	switch (event->what) {
	case WT_LIFE_STARTED:
		wt_process_starts(j, wt_house_of(j, event));
		return;
	case WT_LIFE_KILLED:
		wt_process_dies(j, wt_house_of(j, event), event->arg == 1);
		return;
	case WT_LIFE_SIGNAL:
		if (event->arg)
			wt_process_interrupted(j, event->arg == 2);
		return;
	case WT_LIFE_INSTANT:
		if (!wt_judge_frozen(j))
			wt_rules_judge_instant(j, (uint64_t)event->arg);
		return;
	case WT_LIFE_ENDED:
		if (wt_judge_frozen(j))
			return;
		j->ended_ns = event->time_ns;
		j->cut_off = ends_timers(event->text);
		wt_rules_judge_end(j);
		return;
	case WT_LIFE_STOPPING:
	case WT_LIFE_OVER:
		if (wt_judge_frozen(j))
			wt_ending_settle(j);
		if (event->what == WT_LIFE_OVER)
			wt_ending_over(j);
		return;
	default:
		return;
	}
}

/* One function a kind, so that none saves registers for another. */
static void (*const hears[WT_EV_COUNT])(struct wt_judge *, const struct wt_event *) = {
	[WT_EV_CALL] = hear_call,     [WT_EV_NOTE] = hear_note,
	[WT_EV_SENT] = hear_sent,     [WT_EV_ARRIVED] = hear_arrived,
	[WT_EV_STEP] = hear_step,     [WT_EV_DECISION] = wt_excuse_decision,
	[WT_EV_OUTPUT] = hear_output, [WT_EV_FACT] = hear_fact,
	[WT_EV_LIFE] = hear_life,
};

__attribute__((noinline)) static void hear_of_new(struct wt_judge *j, const struct wt_event *event)
{
	bool of_program = event->kind == WT_EV_CALL || event->kind == WT_EV_NOTE;

	wt_record_meet(j, event->object);
	if (!of_program || wt_house_meet(j, event))
		hears[event->kind](j, event);
}

static void judge_event(struct wt_sink *sink, const struct wt_event *event)
{
	struct wt_judge *j = (struct wt_judge *)sink;

	j->now_ns = event->time_ns;
	hears[event->kind](j, event);
}

struct wt_judge *wt_judge_new(const struct wt_plan *plan, bool strict)
{
	struct wt_judge *j = wt_heap_take_zeroed(1, sizeof(*j));

	if (!j)
		return NULL;
	j->sink.event = judge_event;
	j->strict = strict;
	j->ended_ns = WT_NO_TIME;
	wt_rules_read(j, plan);
	wt_growth_read(j, plan);
	return j;
}

void wt_judge_reset(struct wt_judge *j)
{
	wt_records_reset(j);
	wt_rules_reset(j);
	wt_verdict_reset(j);
	wt_sometimes_reset(j);
	j->kept = j->now_ns = 0;
	j->ended_ns = WT_NO_TIME;
	j->difference = 0;
	j->settled = j->fatal = j->cut_off = j->broken_off = false;
	j->harm_drawn = j->harm_spreads = false;
}

void wt_judge_free(struct wt_judge *j)
{
	if (!j)
		return;
	wt_records_free(j);
	wt_rules_free(j);
	wt_verdict_free(j);
	wt_sometimes_free(j);
	wt_heap_give(j);
}

struct wt_sink *wt_judge_sink(struct wt_judge *j)
{
	return &j->sink;
}

bool wt_judge_fatal(const struct wt_judge *j)
{
	return j->fatal;
}

bool wt_judge_holds(struct wt_judge *j, const struct wt_said_check *said)
{
	for (size_t i = 0; i < j->rule_count; i++) {
		if (j->rules[i].said == said)
			return wt_rule_holds(j, &j->rules[i]);
	}
	return false;
}

size_t wt_judge_lines(struct wt_judge *j, const struct wt_line_fate **ret)
{
	size_t count = 0;

	for (size_t i = 0; i < j->rule_count; i++) {
		const struct wt_rule *rule = &j->rules[i];

		if (rule->kind == WT_RULE_WAIT)
			continue;
		j->lines[count++] = (struct wt_line_fate){
			.line = rule->node->line,
			.judged = rule->judged && !rule->excused,
			.excused = rule->excused,
		};
	}
	*ret = j->lines;
	return count;
}
