/* SPDX-License-Identifier: MIT
 *
 * record.c - what is known of each object, host and channel, found by the small
 * numbers they have in events: arrays, no search. */
#include <stddef.h>
#include <string.h>

#include "judge/parts.h"
#include "time/heap.h"

#define NOT_SEEN UINT64_MAX /* no name's hash */

static void copy_name(char *to, const char *from)
{
	size_t len = strnlen(from, WT_OBJECT_NAME_MAX - 1);

	memcpy(to, from, len);
	to[len] = '\0';
}

static void empty_log(struct wt_log *log)
{
	log->len = 0;
}

/* Back to "never seen", with the memory it has. */
static void empty_record(struct wt_record *record)
{
	memset(record, 0, offsetof(struct wt_record, got));
	record->other = WT_NOBODY;
	record->hash = NOT_SEEN;
	record->watch = WT_NO_WATCH;
	record->name[0] = '\0';
	empty_log(&record->got);
	empty_log(&record->notes);
	wt_spans_clear(&record->queue);
	wt_spans_clear(&record->sent);
	wt_spans_clear(&record->notes_from);
}

static void have_records(struct wt_judge *j, size_t count)
{
	size_t capacity = j->record_capacity > 0 ? j->record_capacity : 16;

	if (count <= j->record_count)
		return;
	while (capacity < count)
		capacity *= 2;
	if (capacity > j->record_capacity) {
		j->records = wt_judge_realloc(j->records, capacity, sizeof(*j->records));
		memset(j->records + j->record_capacity, 0,
		       (capacity - j->record_capacity) * sizeof(*j->records));
		j->record_capacity = capacity;
	}
	for (size_t i = j->record_count; i < count; i++)
		empty_record(&j->records[i]);
	j->record_count = count;
}

static void meet(struct wt_judge *j, struct wt_record *record, const struct wt_object *object)
{
	record->met = true;
	copy_name(record->name, object->name);
	wt_rules_meet_record(j, record);
}

struct wt_record *wt_record_meet(struct wt_judge *j, const struct wt_object *object)
{
	struct wt_record *record;

	if (!object)
		return NULL;
	if (object->index >= j->record_count)
		have_records(j, (size_t)object->index + 1);
	if (object->other && object->other->index >= j->record_count)
		have_records(j, (size_t)object->other->index + 1);
	record = &j->records[object->index];
	record->far = object->other;
	record->hash = object->hash;
	if (object->other)
		record->other = object->other->index;
	if (record->met)
		return record;
	record->seen = true;
	record->kind = (uint8_t)object->kind;
	record->host = object->host;
	if (object->name[0])
		meet(j, record, object);
	return record;
}

void wt_house_forget_loops(struct wt_house *house)
{
	house->depth = 0;
	for (size_t i = 0; i < house->loop_count; i++) {
		if (house->loops[i].count > 0)
			memset(house->loops[i].at, 0,
			       house->loops[i].count * sizeof(*house->loops[i].at));
	}
}

static void empty_house(struct wt_house *house)
{
	house->met = house->is_host = house->started = house->returned = house->taken_apart = false;
	house->watch = WT_NO_WATCH;
	house->sockets = house->sockets_most = house->queued = house->bytes = 0;
	house->notes_then = 0;
	wt_house_forget_loops(house);
	empty_log(&house->notes);
	wt_spans_clear(&house->notes_from);
	house->name[0] = '\0';
}

static void have_houses(struct wt_judge *j, size_t count)
{
	if (count > j->house_capacity) {
		j->houses = wt_judge_realloc(j->houses, count, sizeof(*j->houses));
		memset(j->houses + j->house_capacity, 0,
		       (count - j->house_capacity) * sizeof(*j->houses));
		j->house_capacity = count;
	}
	for (size_t i = j->house_count; i < count; i++)
		empty_house(&j->houses[i]);
	j->house_count = count;
}

struct wt_house *wt_house_meet(struct wt_judge *j, const struct wt_event *event)
{
	struct wt_house *house;

	if (event->host < 0)
		return NULL;
	if ((size_t)event->host >= j->house_count)
		have_houses(j, (size_t)event->host + 1);
	house = &j->houses[event->host];
	if (!house->met) {
		house->met = true;
		copy_name(house->name, event->actor);
		wt_rules_meet_house(j, house);
	}
	return house;
}

static void have_channels(struct wt_channels *channels, size_t count)
{
	size_t capacity = channels->count > 0 ? channels->count : 16;

	while (capacity < count)
		capacity *= 2;
	channels->at = wt_judge_realloc(channels->at, capacity, sizeof(*channels->at));
	memset(channels->at + channels->count, 0,
	       (capacity - channels->count) * sizeof(*channels->at));
	channels->count = capacity;
}

static void too_many(struct wt_judge *j, const struct wt_house *house, const char *what,
		     uint32_t limit)
{
	struct wt_line *line = wt_convict_now(j, WT_CHECK_LIMIT, NULL, house->name);

	if (line)
		wt_line_add(line, "%s: the judge knows at most %u %s", house->name, limit, what);
}

struct wt_channel *wt_channel_meet(struct wt_judge *j, struct wt_house *house,
				   const struct wt_event *event)
{
	struct wt_channels *channels;

	if (event->slot == 0)
		return NULL;
	if (event->loop >= WT_JUDGE_LOOPS_MAX) {
		too_many(j, house, "loops of one host", WT_JUDGE_LOOPS_MAX);
		return NULL;
	}
	if (event->slot >= WT_JUDGE_CHANNELS_MAX) {
		too_many(j, house, "channels of one loop", WT_JUDGE_CHANNELS_MAX);
		return NULL;
	}
	channels = &house->loops[event->loop];
	if (event->loop >= house->loop_count)
		house->loop_count = event->loop + 1;
	if (event->slot >= channels->count)
		have_channels(channels, (size_t)event->slot + 1);
	return &channels->at[event->slot];
}

void wt_records_reset(struct wt_judge *j)
{
	for (size_t i = 0; i < j->house_count; i++)
		empty_house(&j->houses[i]);
	j->house_count = 0;
	j->record_count = 0; /* each is emptied when it is had again */
}

static void free_record(struct wt_record *record)
{
	wt_log_free(&record->got);
	wt_log_free(&record->notes);
	wt_spans_free(&record->queue);
	wt_spans_free(&record->sent);
	wt_spans_free(&record->notes_from);
}

static void free_house(struct wt_house *house)
{
	for (size_t i = 0; i < WT_JUDGE_LOOPS_MAX; i++)
		wt_heap_give(house->loops[i].at);
	wt_log_free(&house->notes);
	wt_spans_free(&house->notes_from);
}

void wt_records_free(struct wt_judge *j)
{
	for (size_t i = 0; i < j->record_capacity; i++)
		free_record(&j->records[i]);
	for (size_t i = 0; i < j->house_capacity; i++)
		free_house(&j->houses[i]);
	wt_heap_give(j->records);
	wt_heap_give(j->houses);
}
