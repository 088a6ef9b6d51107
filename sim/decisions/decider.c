/* SPDX-License-Identifier: MIT
 *
 * The statements, and what became of them in a run. */
#include "decisions/decider.h"

#include <errno.h>
#include <string.h>

#include "decisions/digest.h"
#include "decisions/outcome.h"
#include "time/heap.h"

#define STATEMENTS_MAX 4096

struct wt_decider *wt_decider_new(void)
{
	return wt_heap_take_zeroed(1, sizeof(struct wt_decider));
}

void wt_decider_free(struct wt_decider *decider)
{
	if (!decider)
		return;
	wt_turns_fini(&decider->turns);
	wt_gates_fini(&decider->gates);
	wt_heap_give(decider->pins);
	wt_heap_give(decider->mays);
	wt_heap_give(decider->answers);
	wt_heap_give(decider);
}

static void note_ordinal(struct wt_lines *lines, const struct wt_pattern *where)
{
	if (where->match == WT_MATCH_ORDINAL)
		lines->counted |= 1u << where->ask;
}

int wt_decider_pin(struct wt_decider *decider, const struct wt_pin *pin)
{
	struct wt_pin *pins;

	if (decider->pin_count >= STATEMENTS_MAX)
		return -ENOSPC;
	pins = wt_heap_resize(decider->pins, (decider->pin_count + 1) * sizeof *pins);
	if (!pins)
		return -ENOMEM;
	decider->pins = pins;
	decider->pins[decider->pin_count++] = *pin;
	decider->lines.pinned |= 1u << pin->where.ask;
	note_ordinal(&decider->lines, &pin->where);
	return 0;
}

int wt_decider_may(struct wt_decider *decider, const struct wt_may *may)
{
	struct wt_may *mays;

	if (decider->may_count >= STATEMENTS_MAX)
		return -ENOSPC;
	mays = wt_heap_resize(decider->mays, (decider->may_count + 1) * sizeof *mays);
	if (!mays)
		return -ENOMEM;
	decider->mays = mays;
	decider->mays[decider->may_count++] = *may;
	if (may->every_ask) {
		decider->lines.every = decider->may_count;
		decider->lines.open |=
			may->harmful ? (1u << WT_ASK_COUNT) - 1 : wt_outcomes_benign();
		wt_draw_prepare(&mays[decider->may_count - 1]);
	} else {
		decider->lines.said |= 1u << may->where.ask;
		note_ordinal(&decider->lines, &may->where);
	}
	return 0;
}

/* Where a line may say anything, or somebody listens, chance does not say whether. */
static unsigned always_put(const struct wt_decider *decider)
{
	const unsigned all = ~0u;

	if (decider->keep_asked || (decider->strategy && !decider->settled))
		return all;
	return decider->lines.pinned | (decider->settled ? 0 : decider->lines.said);
}

static void divide(struct wt_decider *decider)
{
	const struct wt_lines *lines = &decider->lines;
	unsigned put = always_put(decider);

	if (lines->every && !decider->settled)
		wt_draw_divide(&decider->draw, &decider->mays[lines->every - 1], decider->parts);
	else
		memset(decider->parts, 0, sizeof decider->parts);
	for (unsigned ask = 0; put && ask < WT_ASK_COUNT; ask++) {
		if (put >> ask & 1)
			decider->parts[ask] = WT_DRAW_PARTS;
	}
}

void wt_decider_begin(struct wt_decider *decider, uint64_t seed, bool calm, struct wt_sink *sink)
{
	decider->calm = calm;
	decider->settled = false;
	decider->sink = sink;
	decider->answer_count = 0;
	decider->asked = decider->decided = 0;
	decider->harmed = decider->benign_taken = false;
	decider->conflict_a = decider->conflict_b = 0;
	decider->harmful_drawn = 0;
	wt_draw_begin(&decider->draw, seed);
	wt_turns_begin(&decider->turns);
	wt_gates_begin(&decider->gates);
	for (size_t i = 0; i < decider->pin_count; i++)
		decider->pins[i].reached = decider->pins[i].forbidden = 0;
	divide(decider);
}

void wt_decider_use(struct wt_decider *decider, struct wt_strategy *strategy)
{
	decider->strategy = strategy;
}

struct wt_gates *wt_decider_gates(struct wt_decider *decider)
{
	return &decider->gates;
}

void wt_decider_settle(struct wt_decider *decider)
{
	decider->settled = true;
	divide(decider);
}

void wt_decider_keep_asked(struct wt_decider *decider, bool keep)
{
	decider->keep_asked = keep;
}

static void open_by_lines(const struct wt_decider *decider, struct wt_object *object)
{
	for (size_t i = 0; i < decider->pin_count; i++) {
		if (wt_pattern_has_object(&decider->pins[i].where, object))
			object->open |= 1u << decider->pins[i].where.ask;
	}
	for (size_t i = 0; i < decider->may_count; i++) {
		const struct wt_may *may = &decider->mays[i];

		if (!may->every_ask && wt_pattern_has_object(&may->where, object))
			object->open |= 1u << may->where.ask;
	}
}

void wt_decider_meet(struct wt_decider *decider, struct wt_object *object)
{
	const struct wt_lines *lines = &decider->lines;

	object->open = decider->calm || object->kind == WT_OBJECT_PEER ? 0 : lines->open;
	if (!decider->calm && (lines->pinned | lines->said))
		open_by_lines(decider, object);
}

void wt_decider_digest(struct wt_digest *digest, const struct wt_decider *decider)
{
	wt_digest_word(digest, wt_turns_digest(&decider->turns));
	wt_digest_word(digest, decider->harmful_drawn);
	wt_digest_word(digest, decider->calm * 8u + decider->settled * 4u + decider->harmed * 2u +
				       decider->benign_taken);
	for (size_t i = 0; i < decider->gates.count; i++)
		wt_digest_word(digest, decider->gates.at[i].open);
}

bool wt_decider_has_statements(const struct wt_decider *decider)
{
	return decider->pin_count > 0 || decider->may_count > 0;
}

size_t wt_decider_pins(const struct wt_decider *decider, const struct wt_pin **ret)
{
	*ret = decider->pins;
	return decider->pin_count;
}

uint64_t wt_decider_asked(const struct wt_decider *decider)
{
	return decider->asked;
}

uint64_t wt_decider_decided(const struct wt_decider *decider)
{
	return decider->decided;
}

bool wt_decider_harmed(const struct wt_decider *decider)
{
	return decider->harmed;
}

bool wt_decider_benign_taken(const struct wt_decider *decider)
{
	return decider->benign_taken;
}

bool wt_decider_conflict(const struct wt_decider *decider, int *ret_a, int *ret_b)
{
	if (!decider->conflict_a)
		return false;
	*ret_a = decider->conflict_a;
	*ret_b = decider->conflict_b;
	return true;
}

size_t wt_decider_answers(const struct wt_decider *decider, const struct wt_answer **ret)
{
	*ret = decider->answers;
	return decider->answer_count;
}
