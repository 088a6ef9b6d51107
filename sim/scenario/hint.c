/* SPDX-License-Identifier: MIT */
#include "scenario/hint.h"

#include <string.h>

#define WORD_MAX 40

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Edit distance in which swapping two neighbours counts as one. */
static unsigned distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	unsigned row[3][WORD_MAX + 1];
	unsigned *before = row[0], *last = row[1], *now = row[2];

	for (size_t j = 0; j <= b_len; j++)
		last[j] = (unsigned)j;
	for (size_t i = 1; i <= a_len; i++) {
		unsigned *spare = before;

		now[0] = (unsigned)i;
		for (size_t j = 1; j <= b_len; j++) {
			unsigned cost = a[i - 1] != b[j - 1];

			now[j] = least(least(last[j], now[j - 1]) + 1, last[j - 1] + cost);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
		before = last;
		last = now;
		now = spare;
	}
	return last[b_len];
}

void wt_hint_try(struct wt_hint *hint, const char *known, size_t len)
{
	unsigned most = hint->len <= 4 ? 1 : 2;
	unsigned found;

	if (hint->len < 2 || hint->len > WORD_MAX || len < 2 || len > WORD_MAX)
		return;
	found = distance(hint->word, hint->len, known, len);
	if (found > most || (hint->best && found >= hint->distance))
		return;
	hint->best = known;
	hint->best_len = len;
	hint->distance = found;
}
