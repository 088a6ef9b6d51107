/* SPDX-License-Identifier: MIT
 *
 * observe.c - keeps what a run says of its streams: the bytes each end got, and
 * whose handler the bytes sent are from.
 *
 * Who is the source of a byte?  The channel whose handler was running when it
 * was queued, known from the notes; a queue per object holds (source, count) and
 * what send takes is taken from its front.  Bytes sent without having been
 * queued are from the handler running at the call. */
#include <errno.h>
#include <string.h>

#include "judge/parts.h"

static void measure_level(struct wt_judge *j, struct wt_record *record, struct wt_house *house,
			  enum wt_measure measure, int64_t value)
{
	struct wt_happening h = {
		.kind = WT_SAID_MEASURED, .measure = measure, .is_level = true, .amount = value};

	wt_measure(j, record, house, &h);
}

__attribute__((noinline)) static void kept_too_much(struct wt_judge *j,
						    const struct wt_record *record)
{
	struct wt_line *line = wt_convict_now(j, WT_CHECK_LIMIT, record, "");

	if (line)
		wt_line_add(line, "more than %llu bytes of payload in one run",
			    (unsigned long long)WT_JUDGE_BYTES_MAX);
}

static bool may_keep(struct wt_judge *j, const struct wt_record *record, size_t len)
{
	j->kept += len;
	if (j->kept <= WT_JUDGE_BYTES_MAX)
		return true;
	kept_too_much(j, record);
	return false;
}

__attribute__((noinline)) static void measure_got(struct wt_judge *j, struct wt_record *record,
						  struct wt_house *house)
{
	struct wt_happening h = {.kind = WT_SAID_RECEIVED};

	wt_measure(j, record, NULL, &h);
	measure_level(j, record, NULL, WT_MEASURE_BYTES, (int64_t)record->got.len);
	if (house)
		measure_level(j, NULL, house, WT_MEASURE_BYTES, house->bytes);
}

/* The event's bytes are those of the stream from `offset` on: what is already there
 * came by a look ahead (MSG_PEEK) or twice. */
static void got(struct wt_judge *j, const struct wt_event *event, struct wt_record *record,
		struct wt_house *house, uint64_t offset)
{
	size_t skip = 0, len;

	if (offset < record->got.len)
		skip = record->got.len - (size_t)offset;
	if (skip >= event->len)
		return;
	len = event->len - skip;
	if (!may_keep(j, record, len))
		return;
	wt_log_add(&record->got, (const unsigned char *)event->bytes + skip, len);
	if (house)
		house->bytes += (int64_t)len;
	if (wt_is_measured(record, house))
		measure_got(j, record, house);
}

/* -- Queues ------------------------------------------------------------- */

__attribute__((noinline)) static void measure_queue(struct wt_judge *j, struct wt_record *record,
						    struct wt_house *house)
{
	measure_level(j, record, NULL, WT_MEASURE_QUEUED, (int64_t)record->queue.total);
	if (house)
		measure_level(j, NULL, house, WT_MEASURE_QUEUED, house->queued);
}

static inline void queue_changed(struct wt_judge *j, struct wt_record *record,
				 struct wt_house *house, int64_t by)
{
	if (by == 0)
		return;
	if (house)
		house->queued += by;
	if (wt_is_measured(record, house))
		measure_queue(j, record, house);
}

void wt_observe_queued(struct wt_judge *j, struct wt_record *record, struct wt_house *house,
		       int64_t count)
{
	if (count <= 0)
		return;
	wt_spans_add(&record->queue, wt_house_source(house), (uint64_t)count);
	queue_changed(j, record, house, count);
	wt_growth_queued(j, record, house);
}

static void dropped(struct wt_judge *j, struct wt_record *record, struct wt_house *house,
		    uint64_t count)
{
	uint64_t gone = wt_spans_drop(&record->queue, count);

	queue_changed(j, record, house, -(int64_t)gone);
}

__attribute__((noinline)) static void sent(struct wt_judge *j, struct wt_record *record,
					   struct wt_house *house, uint64_t count)
{
	uint64_t moved = wt_spans_move(&record->queue, &record->sent, count);

	if (moved < count)
		wt_spans_add(&record->sent, wt_house_source(house), count - moved);
	queue_changed(j, record, house, -(int64_t)moved);
}

/* -- Calls -------------------------------------------------------------- */

static void sockets_changed(struct wt_judge *j, struct wt_house *house, int64_t by)
{
	if (!house || house->sockets + by < 0)
		return;
	house->sockets += by;
	if (house->sockets > house->sockets_most)
		house->sockets_most = house->sockets;
	if (wt_is_measured(NULL, house))
		measure_level(j, NULL, house, WT_MEASURE_SOCKETS, house->sockets);
}

static bool is_socket(const struct wt_record *record)
{
	switch (record->kind) {
	case WT_OBJECT_PIPE:
	case WT_OBJECT_EPOLL:
	case WT_OBJECT_EVENT:
	case WT_OBJECT_FILE:
		return false;
	default:
		return true;
	}
}

/* It ends with the last of its descriptors. */
static void closed(struct wt_judge *j, struct wt_record *record, struct wt_house *house)
{
	if (is_socket(record))
		sockets_changed(j, house, -1);
	if (record->duplicates > 0)
		record->duplicates--;
	else
		record->closed = record->finished = true;
}

void wt_observe_call(struct wt_judge *j, const struct wt_event *event, struct wt_record *record,
		     struct wt_house *house)
{
	switch (event->what) {
	case WT_CALL_socket:
	case WT_CALL_accept:
		if (event->result >= 0)
			sockets_changed(j, house, 1);
		return;
	case WT_CALL_socketpair:
		if (event->result >= 0)
			sockets_changed(j, house, 2);
		return;
	case WT_CALL_dup:
		if (event->result < 0 || !record || !is_socket(record))
			return;
		record->duplicates++;
		sockets_changed(j, house, 1);
		return;
	case WT_CALL_close:
		if (event->result != -EBADF && record)
			closed(j, record, house);
		return;
	case WT_CALL_recv:
	case WT_CALL_recvfrom:
	case WT_CALL_read:
		if (record && event->result > 0)
			got(j, event, record, house, event->offset);
		return;
	case WT_CALL_send:
	case WT_CALL_sendto:
	case WT_CALL_write:
		if (record && event->result > 0)
			sent(j, record, house, (uint64_t)event->result);
		return;
	default:
		return;
	}
}

/* -- Notes -------------------------------------------------------------- */

static void noted(struct wt_judge *j, const struct wt_event *event, struct wt_record *record,
		  struct wt_house *house)
{
	bool of_channel = event->slot != 0 && record;
	struct wt_log *notes = of_channel ? &record->notes : &house->notes;
	struct wt_spans *from = of_channel ? &record->notes_from : &house->notes_from;
	const char *name = event->text ? event->text : "";
	size_t before = notes->len;

	if (!may_keep(j, record, strlen(name) + event->len + 2))
		return;
	wt_log_add(notes, name, strlen(name));
	if (event->len > 0)
		wt_log_add(notes, " ", 1);
	wt_log_add(notes, event->bytes, event->len);
	wt_log_add(notes, "\n", 1);
	wt_spans_add(from, wt_house_source(house), notes->len - before);
}

void wt_observe_note(struct wt_judge *j, const struct wt_event *event, struct wt_record *record,
		     struct wt_house *house)
{
	switch (event->what) {
	case AC_NOTE_QUEUED:
		if (record)
			wt_observe_queued(j, record, house, event->result);
		return;
	case AC_NOTE_QUEUE_DROPPED:
		if (record && event->result > 0)
			dropped(j, record, house, (uint64_t)event->result);
		return;
	case AC_NOTE_CHANNEL_CLOSED:
		if (record)
			dropped(j, record, house, UINT64_MAX);
		return;
	case AC_NOTE_USER:
		noted(j, event, record, house);
		return;
	default:
		return;
	}
}

/* -- Network, peers ----------------------------------------------------- */

void wt_observe_sent(struct wt_judge *j, const struct wt_event *event, struct wt_record *record)
{
	struct wt_record *far = wt_record_at(j, record->other);

	if (event->what == WT_SEG_FIN || event->what == WT_SEG_RST)
		record->finished = true;
	if (event->what == WT_SEG_RST && far)
		far->reset = true;
}

__attribute__((noinline)) static void peer_got(struct wt_judge *j, const struct wt_event *event,
					       struct wt_record *record)
{
	got(j, event, record, wt_house_of(j, event), (uint64_t)event->arg);
}

void wt_observe_arrived(struct wt_judge *j, const struct wt_event *event, struct wt_record *record)
{
	if (event->what == WT_SEG_RST)
		record->reset = true;
	/* What arrives at a program counts when recv takes it. */
	else if (event->what == WT_SEG_DATA && record->kind == WT_OBJECT_PEER)
		peer_got(j, event, record);
}

/* The connection a peer's step acts on is its youngest. */
static struct wt_record *youngest_of(struct wt_judge *j, int16_t host)
{
	for (size_t i = j->record_count; i > 0; i--) {
		if (j->records[i - 1].seen && j->records[i - 1].host == host)
			return &j->records[i - 1];
	}
	return NULL;
}

static bool begins_with(const struct wt_event *step, const char *word)
{
	size_t len = strlen(word);

	return step->len >= len && memcmp(step->bytes, word, len) == 0;
}

void wt_observe_step(struct wt_judge *j, const struct wt_event *event, struct wt_record *record)
{
	bool resets = begins_with(event, "resets");
	struct wt_record *far;

	if (!resets && !begins_with(event, "closes"))
		return;
	if (!record)
		record = youngest_of(j, event->host);
	if (!record)
		return;
	record->closed = record->finished = true;
	far = wt_record_at(j, record->other);
	if (far && resets)
		far->reset = true;
}

static void ended(struct wt_judge *j, struct wt_record *record, enum wt_ending ending)
{
	struct wt_happening h = {.kind = WT_SAID_ENDED};

	if (ending == WT_ENDING_RESET || ending == WT_ENDING_TIMEOUT)
		record->reset = true;
	if (record->ending != WT_ENDING_NOTHING)
		return; /* what its reader met first */
	record->ending = (uint8_t)ending;
	wt_measure(j, record, NULL, &h);
}

static void returned(struct wt_judge *j, struct wt_house *house, int64_t value)
{
	house->returned = true;
	measure_level(j, NULL, house, WT_MEASURE_RETURNED, value);
	sockets_changed(j, house, -house->sockets);
}

void wt_observe_death(struct wt_judge *j, struct wt_house *house)
{
	int16_t host = (int16_t)(house - j->houses);

	for (size_t i = 0; i < j->record_count; i++) {
		struct wt_record *record = &j->records[i];

		if (!record->seen || record->host != host || record->closed)
			continue;
		dropped(j, record, house, UINT64_MAX);
		record->closed = record->finished = true;
	}
	sockets_changed(j, house, -house->sockets);
}

void wt_observe_fact(struct wt_judge *j, const struct wt_event *event, struct wt_record *record,
		     struct wt_house *house)
{
	switch (event->what) {
	case WT_FACT_END:
		if (record)
			ended(j, record, (enum wt_ending)event->arg);
		return;
	case WT_FACT_REFUSED:
		if (record)
			ended(j, record,
			      event->arg == ETIMEDOUT ? WT_ENDING_TIMEOUT : WT_ENDING_REFUSAL);
		return;
	case WT_FACT_RETURNED:
		if (house)
			returned(j, house, event->arg);
		return;
	default:
		return;
	}
}
