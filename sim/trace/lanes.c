/* SPDX-License-Identifier: MIT */
#include "trace/lanes.h"

#include <stdlib.h>
#include <string.h>

#include "ac_sys.h"

static void copy_text(char *to, size_t size, const char *from, size_t len)
{
	if (len > size - 1)
		len = size - 1;
	if (len > 0)
		memcpy(to, from, len);
	to[len] = '\0';
}

static void copy_name(char *to, size_t size, const char *from)
{
	copy_text(to, size, from, from ? strlen(from) : 0);
}

static void know_actor(struct wt_lanes *lanes, int16_t host, const char *name)
{
	if (host < 0 || host >= WT_LANES_ACTORS_MAX || lanes->actors[host][0] || !name)
		return;
	copy_name(lanes->actors[host], sizeof(lanes->actors[host]), name);
}

/* What no picture shows: it would only push out what matters. */
static bool is_noise(const struct wt_event *event)
{
	if (event->kind == WT_EV_CALL)
		return event->what == WT_CALL_alloc && event->result >= 0;
	return event->kind == WT_EV_LIFE && event->what == WT_LIFE_INSTANT;
}

static struct wt_kept *next_place(struct wt_lanes *lanes)
{
	if (lanes->count < lanes->max)
		return &lanes->kept[(lanes->first + lanes->count++) % lanes->max];
	lanes->dropped++;
	lanes->first = (lanes->first + 1) % lanes->max;
	return &lanes->kept[(lanes->first + lanes->count - 1) % lanes->max];
}

static void keep(struct wt_kept *kept, const struct wt_event *event)
{
	const struct wt_object *object = event->object;
	size_t shown = event->len < WT_LANES_BYTES_MAX ? event->len : WT_LANES_BYTES_MAX;

	kept->event = *event;
	copy_name(kept->object, sizeof(kept->object), object ? object->name : "");
	if (event->kind == WT_EV_DECISION)
		event->decided->write(event->decided, kept->text, sizeof(kept->text));
	else if (event->kind == WT_EV_STEP)
		copy_text(kept->text, sizeof(kept->text), event->bytes, event->len);
	else
		copy_name(kept->text, sizeof(kept->text), event->text);
	if (shown > 0)
		memcpy(kept->bytes, event->bytes, shown);
	kept->far_host = object && object->other ? object->other->host : WT_LANES_NOWHERE;
	kept->event.object = NULL;
	kept->event.actor = NULL;
	kept->event.text = NULL;
	kept->event.bytes = NULL;
}

static void lanes_event(struct wt_sink *sink, const struct wt_event *event)
{
	struct wt_lanes *lanes = (struct wt_lanes *)sink;

	know_actor(lanes, event->host, event->actor);
	if (lanes->max > 0 && !is_noise(event))
		keep(next_place(lanes), event);
}

struct wt_lanes *wt_lanes_new(size_t keep_events_max)
{
	struct wt_lanes *lanes = calloc(1, sizeof(*lanes));

	if (!lanes)
		return NULL;
	lanes->sink.event = lanes_event;
	lanes->rows_max = keep_events_max;
	lanes->max = keep_events_max * WT_LANES_EVENTS_PER_ROW;
	lanes->kept = calloc(lanes->max > 0 ? lanes->max : 1, sizeof(*lanes->kept));
	if (!lanes->kept) {
		free(lanes);
		return NULL;
	}
	return lanes;
}

struct wt_sink *wt_lanes_sink(struct wt_lanes *lanes)
{
	return &lanes->sink;
}

const struct wt_kept *wt_lanes_kept(const struct wt_lanes *lanes, size_t i)
{
	return &lanes->kept[(lanes->first + i) % lanes->max];
}

void wt_lanes_free(struct wt_lanes *lanes)
{
	if (!lanes)
		return;
	free(lanes->kept);
	free(lanes);
}
