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

static bool pattern_matches(const struct wt_pattern *where, const struct wt_spot *spot,
			    uint64_t ordinal)
{
	return where->ask == spot->ask && wt_pattern_has_object(where, spot->object) &&
	       wt_pattern_has_place(where, &spot->place, spot->turn, ordinal);
}

/* A named object is stronger than H:*, an exact place stronger than @*. */
static int strength(const struct wt_pattern *where)
{
	return (where->scope == WT_SCOPE_NAMED ? 2 : 0) + (where->match != WT_MATCH_ANY ? 1 : 0);
}

static bool has_bit(unsigned asks, enum wt_ask ask)
{
	return asks & 1u << ask;
}

static struct wt_pin *strongest_pin(struct wt_decider *decider, const struct wt_spot *spot,
				    int call, uint64_t ordinal)
{
	struct wt_pin *best = NULL;

	if (!has_bit(decider->lines.pinned, spot->ask))
		return NULL;
	for (size_t i = 0; i < decider->pin_count; i++) {
		struct wt_pin *pin = &decider->pins[i];

		if (pin->call != call || !pattern_matches(&pin->where, spot, ordinal))
			continue;
		if (pin->where.match == WT_MATCH_ANY && spot->turn > TURNS_MAX)
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

static void reach(struct wt_pin *pin, bool legal)
{
	pin->reached += legal;
	pin->forbidden += !legal;
}

static const struct wt_may *matching_may(const struct wt_decider *decider,
					 const struct wt_spot *spot, uint64_t ordinal)
{
	size_t count = has_bit(decider->lines.said, spot->ask) ? decider->may_count : 0;

	for (size_t i = 0; i < count; i++) {
		const struct wt_may *may = &decider->mays[i];

		if (!may->every_ask && pattern_matches(&may->where, spot, ordinal))
			return may;
	}
	return decider->lines.every ? &decider->mays[decider->lines.every - 1] : NULL;
}

/* A line says turns only where it says a place. */
static uint32_t last_turn(const struct wt_spot *spot)
{
	switch (spot->place.form) {
	case WT_PLACE_STREAM:
	case WT_PLACE_WHO:
	case WT_PLACE_PURPOSE:
		return TURNS_MAX;
	default:
		return spot->ask == WT_ASK_socket ? UINT32_MAX : 1;
	}
}

/* A list that was kept may be of other gates. */
static bool has_its_gate(const struct wt_decider *decider, struct wt_value value)
{
	return (value.verb != WT_VERB_LATE_UNTIL && value.verb != WT_VERB_DELAY_UNTIL) ||
	       value.number < decider->gates.count;
}

static struct wt_value drawn(struct wt_decider *decider, const struct wt_asking *asking)
{
	if (!asking->may || decider->settled || asking->spot->turn > last_turn(asking->spot))
		return (struct wt_value){WT_VERB_DEFAULT, 0};
	if (decider->strategy)
		return decider->strategy->answer(decider->strategy, asking);
	return wt_draw(&decider->draw, asking->may, asking->question);
}

/* A drawn value is harmful at most as often as the campaign allows. */
static bool is_allowed(struct wt_decider *decider, const struct wt_asking *asking,
		       struct wt_value value, bool harmful)
{
	if (!has_its_gate(decider, value))
		return false;
	if (!harmful)
		return true;
	if (!asking->may->harmful && asking->may->every_ask)
		return false;
	if (decider->strategy && !decider->strategy->draws)
		return true;
	if (decider->harmful_drawn >= WT_DRAW_HARMFUL_MAX)
		return false;
	decider->harmful_drawn++;
	return true;
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

/* How often this call was asked at the object; 0 where no line counts. */
static uint64_t count_ordinal(struct wt_decider *decider, const struct wt_spot *spot)
{
	if (!has_bit(decider->lines.counted, spot->ask))
		return 0;
	return wt_turns_count(&decider->turns, wt_mix(spot->object->hash, spot->ask));
}

/* The value is of a statement, or drawn; it is kept and, if it is no default, told. */
static void answered(struct wt_decider *decider, const struct wt_question *question,
		     const struct wt_pin *pin, struct wt_value value, bool harmful, uint64_t now_ns)
{
	const struct wt_spot *spot = question->spot;
	struct wt_answer answer = {
		.object = spot->object,
		.ask = spot->ask,
		.place = spot->place,
		.turn = spot->turn,
		.value = value,
		.drawn = !pin,
		.ordinal = spot->turn, /* `socket` has no place but the host */
		.name = spot->name,
	};

	if (value.verb == WT_VERB_LATE_UNTIL || value.verb == WT_VERB_DELAY_UNTIL)
		answer.until = decider->gates.at[value.number].text;
	if (value.verb == WT_VERB_BEFORE)
		answer.until = before_whom(decider, pin, question, value.number);
	keep_answer(decider, &answer);
	if (value.verb == WT_VERB_DEFAULT)
		return;
	decider->decided++;
	decider->harmed |= harmful;
	decider->benign_taken |= !harmful;
	tell(decider, &answer, harmful, now_ns);
}

_Static_assert((int)WT_OBJECT_ASKS == (int)WT_ASK_COUNT, "one for each ask");

/* Object, ask and place.  Most are of a stream, and begin as the last one did. */
static inline uint64_t spot_hash(const struct wt_spot *spot)
{
	struct wt_object *object = spot->object;
	uint64_t begin = object->asked[spot->ask];

	if (spot->place.form != WT_PLACE_STREAM)
		return place_hash(wt_mix(object->hash, spot->ask), &spot->place);
	if (begin == 0) {
		begin = wt_mix(wt_mix(object->hash, spot->ask), WT_PLACE_STREAM);
		object->asked[spot->ask] = begin;
	}
	return wt_mix(wt_mix(begin, spot->place.burst), spot->place.offset);
}

bool wt_ask_open_at(struct wt_decider *decider, struct wt_spot *spot)
{
	uint64_t place;

	decider->asked++;
	if (decider->parts[spot->ask] == 0) /* to the end of the run: nobody needs its name */
		return false;
	place = spot_hash(spot);
	spot->turn = wt_turns_count(&decider->turns, place);
	spot->name = wt_mix(place, spot->turn);
	return wt_draw_part(wt_mix(decider->draw.seed, spot->name)) < decider->parts[spot->ask];
}

struct wt_value wt_decide(struct wt_decider *decider, const struct wt_question *question,
			  uint64_t now_ns)
{
	const struct wt_spot *spot = question->spot;
	uint64_t ordinal = count_ordinal(decider, spot);
	struct wt_pin *pin = strongest_pin(decider, spot, 0, ordinal);
	const struct wt_asking asking = {
		.spot = spot,
		.question = question,
		.may = pin ? NULL : matching_may(decider, spot, ordinal),
	};
	struct wt_value value = pin ? pin->value : drawn(decider, &asking);
	const struct wt_outcome *outcome = wt_outcome_of(question, value);
	bool harmful = outcome && wt_outcome_harms(outcome, question);

	if (pin)
		reach(pin, outcome);
	if (!outcome || !wt_value_changes(question, value) ||
	    (!pin && !is_allowed(decider, &asking, value, harmful)))
		value = (struct wt_value){WT_VERB_DEFAULT, 0};
	if (value.verb != WT_VERB_DEFAULT || decider->keep_asked)
		answered(decider, question, pin, value, harmful, now_ns);
	return value;
}

/* Legal it is not, so no table is asked; and with it nothing is like a calm run. */
bool wt_decide_raw_call(struct wt_decider *decider, struct wt_spot *spot, int call, uint64_t now_ns,
			int64_t *ret)
{
	uint64_t here = wt_mix(wt_mix(spot->object->hash, WT_ASK_RAW), (uint64_t)call);
	uint64_t place = place_hash(here, &spot->place);
	uint64_t ordinal = wt_turns_count(&decider->turns, here);
	struct wt_answer answer = {
		.object = spot->object,
		.ask = WT_ASK_RAW,
		.call = call,
		.place = spot->place,
		.ordinal = ordinal,
	};
	struct wt_pin *pin;

	spot->turn = wt_turns_count(&decider->turns, place);
	pin = strongest_pin(decider, spot, call, ordinal);
	if (!pin)
		return false;
	pin->reached++;
	decider->decided++;
	decider->harmed = true;
	answer.turn = spot->turn;
	answer.value = pin->value;
	answer.name = wt_mix(wt_mix(place, spot->turn), ordinal);
	tell(decider, &answer, true, now_ns);
	*ret = (int64_t)pin->value.number;
	return true;
}
