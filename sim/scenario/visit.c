/* SPDX-License-Identifier: MIT
 *
 * Every part of a field that can hold a name, and copies of fields. */
#include "scenario/field.h"
#include "scenario/store.h"

static void visit_quantity(const struct wt_visitor *v, struct wt_quantity *q,
			   enum wt_for_kind plain, uint32_t col)
{
	if (v->quantity)
		v->quantity(v->context, q, q->unit == WT_UNIT_NONE ? plain : WT_FOR_NUMBER, col);
}

static void visit_text(const struct wt_visitor *v, struct wt_text *text, uint32_t col)
{
	if (v->text)
		v->text(v->context, text, col);
}

static void visit_object(const struct wt_visitor *v, struct wt_said_object *object)
{
	if (v->object)
		v->object(v->context, object);
}

static void visit_payload(const struct wt_visitor *v, struct wt_payload *payload, uint32_t col)
{
	visit_quantity(v, &payload->amount,
		       payload->kind == WT_PAYLOAD_PATTERN ? WT_FOR_SIZE : WT_FOR_NUMBER, col);
	visit_quantity(v, &payload->pattern, WT_FOR_NUMBER, col);
	visit_text(v, &payload->text, col);
}

static void visit_place(const struct wt_visitor *v, struct wt_said_place *place)
{
	visit_quantity(v, &place->burst, WT_FOR_NUMBER, place->col);
	visit_quantity(v, &place->byte, WT_FOR_NUMBER, place->col);
	visit_quantity(v, &place->nth, WT_FOR_NUMBER, place->col);
	visit_quantity(v, &place->turn, WT_FOR_NUMBER, place->col);
	if (v->actor && place->kind == WT_AT_WHO)
		v->actor(v->context, WT_FIELD_ACTOR, place->who, place->col + 1);
}

static void visit_wire(const struct wt_visitor *v, struct wt_said_wire *wire)
{
	visit_object(v, wire->object);
	visit_place(v, wire->place);
}

static void visit_value(const struct wt_visitor *v, struct wt_said_value *value)
{
	bool is_time = value->verb == WT_SAYS_LATE || value->verb == WT_SAYS_DELAY;

	visit_quantity(v, &value->number, is_time ? WT_FOR_TIME : WT_FOR_NUMBER, value->col);
	if (value->wire)
		visit_wire(v, value->wire);
	if (value->object)
		visit_object(v, value->object);
}

static void visit_check(const struct wt_visitor *v, struct wt_said_check *check, uint32_t col)
{
	visit_object(v, &check->subject);
	visit_payload(v, &check->bytes, col);
	visit_text(v, &check->note, col);
	visit_text(v, &check->note_text, col);
	visit_quantity(v, &check->number, WT_FOR_NUMBER, col);
}

static void visit_args(const struct wt_visitor *v, struct wt_field *field)
{
	for (size_t i = 0; v->arg && i < field->as.args.count; i++)
		v->arg(v->context, &field->as.args.at[i]);
}

void wt_visit_field(const struct wt_visitor *v, struct wt_field *field)
{
	if (!field->said)
		return;
	switch (field->kind) {
	case WT_FIELD_HOST:
	case WT_FIELD_ACTOR:
		if (v->actor)
			v->actor(v->context, field->kind, field->as.name, field->col);
		break;
	case WT_FIELD_ARGS:
		visit_args(v, field);
		break;
	case WT_FIELD_NUMBER:
	case WT_FIELD_PERCENT:
	case WT_FIELD_PORT:
		visit_quantity(v, &field->as.number, WT_FOR_NUMBER, field->col);
		break;
	case WT_FIELD_TIME:
	case WT_FIELD_SHIFT:
		visit_quantity(v, &field->as.number, WT_FOR_TIME, field->col);
		break;
	case WT_FIELD_SIZE:
	case WT_FIELD_RATE:
		visit_quantity(v, &field->as.number, WT_FOR_SIZE, field->col);
		break;
	case WT_FIELD_PORTS:
		visit_quantity(v, &field->as.range.low, WT_FOR_NUMBER, field->col);
		visit_quantity(v, &field->as.range.high, WT_FOR_NUMBER, field->col);
		break;
	case WT_FIELD_TIMES:
		visit_quantity(v, &field->as.range.low, WT_FOR_TIME, field->col);
		visit_quantity(v, &field->as.range.high, WT_FOR_TIME, field->col);
		break;
	case WT_FIELD_TEXT:
		visit_text(v, &field->as.text, field->col);
		break;
	case WT_FIELD_BYTES:
		visit_payload(v, field->as.bytes, field->col);
		break;
	case WT_FIELD_OBJ:
	case WT_FIELD_ENDPOINT:
		visit_object(v, field->as.object);
		break;
	case WT_FIELD_PLACE:
		visit_place(v, field->as.place);
		break;
	case WT_FIELD_WIRE:
		visit_wire(v, field->as.wire);
		break;
	case WT_FIELD_VALUE:
		visit_value(v, field->as.value);
		break;
	case WT_FIELD_RESULT:
		visit_quantity(v, &field->as.result->number, WT_FOR_NUMBER, field->col);
		break;
	case WT_FIELD_CHECK:
		visit_check(v, field->as.check, field->col);
		break;
	default:
		break;
	}
}

static struct wt_said_wire *dup_wire(struct wt_plan_store *store, const struct wt_said_wire *wire)
{
	struct wt_said_wire *copy = wt_store_dup(store, wire, sizeof *wire);

	copy->object = wt_store_dup(store, wire->object, sizeof *wire->object);
	copy->place = wt_store_dup(store, wire->place, sizeof *wire->place);
	return copy;
}

static struct wt_said_value *dup_value(struct wt_plan_store *store,
				       const struct wt_said_value *value)
{
	struct wt_said_value *copy = wt_store_dup(store, value, sizeof *value);

	if (value->wire)
		copy->wire = dup_wire(store, value->wire);
	if (value->object)
		copy->object = wt_store_dup(store, value->object, sizeof *value->object);
	return copy;
}

struct wt_field wt_field_dup(struct wt_plan_store *store, const struct wt_field *field)
{
	struct wt_field copy = *field;

	if (!field->said)
		return copy;
	switch (field->kind) {
	case WT_FIELD_ARGS:
		copy.as.args.at = wt_store_dup(store, field->as.args.at,
					       field->as.args.count * sizeof *field->as.args.at);
		break;
	case WT_FIELD_BYTES:
		copy.as.bytes = wt_store_dup(store, field->as.bytes, sizeof *field->as.bytes);
		break;
	case WT_FIELD_OBJ:
	case WT_FIELD_ENDPOINT:
		copy.as.object = wt_store_dup(store, field->as.object, sizeof *field->as.object);
		break;
	case WT_FIELD_PLACE:
		copy.as.place = wt_store_dup(store, field->as.place, sizeof *field->as.place);
		break;
	case WT_FIELD_WIRE:
		copy.as.wire = dup_wire(store, field->as.wire);
		break;
	case WT_FIELD_VALUE:
		copy.as.value = dup_value(store, field->as.value);
		break;
	case WT_FIELD_RESULT:
		copy.as.result = wt_store_dup(store, field->as.result, sizeof *field->as.result);
		break;
	case WT_FIELD_CHECK:
		copy.as.check = wt_store_dup(store, field->as.check, sizeof *field->as.check);
		break;
	default:
		break;
	}
	return copy;
}
