/* SPDX-License-Identifier: MIT */
#include "seen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct seen_end *end_of(struct seen *seen, const char *name)
{
	for (size_t i = 0; i < seen->count; i++)
		if (strcmp(seen->ends[i].name, name) == 0)
			return &seen->ends[i];
	if (seen->count == SEEN_MAX)
		return NULL;
	snprintf(seen->ends[seen->count].name, sizeof seen->ends->name, "%s", name);
	return &seen->ends[seen->count++];
}

static void keep(struct seen_end *end, const void *bytes, size_t len)
{
	end->bytes = realloc(end->bytes, end->len + len + 1);
	if (!end->bytes)
		abort();
	memcpy(end->bytes + end->len, bytes, len);
	end->len += len;
}

static void look(struct wt_sink *sink, const struct wt_event *event)
{
	struct seen *seen = (struct seen *)(void *)sink;
	struct seen_end *end;

	if (event->kind != WT_EV_CALL || !event->object)
		return;
	if (event->what != WT_CALL_send && event->what != WT_CALL_close)
		return;
	end = end_of(seen, event->object->name);
	if (!end)
		return;
	if (event->what == WT_CALL_close)
		end->is_closed = true;
	else if (event->result > 0 && event->bytes)
		keep(end, event->bytes, event->len);
}

void seen_begin(struct seen *seen)
{
	memset(seen, 0, sizeof *seen);
	seen->sink.event = look;
}

void seen_free(struct seen *seen)
{
	for (size_t i = 0; i < seen->count; i++)
		free(seen->ends[i].bytes);
}

static const struct seen_end *named(const struct seen *seen, const char *name)
{
	for (size_t i = 0; i < seen->count; i++)
		if (strcmp(seen->ends[i].name, name) == 0)
			return &seen->ends[i];
	return NULL;
}

const char *seen_differs(const struct seen *seen, const struct seen *calm)
{
	for (size_t i = 0; i < seen->count; i++) {
		const struct seen_end *now = &seen->ends[i];
		const struct seen_end *then = named(calm, now->name);

		if (!then || now->len > then->len)
			return now->len > 0 ? now->name : NULL;
		if (now->len > 0 && memcmp(now->bytes, then->bytes, now->len) != 0)
			return now->name;
		if (now->len < then->len && !now->is_closed)
			return now->name;
	}
	return NULL;
}
