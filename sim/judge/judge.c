/* SPDX-License-Identifier: MIT
 *
 * judge.c - a judge's life; hands each event to those who know what to do. */
#include "judge/judge.h"

#include <string.h>

#include "judge/parts.h"
#include "time/heap.h"

__attribute__((noinline)) static void count_call(struct wt_judge *j, const struct wt_event *event,
						 struct wt_record *record, struct wt_house *house)
{
	struct wt_happening h = {.kind = WT_SAID_MEASURED,
				 .measure = WT_MEASURE_CALL,
				 .word = event->what,
				 .result = event->result,
				 .amount = 1};

	wt_measure(j, record, house, &h);
}

static void on_call(struct wt_judge *j, const struct wt_event *event)
{
	struct wt_record *record = wt_record_of(j, event->object);
	struct wt_house *house = wt_house_of(j, event);

	if (wt_judge_frozen(j))
		return;
	if (house)
		house->is_host = true;
	if (record)
		record->touched = true;
	wt_observe_call(j, event, record, house);
	if (wt_is_measured(record, house))
		count_call(j, event, record, house);
}

__attribute__((noinline)) static void count_note(struct wt_judge *j, const struct wt_event *event,
						 struct wt_record *record, struct wt_house *house)
{
	struct wt_happening h = {.kind = WT_SAID_MEASURED, .amount = 1};

	if (event->what == AC_NOTE_HANDLER_ENTERED) {
		h.measure = WT_MEASURE_HANDLER;
		h.word = (int)event->handler;
	} else if (event->what == AC_NOTE_USER) {
		h.measure = WT_MEASURE_NOTES;
		h.event = event;
	} else {
		return;
	}
	wt_measure(j, event->slot != 0 ? record : NULL, house, &h);
}

/* By its object, else by its channel. */
static struct wt_record *record_noted(struct wt_judge *j, const struct wt_event *event,
				      const struct wt_channel *channel)
{
	if (event->object || event->what == AC_NOTE_CHANNEL_OPENED)
		return wt_record_of(j, event->object);
	if (!channel || !channel->opened || channel->record == WT_NOBODY)
		return NULL;
	return &j->records[channel->record];
}

static void on_note(struct wt_judge *j, const struct wt_event *event)
{
	struct wt_house *house = wt_house_of(j, event);
	struct wt_channel *channel = wt_channel_of(j, house, event);
	struct wt_record *record = record_noted(j, event, channel);

	wt_always_note(j, event, record, channel);
	if (event->what == AC_NOTE_SOMETIMES)
		wt_sometimes_note(j, event);
	if (wt_judge_frozen(j))
		return;
	if (house)
		house->is_host = true;
	if (record)
		record->touched = true;
	wt_observe_note(j, event, record, house);
	if (wt_is_measured(record, house))
		count_note(j, event, record, house);
}

static void on_wire(struct wt_judge *j, const struct wt_event *event)
{
	struct wt_record *record = wt_record_of(j, event->object);

	if (!wt_judge_frozen(j))
		wt_observe_wire(j, event, record, wt_house_of(j, event));
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

static void judge_event(struct wt_sink *sink, const struct wt_event *event)
{
	struct wt_judge *j = (struct wt_judge *)sink;

	j->now_ns = event->time_ns;
	switch (event->kind) {
	case WT_EV_CALL:
		on_call(j, event);
		return;
	case WT_EV_NOTE:
		on_note(j, event);
		return;
	case WT_EV_SENT:
	case WT_EV_ARRIVED:
		on_wire(j, event);
		return;
	case WT_EV_STEP:
		on_step(j, event);
		return;
	case WT_EV_DECISION:
		wt_excuse_decision(j, event);
		return;
	case WT_EV_FACT:
		on_fact(j, event);
		return;
	case WT_EV_LIFE:
		on_life(j, event);
		return;
	default:
		return;
	}
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
