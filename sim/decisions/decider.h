/* SPDX-License-Identifier: MIT
 *
 * decider.h - between decider.c, which holds the statements and what became of them,
 * and decide.c, which answers from them. */
#ifndef WT_DECIDER_H
#define WT_DECIDER_H

#include "decisions/decide.h"
#include "decisions/draw.h"
#include "decisions/turns.h"

struct wt_decider {
	struct wt_pin *pins;
	size_t pin_count;
	struct wt_may *mays;
	size_t may_count;
	unsigned benign; /* asks that `may any` leaves open without harm */
	bool calm, settled, keep_asked;
	struct wt_strategy *strategy; /* NULL: the seed draws */
	struct wt_draw draw;
	unsigned harmful_drawn;
	struct wt_gates gates;
	struct wt_turns turns;
	struct wt_sink *sink;
	struct wt_answer *answers;
	size_t answer_count, answer_capacity;
	uint64_t asked, decided;
	bool harmed, benign_taken;
	int conflict_a, conflict_b;
};

#endif
