/* SPDX-License-Identifier: MIT
 *
 * Questions, and what is answered. */
#include "decisions/decider.h"
#include "decisions/mix.h"
#include "decisions/outcome.h"
#include "decisions/strategy.h"
#include "time/heap.h"

/* At most this often is one place answered against the program: bounds every run. */
#define TURNS_MAX   3
#define ANSWERS_MAX (1u << 20)

static bool pattern_matches(const struct wt_pattern *where, const struct wt_question *question,
			    uint32_t turn, uint64_t ordinal)
{
	return where->ask == question->ask && wt_pattern_has_object(where, question->object) &&
	       wt_pattern_has_place(where, &question->place, turn, ordinal);
}

/* A named object is stronger than H:*, an exact place stronger than @*. */
static int strength(const struct wt_pattern *where)
{
	return (where->scope == WT_SCOPE_NAMED ? 2 : 0) + (where->match != WT_MATCH_ANY ? 1 : 0);
}

static struct wt_pin *strongest_pin(struct wt_decider *decider, const struct wt_question *question,
				    uint32_t turn, uint64_t ordinal)
{
	struct wt_pin *best = NULL;

	for (size_t i = 0; i < decider->pin_count; i++) {
		struct wt_pin *pin = &decider->pins[i];

		if (pin->call != question->call ||
		    !pattern_matches(&pin->where, question, turn, ordinal))
			continue;
		if (pin->where.match == WT_MATCH_ANY && turn > TURNS_MAX)
			continue;
		if (best && strength(&best->where) == strength(&pin->where) &&
		    pin->where.match != WT_MATCH_ANY) {
			decider->conflict_a = best->line;
			decider->conflict_b = pin->line;
		}
		if (!best || strength(&pin->where) > strength(&best->where))
			best = pin;
	}
	return best;
}

static bool is_harmful(const struct wt_question *question, struct wt_value value)
{
	const struct wt_outcome *outcome = wt_outcome_of(question, value);

	return outcome && wt_outcome_harms(outcome, question);
}

static struct wt_value pinned(struct wt_pin *pin, const struct wt_question *question)
{
	if (!wt_outcome_of(question, pin->value)) {
		pin->forbidden++;
		return (struct wt_value){WT_VERB_DEFAULT, 0};
	}
	pin->reached++;
	return pin->value;
}

static const struct wt_may *matching_may(const struct wt_decider *decider,
					 const struct wt_question *question, uint32_t turn,
					 uint64_t ordinal)
{
	const struct wt_may *every = NULL;

	for (size_t i = 0; i < decider->may_count; i++) {
		const struct wt_may *may = &decider->mays[i];

		if (may->every_ask)
			every = may;
		else if (pattern_matches(&may->where, question, turn, ordinal))
			return may;
	}
	return every;
}

/* A line says turns only where it says a place. */
static uint32_t last_turn(const struct wt_question *question)
{
	switch (question->place.form) {
	case WT_PLACE_STREAM:
	case WT_PLACE_WHO:
	case WT_PLACE_PURPOSE:
		return TURNS_MAX;
	default:
		return question->ask == WT_ASK_socket ? UINT32_MAX : 1;
	}
}

/* A list that was kept may be of other gates. */
static bool has_its_gate(const struct wt_decider *decider, struct wt_value value)
{
	return (value.verb != WT_VERB_LATE_UNTIL && value.verb != WT_VERB_DELAY_UNTIL) ||
	       value.number < decider->gates.count;
}

/* A drawn value is legal, changes something, and is harmful at most as often as
 * the campaign allows. */
static struct wt_value drawn(struct wt_decider *decider, const struct wt_asking *asking)
{
	const struct wt_value nothing = {WT_VERB_DEFAULT, 0};
	const struct wt_may *may = asking->may;
	struct wt_value value;

	if (!may || decider->settled || asking->turn > last_turn(asking->question))
		return nothing;
	if (decider->strategy)
		value = decider->strategy->answer(decider->strategy, asking);
	else
		value = wt_draw(&decider->draw, may, asking->question, asking->name);
	if (value.verb == WT_VERB_DEFAULT || !wt_value_changes(asking->question, value) ||
	    !wt_outcome_of(asking->question, value) || !has_its_gate(decider, value))
		return nothing;
	if (!is_harmful(asking->question, value))
		return value;
	if (!may->harmful && may->every_ask)
		return nothing;
	if (decider->strategy && !decider->strategy->draws)
		return value;
	if (decider->harmful_drawn >= WT_DRAW_HARMFUL_MAX)
		return nothing;
	decider->harmful_drawn++;
	return value;
}

static void keep_answer(struct wt_decider *decider, const struct wt_answer *answer)
{
	if (decider->answer_count == decider->answer_capacity) {
		size_t capacity = decider->answer_capacity ? decider->answer_capacity * 2 : 64;
		struct wt_answer *answers;

		if (capacity > ANSWERS_MAX)
			return;
		answers = wt_heap_resize(decider->answers, capacity * sizeof *answers);
		if (!answers)
			return;
		decider->answers = answers;
		decider->answer_capacity = capacity;
	}
	decider->answers[decider->answer_count++] = *answer;
}

struct told {
	struct wt_decided decided;
	const struct wt_answer *answer;
};

static int write_answer(const struct wt_decided *decided, char *buf, size_t size)
{
	return wt_answer_text(((const struct told *)(const void *)decided)->answer, buf, size);
}

static void tell(struct wt_decider *decider, const struct wt_answer *answer, bool harmful,
		 uint64_t now_ns)
{
	const struct wt_value value = answer->value;
	const struct told told = {
		.decided = {.name = answer->name,
			    .until = answer->until,
			    .excuses = harmful && answer->drawn &&
				       !(decider->strategy && decider->strategy->pins),
			    .spreads = wt_value_spreads(answer->ask, answer->object, value),
			    .write = write_answer},
		.answer = answer,
	};
	const struct wt_event event = {
		.time_ns = now_ns,
		.kind = WT_EV_DECISION,
		.what = (uint8_t)answer->ask,
		.host = answer->object->host,
		.actor = answer->object->actor,
		.object = answer->object,
		.result = value.verb == WT_VERB_FAILS ? -(int64_t)value.number
						      : (int64_t)value.number,
		.arg = value.verb,
		.decided = &told.decided,
	};

	decider->sink->event(decider->sink, &event);
}

static uint64_t place_hash(uint64_t state, const struct wt_place *place)
{
	state = wt_mix(state, place->form);
	if (place->form == WT_PLACE_STREAM)
		return wt_mix(wt_mix(state, place->burst), place->offset);
	return place->text ? wt_mix_text(state, place->text) : state;
}

/* The name of whom it goes before: said by a statement, or drawn. */
static const char *before_whom(const struct wt_decider *decider, const struct wt_pin *pin,
			       const struct wt_question *question, uint64_t hash)
{
	if (pin)
		return pin->before;
	for (size_t i = 0; i < question->other_count; i++) {
		if (question->others[i]->hash == hash)
			return question->others[i]->name;
	}
	for (size_t i = 0; i < decider->may_count; i++) {
		if (decider->mays[i].before && decider->mays[i].value.number == hash)
			return decider->mays[i].before;
	}
	return NULL;
}

/* How a question is called in this run. */
struct called {
	uint64_t name, ordinal;
	uint32_t turn;
};

static struct called call(struct wt_decider *decider, const struct wt_question *question)
{
	uint64_t here = wt_mix(question->object->hash, question->ask);
	uint64_t place = place_hash(here, &question->place);
	struct called called = {.ordinal = wt_turns_count(&decider->turns, here)};

	called.turn = wt_turns_count(&decider->turns, place);
	called.name = wt_mix(place, called.turn);
	return called;
}

/* The value is of a statement, or drawn; it is kept and, if it is no default, told. */
static void answered(struct wt_decider *decider, const struct wt_question *question,
		     const struct called *called, const struct wt_pin *pin, struct wt_value value,
		     uint64_t now_ns)
{
	struct wt_answer answer = {
		.object = question->object,
		.ask = question->ask,
		.place = question->place,
		.turn = called->turn,
		.value = value,
		.drawn = !pin,
		.ordinal = called->ordinal,
		.name = called->name,
	};
	bool harmful;

	if (value.verb == WT_VERB_LATE_UNTIL || value.verb == WT_VERB_DELAY_UNTIL)
		answer.until = decider->gates.at[value.number].text;
	if (value.verb == WT_VERB_BEFORE)
		answer.until = before_whom(decider, pin, question, value.number);
	keep_answer(decider, &answer);
	if (value.verb == WT_VERB_DEFAULT)
		return;
	decider->decided++;
	harmful = is_harmful(question, value);
	decider->harmed |= harmful;
	decider->benign_taken |= !harmful;
	tell(decider, &answer, harmful, now_ns);
}

struct wt_value wt_decide_open(struct wt_decider *decider, const struct wt_question *question,
			       uint64_t now_ns)
{
	struct called called = call(decider, question);
	struct wt_pin *pin = strongest_pin(decider, question, called.turn, called.ordinal);
	struct wt_value value;

	decider->asked++;
	if (pin) {
		value = pinned(pin, question);
	} else {
		const struct wt_asking asking = {
			question, matching_may(decider, question, called.turn, called.ordinal),
			called.name, called.turn};

		value = drawn(decider, &asking);
	}
	if (!wt_value_changes(question, value))
		value = (struct wt_value){WT_VERB_DEFAULT, 0};
	if (value.verb != WT_VERB_DEFAULT || decider->keep_asked)
		answered(decider, question, &called, pin, value, now_ns);
	return value;
}

/* Legal it is not, so no table is asked; and with it nothing is like a calm run. */
bool wt_decide_raw_call(struct wt_decider *decider, const struct wt_question *question,
			uint64_t now_ns, int64_t *ret)
{
	uint64_t here =
		wt_mix(wt_mix(question->object->hash, WT_ASK_RAW), (uint64_t)question->call);
	uint64_t place = place_hash(here, &question->place);
	struct wt_answer answer = {
		.object = question->object,
		.ask = WT_ASK_RAW,
		.call = question->call,
		.place = question->place,
		.ordinal = wt_turns_count(&decider->turns, here),
		.turn = wt_turns_count(&decider->turns, place),
	};
	struct wt_pin *pin = strongest_pin(decider, question, answer.turn, answer.ordinal);

	if (!pin)
		return false;
	pin->reached++;
	decider->decided++;
	decider->harmed = true;
	answer.value = pin->value;
	answer.name = wt_mix(wt_mix(place, answer.turn), answer.ordinal);
	tell(decider, &answer, true, now_ns);
	*ret = (int64_t)pin->value.number;
	return true;
}
