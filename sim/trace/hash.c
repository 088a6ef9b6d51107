/* SPDX-License-Identifier: MIT
 *
 * hash.c - a run as one number.
 *
 * Each event is written down as 64-bit words and mixed in one by one:
 *
 *	h = (h ^ word) * M;  h = h ^ (h >> 32)		M = 0x9E3779B97F4A7C15
 *
 * (multiply-xorshift; each step can be undone, so no word is lost).  The words:
 *
 *	head		bits 0-7 kind, 8-15 what, 16-31 host + 1, 32-39 handler, 40 whether
 *			lengths, bytes and text follow
 *	time		ns
 *	object		hash of its name, or 0
 *	result		a failed call's errno as ~wt_errno_index: our own numbers; what is
 *			in no table (AC_EXIT) as it is
 *	arg
 *	offset		of a call only
 *	channel		of a note only, two words: loop | timer << 32, slot | generation << 32
 *	lengths		of bytes | of text << 32
 *	bytes, text	8 at a time, first byte lowest, zeros behind
 *
 * Left out are events that tell how a machine works rather than what happened:
 * allocations that succeeded, what is held of them, the instants of the clock; and
 * how many bytes were never freed. */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "ac_sys.h"
#include "trace/errno_names.h"
#include "wt_trace.h"

#define HASH_START UINT64_C(0x77617665742D3031) /* "wavet-01": the first form */
#define HASH_M     UINT64_C(0x9E3779B97F4A7C15)

static inline uint64_t mix(uint64_t h, uint64_t word)
{
	h = (h ^ word) * HASH_M;
	return h ^ (h >> 32);
}

/* Written so that every compiler of a little-endian machine makes it one load. */
static inline uint64_t load64(const unsigned char *p)
{
	return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
	       (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
	       (uint64_t)p[7] << 56;
}

/* In every event that has bytes: a call would take as long. */
__attribute__((always_inline)) static inline uint64_t mix_bytes(uint64_t h, const void *bytes,
								size_t len)
{
	const unsigned char *p = bytes;
	size_t rest = len % 8;
	uint64_t tail = 0;

	for (size_t i = 0; i + 8 <= len; i += 8)
		h = mix(h, load64(p + i));
	if (rest == 0)
		return h;
	if (len > 8) /* the last 8 bytes, without those that are in */
		tail = load64(p + len - 8) >> (8 * (8 - rest));
	else
		for (size_t i = 0; i < rest; i++)
			tail |= (uint64_t)p[i] << (8 * i);
	return mix(h, tail);
}

static uint64_t error_word(int64_t number)
{
	int index = number > 0 && number <= INT32_MAX ? wt_errno_index((int)number) : 0;

	return index > 0 ? ~(uint64_t)index : (uint64_t)-number;
}

static uint64_t result_word(int64_t result)
{
	return error_word(result == INT64_MIN ? 0 : -result);
}

/* What every event has, and more says whether lengths follow. */
static inline uint64_t mix_head(uint64_t h, const struct wt_event *event, bool more)
{
	/* One load of a little-endian machine; the carry of host + 1 = 0 falls off. */
	uint32_t low = ((uint32_t)event->kind | (uint32_t)event->what << 8 |
			(uint32_t)(uint16_t)event->host << 16) +
		       (UINT32_C(1) << 16);

	h = mix(h, low | (uint64_t)(event->handler | (unsigned)more << 8) << 32);
	h = mix(h, event->time_ns);
	return mix(h, event->object ? event->object->hash : 0);
}

static inline uint64_t mix_rest(uint64_t h, const struct wt_event *event)
{
	if (event->kind == WT_EV_CALL)
		return mix(h, event->offset);
	if (event->kind != WT_EV_NOTE)
		return h;
	h = mix(h, (uint64_t)event->loop | (uint64_t)event->timer << 32);
	return mix(h, (uint64_t)event->slot | (uint64_t)event->generation << 32);
}

static uint64_t arg_word(const struct wt_event *event)
{
	if (event->kind == WT_EV_CALL && event->what == WT_CALL_alloc)
		return 0;
	if (event->kind == WT_EV_FACT && event->what == WT_FACT_MEMORY)
		return 0;
	if (event->kind == WT_EV_FACT && event->what == WT_FACT_REFUSED)
		return error_word(event->arg);
	return (uint64_t)event->arg;
}

static bool is_left_out(const struct wt_event *event)
{
	if (event->kind == WT_EV_CALL)
		return event->what == WT_CALL_alloc && event->result >= 0;
	if (event->kind == WT_EV_FACT)
		return event->what == WT_FACT_HELD || event->what == WT_FACT_CHECKER;
	return event->kind == WT_EV_LIFE && event->what == WT_LIFE_INSTANT;
}

/* Every event there is. */
__attribute__((noinline)) static uint64_t mix_any(uint64_t h, const struct wt_event *event)
{
	size_t text_len;
	uint64_t lengths;

	if (is_left_out(event))
		return h;
	text_len = event->text ? strlen(event->text) : 0;
	lengths = (uint64_t)event->len | (uint64_t)text_len << 32;
	h = mix_head(h, event, lengths != 0);
	h = mix(h, event->result >= 0 ? (uint64_t)event->result : result_word(event->result));
	h = mix_rest(mix(h, arg_word(event)), event);
	if (lengths == 0)
		return h;
	h = mix(h, lengths);
	if (event->len > 0)
		h = mix_bytes(h, event->bytes, event->len);
	return text_len > 0 ? mix_bytes(h, event->text, text_len) : h;
}

/* Most events: nothing special about them, and no text. */
static inline bool is_plain(const struct wt_event *event)
{
	return event->kind <= WT_EV_ARRIVED && event->result >= 0 && !event->text &&
	       (event->kind != WT_EV_CALL || event->what != WT_CALL_alloc);
}

static void hash_event(struct wt_sink *sink, const struct wt_event *event)
{
	struct wt_hash_sink *hash = (struct wt_hash_sink *)sink;
	uint64_t h = hash->hash;

	if (!is_plain(event)) {
		hash->hash = mix_any(h, event);
		return;
	}
	h = mix_head(h, event, event->len > 0);
	h = mix(h, (uint64_t)event->result);
	h = mix_rest(mix(h, (uint64_t)event->arg), event);
	if (event->len > 0)
		h = mix_bytes(mix(h, event->len), event->bytes, event->len);
	hash->hash = h;
}

void wt_hash_sink_init(struct wt_hash_sink *hash)
{
	hash->sink.event = hash_event;
	hash->hash = HASH_START;
}
