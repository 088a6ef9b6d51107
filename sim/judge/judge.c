/* SPDX-License-Identifier: MIT
 *
 * judge.c - a judge's life; hands each event to those who know what to do. */
#include "judge/judge.h"

#include <string.h>

#include "judge/parts.h"
#include "time/heap.h"

/* By a call or a handler of the program. */
static void touch(struct wt_record *record, struct wt_house *house)
{
	house->is_host = true;
	if (record)
		record->touched = true;
}

static void observe_and_count_call(struct wt_judge *j, const struct wt_event *event,
				   struct wt_record *record, struct wt_house *house)
{
	struct wt_happening h = {.kind = WT_SAID_MEASURED,
				 .measure = WT_MEASURE_CALL,
				 .word = event->what,
				 .result = event->result,
				 .amount = 1};

	wt_observe_call(j, event, record, house);
	wt_measure(j, record, house, &h);
}

static void on_call(struct wt_judge *j, const struct wt_event *event)
{
	struct wt_record *record = wt_record_of(j, event->object);
	struct wt_house *house = wt_house_of(j, event);

	if (!house || wt_judge_frozen(j))
		return;
	touch(record, house);
	if (wt_is_measured(record, house))
		observe_and_count_call(j, event, record, house);
	else
		wt_observe_call(j, event, record, house);
}

/* The channel's, which is known from when it was opened; else of the object. */
static inline struct wt_record *record_noted(struct wt_judge *j, const struct wt_event *event,
					     const struct wt_channel *channel)
{
	if (!channel || !channel->opened || channel->record == WT_NOBODY)
		return wt_record_of(j, event->object);
	return &j->records[channel->record];
}

/* A timer's handler is nobody's: when it runs says nothing of a stream. */
static uint32_t whose_handler(const struct wt_judge *j, const struct wt_event *event,
			      const struct wt_record *record)
{
	if (event->handler == AC_HANDLER_handle_timer || event->slot == 0)
		return WT_NOBODY;
	return wt_record_index(j, record);
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

__attribute__((noinline)) static void on_entered(struct wt_judge *j, const struct wt_event *event)
{
	struct wt_house *house = wt_house_of(j, event);
	const struct wt_channel *channel = wt_channel_of(j, house, event);
	struct wt_record *record = record_noted(j, event, channel);

	if (channel && wt_channel_is_dead(channel, event->generation))
		wt_always_entered(j, event, record, channel);
	if (!house || wt_judge_frozen(j))
		return;
	touch(record, house);
	wt_house_enter(house, whose_handler(j, event, record));
	if (wt_is_measured(record, house))
		count_handler(j, event, record, house);
}

static inline void on_left(struct wt_judge *j, const struct wt_event *event)
{
	if ((size_t)event->host < j->house_count && !wt_judge_frozen(j))
		wt_house_leave(&j->houses[event->host]);
}

__attribute__((noinline)) static void on_queued(struct wt_judge *j, const struct wt_event *event)
{
	struct wt_house *house = wt_house_of(j, event);
	struct wt_record *record = record_noted(j, event, wt_channel_of(j, house, event));

	if (!house || wt_judge_frozen(j))
		return;
	touch(record, house);
	if (record)
		wt_observe_queued(j, record, house, event->result);
}

__attribute__((noinline)) static void count_note(struct wt_judge *j, const struct wt_event *event,
						 struct wt_record *record, struct wt_house *house)
{
	struct wt_happening h = {
		.kind = WT_SAID_MEASURED, .measure = WT_MEASURE_NOTES, .event = event, .amount = 1};

	wt_measure(j, event->slot != 0 ? record : NULL, house, &h);
}

__attribute__((noinline)) static void on_other_note(struct wt_judge *j,
						    const struct wt_event *event)
{
	struct wt_house *house = wt_house_of(j, event);
	struct wt_channel *channel = wt_channel_of(j, house, event);
	struct wt_record *record = event->what == AC_NOTE_CHANNEL_OPENED
					   ? wt_record_of(j, event->object)
					   : record_noted(j, event, channel);

	wt_always_note(j, event, record, channel);
	if (event->what == AC_NOTE_SOMETIMES)
		wt_sometimes_note(j, event);
	if (!house || wt_judge_frozen(j))
		return;
	touch(record, house);
	wt_observe_note(j, event, record, house);
	if (event->what == AC_NOTE_USER && wt_is_measured(record, house))
		count_note(j, event, record, house);
}

static void on_note(struct wt_judge *j, const struct wt_event *event)
{
	switch (event->what) {
	case AC_NOTE_HANDLER_ENTERED:
		on_entered(j, event);
		return;
	case AC_NOTE_HANDLER_LEFT:
		on_left(j, event);
		return;
	case AC_NOTE_QUEUED:
		on_queued(j, event);
		return;
	default:
		on_other_note(j, event);
		return;
	}
}

/* That bytes leave is known by the call. */
static void on_sent(struct wt_judge *j, const struct wt_event *event)
{
	struct wt_record *record = wt_record_of(j, event->object);

	if (event->what != WT_SEG_DATA && record && !wt_judge_frozen(j))
		wt_observe_sent(j, event, record);
}

static void on_arrived(struct wt_judge *j, const struct wt_event *event)
{
	struct wt_record *record = wt_record_of(j, event->object);

	if (record && !wt_judge_frozen(j))
		wt_observe_arrived(j, event, record);
}

static void on_step(struct wt_judge *j, const struct wt_event *event)
{
	if (!wt_judge_frozen(j))
		wt_observe_step(j, event, wt_record_of(j, event->object));
}

static void on_fact(struct wt_judge *j, const struct wt_event *event)
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

static void on_life(struct wt_judge *j, const struct wt_event *event)
{
	switch (event->what) {
	case WT_LIFE_STARTED:
		wt_process_starts(j, wt_house_of(j, event));
		return;
	case WT_LIFE_KILLED:
		wt_process_dies(j, wt_house_of(j, event));
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

static void on_output(struct wt_judge *j, const struct wt_event *event)
{
	(void)j;
	(void)event;
}

static void judge_event(struct wt_sink *sink, const struct wt_event *event)
{
	static void (*const on[WT_EV_COUNT])(struct wt_judge *, const struct wt_event *) = {
		[WT_EV_CALL] = on_call,     [WT_EV_NOTE] = on_note,
		[WT_EV_SENT] = on_sent,     [WT_EV_ARRIVED] = on_arrived,
		[WT_EV_STEP] = on_step,     [WT_EV_DECISION] = wt_excuse_decision,
		[WT_EV_OUTPUT] = on_output, [WT_EV_FACT] = on_fact,
		[WT_EV_LIFE] = on_life,
	};
	struct wt_judge *j = (struct wt_judge *)sink;

	j->now_ns = event->time_ns;
	on[event->kind](j, event);
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
