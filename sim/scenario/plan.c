/* SPDX-License-Identifier: MIT
 *
 * The array of nodes: making, copying, cutting, walking. */
#include "scenario/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/store.h"

void *wt_need(void *ptr, size_t size)
{
	void *got = realloc(ptr, size);

	if (got)
		return got;
	fputs("wavetank: out of memory\n", stderr);
	abort();
}

void *wt_store_take(struct wt_plan_store *store, size_t size)
{
	void *got = wt_arena_take(&store->arena, size ? size : 1);

	if (got)
		return got;
	fputs("wavetank: out of memory\n", stderr);
	abort();
}

void *wt_store_dup(struct wt_plan_store *store, const void *data, size_t size)
{
	void *copy = wt_store_take(store, size);

	if (size)
		memcpy(copy, data, size);
	return copy;
}

char *wt_store_string(struct wt_plan_store *store, const char *data, size_t len)
{
	char *copy = wt_store_take(store, len + 1);

	if (len)
		memcpy(copy, data, len);
	return copy;
}

static struct wt_plan_store *new_store(void)
{
	struct wt_plan_store *store = wt_need(NULL, sizeof *store);

	wt_arena_init(&store->arena);
	store->users = 0;
	return store;
}

struct wt_plan *wt_plan_new_on(struct wt_plan_store *store)
{
	struct wt_plan *plan = wt_need(NULL, sizeof *plan);

	*plan = (struct wt_plan){.store = store ? store : new_store(), .open_block = -1};
	plan->store->users++;
	return plan;
}

struct wt_plan *wt_plan_new(void)
{
	return wt_plan_new_on(NULL);
}

void wt_plan_free(struct wt_plan *plan)
{
	if (!plan)
		return;
	if (--plan->store->users == 0) {
		wt_arena_fini(&plan->store->arena);
		free(plan->store);
	}
	free(plan->nodes);
	free(plan);
}

int wt_plan_append(struct wt_plan *plan, const struct wt_node *node)
{
	if (plan->count == WT_LIMIT_STATEMENTS)
		return -1;
	if (plan->count == plan->capacity) {
		plan->capacity = plan->capacity ? plan->capacity * 2 : 32;
		plan->nodes = wt_need(plan->nodes, plan->capacity * sizeof *plan->nodes);
	}
	plan->nodes[plan->count] = *node;
	return (int)plan->count++;
}

struct wt_plan *wt_plan_copy(const struct wt_plan *plan)
{
	struct wt_plan *copy = wt_plan_new_on(plan->store);

	for (size_t i = 0; i < plan->count; i++)
		wt_plan_append(copy, &plan->nodes[i]);
	copy->open_block = plan->open_block;
	return copy;
}

/* The block is the node, or the node stands in it at some depth. */
static bool is_within(const struct wt_plan *plan, int node, int block)
{
	while (node >= 0 && node != block)
		node = plan->nodes[node].parent;
	return node >= 0;
}

void wt_plan_remove(struct wt_plan *plan, size_t index)
{
	int *moved = wt_need(NULL, plan->count * sizeof *moved);
	size_t kept = 0;

	for (size_t i = 0; i < plan->count; i++)
		moved[i] = is_within(plan, (int)i, (int)index) ? -1 : (int)kept++;
	for (size_t i = 0; i < plan->count; i++) {
		struct wt_node node = plan->nodes[i];

		if (moved[i] < 0)
			continue;
		if (node.parent >= 0)
			node.parent = moved[node.parent];
		plan->nodes[moved[i]] = node;
	}
	plan->open_block = plan->open_block >= 0 ? moved[plan->open_block] : -1;
	plan->count = kept;
	free(moved);
}

void wt_plan_move_last(struct wt_plan *plan, size_t index)
{
	struct wt_node last = plan->nodes[plan->count - 1];

	memmove(&plan->nodes[index + 1], &plan->nodes[index],
		(plan->count - 1 - index) * sizeof last);
	plan->nodes[index] = last;
	for (size_t i = 0; i < plan->count; i++) {
		if (plan->nodes[i].parent >= (int)index)
			plan->nodes[i].parent++;
	}
	if (plan->open_block >= (int)index)
		plan->open_block++;
}

static bool is_statement(const struct wt_node *node)
{
	return node->id > WT_LINE_BAD;
}

int wt_plan_next(const struct wt_plan *plan, int parent, int after)
{
	for (size_t i = (size_t)(after + 1); i < plan->count; i++) {
		if (plan->nodes[i].parent == parent && is_statement(&plan->nodes[i]))
			return (int)i;
	}
	return -1;
}

int wt_plan_find(const struct wt_plan *plan, enum wt_statement id, int after)
{
	for (size_t i = (size_t)(after + 1); i < plan->count; i++) {
		if (plan->nodes[i].id == id)
			return (int)i;
	}
	return -1;
}

int wt_plan_find_actor(const struct wt_plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct wt_node *node = &plan->nodes[i];

		if ((node->id == WT_LINE_HOST || node->id == WT_LINE_PEER) &&
		    strcmp(node->fields[0].as.name, name) == 0)
			return (int)i;
	}
	return -1;
}

const struct wt_field *wt_node_field(const struct wt_node *node, enum wt_field_kind kind,
				     unsigned nth)
{
	for (size_t i = 0; i < node->field_count; i++) {
		const struct wt_field *field = &node->fields[i];

		if (field->kind == kind && nth-- == 0)
			return field->said ? field : NULL;
	}
	return NULL;
}

bool wt_node_is_block(const struct wt_node *node)
{
	return node->id == WT_LINE_HOST || node->id == WT_LINE_PEER || node->id == WT_LINE_REPEATS;
}

enum wt_ask wt_node_ask(const struct wt_node *node)
{
	switch (node->id) {
	case WT_LINE_AT_RECV:
		return WT_ASK_recv;
	case WT_LINE_AT_SEND:
		return WT_ASK_send;
	case WT_LINE_AT_READABLE:
		return WT_ASK_readable;
	case WT_LINE_AT_WRITABLE:
		return WT_ASK_writable;
	case WT_LINE_AT_ACCEPT:
		return WT_ASK_accept;
	case WT_LINE_AT_CONNECT:
		return WT_ASK_connect;
	case WT_LINE_AT_CLOSE:
		return WT_ASK_close;
	case WT_LINE_AT_SOCKET:
		return WT_ASK_socket;
	case WT_LINE_AT_ALLOC:
		return WT_ASK_alloc;
	case WT_LINE_AT_WIRE:
		return node->fields[0].as.wire->direction;
	default:
		return WT_ASK_COUNT;
	}
}
