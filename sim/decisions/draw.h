/* SPDX-License-Identifier: MIT
 *
 * draw.h - seeded random answers.  A value is a function of (seed, name) alone,
 * clamped afterwards to what is possible there. */
#ifndef WT_DRAW_H
#define WT_DRAW_H

#include "decisions/strategy.h"

/* At most this many harmful values are drawn per run. */
#define WT_DRAW_HARMFUL_MAX 2

struct wt_draw {
	uint64_t seed;
	unsigned per_1024[WT_KIND_COUNT]; /* how strongly each kind is on in this run */
	unsigned most;                    /* of these */
};

void wt_draw_begin(struct wt_draw *, uint64_t seed);
struct wt_value wt_draw(const struct wt_draw *, const struct wt_may *, const struct wt_question *,
			uint64_t name);

/* The same, but something is always drawn where there is anything to draw: r is the
 * chance. */
struct wt_value wt_draw_any(const struct wt_may *, const struct wt_question *, uint64_t r);

/* As a strategy of its own: the seed draws, with every kind on alike. */
struct wt_even_draw {
	struct wt_strategy strategy;
	struct wt_draw draw;
};
void wt_even_draw_init(struct wt_even_draw *, uint64_t seed);

#endif
