/* SPDX-License-Identifier: MIT
 *
 * Decision lines and `may`, from text to patterns and values. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decisions/mix.h"
#include "scenario/diagnostics.h"
#include "scenario/scenario.h"
#include "scenario/stage.h"

static const struct spoken {
	enum wt_said_verb said;
	enum wt_verb verb;
} spoken[] = {
	{WT_SAYS_TAKE_ANY, WT_VERB_TAKE},
	{WT_SAYS_TAKE, WT_VERB_TAKE},
	{WT_SAYS_FAILS, WT_VERB_FAILS},
	{WT_SAYS_LATE_NEXT, WT_VERB_LATE_NEXT},
	{WT_SAYS_LATE_UNTIL, WT_VERB_LATE_UNTIL},
	{WT_SAYS_LATE, WT_VERB_LATE_TIME},
	{WT_SAYS_RESET, WT_VERB_RESET_FIRST},
	{WT_SAYS_SPURIOUS, WT_VERB_SPURIOUS},
	{WT_SAYS_WITHHELD, WT_VERB_WITHHELD},
	{WT_SAYS_INTERRUPTED, WT_VERB_INTERRUPTED},
	{WT_SAYS_BEFORE, WT_VERB_BEFORE},
	{WT_SAYS_CUT, WT_VERB_CUT},
	{WT_SAYS_DELAY_UNTIL, WT_VERB_DELAY_UNTIL},
	{WT_SAYS_DELAY, WT_VERB_DELAY},
	{WT_SAYS_LOST, WT_VERB_LOST},
	{WT_SAYS_TWICE, WT_VERB_TWICE},
};

static void object_of(const struct wt_said_object *said, struct wt_pattern *ret)
{
	ret->scope = WT_SCOPE_NAMED;
	switch (said->kind) {
	case WT_SAID_ALL_ACCEPTED:
		ret->scope = WT_SCOPE_ACCEPTED;
		break;
	case WT_SAID_ALL_OPENED:
		ret->scope = WT_SCOPE_OPENED;
		break;
	default:
		wt_said_object_text(said, ret->object, sizeof ret->object);
		return;
	}
	snprintf(ret->object, sizeof ret->object, "%s", said->host);
}

/* A turn left out is the first; what was said to be all is all. */
static uint32_t turn_of(const struct wt_said_place *place)
{
	return place->turn.value ? (uint32_t)place->turn.value : 1;
}

static void who_of(const struct wt_said_place *place, struct wt_pattern *ret)
{
	if (place->nth.value > 1)
		snprintf(ret->text, sizeof ret->text, "%s.%u", place->who,
			 (unsigned)place->nth.value);
	else
		snprintf(ret->text, sizeof ret->text, "%s", place->who);
}

static void place_of(const struct wt_said_place *place, struct wt_pattern *ret)
{
	ret->match = WT_MATCH_ANY;
	if (!place)
		return;
	ret->turn = turn_of(place);
	switch (place->kind) {
	case WT_AT_NONE:
	case WT_AT_ALL:
		ret->turn = 0;
		break;
	case WT_AT_BURST:
		ret->match = WT_MATCH_BURST;
		ret->burst = (uint32_t)place->burst.value;
		ret->offset = place->byte.value;
		break;
	case WT_AT_BYTE:
		ret->match = WT_MATCH_ABSOLUTE;
		ret->offset = place->byte.value;
		break;
	case WT_AT_WHO:
		ret->match = WT_MATCH_TEXT;
		who_of(place, ret);
		break;
	case WT_AT_PURPOSE:
		ret->match = WT_MATCH_TEXT;
		snprintf(ret->text, sizeof ret->text, "%s", place->who);
		break;
	case WT_AT_ORDINAL:
		ret->match = WT_MATCH_ORDINAL;
		ret->offset = place->byte.value;
		break;
	case WT_AT_SYN:
		ret->match = WT_MATCH_FORM;
		ret->form = WT_PLACE_SYN;
		break;
	case WT_AT_FIN:
		ret->match = WT_MATCH_FORM;
		ret->form = WT_PLACE_FIN;
		break;
	case WT_AT_RST:
		ret->match = WT_MATCH_FORM;
		ret->form = WT_PLACE_RST;
		break;
	}
}

/* What `until` waits for. */
static uint64_t gate_of(struct wt_stage *stage, const struct wt_node *node,
			const struct wt_field *value)
{
	const struct wt_said_wire *wire = value->as.value->wire;
	struct wt_gate gate = {0};
	char *text = wt_field_print(value);
	int number;

	gate.where.ask = wire->direction;
	object_of(wire->object, &gate.where);
	place_of(wire->place, &gate.where);
	snprintf(gate.text, sizeof gate.text, "%s", strstr(text, "until ") + strlen("until "));
	free(text);
	number = wt_gates_add(wt_decider_gates(stage->decider), &gate);
	if (number < 0)
		wt_diagnose_node(stage->diagnostics, node, 0, "more than %d `until`", WT_GATES_MAX);
	return number < 0 ? 0 : (uint64_t)number;
}

/* Whom `before` names; NULL: the value is another. */
static const char *before_whom(struct wt_stage *stage, const struct wt_field *value)
{
	char *text;

	if (!value || value->as.value->verb != WT_SAYS_BEFORE)
		return NULL;
	text = wt_stage_take(stage, WT_OBJECT_NAME_MAX);
	wt_said_object_text(value->as.value->object, text, WT_OBJECT_NAME_MAX);
	return text;
}

static struct wt_value value_of(struct wt_stage *stage, const struct wt_node *node,
				const struct wt_field *value)
{
	const struct wt_said_value *said = value->as.value;

	for (size_t i = 0; i < sizeof spoken / sizeof spoken[0]; i++) {
		if (spoken[i].said != said->verb)
			continue;
		if (spoken[i].verb == WT_VERB_BEFORE)
			return (struct wt_value){WT_VERB_BEFORE,
						 wt_mix_text(0, before_whom(stage, value))};
		if (said->wire)
			return (struct wt_value){spoken[i].verb, gate_of(stage, node, value)};
		if (spoken[i].verb == WT_VERB_FAILS)
			return (struct wt_value){WT_VERB_FAILS, (uint64_t)said->error};
		return (struct wt_value){spoken[i].verb, said->number.value};
	}
	return (struct wt_value){WT_VERB_DEFAULT, 0};
}

static const struct wt_said_place *said_place(const struct wt_node *node)
{
	const struct wt_field *field = wt_node_field(node, WT_FIELD_PLACE, 0);

	return field ? field->as.place : NULL;
}

static bool has_one_place(enum wt_ask ask)
{
	return ask == WT_ASK_connect || ask == WT_ASK_close;
}

/* connect and close happen once per object, so their lines have no place: the
 * first asking is meant.  One made late asks again. */
static void pattern_of(const struct wt_node *node, enum wt_ask ask, struct wt_pattern *ret)
{
	const struct wt_field *wire = wt_node_field(node, WT_FIELD_WIRE, 0);
	const struct wt_field *object = wt_node_field(node, WT_FIELD_OBJ, 0);
	const struct wt_field *host = wt_node_field(node, WT_FIELD_HOST, 0);

	*ret = (struct wt_pattern){.ask = ask};
	if (wire) {
		object_of(wire->as.wire->object, ret);
		place_of(wire->as.wire->place, ret);
		return;
	}
	if (object)
		object_of(object->as.object, ret);
	else if (host)
		snprintf(ret->object, sizeof ret->object, "%s", host->as.name);
	place_of(said_place(node), ret);
	if (has_one_place(ask))
		ret->turn = 1;
}

/* A raw line without a place means the first such call. */
static void stage_raw(struct wt_stage *stage, const struct wt_node *node)
{
	const struct wt_said_result *result = wt_node_field(node, WT_FIELD_RESULT, 0)->as.result;
	int64_t number = result->error ? -result->error : (int64_t)result->number.value;
	struct wt_pin pin = {.line = node->line};

	if (result->number.negative)
		number = -number;
	pin.optional = wt_node_field(node, WT_FIELD_REASON, 0) != NULL;
	pattern_of(node, WT_ASK_RAW, &pin.where);
	if (!said_place(node)) {
		pin.where.match = WT_MATCH_ORDINAL;
		pin.where.offset = 1;
	}
	pin.call = wt_node_field(node, WT_FIELD_CALL, 0)->as.word;
	pin.value = (struct wt_value){WT_VERB_RETURNS, (uint64_t)number};
	if (wt_decider_pin(stage->decider, &pin) < 0)
		wt_diagnose_node(stage->diagnostics, node, 0, "more than 4096 decision lines");
	wt_tank_force(stage->tank);
}

static void stage_pin(struct wt_stage *stage, const struct wt_node *node)
{
	const struct wt_field *value = wt_node_field(node, WT_FIELD_VALUE, 0);
	struct wt_pin pin = {.line = node->line};

	pin.optional = wt_node_field(node, WT_FIELD_REASON, 0) != NULL;
	pattern_of(node, wt_node_ask(node), &pin.where);
	pin.value = value_of(stage, node, value);
	pin.before = before_whom(stage, value);
	if (wt_decider_pin(stage->decider, &pin) < 0)
		wt_diagnose_node(stage->diagnostics, node, 0, "more than 4096 decision lines");
}

#define ALL_KINDS ((1u << WT_KIND_COUNT) - 1)

static void add_may(struct wt_stage *stage, const struct wt_node *node, const struct wt_may *may)
{
	if (wt_decider_may(stage->decider, may) < 0)
		wt_diagnose_node(stage->diagnostics, node, 0, "more than 4096 `may` lines");
}

static void stage_may_any(struct wt_stage *stage, const struct wt_node *node)
{
	const struct wt_field *except = wt_node_field(node, WT_FIELD_KINDS, 0);
	struct wt_may may = {
		.every_ask = true,
		.kinds = ALL_KINDS & ~(except ? except->as.kinds : 0),
		.harmful = wt_node_says(node, "harmful"),
		.line = node->line,
	};

	add_may(stage, node, &may);
}

static void stage_may(struct wt_stage *stage, const struct wt_node *node)
{
	const struct wt_field *ask = wt_node_field(node, WT_FIELD_ASK, 0);
	const struct wt_field *value = wt_node_field(node, WT_FIELD_VALUE, 0);
	const struct wt_field *chance = wt_node_field(node, WT_FIELD_PERCENT, 0);
	struct wt_may may = {.kinds = ALL_KINDS, .harmful = true, .line = node->line};

	pattern_of(node, (enum wt_ask)ask->as.word, &may.where);
	may.value = value_of(stage, node, value);
	may.before = before_whom(stage, value);
	if (chance)
		may.chance = (unsigned)chance->as.number.value;
	add_may(stage, node, &may);
}

void wt_stage_decisions(struct wt_stage *stage)
{
	for (int i = -1; (i = wt_plan_next(stage->plan, -1, i)) >= 0;) {
		const struct wt_node *node = &stage->plan->nodes[i];

		if (node->id == WT_LINE_MAY_ANY)
			stage_may_any(stage, node);
		else if (node->id == WT_LINE_MAY)
			stage_may(stage, node);
		else if (node->id == WT_LINE_RAW)
			stage_raw(stage, node);
		else if (wt_node_ask(node) != WT_ASK_COUNT)
			stage_pin(stage, node);
	}
}
