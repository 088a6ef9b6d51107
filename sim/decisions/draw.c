/* SPDX-License-Identifier: MIT */
#include "decisions/draw.h"

#include <errno.h>

#include "decisions/mix.h"

/* What may be drawn where.  A row said twice is drawn twice as often. */
static const struct candidate {
	enum wt_ask ask;
	enum wt_verb verb;
	int error;
	enum wt_kind kind;
	bool harmful; /* in every state; others are harmful where the question says so */
} candidates[] = {
	{WT_ASK_recv, WT_VERB_TAKE, 0, WT_KIND_io, false},
	{WT_ASK_recv, WT_VERB_TAKE, 0, WT_KIND_io, false},
	{WT_ASK_recv, WT_VERB_FAILS, EAGAIN, WT_KIND_io, false},
	{WT_ASK_recv, WT_VERB_LATE_NEXT, 0, WT_KIND_time, false},
	{WT_ASK_recv, WT_VERB_RESET_FIRST, 0, WT_KIND_io, true},
	{WT_ASK_send, WT_VERB_TAKE, 0, WT_KIND_io, false},
	{WT_ASK_send, WT_VERB_TAKE, 0, WT_KIND_io, false},
	{WT_ASK_send, WT_VERB_FAILS, EAGAIN, WT_KIND_io, false},
	{WT_ASK_send, WT_VERB_LATE_NEXT, 0, WT_KIND_time, false},
	{WT_ASK_send, WT_VERB_FAILS, ENOBUFS, WT_KIND_resources, true},
	{WT_ASK_send, WT_VERB_RESET_FIRST, 0, WT_KIND_io, true},
	{WT_ASK_readable, WT_VERB_SPURIOUS, 0, WT_KIND_readiness, false},
	{WT_ASK_readable, WT_VERB_WITHHELD, 0, WT_KIND_readiness, false},
	{WT_ASK_readable, WT_VERB_INTERRUPTED, 0, WT_KIND_readiness, false},
	{WT_ASK_readable, WT_VERB_LATE_NEXT, 0, WT_KIND_time, false},
	{WT_ASK_readable, WT_VERB_BEFORE, 0, WT_KIND_readiness, false},
	{WT_ASK_writable, WT_VERB_BEFORE, 0, WT_KIND_readiness, false},
	{WT_ASK_writable, WT_VERB_SPURIOUS, 0, WT_KIND_readiness, false},
	{WT_ASK_writable, WT_VERB_WITHHELD, 0, WT_KIND_readiness, false},
	{WT_ASK_writable, WT_VERB_INTERRUPTED, 0, WT_KIND_readiness, false},
	{WT_ASK_writable, WT_VERB_LATE_NEXT, 0, WT_KIND_time, false},
	{WT_ASK_accept, WT_VERB_LATE_NEXT, 0, WT_KIND_time, false},
	{WT_ASK_accept, WT_VERB_FAILS, EMFILE, WT_KIND_resources, true},
	{WT_ASK_accept, WT_VERB_FAILS, ENFILE, WT_KIND_resources, true},
	{WT_ASK_accept, WT_VERB_FAILS, ENOBUFS, WT_KIND_resources, true},
	{WT_ASK_accept, WT_VERB_FAILS, ECONNABORTED, WT_KIND_process, true},
	{WT_ASK_connect, WT_VERB_LATE_NEXT, 0, WT_KIND_time, false},
	{WT_ASK_connect, WT_VERB_FAILS, ENETUNREACH, WT_KIND_resources, true},
	{WT_ASK_connect, WT_VERB_FAILS, EADDRNOTAVAIL, WT_KIND_resources, true},
	{WT_ASK_close, WT_VERB_LATE_NEXT, 0, WT_KIND_time, false},
	{WT_ASK_socket, WT_VERB_FAILS, EMFILE, WT_KIND_resources, true},
	{WT_ASK_alloc, WT_VERB_FAILS, ENOMEM, WT_KIND_resources, true},
	{WT_ASK_to, WT_VERB_CUT, 0, WT_KIND_time, false},
	{WT_ASK_to, WT_VERB_LOST, 0, WT_KIND_datagrams, true},
	{WT_ASK_to, WT_VERB_TWICE, 0, WT_KIND_datagrams, true},
	{WT_ASK_to, WT_VERB_DELAY, 0, WT_KIND_datagrams, true},
	{WT_ASK_from, WT_VERB_LOST, 0, WT_KIND_datagrams, true},
	{WT_ASK_from, WT_VERB_TWICE, 0, WT_KIND_datagrams, true},
	{WT_ASK_from, WT_VERB_DELAY, 0, WT_KIND_datagrams, true},
};
#define CANDIDATES (sizeof candidates / sizeof candidates[0])

/* Which kinds are on in this run, and how strongly: from 1 in 2 to 1 in 32, or
 * off in one run of four.  So some runs are dense and some nearly calm. */
void wt_draw_begin(struct wt_draw *draw, uint64_t seed)
{
	draw->seed = seed;
	draw->harmful_drawn = 0;
	for (unsigned kind = 0; kind < WT_KIND_COUNT; kind++) {
		uint64_t r = wt_mix(wt_mix(seed, UINT64_C(0x6b696e64)), kind);

		draw->per_1024[kind] = r % 4 == 0 ? 0 : 512u >> ((r >> 8) % 5);
	}
}

/* Only epoll has an order to choose, and only a datagram comes twice. */
static bool is_open(const struct candidate *candidate, const struct wt_may *may,
		    const struct wt_question *question)
{
	if (candidate->ask != question->ask || (candidate->harmful && !may->harmful))
		return false;
	if (candidate->verb == WT_VERB_BEFORE && question->other_count < 2)
		return false;
	if (candidate->kind == WT_KIND_datagrams && !(question->legal & WT_VERB_BIT(WT_VERB_TWICE)))
		return false;
	return may->kinds & (1u << candidate->kind);
}

static const struct candidate *choose(const struct wt_may *may, const struct wt_question *question,
				      uint64_t r)
{
	size_t count = 0, chosen;

	for (size_t i = 0; i < CANDIDATES; i++)
		count += is_open(&candidates[i], may, question);
	if (count == 0)
		return NULL;
	chosen = (size_t)(r % count);
	for (size_t i = 0; i < CANDIDATES; i++) {
		if (is_open(&candidates[i], may, question) && chosen-- == 0)
			return &candidates[i];
	}
	return NULL;
}

/* Few bytes as often as many: first a number of binary digits, then the number. */
static uint64_t draw_bytes(uint64_t r, uint64_t at_hand)
{
	uint64_t bits = (r & 0xff) % 17;
	uint64_t number = 1 + ((r >> 8) & ((UINT64_C(1) << bits) - 1));

	return at_hand > 1 && number >= at_hand ? at_hand - 1 : number;
}

static bool happens(uint64_t r, unsigned per_1024)
{
	return (r >> 54) < per_1024;
}

struct wt_value wt_draw(const struct wt_draw *draw, const struct wt_may *may,
			const struct wt_question *question, uint64_t name)
{
	const struct wt_value nothing = {WT_VERB_DEFAULT, 0};
	uint64_t r = wt_mix(draw->seed, name);
	const struct candidate *candidate;

	if (!may->every_ask) {
		struct wt_value value = may->value;

		if (!happens(r, may->chance ? may->chance * 1024 / 100 : 512))
			return nothing;
		if (value.verb == WT_VERB_TAKE && value.number == 0)
			value.number = draw_bytes(wt_mix(r, 2), question->at_hand);
		return value;
	}
	candidate = choose(may, question, wt_mix(r, 1));
	if (!candidate)
		return nothing;
	if (!happens(r, may->chance ? may->chance * 1024 / 100 : draw->per_1024[candidate->kind]))
		return nothing;
	if (candidate->verb == WT_VERB_TAKE || candidate->verb == WT_VERB_CUT)
		return (struct wt_value){candidate->verb,
					 draw_bytes(wt_mix(r, 2), question->at_hand)};
	if (candidate->verb == WT_VERB_DELAY)
		return (struct wt_value){WT_VERB_DELAY,
					 (1 + wt_mix(r, 2) % 50) * UINT64_C(1000000)};
	if (candidate->verb == WT_VERB_BEFORE)
		return (struct wt_value){WT_VERB_BEFORE, wt_mix(r, 2)};
	return (struct wt_value){candidate->verb, (uint64_t)candidate->error};
}
