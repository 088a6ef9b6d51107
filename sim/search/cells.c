/* SPDX-License-Identifier: MIT */
#include "search/cells.h"

#include <string.h>

#include "ac_sys.h"
#include "decisions/mix.h"
#include "judge/edges.h"

static void enter(struct wt_cells *cells, const struct wt_event *event)
{
	unsigned *depth = &cells->hosts[event->host].depth;

	if (*depth < WT_CELLS_DEPTH_MAX)
		cells->hosts[event->host].at[*depth] = (uint8_t)event->handler;
	++*depth;
}

static void meet(struct wt_cells *cells, const struct wt_event *event)
{
	unsigned depth = cells->hosts[event->host].depth;
	uint64_t handler = AC_HANDLER_COUNT, cell;

	if (!wt_edges_possible(event, false))
		return;
	if (depth > 0 && depth <= WT_CELLS_DEPTH_MAX)
		handler = cells->hosts[event->host].at[depth - 1];
	cell = wt_mix(handler << 16 | (uint64_t)event->what << 8 | wt_edge_of(event),
		      (uint64_t)event->host);
	if (cells->counters) {
		uint8_t *counter = &cells->counters[cell & (cells->counter_count - 1)];

		*counter = (uint8_t)(*counter + (*counter < UINT8_MAX));
		return;
	}
	if (!wt_set_has(cells->known, cell) && wt_set_add(cells->met, cell))
		cells->new_ones = true;
}

static void look(struct wt_sink *sink, const struct wt_event *event)
{
	struct wt_cells *cells = (struct wt_cells *)(void *)sink;

	if (event->host < 0 || event->host >= WT_CELLS_HOSTS)
		return;
	if (event->kind == WT_EV_CALL)
		meet(cells, event);
	else if (event->kind == WT_EV_NOTE && event->what == AC_NOTE_HANDLER_ENTERED)
		enter(cells, event);
	else if (event->kind == WT_EV_NOTE && event->what == AC_NOTE_HANDLER_LEFT &&
		 cells->hosts[event->host].depth > 0)
		cells->hosts[event->host].depth--;
}

void wt_cells_begin(struct wt_cells *cells, const struct wt_set *known, struct wt_set *met)
{
	cells->sink.event = look;
	cells->known = known;
	cells->met = met;
	cells->new_ones = false;
	cells->counters = NULL;
	memset(cells->hosts, 0, sizeof cells->hosts);
}

void wt_cells_count(struct wt_cells *cells, uint8_t *counters, size_t count)
{
	wt_cells_begin(cells, NULL, NULL);
	cells->counters = counters;
	cells->counter_count = count;
}
