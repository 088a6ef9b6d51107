/* SPDX-License-Identifier: MIT
 *
 * gate.h - `until to server:alice @1+5`: something waits for a named segment.
 *
 * A gate opens when that segment arrives, and stays open for the run.  If nothing
 * else can happen any more, every gate opens: waiting for what never comes must
 * not stop the world. */
#ifndef WT_GATE_H
#define WT_GATE_H

#include "decisions/pattern.h"

#define WT_GATES_MAX 256

struct wt_gate {
	struct wt_pattern where; /* ask: to or from */
	char text[160];          /* as the scenario writes it */
	bool open;
};

struct wt_gates {
	struct wt_gate *at;
	size_t count, shut; /* shut: how many are not open yet */
};

/* Its number, or -ENOSPC or -ENOMEM.  Before the first run: later they stay where they
 * are. */
int wt_gates_add(struct wt_gates *, const struct wt_gate *);
void wt_gates_fini(struct wt_gates *);
void wt_gates_begin(struct wt_gates *);
void wt_gates_open_all(struct wt_gates *);
/* A segment reached `to`, or came from `from`: true if a gate opened. */
bool wt_gates_pass(struct wt_gates *, enum wt_ask, const struct wt_object *,
		   const struct wt_place *);

#endif
