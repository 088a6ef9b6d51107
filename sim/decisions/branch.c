/* SPDX-License-Identifier: MIT */
#include "decisions/branch.h"

#include "decisions/outcome.h"

static bool has_object(const struct wt_reach *reach, const struct wt_object *object)
{
	if (!reach->objects)
		return true;
	for (size_t i = 0; i < reach->object_count; i++) {
		if (reach->objects[i] == object->hash)
			return true;
	}
	return false;
}

static bool has_bit(unsigned bits, unsigned number)
{
	return bits == 0 || bits & 1u << number;
}

/* Values nobody could tell from the default are left out. */
static bool is_vain(const struct wt_outcome *outcome, const struct wt_question *question)
{
	return outcome->verb == WT_VERB_LATE_NEXT && !(question->given & WT_GIVEN_COMING);
}

static bool is_open(const struct wt_branch *branch, const struct wt_outcome *outcome,
		    const struct wt_asking *asking)
{
	const struct wt_may *may = asking->may;

	if (!wt_outcome_is_legal(outcome, asking->question) || is_vain(outcome, asking->question))
		return false;
	if (!has_bit(branch->reach.kinds, outcome->kind) ||
	    !has_bit(branch->reach.verbs, outcome->verb))
		return false;
	if (!may->every_ask)
		return may->value.verb == outcome->verb &&
		       (outcome->verb != WT_VERB_FAILS ||
			may->value.number == (uint64_t)outcome->error);
	if (outcome->weight == 0 || (!may->harmful && wt_outcome_harms(outcome, asking->question)))
		return false;
	return may->kinds & 1u << outcome->kind;
}

static void add(struct wt_branch *branch, const struct wt_asking *asking, enum wt_verb verb,
		uint64_t number)
{
	wt_list_add(&branch->further, (struct wt_choice){asking->spot->name, {verb, number}});
}

static void add_bytes(struct wt_branch *branch, const struct wt_asking *asking, enum wt_verb verb)
{
	uint64_t max = branch->reach.bytes_max ? branch->reach.bytes_max : WT_BYTES_MAX;
	uint64_t all = asking->question->at_hand, last = 0;

	for (uint64_t n = 1; n < all; n = n < max ? n + 1 : n * 2)
		add(branch, asking, verb, last = n);
	if (all > 1 && last != all - 1)
		add(branch, asking, verb, all - 1);
}

static void add_orders(struct wt_branch *branch, const struct wt_asking *asking)
{
	const struct wt_question *question = asking->question;

	for (size_t i = 0; i < question->other_count; i++)
		add(branch, asking, WT_VERB_BEFORE, question->others[i]->hash);
}

static void add_outcome(struct wt_branch *branch, const struct wt_asking *asking,
			const struct wt_outcome *outcome)
{
	const struct wt_may *may = asking->may;

	if (!may->every_ask && (may->value.verb != WT_VERB_TAKE || may->value.number != 0)) {
		add(branch, asking, may->value.verb, may->value.number);
		return;
	}
	switch (outcome->verb) {
	case WT_VERB_TAKE:
	case WT_VERB_CUT:
		add_bytes(branch, asking, outcome->verb);
		break;
	case WT_VERB_BEFORE:
		add_orders(branch, asking);
		break;
	case WT_VERB_DELAY:
		add(branch, asking, WT_VERB_DELAY, UINT64_C(1000000));
		add(branch, asking, WT_VERB_DELAY, UINT64_C(50000000));
		break;
	default:
		add(branch, asking, outcome->verb, (uint64_t)outcome->error);
		break;
	}
}

static void look_further(struct wt_branch *branch, const struct wt_asking *asking)
{
	const struct wt_outcome *rows;
	size_t count;

	if (!has_bit(branch->reach.asks, asking->spot->ask) ||
	    !has_object(&branch->reach, asking->spot->object))
		return;
	count = wt_outcomes(asking->spot->ask, &rows);
	for (size_t i = 0; i < count; i++) {
		if (is_open(branch, &rows[i], asking))
			add_outcome(branch, asking, &rows[i]);
	}
}

static struct wt_value answer(struct wt_strategy *strategy, const struct wt_asking *asking)
{
	struct wt_branch *branch = (struct wt_branch *)(void *)strategy;
	const struct wt_list *list = branch->list;

	if (branch->met < list->count) {
		if (list->at[branch->met].name == asking->spot->name)
			return list->at[branch->met++].value;
	} else if (!branch->closed) {
		look_further(branch, asking);
	}
	return (struct wt_value){WT_VERB_DEFAULT, 0};
}

void wt_branch_init(struct wt_branch *branch, const struct wt_reach *reach, bool pins)
{
	*branch = (struct wt_branch){.strategy = {.answer = answer, .pins = pins}, .reach = *reach};
}

void wt_branch_begin(struct wt_branch *branch, const struct wt_list *list)
{
	branch->list = list;
	branch->met = 0;
	branch->closed = false;
	wt_list_clear(&branch->further);
}

void wt_branch_fini(struct wt_branch *branch)
{
	wt_list_fini(&branch->further);
}
