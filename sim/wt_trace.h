/* SPDX-License-Identifier: MIT
 *
 * wt_trace.h - what happened in a run: as events, as text, as one number.
 *
 * The canonical text has one line an event, virtual time first; the same
 * scenario and seed give the same bytes everywhere.  The hash covers the same
 * content (never pointers, type sizes or allocation sizes), so two runs with
 * one hash are one history. */
#ifndef WT_TRACE_H
#define WT_TRACE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "trace/event.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Writes the event's line without newline, cut to size - 1 bytes; returns its
 * whole length as snprintf does, 0 for an event the text does not show. */
size_t wt_event_text(const struct wt_event *, char *buf, size_t size);

/* The same without time and actor: what happened, but not when. */
size_t wt_event_words(const struct wt_event *, char *buf, size_t size);

/* A sink that writes canonical text to a stream. */
struct wt_text_sink {
	struct wt_sink sink;
	FILE *out;
};
void wt_text_sink_init(struct wt_text_sink *, FILE *out);

/* A sink that hashes, and hands each event on to the next, or, if that is NULL, to
 * nobody.  Read `hash` at any time. */
struct wt_hash_sink {
	struct wt_sink sink;
	uint64_t hash;
	struct wt_sink *next;
};
void wt_hash_sink_init(struct wt_hash_sink *, struct wt_sink *next);

/* A sink that keeps the last events and draws them in lanes: one column for
 * each host and peer, time downward, arrows for what crosses the network. */
struct wt_lanes;
struct wt_lanes *wt_lanes_new(size_t keep_events_max);
struct wt_sink *wt_lanes_sink(struct wt_lanes *);
void wt_lanes_draw(const struct wt_lanes *, FILE *out, int width, int color);
void wt_lanes_free(struct wt_lanes *);

#ifdef __cplusplus
}
#endif
#endif
