/* SPDX-License-Identifier: MIT */
#include "decisions/gate.h"

#include <errno.h>

#include "time/heap.h"

int wt_gates_add(struct wt_gates *gates, const struct wt_gate *gate)
{
	struct wt_gate *at;

	if (gates->count == WT_GATES_MAX)
		return -ENOSPC;
	at = wt_heap_resize(gates->at, (gates->count + 1) * sizeof *at);
	if (!at)
		return -ENOMEM;
	gates->at = at;
	gates->at[gates->count] = *gate;
	return (int)gates->count++;
}

void wt_gates_fini(struct wt_gates *gates)
{
	wt_heap_give(gates->at);
	*gates = (struct wt_gates){0};
}

void wt_gates_begin(struct wt_gates *gates)
{
	for (size_t i = 0; i < gates->count; i++)
		gates->at[i].open = false;
	gates->shut = gates->count;
}

void wt_gates_open_all(struct wt_gates *gates)
{
	for (size_t i = 0; i < gates->count; i++)
		gates->at[i].open = true;
	gates->shut = 0;
}

bool wt_gates_pass(struct wt_gates *gates, enum wt_ask ask, const struct wt_object *object,
		   const struct wt_place *place)
{
	bool any = false;

	for (size_t i = 0; i < gates->count; i++) {
		struct wt_gate *gate = &gates->at[i];

		if (gate->open || gate->where.ask != ask ||
		    !wt_pattern_has_object(&gate->where, object) ||
		    !wt_pattern_has_place(&gate->where, place, 1, 0))
			continue;
		gate->open = true;
		gates->shut--;
		any = true;
	}
	return any;
}
