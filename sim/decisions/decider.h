/* SPDX-License-Identifier: MIT
 *
 * decider.h - between decider.c, which holds the statements and what became of them,
 * and decide.c, which answers from them. */
#ifndef WT_DECIDER_H
#define WT_DECIDER_H

#include "decisions/decide.h"
#include "decisions/draw.h"
#include "decisions/turns.h"

/* What the statements speak of, to be known without looking at each.  Bits: of enum
 * wt_ask, and WT_ASK_RAW. */
struct wt_lines {
	unsigned pinned, said; /* by pins; by `may` lines of one ask */
	unsigned counted;      /* by a line with an ordinal */
	unsigned open;         /* by any `may any` */
	size_t every;          /* 1 + index of the last `may any`; 0: there is none */
};

struct wt_decider {
	struct wt_pin *pins;
	size_t pin_count;
	struct wt_may *mays;
	size_t may_count;
	struct wt_lines lines;
	unsigned parts[WT_ASK_COUNT]; /* in how many of WT_DRAW_PARTS is there anything to say? */
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
