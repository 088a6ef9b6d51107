/* SPDX-License-Identifier: MIT */
#include "decisions/draw.h"

#include "decisions/mix.h"
#include "decisions/outcome.h"

/* Which kinds are on in this run, and how strongly: from 1 in 2 to 1 in 32, or
 * off in one run of four.  So some runs are dense and some nearly calm. */
void wt_draw_begin(struct wt_draw *draw, uint64_t seed)
{
	draw->seed = seed;
	draw->most = 0;
	for (unsigned kind = 0; kind < WT_KIND_COUNT; kind++) {
		uint64_t r = wt_mix(wt_mix(seed, UINT64_C(0x6b696e64)), kind);

		draw->parts[kind] = r % 4 == 0 ? 0 : 512u >> ((r >> 8) % 5);
		if (draw->parts[kind] > draw->most)
			draw->most = draw->parts[kind];
	}
}

static bool is_drawn(const struct wt_outcome *outcome, const struct wt_may *may)
{
	if (outcome->weight == 0 || (outcome->harm == WT_HARM_ALWAYS && !may->harmful))
		return false;
	return may->kinds & (1u << outcome->kind);
}

/* Whether a row may be drawn depends on the name as far as it can, not on what is
 * legal at the moment: then a value stays what it is when something else changes.
 * Only epoll has an order to choose, and only a datagram comes twice. */
static bool is_special(const struct wt_outcome *outcome)
{
	return outcome->verb == WT_VERB_BEFORE || outcome->kind == WT_KIND_datagrams;
}

static bool has_special(const struct wt_question *question)
{
	return question->other_count > 1 || question->given & WT_GIVEN_DATAGRAM;
}

static void add_row(struct wt_rows *rows, size_t i, const struct wt_outcome *outcome)
{
	rows->bits |= UINT32_C(1) << i;
	rows->kinds |= 1u << outcome->kind;
	rows->weight += outcome->weight;
}

void wt_draw_prepare(struct wt_may *may)
{
	for (int ask = 0; ask < WT_ASK_COUNT; ask++) {
		const struct wt_outcome *rows;
		size_t count = wt_outcomes((enum wt_ask)ask, &rows);

		for (size_t i = 0; i < count; i++) {
			if (!is_drawn(&rows[i], may))
				continue;
			add_row(&may->drawn[ask][true], i, &rows[i]);
			if (!is_special(&rows[i]))
				add_row(&may->drawn[ask][false], i, &rows[i]);
		}
	}
}

/* Of a chance that is said, in percent. */
static unsigned parts_said(const struct wt_may *may)
{
	return may->chance * WT_DRAW_PARTS / 100;
}

static unsigned most_of(const struct wt_draw *draw, unsigned kinds)
{
	unsigned most = 0;

	for (unsigned kind = 0; kinds >> kind; kind++) {
		if (kinds >> kind & 1 && draw->parts[kind] > most)
			most = draw->parts[kind];
	}
	return most;
}

/* An order, or a datagram, adds to what is drawn: here all of it counts. */
void wt_draw_divide(const struct wt_draw *draw, const struct wt_may *may,
		    unsigned ret_parts[WT_ASK_COUNT])
{
	for (int ask = 0; ask < WT_ASK_COUNT; ask++) {
		unsigned kinds = may->drawn[ask][true].kinds;

		ret_parts[ask] = may->chance ? parts_said(may) : most_of(draw, kinds);
	}
}

static const struct wt_outcome *choose(const struct wt_may *may, const struct wt_question *question,
				       uint64_t r)
{
	enum wt_ask ask = question->spot->ask;
	const struct wt_rows *drawn = &may->drawn[ask][has_special(question)];
	const struct wt_outcome *row;
	uint64_t chosen;

	if (drawn->weight == 0)
		return NULL;
	chosen = r % drawn->weight;
	wt_outcomes(ask, &row);
	for (uint32_t bits = drawn->bits; bits; bits >>= 1, row++) {
		if (!(bits & 1))
			continue;
		if (chosen < row->weight)
			return row;
		chosen -= row->weight;
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

static struct wt_value draw_value(const struct wt_outcome *outcome,
				  const struct wt_question *question, uint64_t r)
{
	switch (outcome->verb) {
	case WT_VERB_TAKE:
	case WT_VERB_CUT:
		return (struct wt_value){outcome->verb, draw_bytes(r, question->at_hand)};
	case WT_VERB_DELAY:
		return (struct wt_value){WT_VERB_DELAY, (1 + r % 50) * UINT64_C(1000000)};
	case WT_VERB_BEFORE:
		return (struct wt_value){WT_VERB_BEFORE,
					 question->others[r % question->other_count]->hash};
	default:
		return (struct wt_value){outcome->verb, (uint64_t)outcome->error};
	}
}

static bool happens(uint64_t r, unsigned parts)
{
	return wt_draw_part(r) < parts;
}

/* A `may` for one choice and value. */
static struct wt_value draw_said(const struct wt_may *may, const struct wt_question *question,
				 uint64_t r)
{
	struct wt_value value = may->value;

	if (!happens(r, may->chance ? parts_said(may) : WT_DRAW_PARTS / 2))
		return (struct wt_value){WT_VERB_DEFAULT, 0};
	if (value.verb == WT_VERB_TAKE && value.number == 0)
		value.number = draw_bytes(wt_mix(r, 2), question->at_hand);
	return value;
}

struct wt_value wt_draw_any(const struct wt_may *may, const struct wt_question *question,
			    uint64_t r)
{
	const struct wt_outcome *outcome;
	struct wt_value value = may->value;

	if (!may->every_ask) {
		if (value.verb == WT_VERB_TAKE && value.number == 0)
			value.number = draw_bytes(r, question->at_hand);
		return value;
	}
	outcome = choose(may, question, r);
	return outcome ? draw_value(outcome, question, wt_mix(r, 2))
		       : (struct wt_value){WT_VERB_DEFAULT, 0};
}

struct wt_value wt_draw(const struct wt_draw *draw, const struct wt_may *may,
			const struct wt_question *question)
{
	const struct wt_value nothing = {WT_VERB_DEFAULT, 0};
	uint64_t r = wt_mix(draw->seed, question->spot->name);
	const struct wt_outcome *outcome;

	if (!may->every_ask)
		return draw_said(may, question, r);
	/* Where every question is put, most end here, before anything is chosen. */
	if (!happens(r, may->chance ? parts_said(may) : draw->most))
		return nothing;
	outcome = choose(may, question, wt_mix(r, 1));
	if (!outcome || (!may->chance && !happens(r, draw->parts[outcome->kind])))
		return nothing;
	return draw_value(outcome, question, wt_mix(r, 2));
}

#define EVEN_PARTS 128

static struct wt_value answer_evenly(struct wt_strategy *strategy, const struct wt_asking *asking)
{
	const struct wt_even_draw *even = (const struct wt_even_draw *)(void *)strategy;

	return wt_draw(&even->draw, asking->may, asking->question);
}

void wt_even_draw_init(struct wt_even_draw *even, uint64_t seed)
{
	even->strategy = (struct wt_strategy){.answer = answer_evenly, .draws = true};
	even->draw.seed = seed;
	even->draw.most = EVEN_PARTS;
	for (unsigned kind = 0; kind < WT_KIND_COUNT; kind++)
		even->draw.parts[kind] = EVEN_PARTS;
}
