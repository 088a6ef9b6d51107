/* SPDX-License-Identifier: MIT
 *
 * lanes.h - the parts of the lanes picture; for lanes*.c alone.
 *
 *	lanes.c		keeps the last events
 *	lanes_rows.c	an event becomes a row, or nothing; repeats become one
 *	lanes_grid.c	rows become text, of bounded width */
#ifndef WT_LANES_H
#define WT_LANES_H

#include <stdbool.h>

#include "wt_trace.h"

#define WT_LANES_ACTORS_MAX 64 /* further hosts and peers are not drawn */
#define WT_LANES_BYTES_MAX  48 /* of payload, kept */
#define WT_LANES_TEXT_MAX   160
#define WT_LANES_NOWHERE    (-1)
/* Events kept for one row drawn: passes that repeat become one, so that what led
 * to them is still there. */
#define WT_LANES_EVENTS_PER_ROW 32

/* An event, with what it pointed at. */
struct wt_kept {
	struct wt_event event; /* its pointers are good only where they point in here */
	int16_t far_host;      /* of the other end, or NOWHERE */
	char object[WT_OBJECT_NAME_MAX];
	char text[WT_LANES_TEXT_MAX];
	unsigned char bytes[WT_LANES_BYTES_MAX];
};

struct wt_lanes {
	struct wt_sink sink;
	size_t rows_max;      /* drawn */
	struct wt_kept *kept; /* a ring */
	size_t max, first, count;
	uint64_t dropped;                                     /* older than what is kept */
	char actors[WT_LANES_ACTORS_MAX][WT_OBJECT_NAME_MAX]; /* "": unknown */
};

enum wt_row_kind {
	WT_ROW_TEXT,  /* in one lane */
	WT_ROW_ARROW, /* from lane to lane */
	WT_ROW_LOST,  /* an arrow that does not arrive as it should */
	WT_ROW_RULE,  /* through all lanes */
};

enum wt_row_style { WT_STYLE_PLAIN, WT_STYLE_DIM, WT_STYLE_WIRE, WT_STYLE_ODD, WT_STYLE_BAD };

struct wt_row {
	enum wt_row_kind kind;
	enum wt_row_style style;
	uint64_t time_ns;
	int16_t from, to; /* actors; TEXT: from */
	uint8_t indent;
	bool is_stop; /* the rule behind which the program stops */
	char text[WT_LANES_TEXT_MAX];
};

const struct wt_kept *wt_lanes_kept(const struct wt_lanes *, size_t i);
/* The rows of all that is kept, repeats folded; free() them.  Those to draw are
 * *ret_count from *ret_first on. */
struct wt_row *wt_lanes_rows(const struct wt_lanes *, size_t *ret_first, size_t *ret_count);

#endif
