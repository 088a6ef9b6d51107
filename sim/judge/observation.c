/* SPDX-License-Identifier: MIT
 *
 * observation.c - what may not depend on benign decisions, as a copy. */
#include <stdlib.h>
#include <string.h>

#include "judge/parts.h"

static void copy_part(struct wt_part *part, const struct wt_log *log, size_t len,
		      const struct wt_spans *spans)
{
	uint64_t covered = 0;

	part->len = len;
	part->bytes = wt_judge_realloc(NULL, len + 1, 1);
	if (len > 0)
		memcpy(part->bytes, log->data, len);
	part->spans = wt_judge_realloc(NULL, spans->count - spans->first + 1, sizeof(*part->spans));
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
}

static void copy_taken(struct wt_part *part, const struct wt_log *log)
{
	static const struct wt_spans nobody;

	copy_part(part, log, log->len, &nobody);
}

static bool has_bytes_of_timers(const struct wt_spans *spans)
{
	for (size_t i = spans->first; i < spans->count; i++) {
		if (spans->at[i].source == WT_NOBODY)
			return true;
	}
	return false;
}

static void observe_record(const struct wt_judge *j, const struct wt_record *record,
			   struct wt_observed *ret)
{
	static const struct wt_log none;
	const struct wt_record *far = NULL;
	const struct wt_log *sent = &none;

	if (record->other != WT_NOBODY)
		far = &j->records[record->other];
	if (far)
		sent = &far->got;
	memcpy(ret->name, record->name, sizeof(ret->name));
	ret->kind = (enum wt_object_kind)record->kind;
	ret->closed = record->closed;
	ret->reset = record->reset;
	ret->by_timer =
		has_bytes_of_timers(&record->sent) || (far && has_bytes_of_timers(&far->sent));
	ret->far_ended = record->reset || (far && far->closed);
	ret->in_ended = ret->far_ended || record->closed || record->ending != WT_ENDING_NOTHING;
	copy_taken(&ret->parts[WT_PART_TAKEN], &record->got);
	copy_part(&ret->parts[WT_PART_SENT], sent, sent->len, &record->sent);
	copy_part(&ret->parts[WT_PART_NOTES], &record->notes, record->notes.len,
		  &record->notes_from);
}

static void observe_house(const struct wt_house *house, struct wt_observed *ret)
{
	static const struct wt_log none;

	ret->kind = WT_OBJECT_HOST;
	memcpy(ret->name, house->name, sizeof(ret->name));
	copy_taken(&ret->parts[WT_PART_TAKEN], &none);
	copy_taken(&ret->parts[WT_PART_SENT], &none);
	copy_part(&ret->parts[WT_PART_NOTES], &house->notes, house->notes.len, &house->notes_from);
}

static bool is_observed(const struct wt_record *record)
{
	return record->met &&
	       (record->kind == WT_OBJECT_ACCEPTED || record->kind == WT_OBJECT_OPENED ||
		record->kind == WT_OBJECT_LISTENER);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct wt_observed *)a)->name, ((const struct wt_observed *)b)->name);
}

static void copy_names(const struct wt_judge *j, struct wt_observation *ret)
{
	ret->name_count = j->record_count;
	ret->names = wt_judge_realloc(NULL, j->record_count + 1, sizeof(*ret->names));
	ret->resets = wt_judge_realloc(NULL, j->record_count + 1, sizeof(*ret->resets));
	for (size_t i = 0; i < j->record_count; i++) {
		memcpy(ret->names[i], j->records[i].name, sizeof(ret->names[i]));
		ret->resets[i] = j->records[i].reset;
	}
}

struct wt_observation *wt_observation_take(const struct wt_judge *j)
{
	struct wt_observation *ret = wt_judge_realloc(NULL, 1, sizeof(*ret));
	size_t room = j->record_count + j->house_count + 1;

	*ret = (struct wt_observation){0};
	ret->at = wt_judge_realloc(NULL, room, sizeof(*ret->at));
	memset(ret->at, 0, room * sizeof(*ret->at));
	ret->cut_off = j->cut_off;
	copy_names(j, ret);
	for (size_t i = 0; i < j->record_count; i++) {
		if (is_observed(&j->records[i]))
			observe_record(j, &j->records[i], &ret->at[ret->count++]);
	}
	for (size_t i = 0; i < j->house_count; i++) {
		if (j->houses[i].met && j->houses[i].is_host)
			observe_house(&j->houses[i], &ret->at[ret->count++]);
	}
	/* Names are unique, so any sort gives one order. */
	qsort(ret->at, ret->count, sizeof(*ret->at), by_name);
	return ret;
}

const char *wt_observation_source(const struct wt_observation *observation, uint32_t source)
{
	if (source >= observation->name_count || !observation->names[source][0])
		return "-";
	return observation->names[source];
}

void wt_observation_free(struct wt_observation *observation)
{
	if (!observation)
		return;
	for (size_t i = 0; i < observation->count; i++) {
		for (size_t k = 0; k < WT_PART_COUNT; k++) {
			free(observation->at[i].parts[k].bytes);
			free(observation->at[i].parts[k].spans);
		}
	}
	free(observation->at);
	free(observation->names);
	free(observation->resets);
	free(observation);
}
