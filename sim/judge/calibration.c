/* SPDX-License-Identifier: MIT */
#include "judge/calibration.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "time/heap.h"

/* -- Bags of lines ------------------------------------------------------ */

struct line {
	const unsigned char *at;
	size_t len; /* with its newline, if it has one */
};

struct bag {
	struct line *lines; /* sorted */
	size_t count;
};

static int by_bytes(const void *x, const void *y)
{
	const struct line *a = x, *b = y;
	size_t len = a->len < b->len ? a->len : b->len;
	int order = memcmp(a->at, b->at, len);

	if (order != 0)
		return order;
	return a->len < b->len ? -1 : a->len > b->len;
}

/* Equal lines are equal in every byte: any sort gives one order. */
static struct bag fill(const struct wt_log *log, bool whole_lines_only)
{
	struct bag bag = {0};
	size_t capacity = 0, at = 0;

	while (at < log->len) {
		const unsigned char *end = memchr(log->data + at, '\n', log->len - at);
		size_t len = end ? (size_t)(end - (log->data + at)) + 1 : log->len - at;

		if (!end && whole_lines_only)
			break;
		bag.lines = wt_judge_grow(bag.lines, bag.count, &capacity, sizeof(*bag.lines));
		bag.lines[bag.count++] = (struct line){log->data + at, len};
		at += len;
	}
	if (bag.count > 1)
		qsort(bag.lines, bag.count, sizeof(*bag.lines), by_bytes);
	return bag;
}

static bool is_within(const struct bag *small, const struct bag *large)
{
	size_t k = 0;

	for (size_t i = 0; i < small->count; i++, k++) {
		while (k < large->count && by_bytes(&large->lines[k], &small->lines[i]) < 0)
			k++;
		if (k == large->count || by_bytes(&large->lines[k], &small->lines[i]) != 0)
			return false;
	}
	return true;
}

static bool is_part(const struct wt_log *small, const struct wt_log *large)
{
	struct bag some = fill(small, true), all = fill(large, false);
	bool within = is_within(&some, &all);

	wt_heap_give(some.lines);
	wt_heap_give(all.lines);
	return within;
}

bool wt_same_bag(const struct wt_log *a, bool a_may_be_short, const struct wt_log *b,
		 bool b_may_be_short)
{
	struct bag left = fill(a, false), right = fill(b, false);
	bool same = left.count == right.count && is_within(&left, &right);

	wt_heap_give(left.lines);
	wt_heap_give(right.lines);
	return same || (a_may_be_short && is_part(a, b)) || (b_may_be_short && is_part(b, a));
}

/* -- What is known ------------------------------------------------------ */

static struct wt_loose *find(const struct wt_calibration *calibration, const char *object,
			     enum wt_loose_what what, const char *source)
{
	for (size_t i = 0; i < calibration->count; i++) {
		struct wt_loose *loose = &calibration->at[i];

		if (loose->what == what && strcmp(loose->object, object) == 0 &&
		    strcmp(loose->source, source) == 0)
			return loose;
	}
	return NULL;
}

const struct wt_loose *wt_calibration_find(const struct wt_calibration *calibration,
					   const char *object, enum wt_loose_what what,
					   const char *source)
{
	return calibration ? find(calibration, object, what, source) : NULL;
}

void wt_calibration_add(struct wt_calibration *calibration, const char *object,
			enum wt_loose_what what, const char *source, bool as_bag)
{
	struct wt_loose *loose = find(calibration, object, what, source);

	if (loose) {
		loose->as_bag &= as_bag;
		return;
	}
	calibration->at = wt_judge_grow(calibration->at, calibration->count, &calibration->capacity,
					sizeof(*calibration->at));
	loose = &calibration->at[calibration->count++];
	*loose = (struct wt_loose){.what = what, .as_bag = as_bag};
	snprintf(loose->object, sizeof(loose->object), "%s", object);
	snprintf(loose->source, sizeof(loose->source), "%s", source);
}

struct wt_calibration *wt_calibration_new(void)
{
	struct wt_calibration *calibration = wt_judge_realloc(NULL, 1, sizeof(*calibration));

	*calibration = (struct wt_calibration){0};
	return calibration;
}

void wt_calibration_free(struct wt_calibration *calibration)
{
	if (!calibration)
		return;
	wt_heap_give(calibration->at);
	wt_heap_give(calibration);
}

size_t wt_calibration_count(const struct wt_calibration *calibration)
{
	return calibration->count;
}

bool wt_calibration_text(const struct wt_calibration *calibration, size_t index, char *text,
			 size_t size)
{
	static const char *const what[] = {
		[WT_LOOSE_TAKEN] = "what it takes of", [WT_LOOSE_SENT] = "what it sends to",
		[WT_LOOSE_NOTES] = "what it notes of", [WT_LOOSE_CLOSED] = "whether it closes",
		[WT_LOOSE_BEING] = "whether there is",
	};
	const struct wt_loose *loose = &calibration->at[index];
	bool named = loose->what == WT_LOOSE_SENT || loose->what == WT_LOOSE_NOTES;

	snprintf(text, size, "%s %s%s%s: %s", what[loose->what], loose->object,
		 named ? ", from " : "",
		 !named                            ? ""
		 : strcmp(loose->source, "-") == 0 ? "no handler"
						   : loose->source,
		 loose->as_bag ? "compared as a bag of lines" : "not compared");
	return loose->as_bag;
}
