/* SPDX-License-Identifier: MIT
 *
 * hash.c - a run as one number.
 *
 * Each event is written down as 64-bit words, which are taken in by pairs:
 *
 *	h = fold(h ^ second, first ^ S)		S = 0x9E3779B97F4A7C15
 *
 * fold (fold.h) would forget what it is given beside a 0.  But no first word is S
 * but by chance, and h is as good as random.  The pairs:
 *
 *	head		bits 0-7 kind, 8-15 what, 16-31 host, 32-63 handler
 *	where, when	hash of the object's name, or 0, ^ ns: of two moments no two
 *			names are so far from each other but by chance
 *
 * of segments and steps, which come to nothing by themselves,
 *
 *	arg
 *	length		of bytes
 *
 * of all others
 *
 *	result		a failed call's errno as wt_errno_index, which are our own numbers,
 *			with bit 63; what is in no table (AC_EXIT) as it is
 *	arg		of a note loop | timer << 32
 *
 *	offset		of a note slot | generation << 32; of a decision its name
 *	length		of bytes
 *
 * and behind them
 *
 *	bytes		if any: up to 7 in one word and 0; up to 16 as the first 8 and the
 *			last 8; else 16 by 16, and then the last 16.  First byte lowest
 *
 *	length, TEXT	if there is text, or a decision's `until`: a second word that only
 *	text		this pair has tells it from the next event; then as bytes
 *
 * Left out are events that tell how a machine works rather than what happened: what
 * is held of allocations, what a checker found, the instants of the clock; and how
 * many bytes were never freed. */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "ac_sys.h"
#include "trace/errno_names.h"
#include "trace/fold.h"
#include "wt_trace.h"

#define HASH_START UINT64_C(0x77617665742D3032) /* "wavet-02": the second form */
#define HASH_S     UINT64_C(0x9E3779B97F4A7C15)
#define HASH_TEXT  UINT64_C(0xD6E8FEB86659FD93)

static inline uint64_t mix(uint64_t h, uint64_t first, uint64_t second)
{
	return wt_fold(h ^ second, first ^ HASH_S);
}

/* Written so that every compiler of a little-endian machine makes it one load. */
static inline uint64_t load64(const unsigned char *p)
{
	return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
	       (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
	       (uint64_t)p[7] << 56;
}

static inline uint32_t load32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* 1 to 7 bytes as a word: what is loaded twice is at the same place both times. */
static uint64_t load_few(const unsigned char *p, size_t len)
{
	if (len >= 4)
		return load32(p) | (uint64_t)load32(p + len - 4) << (8 * (len - 4));
	return p[0] | (uint64_t)p[len / 2] << (8 * (len / 2)) |
	       (uint64_t)p[len - 1] << (8 * (len - 1));
}

static inline bool is_one_pair(size_t len)
{
	return len >= 8 && len <= 16;
}

static inline uint64_t mix_one_pair(uint64_t h, const unsigned char *p, size_t len)
{
	return mix(h, load64(p), load64(p + len - 8));
}

static inline bool is_two_pairs(size_t len)
{
	return len > 16 && len <= 32;
}

static inline uint64_t mix_two_pairs(uint64_t h, const unsigned char *p, size_t len)
{
	h = mix(h, load64(p), load64(p + 8));
	return mix(h, load64(p + len - 16), load64(p + len - 8));
}

__attribute__((noinline)) static uint64_t mix_bytes(uint64_t h, const unsigned char *p, size_t len)
{
	if (len < 8)
		return mix(h, load_few(p, len), 0);
	if (is_one_pair(len))
		return mix_one_pair(h, p, len);
	for (; !is_two_pairs(len); p += 16, len -= 16)
		h = mix(h, load64(p), load64(p + 8));
	return mix_two_pairs(h, p, len);
}

static uint64_t mix_text(uint64_t h, const char *text)
{
	size_t len = strlen(text);

	h = mix(h, len, HASH_TEXT);
	return len > 0 ? mix_bytes(h, (const unsigned char *)text, len) : h;
}

/* What every event has; all of the head is one load of a little-endian machine. */
static inline uint64_t mix_head(uint64_t h, const struct wt_event *event)
{
	uint64_t head = (uint64_t)event->kind | (uint64_t)event->what << 8 |
			(uint64_t)(uint16_t)event->host << 16 | (uint64_t)event->handler << 32;

	return mix(h, head, (event->object ? event->object->hash : 0) ^ event->time_ns);
}

static inline uint64_t arg_word(const struct wt_event *event)
{
	if (event->kind == WT_EV_NOTE)
		return (uint64_t)event->loop | (uint64_t)event->timer << 32;
	return (uint64_t)event->arg;
}

static inline uint64_t offset_word(const struct wt_event *event)
{
	if (event->kind == WT_EV_NOTE)
		return (uint64_t)event->slot | (uint64_t)event->generation << 32;
	return event->offset;
}

/* Of the wire, or a peer's step. */
static inline bool is_short(const struct wt_event *event)
{
	return event->kind >= WT_EV_SENT && event->kind <= WT_EV_STEP;
}

/* Most of the others: nothing failed, and there is no text. */
static inline bool is_plain(const struct wt_event *event)
{
	return event->kind <= WT_EV_NOTE && event->result >= 0 && !event->text;
}

static inline uint64_t mix_plain(uint64_t h, const struct wt_event *event)
{
	h = mix(h, (uint64_t)event->result, arg_word(event));
	return mix(h, offset_word(event), event->len);
}

static uint64_t error_word(int64_t number)
{
	int index = number > 0 && number <= INT32_MAX ? wt_errno_index((int)number) : 0;

	return index > 0 ? UINT64_C(1) << 63 | (uint64_t)index : (uint64_t)-number;
}

static uint64_t result_word(int64_t result)
{
	return result < 0 && result != INT64_MIN ? error_word(-result) : (uint64_t)result;
}

static uint64_t fact_word(const struct wt_event *event)
{
	switch (event->what) {
	case WT_FACT_MEMORY:
		return 0;
	case WT_FACT_REFUSED:
		return error_word(event->arg);
	default:
		return (uint64_t)event->arg;
	}
}

static bool is_left_out(const struct wt_event *event)
{
	if (event->kind == WT_EV_FACT)
		return event->what == WT_FACT_HELD || event->what == WT_FACT_CHECKER;
	return event->kind == WT_EV_LIFE && event->what == WT_LIFE_INSTANT;
}

/* Behind the head of every event that is not short. */
static uint64_t mix_any(uint64_t h, const struct wt_event *event)
{
	bool decision = event->kind == WT_EV_DECISION;
	const char *text = decision ? event->decided->until : event->text;

	h = mix(h, result_word(event->result),
		event->kind == WT_EV_FACT ? fact_word(event) : arg_word(event));
	h = mix(h, decision ? event->decided->name : offset_word(event), event->len);
	if (event->len > 0)
		h = mix_bytes(h, event->bytes, event->len);
	return text ? mix_text(h, text) : h;
}

static inline void finish(struct wt_hash_sink *hash, const struct wt_event *event, uint64_t h)
{
	hash->hash = h;
	hash->next->event(hash->next, event);
}

__attribute__((noinline)) static void hash_any(struct wt_hash_sink *hash,
					       const struct wt_event *event, uint64_t h)
{
	finish(hash, event, is_left_out(event) ? hash->hash : mix_any(h, event));
}

__attribute__((noinline)) static void hash_bytes(struct wt_hash_sink *hash,
						 const struct wt_event *event, uint64_t h)
{
	if (is_two_pairs(event->len))
		finish(hash, event, mix_two_pairs(h, event->bytes, event->len));
	else
		finish(hash, event, mix_bytes(h, event->bytes, event->len));
}

/* Here are most events, and nothing is kept from one call to the next: so each way ends
 * in a call, which is a jump. */
static void hash_event(struct wt_sink *sink, const struct wt_event *event)
{
	struct wt_hash_sink *hash = (struct wt_hash_sink *)sink;
	uint64_t h;

	h = mix_head(hash->hash, event);
	if (is_short(event)) {
		h = mix(h, (uint64_t)event->arg, event->len);
	} else if (is_plain(event)) {
		h = mix_plain(h, event);
	} else {
		hash_any(hash, event, h);
		return;
	}
	if (event->len == 0)
		finish(hash, event, h);
	else if (is_one_pair(event->len))
		finish(hash, event, mix_one_pair(h, event->bytes, event->len));
	else
		hash_bytes(hash, event, h);
}

static void hear_nothing(struct wt_sink *sink, const struct wt_event *event)
{
	(void)sink;
	(void)event;
}

void wt_hash_sink_init(struct wt_hash_sink *hash, struct wt_sink *next)
{
	static const struct wt_sink nobody = {hear_nothing};

	hash->sink.event = hash_event;
	hash->hash = HASH_START;
	hash->next = next ? next : (struct wt_sink *)(uintptr_t)&nobody;
}
