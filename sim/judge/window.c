/* SPDX-License-Identifier: MIT
 *
 * window.c - how much happened within a stretch of time: `per TIME`.
 *
 * A window of length T that ends now holds what happened after now - T: two
 * things exactly T apart never share one. */
#include "judge/parts.h"

static void forget_until(struct wt_window *window, uint64_t time_ns)
{
	while (window->first < window->count && window->at[window->first].time_ns <= time_ns)
		window->sum -= window->at[window->first++].amount;
}

static void make_room(struct wt_window *window)
{
	size_t left = window->count - window->first;

	if (window->first == 0)
		return;
	for (size_t i = 0; i < left; i++)
		window->at[i] = window->at[window->first + i];
	window->first = 0;
	window->count = left;
}

bool wt_window_add(struct wt_window *window, uint64_t time_ns, int64_t amount, uint64_t length_ns)
{
	if (time_ns >= length_ns)
		forget_until(window, time_ns - length_ns);
	window->sum += amount;
	if (window->count > window->first && window->at[window->count - 1].time_ns == time_ns) {
		window->at[window->count - 1].amount += amount;
		return true;
	}
	if (window->count - window->first >= WT_JUDGE_WINDOW_MAX)
		return false;
	if (window->count == window->capacity && window->first >= window->capacity / 2)
		make_room(window);
	window->at =
		wt_judge_grow(window->at, window->count, &window->capacity, sizeof(*window->at));
	window->at[window->count++] = (struct wt_window_entry){time_ns, amount};
	return true;
}

int64_t wt_window_before(struct wt_window *window, uint64_t end_ns, uint64_t length_ns)
{
	if (end_ns > length_ns)
		forget_until(window, end_ns - length_ns - 1);
	return window->sum;
}
