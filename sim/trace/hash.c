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
 *	head		bits 0-7 kind, 8-15 what, 16-31 host + 1, 32-47 which of the
 *			words below follow (bit i: the i-th), 48-55 handler
 *	time		ns
 *	0 object	hash of its name
 *	1 result	a failed call's errno as ~wt_errno_index: our own numbers; what is
 *			in no table (AC_EXIT) as it is
 *	2 arg
 *	3 offset
 *	4 channel	loop, then slot << 32 | generation
 *	5 timer
 *	6 bytes		length, then 8 at a time, first byte lowest, zeros behind
 *	7 text		the same
 *
 * Words that are 0 or empty are left out.  So are events that tell how a machine
 * works rather than what happened: allocations that succeeded, the instants of
 * the clock, and how many bytes were never freed. */
#include <errno.h>
#include <string.h>

#include "ac_sys.h"
#include "trace/errno_names.h"
#include "wt_trace.h"

#define HASH_START UINT64_C(0x77617665742D3031) /* "wavet-01": the first form */
#define HASH_M     UINT64_C(0x9E3779B97F4A7C15)

enum word {
	WORD_OBJECT,
	WORD_RESULT,
	WORD_ARG,
	WORD_OFFSET,
	WORD_CHANNEL,
	WORD_TIMER,
	WORD_BYTES,
	WORD_TEXT,
};

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

static uint64_t mix_bytes(uint64_t h, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;
	uint64_t tail = 0;

	h = mix(h, len);
	for (; len >= 8; p += 8, len -= 8)
		h = mix(h, load64(p));
	for (size_t i = 0; i < len; i++)
		tail |= (uint64_t)p[i] << (8 * i);
	return len > 0 ? mix(h, tail) : h;
}

static uint64_t error_word(int64_t number)
{
	int index = number > 0 && number <= INT32_MAX ? wt_errno_index((int)number) : 0;

	return index > 0 ? ~(uint64_t)index : (uint64_t)-number;
}

static uint64_t result_word(const struct wt_event *event)
{
	if (event->result >= 0)
		return (uint64_t)event->result;
	return error_word(event->result == INT64_MIN ? 0 : -event->result);
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
	return event->kind == WT_EV_LIFE && event->what == WT_LIFE_INSTANT;
}

static uint64_t mix_event(uint64_t h, const struct wt_event *event)
{
	uint64_t object = event->object ? event->object->hash : 0;
	uint64_t result = result_word(event);
	uint64_t arg = arg_word(event);
	size_t text_len = event->text ? strlen(event->text) : 0;
	uint64_t words =
		(uint64_t)(object != 0) << WORD_OBJECT | (uint64_t)(result != 0) << WORD_RESULT |
		(uint64_t)(arg != 0) << WORD_ARG | (uint64_t)(event->offset != 0) << WORD_OFFSET |
		(uint64_t)(event->loop != 0) << WORD_CHANNEL |
		(uint64_t)(event->timer != 0) << WORD_TIMER |
		(uint64_t)(event->len != 0) << WORD_BYTES | (uint64_t)(text_len != 0) << WORD_TEXT;

	h = mix(h, (uint64_t)event->kind | (uint64_t)event->what << 8 |
			   (uint64_t)(uint16_t)(event->host + 1) << 16 | words << 32 |
			   (uint64_t)event->handler << 48);
	h = mix(h, event->time_ns);
	if (object != 0)
		h = mix(h, object);
	if (result != 0)
		h = mix(h, result);
	if (arg != 0)
		h = mix(h, arg);
	if (event->offset != 0)
		h = mix(h, event->offset);
	if (event->loop != 0) {
		h = mix(h, event->loop);
		h = mix(h, (uint64_t)event->slot << 32 | event->generation);
	}
	if (event->timer != 0)
		h = mix(h, event->timer);
	if (event->len != 0)
		h = mix_bytes(h, event->bytes, event->len);
	if (text_len != 0)
		h = mix_bytes(h, event->text, text_len);
	return h;
}

static void hash_event(struct wt_sink *sink, const struct wt_event *event)
{
	struct wt_hash_sink *hash = (struct wt_hash_sink *)sink;

	if (!is_left_out(event))
		hash->hash = mix_event(hash->hash, event);
}

void wt_hash_sink_init(struct wt_hash_sink *hash)
{
	hash->sink.event = hash_event;
	hash->hash = HASH_START;
}
