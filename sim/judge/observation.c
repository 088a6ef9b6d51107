/* SPDX-License-Identifier: MIT
 *
 * observation.c - what may not depend on benign decisions, as a copy. */
#include <stdlib.h>
#include <string.h>

#include "judge/parts.h"
#include "time/heap.h"

static const struct wt_log none;

/* As far as the run is compared. */
static struct wt_log up_to(const struct wt_judge *j, const struct wt_log *log, size_t then)
{
	struct wt_log part = *log;

	if (j->broken_off)
		part.len = then;
	return part;
}

static struct wt_log got_of(const struct wt_judge *j, const struct wt_record *record)
{
	return record ? up_to(j, &record->got, record->then.got) : none;
}

static struct wt_log notes_of(const struct wt_judge *j, const struct wt_record *record)
{
	return up_to(j, &record->notes, record->then.notes);
}

static struct wt_log house_notes_of(const struct wt_judge *j, const struct wt_house *house)
{
	return up_to(j, &house->notes, house->notes_then);
}

/* All of an observation is one piece of memory; what is left of it. */
struct room {
	struct wt_span *spans;
	unsigned char *bytes;
};

static void copy_part(struct room *room, struct wt_part *part, const struct wt_log *log,
		      const struct wt_spans *spans)
{
	size_t len = log->len;
	uint64_t covered = 0;

	part->len = len;
	part->bytes = room->bytes;
	part->spans = room->spans;
	if (len > 0)
		memcpy(part->bytes, log->data, len);
	for (size_t i = spans->first; i < spans->count && covered < len; i++) {
		struct wt_span span = spans->at[i];

		if (span.count > len - covered)
			span.count = len - covered;
		covered += span.count;
		part->spans[part->span_count++] = span;
	}
	/* Bytes nobody is known to have sent. */
	if (covered < len)
		part->spans[part->span_count++] = (struct wt_span){WT_NOBODY, len - covered};
	room->bytes += len;
	room->spans += part->span_count;
}

static void copy_taken(struct room *room, struct wt_part *part, const struct wt_log *log)
{
	static const struct wt_spans nobody;

	copy_part(room, part, log, &nobody);
}

static bool has_bytes_of_timers(const struct wt_spans *spans)
{
	for (size_t i = spans->first; i < spans->count; i++) {
		if (spans->at[i].source == WT_NOBODY)
			return true;
	}
	return false;
}

static bool is_closed(const struct wt_judge *j, const struct wt_record *record)
{
	return j->broken_off ? record->then.closed : record->closed;
}

static bool was_reset(const struct wt_judge *j, const struct wt_record *record)
{
	return j->broken_off ? record->then.reset : record->reset;
}

static void observe_record(const struct wt_judge *j, const struct wt_record *record,
			   struct room *room, struct wt_observed *ret)
{
	const struct wt_record *far = wt_record_at(j, record->other);
	const struct wt_log taken = got_of(j, record), sent = got_of(j, far),
			    notes = notes_of(j, record);
	uint8_t ending = j->broken_off ? record->then.ending : record->ending;

	memcpy(ret->name, record->name, sizeof(ret->name));
	ret->kind = (enum wt_object_kind)record->kind;
	ret->closed = is_closed(j, record);
	ret->reset = was_reset(j, record);
	ret->by_timer =
		has_bytes_of_timers(&record->sent) || (far && has_bytes_of_timers(&far->sent));
	ret->far_ended = ret->reset || (far && is_closed(j, far));
	ret->in_ended = ret->far_ended || ret->closed || ending != WT_ENDING_NOTHING;
	copy_taken(room, &ret->parts[WT_PART_TAKEN], &taken);
	copy_part(room, &ret->parts[WT_PART_SENT], &sent, &record->sent);
	copy_part(room, &ret->parts[WT_PART_NOTES], &notes, &record->notes_from);
}

static void observe_house(const struct wt_judge *j, const struct wt_house *house, struct room *room,
			  struct wt_observed *ret)
{
	const struct wt_log notes = house_notes_of(j, house);

	ret->kind = WT_OBJECT_HOST;
	memcpy(ret->name, house->name, sizeof(ret->name));
	copy_taken(room, &ret->parts[WT_PART_TAKEN], &none);
	copy_taken(room, &ret->parts[WT_PART_SENT], &none);
	copy_part(room, &ret->parts[WT_PART_NOTES], &notes, &house->notes_from);
}

static bool is_observed(const struct wt_judge *j, const struct wt_record *record)
{
	if (j->broken_off && record >= j->records + j->records_then)
		return false;
	return record->met &&
	       (record->kind == WT_OBJECT_ACCEPTED || record->kind == WT_OBJECT_OPENED ||
		record->kind == WT_OBJECT_LISTENER);
}

static bool is_observed_house(const struct wt_house *house)
{
	return house->met && house->is_host;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct wt_observed *)a)->name, ((const struct wt_observed *)b)->name);
}

static void copy_names(const struct wt_judge *j, struct wt_observation *ret)
{
	for (size_t i = 0; i < j->record_count; i++) {
		memcpy(ret->names[i], j->records[i].name, sizeof(ret->names[i]));
		ret->resets[i] = was_reset(j, &j->records[i]);
	}
}

static size_t spans_of(const struct wt_spans *spans)
{
	return spans->count - spans->first + 1;
}

/* At most so many spans and bytes: a record's bytes are taken at one end and sent
 * at the other. */
static void measure(const struct wt_judge *j, size_t *ret_spans, size_t *ret_bytes)
{
	size_t spans = 0, bytes = 0;

	for (size_t i = 0; i < j->record_count; i++) {
		const struct wt_record *record = &j->records[i];

		spans += 1 + spans_of(&record->sent) + spans_of(&record->notes_from);
		bytes += 2 * record->got.len + record->notes.len;
	}
	for (size_t i = 0; i < j->house_count; i++) {
		spans += 2 + spans_of(&j->houses[i].notes_from);
		bytes += j->houses[i].notes.len;
	}
	*ret_spans = spans;
	*ret_bytes = bytes;
}

/* In one piece, what needs alignment first. */
static struct wt_observation *have_room(const struct wt_judge *j, struct room *room)
{
	size_t names = j->record_count, most = names + j->house_count, spans, bytes, size;
	struct wt_observation *ret;

	measure(j, &spans, &bytes);
	size = sizeof(*ret) + most * sizeof(*ret->at) + spans * sizeof(struct wt_span) +
	       names * (sizeof(*ret->names) + sizeof(*ret->resets)) + bytes;
	ret = wt_judge_realloc(NULL, size, 1);
	*ret = (struct wt_observation){.at = (struct wt_observed *)(void *)(ret + 1),
				       .name_count = names};
	room->spans = (struct wt_span *)(void *)(ret->at + most);
	ret->names = (void *)(room->spans + spans);
	ret->resets = (bool *)(ret->names + names);
	room->bytes = (unsigned char *)(ret->resets + names);
	return ret;
}

static struct wt_observed *add(struct wt_observation *observation)
{
	struct wt_observed *added = &observation->at[observation->count++];

	memset(added, 0, sizeof(*added));
	return added;
}

struct wt_observation *wt_observation_take(const struct wt_judge *j)
{
	struct room room;
	struct wt_observation *ret = have_room(j, &room);

	ret->cut_off = j->cut_off;
	ret->broken_off = j->broken_off && !j->at_rest;
	copy_names(j, ret);
	for (size_t i = 0; i < j->record_count; i++) {
		if (is_observed(j, &j->records[i]))
			observe_record(j, &j->records[i], &room, add(ret));
	}
	for (size_t i = 0; i < j->house_count; i++) {
		if (is_observed_house(&j->houses[i]))
			observe_house(j, &j->houses[i], &room, add(ret));
	}
	/* Names are unique, so any sort gives one order. */
	qsort(ret->at, ret->count, sizeof(*ret->at), by_name);
	return ret;
}

/* -- Without a copy ------------------------------------------------------ */

static int is_named(const void *name, const void *observed)
{
	return strcmp(name, ((const struct wt_observed *)observed)->name);
}

static const struct wt_observed *find(const struct wt_observation *observation, const char *name)
{
	return bsearch(name, observation->at, observation->count, sizeof(*observation->at),
		       is_named);
}

static bool has_bytes(const struct wt_observed *observed, enum wt_part_kind part,
		      const struct wt_log *log)
{
	const struct wt_part *has = &observed->parts[part];

	return has->len == log->len &&
	       (log->len == 0 || memcmp(has->bytes, log->data, log->len) == 0);
}

static bool has_record(const struct wt_observation *observation, const struct wt_judge *j,
		       const struct wt_record *record)
{
	const struct wt_observed *observed = find(observation, record->name);
	const struct wt_record *far = wt_record_at(j, record->other);
	const struct wt_log taken = got_of(j, record), sent = got_of(j, far),
			    notes = notes_of(j, record);

	return observed && observed->closed == is_closed(j, record) &&
	       has_bytes(observed, WT_PART_TAKEN, &taken) &&
	       has_bytes(observed, WT_PART_SENT, &sent) &&
	       has_bytes(observed, WT_PART_NOTES, &notes);
}

static bool has_house(const struct wt_observation *observation, const struct wt_judge *j,
		      const struct wt_house *house)
{
	const struct wt_observed *observed = find(observation, house->name);
	const struct wt_log notes = house_notes_of(j, house);

	return observed && has_bytes(observed, WT_PART_NOTES, &notes);
}

bool wt_observation_is_of(const struct wt_observation *observation, const struct wt_judge *j)
{
	size_t count = 0;

	for (size_t i = 0; i < j->record_count; i++) {
		if (!is_observed(j, &j->records[i]))
			continue;
		if (!has_record(observation, j, &j->records[i]))
			return false;
		count++;
	}
	for (size_t i = 0; i < j->house_count; i++) {
		if (!is_observed_house(&j->houses[i]))
			continue;
		if (!has_house(observation, j, &j->houses[i]))
			return false;
		count++;
	}
	return count == observation->count;
}

const char *wt_observation_source(const struct wt_observation *observation, uint32_t source)
{
	if (source >= observation->name_count || !observation->names[source][0])
		return "-";
	return observation->names[source];
}

void wt_observation_free(struct wt_observation *observation)
{
	wt_heap_give(observation);
}
