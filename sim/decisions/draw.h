/* SPDX-License-Identifier: MIT
 *
 * draw.h - seeded random answers.  A value is a function of (seed, name) alone,
 * clamped afterwards to what is possible there. */
#ifndef WT_DRAW_H
#define WT_DRAW_H

#include "decisions/strategy.h"

/* At most this many harmful values are drawn per run. */
#define WT_DRAW_HARMFUL_MAX 2

/* Chance has so many equal parts, and a name falls in one of them: something is drawn in
 * the first few. */
#define WT_DRAW_PARTS 1024

struct wt_draw {
	uint64_t seed;
	unsigned parts[WT_KIND_COUNT]; /* how strongly each kind is on in this run */
	unsigned most;                 /* of these */
};

static inline unsigned wt_draw_part(uint64_t r)
{
	return (unsigned)(r >> 54);
}

void wt_draw_begin(struct wt_draw *, uint64_t seed);
struct wt_value wt_draw(const struct wt_draw *, const struct wt_may *, const struct wt_question *);

/* Fills in what a `may any` draws. */
void wt_draw_prepare(struct wt_may *);
/* In how many parts at most does such a line draw anything, by question? */
void wt_draw_divide(const struct wt_draw *, const struct wt_may *,
		    unsigned ret_parts[WT_ASK_COUNT]);

/* As wt_draw, but something is always drawn where there is anything to draw: r is the
 * chance. */
struct wt_value wt_draw_any(const struct wt_may *, const struct wt_question *, uint64_t r);

/* As a strategy of its own: the seed draws, with every kind on alike. */
struct wt_even_draw {
	struct wt_strategy strategy;
	struct wt_draw draw;
};
void wt_even_draw_init(struct wt_even_draw *, uint64_t seed);

#endif
