/* SPDX-License-Identifier: MIT
 *
 * sometimes.c - states the program wants tests to reach now and then. */
#include <string.h>

#include "judge/parts.h"
#include "time/heap.h"

static struct wt_sometimes *find(struct wt_judge *j, const char *name)
{
	for (size_t i = 0; i < j->sometimes_count; i++) {
		if (strcmp(j->sometimes[i].name, name) == 0)
			return &j->sometimes[i];
	}
	return NULL;
}

static void too_many(struct wt_judge *j, const struct wt_event *event)
{
	struct wt_line *line = wt_convict_now(j, WT_CHECK_LIMIT, NULL, event->actor);

	if (line)
		wt_line_add(line, "%s: the judge knows at most %zu names of ac_sometimes",
			    event->actor, WT_JUDGE_SOMETIMES_MAX);
}

static struct wt_sometimes *add(struct wt_judge *j, const char *name)
{
	struct wt_sometimes *added;
	size_t size = strlen(name) + 1;
	char *copy = wt_judge_realloc(NULL, size, 1);

	memcpy(copy, name, size);
	j->sometimes = wt_judge_grow(j->sometimes, j->sometimes_count, &j->sometimes_capacity,
				     sizeof(*j->sometimes));
	added = &j->sometimes[j->sometimes_count++];
	*added = (struct wt_sometimes){.name = copy};
	return added;
}

void wt_sometimes_note(struct wt_judge *j, const struct wt_event *event)
{
	const char *name = event->text ? event->text : "";
	struct wt_sometimes *known = find(j, name);

	if (!known && j->sometimes_count == WT_JUDGE_SOMETIMES_MAX) {
		too_many(j, event);
		return;
	}
	if (!known)
		known = add(j, name);
	known->happened |= event->result != 0;
}

size_t wt_judge_sometimes(const struct wt_judge *j, const struct wt_sometimes **ret)
{
	*ret = j->sometimes;
	return j->sometimes_count;
}

void wt_sometimes_reset(struct wt_judge *j)
{
	for (size_t i = 0; i < j->sometimes_count; i++)
		wt_heap_give((char *)(uintptr_t)j->sometimes[i].name);
	j->sometimes_count = 0;
}

void wt_sometimes_free(struct wt_judge *j)
{
	wt_sometimes_reset(j);
	wt_heap_give(j->sometimes);
}
