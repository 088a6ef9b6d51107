/* SPDX-License-Identifier: MIT
 *
 * Scripts made shorter.  What is dropped took time: where the steps behind it
 * need that time, one `waits until` takes its place, so that nothing else moves. */
#include <stdlib.h>
#include <string.h>

#include "scenario/quantity.h"
#include "scenario/store.h"
#include "search/reduce.h"

/* -- When each step was done --------------------------------------------- */

struct times {
	struct wt_sink sink;
	uint64_t *at_ns; /* by node of the plan; UINT64_MAX: it was not */
	size_t count;
};

static void note_step(struct wt_sink *sink, const struct wt_event *event)
{
	struct times *times = (struct times *)(void *)sink;

	if (event->kind != WT_EV_STEP || event->arg < 1 || (size_t)event->arg > times->count)
		return;
	if (times->at_ns[event->arg - 1] == UINT64_MAX)
		times->at_ns[event->arg - 1] = event->time_ns;
}

/* Of the plan's own run. */
static struct times find_times(struct wt_reduction *reduction)
{
	const struct wt_plan *plan = reduction->plan;
	struct times times = {.sink = {note_step}, .count = plan->count};
	struct wt_sink *sinks[] = {&times.sink, NULL};
	struct wt_scenario *scenario = wt_trial_scenario(&reduction->trial, plan);
	struct wt_case which = wt_plan_case(plan);
	struct wt_verdict verdict;

	times.at_ns = wt_need(NULL, (plan->count + 1) * sizeof *times.at_ns);
	for (size_t i = 0; i < plan->count; i++)
		times.at_ns[i] = UINT64_MAX;
	if (scenario)
		wt_run_case(scenario, reduction->trial.programs, &which, sinks, &verdict, NULL);
	wt_scenario_free(scenario);
	return times;
}

/* -- `waits until` in the place of something ------------------------------ */

static bool becomes_wait(struct wt_plan *plan, size_t index, uint64_t time_ns)
{
	struct wt_field field = {.kind = WT_FIELD_TIME, .said = true};
	struct wt_node *node = &plan->nodes[index];

	if (time_ns == UINT64_MAX || !wt_quantity_time(time_ns, &field.as.number))
		return false;
	node->id = WT_LINE_WAITS_UNTIL;
	node->fields = wt_store_dup(plan->store, &field, sizeof field);
	node->field_count = 1;
	return true;
}

/* -- Hosts and peers ------------------------------------------------------ */

static bool is_actor(const struct wt_node *node)
{
	return node->id == WT_LINE_HOST || node->id == WT_LINE_PEER;
}

static bool has_broken(const struct wt_plan *plan, size_t host)
{
	for (size_t i = 0; i < plan->count; i++) {
		if (plan->nodes[i].id == WT_LINE_BROKEN && plan->nodes[i].parent == (int)host)
			return true;
	}
	return false;
}

/* The plan without it and every line that speaks of it; who waits for it waits for
 * the time instead.  NULL: that can not be said. */
static struct wt_plan *without_actor(const struct wt_plan *plan, size_t index,
				     const struct times *times)
{
	const char *actor = plan->nodes[index].fields[0].as.name;
	struct wt_plan *copy = wt_plan_copy(plan);
	bool said = true;

	for (size_t i = 0; i < copy->count; i++) {
		if (copy->nodes[i].id == WT_LINE_WAITS_CHECK &&
		    wt_node_mentions(&copy->nodes[i], actor))
			said &= becomes_wait(copy, i, times->at_ns[i]);
	}
	for (size_t i = copy->count; i-- > 0;) {
		if (i == index || (copy->nodes[i].parent < 0 && !is_actor(&copy->nodes[i]) &&
				   wt_node_mentions(&copy->nodes[i], actor)))
			wt_plan_remove(copy, i);
	}
	if (said)
		return copy;
	wt_plan_free(copy);
	return NULL;
}

bool wt_reduce_actors(struct wt_reduction *reduction)
{
	bool any = false;

	for (size_t i = reduction->plan->count; i-- > 0;) {
		struct wt_plan *candidate;
		struct times times;

		if (i >= reduction->plan->count || !is_actor(&reduction->plan->nodes[i]) ||
		    has_broken(reduction->plan, i))
			continue;
		times = find_times(reduction);
		candidate = without_actor(reduction->plan, i, &times);
		free(times.at_ns);
		any |= candidate && wt_reduce_to(reduction, candidate, true);
	}
	return any;
}

/* -- Steps ----------------------------------------------------------------- */

struct block {
	size_t *steps, count; /* the nodes that stand in it, in order */
};

static struct block steps_of(const struct wt_plan *plan, size_t header)
{
	struct block block = {wt_need(NULL, (plan->count + 1) * sizeof *block.steps), 0};

	for (int i = -1; (i = wt_plan_next(plan, (int)header, i)) >= 0;)
		block.steps[block.count++] = (size_t)i;
	return block;
}

static struct wt_plan *without_steps(const struct wt_plan *plan, const struct block *block,
				     size_t begin, size_t end)
{
	struct wt_plan *copy = wt_plan_copy(plan);

	while (end-- > begin)
		wt_plan_remove(copy, block->steps[end]);
	return copy;
}

/* The same, with one wait until the step behind them was done. */
static struct wt_plan *with_wait(struct wt_reduction *reduction, const struct block *block,
				 size_t begin, size_t end)
{
	const struct wt_plan *plan = reduction->plan;
	struct times times;
	struct wt_plan *copy;
	bool said;

	if (end == block->count || end - begin < 2 ||
	    wt_node_is_block(&plan->nodes[block->steps[begin]]))
		return NULL;
	times = find_times(reduction);
	copy = without_steps(plan, block, begin + 1, end);
	said = becomes_wait(copy, block->steps[begin], times.at_ns[block->steps[end]]);
	free(times.at_ns);
	if (said)
		return copy;
	wt_plan_free(copy);
	return NULL;
}

static bool drop_steps(struct wt_reduction *reduction, const struct block *block, size_t begin,
		       size_t end)
{
	struct wt_plan *candidate;

	if (wt_reduce_to(reduction, without_steps(reduction->plan, block, begin, end), true))
		return true;
	candidate = with_wait(reduction, block, begin, end);
	return candidate && wt_reduce_to(reduction, candidate, false);
}

static bool drop_chunks(struct wt_reduction *reduction, size_t header, size_t length)
{
	struct block block = steps_of(reduction->plan, header);
	bool any = false;

	for (size_t end = block.count; end > 0;) {
		size_t begin = end > length ? end - length : 0;

		if (drop_steps(reduction, &block, begin, end)) {
			any = true;
			free(block.steps);
			block = steps_of(reduction->plan, header);
		}
		end = begin < block.count ? begin : block.count;
	}
	free(block.steps);
	return any;
}

static bool reduce_block(struct wt_reduction *reduction, size_t header)
{
	struct block block = steps_of(reduction->plan, header);
	size_t length = block.count;
	bool any = false;

	free(block.steps);
	for (; length > 0; length /= 2)
		any |= drop_chunks(reduction, header, length);
	return any;
}

/* What a `repeats` does once stands where it stood. */
static struct wt_plan *unrolled(const struct wt_plan *plan, size_t index)
{
	struct wt_plan *copy = wt_plan_copy(plan);
	int parent = plan->nodes[index].parent;

	for (size_t i = 0; i < copy->count; i++) {
		struct wt_node *node = &copy->nodes[i];
		int above = node->parent;

		while (above >= 0 && above != (int)index)
			above = copy->nodes[above].parent;
		if (above < 0)
			continue;
		node->indent = (uint16_t)(node->indent - 2);
		if (node->parent == (int)index)
			node->parent = parent;
	}
	wt_plan_remove(copy, index); /* it has no lines of its own any more */
	return copy;
}

/* -- Two sends, one after the other, as one -------------------------------- */

static const struct wt_text *sent_text(const struct wt_node *node)
{
	const struct wt_field *bytes = wt_node_field(node, WT_FIELD_BYTES, 0);

	if (node->id != WT_LINE_SENDS || wt_node_says(node, "urgent") ||
	    wt_node_field(node, WT_FIELD_OBJ, 0) || bytes->as.bytes->kind != WT_PAYLOAD_TEXT)
		return NULL;
	return &bytes->as.bytes->text;
}

static struct wt_plan *joined(const struct wt_plan *plan, size_t index, size_t next)
{
	const struct wt_text *a = sent_text(&plan->nodes[index]),
			     *b = sent_text(&plan->nodes[next]);
	struct wt_plan *copy;
	struct wt_text *text;
	char *data;

	if (!a || !b)
		return NULL;
	copy = wt_plan_copy(plan);
	data = wt_store_take(copy->store, a->len + b->len + 1);
	memcpy(data, a->data, a->len);
	memcpy(data + a->len, b->data, b->len);
	text = &wt_node_own_fields(copy, index)[0].as.bytes->text;
	*text = (struct wt_text){.data = data, .len = a->len + b->len};
	wt_plan_remove(copy, next);
	return copy;
}

static bool join_sends(struct wt_reduction *reduction, size_t header)
{
	bool any = false;

	for (int i = -1; (i = wt_plan_next(reduction->plan, (int)header, i)) >= 0;) {
		int next = wt_plan_next(reduction->plan, (int)header, i);
		struct wt_plan *candidate =
			next < 0 ? NULL : joined(reduction->plan, (size_t)i, (size_t)next);

		any |= candidate && wt_reduce_to(reduction, candidate, true);
	}
	return any;
}

bool wt_reduce_steps(struct wt_reduction *reduction)
{
	bool any = false;

	for (size_t i = reduction->plan->count; i-- > 0;) {
		enum wt_statement id;

		if (i >= reduction->plan->count)
			continue;
		id = reduction->plan->nodes[i].id;
		if (id == WT_LINE_REPEATS)
			any |= wt_reduce_to(reduction, unrolled(reduction->plan, i), true);
		if (i < reduction->plan->count &&
		    (id == WT_LINE_PEER || reduction->plan->nodes[i].id == WT_LINE_REPEATS)) {
			any |= reduce_block(reduction, i);
			any |= join_sends(reduction, i);
		}
	}
	return any;
}
