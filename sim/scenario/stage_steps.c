/* SPDX-License-Identifier: MIT
 *
 * What peers do, from lines to steps. */
#include <stdlib.h>
#include <string.h>

#include "scenario/diagnostics.h"
#include "scenario/scenario.h"
#include "scenario/stage.h"

#define BACKLOG_DEFAULT 128

struct builder {
	struct wt_stage *stage;
	struct wt_step *steps;
	size_t count;
};

static const struct verb {
	enum wt_statement line;
	enum wt_step_verb verb;
} verbs[] = {
	{WT_LINE_LISTENS, WT_STEP_LISTENS},
	{WT_LINE_IGNORES, WT_STEP_IGNORES},
	{WT_LINE_CONNECTS, WT_STEP_CONNECTS},
	{WT_LINE_ACCEPTS, WT_STEP_ACCEPTS},
	{WT_LINE_ANSWERS, WT_STEP_ANSWERS},
	{WT_LINE_SENDS, WT_STEP_SENDS},
	{WT_LINE_WAITS_SIZE, WT_STEP_WAITS_SIZE},
	{WT_LINE_WAITS_TEXT, WT_STEP_WAITS_TEXT},
	{WT_LINE_WAITS_TIME, WT_STEP_WAITS_TIME},
	{WT_LINE_WAITS_UNTIL, WT_STEP_WAITS_UNTIL},
	{WT_LINE_WAITS_END, WT_STEP_WAITS_END},
	{WT_LINE_WAITS_CHECK, WT_STEP_WAITS_CHECK},
	{WT_LINE_STOPS_READING, WT_STEP_STOPS_READING},
	{WT_LINE_READS_ON, WT_STEP_READS_ON},
	{WT_LINE_READS, WT_STEP_READS},
	{WT_LINE_SHUTS, WT_STEP_SHUTS},
	{WT_LINE_CLOSES, WT_STEP_CLOSES},
	{WT_LINE_RESETS, WT_STEP_RESETS},
	{WT_LINE_REPEATS, WT_STEP_REPEATS},
};

static bool find_verb(enum wt_statement line, enum wt_step_verb *ret)
{
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
		if (verbs[i].line == line) {
			*ret = verbs[i].verb;
			return true;
		}
	}
	return false;
}

static uint64_t number_of(const struct wt_node *node, enum wt_field_kind kind, uint64_t otherwise)
{
	const struct wt_field *field = wt_node_field(node, kind, 0);

	return field ? field->as.number.value : otherwise;
}

static void bytes_of(struct builder *builder, const struct wt_node *node, struct wt_step *step)
{
	const struct wt_field *field = wt_node_field(node, WT_FIELD_BYTES, 0);
	void *expanded, *kept;
	size_t len;
	int rc;

	if (!field)
		return;
	rc = wt_payload_expand(field->as.bytes, &expanded, &len);
	if (rc < 0) {
		wt_diagnose_node(builder->stage->diagnostics, node, field->col,
				 "these bytes can not be had: %s", strerror(-rc));
		return;
	}
	kept = wt_stage_take(builder->stage, len + 1);
	memcpy(kept, expanded, len);
	free(expanded);
	step->bytes = kept;
	step->len = len;
}

static const struct wt_kernel *kernel_at(const struct wt_stage *stage, const char *name)
{
	const struct wt_actor *actor = wt_stage_actor(stage, name);

	return actor->host ? &actor->host->kernel : &actor->peer->kernel;
}

static void target_of(struct builder *builder, const struct wt_node *node, struct wt_step *step)
{
	const struct wt_field *field = wt_node_field(node, WT_FIELD_ENDPOINT, 0);

	if (!field)
		return;
	if (field->as.object->udp)
		wt_diagnose_node(builder->stage->diagnostics, node, field->col,
				 "a datagram socket takes no connection; say `sends ... to`");
	step->to = kernel_at(builder->stage, field->as.object->host);
	step->port = field->as.object->port;
}

/* sends ... to: a port of a host, or a socket it has. */
static void receiver_of(struct builder *builder, const struct wt_node *node, struct wt_step *step)
{
	const struct wt_field *field = wt_node_field(node, WT_FIELD_OBJ, 0);
	char *name;

	if (node->id != WT_LINE_SENDS || !field)
		return;
	if (!field->as.object->udp) {
		wt_diagnose_node(builder->stage->diagnostics, node, field->col,
				 "only a datagram socket can be sent to: H:PORT/udp, H>WHO/udp");
		return;
	}
	step->udp = true;
	step->to = kernel_at(builder->stage, field->as.object->host);
	step->port = field->as.object->port;
	name = wt_stage_take(builder->stage, WT_OBJECT_NAME_MAX);
	wt_said_object_text(field->as.object, name, WT_OBJECT_NAME_MAX);
	step->to_object = name;
}

static void refuse_what_can_not_be(struct builder *builder, const struct wt_node *node)
{
	if (wt_node_says(node, "urgent") && wt_node_field(node, WT_FIELD_OBJ, 0))
		wt_diagnose_node(builder->stage->diagnostics, node, 0,
				 "only a connection has urgent data");
	if (node->id == WT_LINE_ANSWERS && wt_node_field(node, WT_FIELD_TEXT, 0)->as.text.len == 0)
		wt_diagnose_node(builder->stage->diagnostics, node, 0,
				 "an empty text comes without end: there is nothing to answer");
}

static enum wt_step_verb which_end(const struct wt_node *node)
{
	if (wt_node_says(node, "fin"))
		return WT_STEP_WAITS_FIN;
	return wt_node_says(node, "reset") ? WT_STEP_WAITS_RESET : WT_STEP_WAITS_END;
}

static void build_block(struct builder *builder, int parent);

static void build_step(struct builder *builder, int index)
{
	const struct wt_node *node = &builder->stage->plan->nodes[index];
	const struct wt_field *text = wt_node_field(node, WT_FIELD_TEXT, 0);
	struct wt_step *step = &builder->steps[builder->count];
	enum wt_step_verb verb;

	if (!find_verb(node->id, &verb))
		return;
	builder->count++;
	refuse_what_can_not_be(builder, node);
	step->verb = node->id == WT_LINE_WAITS_END ? which_end(node) : verb;
	step->line = node->line;
	step->text = wt_stage_text(builder->stage, node);
	step->text_len = strlen(step->text);
	step->port = step->from_port = (uint16_t)number_of(node, WT_FIELD_PORT, 0);
	step->backlog = (int)number_of(node, WT_FIELD_NUMBER, BACKLOG_DEFAULT);
	step->number = number_of(node, WT_FIELD_TIME, number_of(node, WT_FIELD_SIZE, 0));
	if (text) {
		step->wanted = text->as.text.data;
		step->wanted_len = text->as.text.len;
	}
	bytes_of(builder, node, step);
	step->udp = wt_node_says(node, "/udp") || wt_node_says(node, "udp");
	step->urgent = wt_node_says(node, "urgent");
	target_of(builder, node, step);
	receiver_of(builder, node, step);
	if (node->id == WT_LINE_WAITS_CHECK)
		step->check = wt_node_field(node, WT_FIELD_CHECK, 0)->as.check;
	if (node->id == WT_LINE_REPEATS) {
		size_t first = builder->count;

		step->number = number_of(node, WT_FIELD_NUMBER, 0);
		build_block(builder, index);
		step->block = builder->count - first;
	}
}

static void build_block(struct builder *builder, int parent)
{
	for (int i = -1; (i = wt_plan_next(builder->stage->plan, parent, i)) >= 0;)
		build_step(builder, i);
}

static size_t count_steps(const struct wt_plan *plan, int parent)
{
	size_t count = 0;

	for (int i = -1; (i = wt_plan_next(plan, parent, i)) >= 0; count++) {
		if (plan->nodes[i].id == WT_LINE_REPEATS)
			count += count_steps(plan, i);
	}
	return count;
}

void wt_stage_steps(struct wt_stage *stage, struct wt_actor *actor)
{
	struct builder builder = {.stage = stage};

	builder.steps =
		wt_stage_take(stage, count_steps(stage->plan, actor->node) * sizeof *builder.steps);
	build_block(&builder, actor->node);
	actor->peer->steps = builder.steps;
	actor->peer->step_count = builder.count;
}

struct wt_step *wt_stage_sends(const struct wt_stage *stage, const char *name, size_t n)
{
	const struct wt_actor *actor = wt_stage_actor(stage, name);
	const struct wt_peer *peer = actor ? actor->peer : NULL;

	for (size_t i = 0; peer && i < peer->step_count; i++) {
		/* In the arena of the stage; the peer alone must not change it. */
		if (peer->steps[i].verb == WT_STEP_SENDS && n-- == 1)
			return (struct wt_step *)(uintptr_t)&peer->steps[i];
	}
	return NULL;
}
