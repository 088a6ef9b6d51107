/* SPDX-License-Identifier: MIT
 *
 * lanes_grid.c - rows of the picture become text: each row is put together in a
 * line of cells, one character each, and printed as UTF-8. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "trace/lanes.h"

#define WIDTH_MIN 40
#define WIDTH_MAX 240
#define MARGIN    16 /* the time */
#define LANE_MIN  12 /* narrower lanes show nothing */
#define LANE_MAX  46 /* what is longer runs on over the next */

#define CELL_LIFE       0x2502 /* │ */
#define CELL_LINE       0x2500 /* ─ */
#define CELL_DASH       0x2504 /* ┄ */
#define CELL_CROSSING   0x253C /* ┼ */
#define CELL_FROM_LEFT  0x251C /* ├ */
#define CELL_FROM_RIGHT 0x2524 /* ┤ */
#define CELL_RIGHT      0x25B6 /* ▶ */
#define CELL_LEFT       0x25C0 /* ◀ */
#define CELL_LOST       0x2573 /* ╳ */
#define CELL_LATE_RIGHT 0x25B7 /* ▷ */
#define CELL_LATE_LEFT  0x25C1 /* ◁ */
#define CELL_CUT        0x2026 /* … */

struct cell {
	uint32_t character;
	enum wt_row_style style;
};

struct grid {
	FILE *out;
	bool color;
	int width;
	int lanes;
	int x_of[WT_LANES_ACTORS_MAX + 1];        /* by lane; the last: where they end */
	int lane_of[WT_LANES_ACTORS_MAX];         /* by actor, or NOWHERE */
	const char *name_of[WT_LANES_ACTORS_MAX]; /* by lane */
	struct cell cells[WIDTH_MAX];
};

/* -- Cells -------------------------------------------------------------- */

static void put(struct grid *grid, int x, uint32_t character, enum wt_row_style style)
{
	if (x >= 0 && x < grid->width)
		grid->cells[x] = (struct cell){character, style};
}

static void clear(struct grid *grid)
{
	for (int x = 0; x < grid->width; x++)
		grid->cells[x] = (struct cell){' ', WT_STYLE_PLAIN};
	for (int lane = 0; lane < grid->lanes; lane++)
		put(grid, grid->x_of[lane], CELL_LIFE, WT_STYLE_DIM);
}

/* Writes up to `room` characters; the last is … when there are more. */
static void put_text(struct grid *grid, int x, int room, const char *text, enum wt_row_style style)
{
	int len = (int)strlen(text);

	for (int i = 0; i < len && i < room; i++) {
		bool cut = i == room - 1 && i < len - 1;
		bool printable = text[i] >= ' ' && text[i] <= '~';

		put(grid, x + i, cut ? CELL_CUT : printable ? (uint32_t)text[i] : '?', style);
	}
}

static void print_character(FILE *out, uint32_t c)
{
	if (c < 0x80) {
		fputc((int)c, out);
		return;
	}
	fputc((int)(0xE0 | c >> 12), out);
	fputc((int)(0x80 | (c >> 6 & 0x3F)), out);
	fputc((int)(0x80 | (c & 0x3F)), out);
}

static const char *color_of(enum wt_row_style style)
{
	switch (style) {
	case WT_STYLE_DIM:
		return "\033[0;2m";
	case WT_STYLE_WIRE:
		return "\033[0;36m";
	case WT_STYLE_ODD:
		return "\033[0;33m";
	case WT_STYLE_BAD:
		return "\033[0;1;31m";
	default:
		return "\033[0m";
	}
}

static void print(struct grid *grid)
{
	enum wt_row_style style = WT_STYLE_PLAIN;
	int end = grid->width;

	while (end > 0 && grid->cells[end - 1].character == ' ')
		end--;
	for (int x = 0; x < end; x++) {
		if (grid->color && grid->cells[x].style != style) {
			style = grid->cells[x].style;
			fputs(color_of(style), grid->out);
		}
		print_character(grid->out, grid->cells[x].character);
	}
	if (style != WT_STYLE_PLAIN)
		fputs(color_of(WT_STYLE_PLAIN), grid->out);
	fputc('\n', grid->out);
}

/* -- Rows --------------------------------------------------------------- */

static int lane_of(const struct grid *grid, int16_t actor)
{
	if (actor < 0 || actor >= WT_LANES_ACTORS_MAX)
		return WT_LANES_NOWHERE;
	return grid->lane_of[actor];
}

static void put_time(struct grid *grid, uint64_t time_ns)
{
	char text[40];
	int len = snprintf(text, sizeof(text), "%" PRIu64 ".%03" PRIu64 " ms", time_ns / 1000000,
			   time_ns / 1000 % 1000);

	if (len < MARGIN - 1)
		put_text(grid, MARGIN - 2 - len, len, text, WT_STYLE_DIM);
	else
		put_text(grid, 0, MARGIN - 1, text, WT_STYLE_DIM);
}

static const char *mark_of(enum wt_row_style style)
{
	return style == WT_STYLE_BAD ? "x " : style == WT_STYLE_ODD ? "! " : "";
}

/* What a lane is too narrow for may run on over those to its right: a row says
 * only one thing. */
static void put_lane_text(struct grid *grid, int lane, const struct wt_row *row)
{
	const char *mark = row->text[0] == '!' ? "" : mark_of(row->style);
	int x = grid->x_of[lane] + 2 + 2 * row->indent;

	put_text(grid, x, grid->width - x, mark, row->style);
	x += (int)strlen(mark);
	put_text(grid, x, grid->width - x, row->text, row->style);
}

/* Between the ends, so that the line is seen on both sides of it. */
static void put_label(struct grid *grid, int left, int right, const struct wt_row *row)
{
	int room = right - left - 7;
	int len = (int)strlen(row->text);
	int shown = len < room ? len : room;
	int x;

	if (shown <= 0)
		return;
	x = left + 1 + (right - left - shown) / 2;
	put(grid, x - 1, ' ', row->style);
	put_text(grid, x, shown, row->text, row->style);
	put(grid, x + shown, ' ', row->style);
}

static uint32_t tip_of(const struct wt_row *row, bool to_the_right)
{
	if (row->kind == WT_ROW_ARROW)
		return to_the_right ? CELL_RIGHT : CELL_LEFT;
	if (strstr(row->text, " lost"))
		return CELL_LOST;
	return to_the_right ? CELL_LATE_RIGHT : CELL_LATE_LEFT;
}

static void put_arrow(struct grid *grid, int from, int to, const struct wt_row *row)
{
	bool lost = row->kind == WT_ROW_LOST;
	int a = grid->x_of[from];
	int b = grid->x_of[to];
	int left = a < b ? a : b;
	int right = a < b ? b : a;
	uint32_t tip = tip_of(row, a < b);

	for (int x = left + 1; x < right; x++) {
		bool crossing = grid->cells[x].character == CELL_LIFE;

		put(grid, x, crossing ? CELL_CROSSING : lost ? CELL_DASH : CELL_LINE, row->style);
	}
	put(grid, a, a < b ? CELL_FROM_LEFT : CELL_FROM_RIGHT, row->style);
	put(grid, a < b ? b - 1 : b + 1, tip, row->style);
	put_label(grid, left, right, row);
}

static void put_rule(struct grid *grid, const struct wt_row *row)
{
	int end = grid->x_of[grid->lanes];

	for (int x = MARGIN; x < end; x++)
		put(grid, x, CELL_LINE, WT_STYLE_DIM);
	put_text(grid, MARGIN + 3, grid->width - MARGIN - 3, " ", WT_STYLE_PLAIN);
	put_text(grid, MARGIN + 4, grid->width - MARGIN - 4, row->text, WT_STYLE_PLAIN);
	put(grid, MARGIN + 4 + (int)strlen(row->text), ' ', WT_STYLE_PLAIN);
}

/* False when none of its lanes is drawn. */
static bool put_row(struct grid *grid, const struct wt_row *row)
{
	int from = lane_of(grid, row->from);
	int to = lane_of(grid, row->to);

	if (row->kind == WT_ROW_RULE) {
		put_rule(grid, row);
		return true;
	}
	if (from == WT_LANES_NOWHERE && to == WT_LANES_NOWHERE) {
		if (row->from != WT_LANES_NOWHERE)
			return false; /* a lane there is no room for */
		from = to = 0;
	}
	if (row->kind == WT_ROW_TEXT || from == WT_LANES_NOWHERE || to == WT_LANES_NOWHERE)
		put_lane_text(grid, from == WT_LANES_NOWHERE ? to : from, row);
	else
		put_arrow(grid, from, to, row);
	return true;
}

/* -- The whole ---------------------------------------------------------- */

static bool is_in(const struct wt_row *rows, size_t count, int16_t actor)
{
	for (size_t i = 0; i < count; i++) {
		if (rows[i].from == actor || rows[i].to == actor)
			return true;
	}
	return false;
}

/* Those who do something in the picture get a lane, in order; returns how many
 * there was no room for. */
static int make_lanes(struct grid *grid, const struct wt_lanes *lanes, const struct wt_row *rows,
		      size_t count)
{
	int max = (grid->width - MARGIN) / LANE_MIN;
	int without = 0;

	grid->lanes = 0;
	for (int16_t actor = 0; actor < WT_LANES_ACTORS_MAX; actor++) {
		grid->lane_of[actor] = WT_LANES_NOWHERE;
		if (!lanes->actors[actor][0] || !is_in(rows, count, actor))
			continue;
		if (grid->lanes == max) {
			without++;
			continue;
		}
		grid->name_of[grid->lanes] = lanes->actors[actor];
		grid->lane_of[actor] = grid->lanes++;
	}
	return without;
}

/* How wide this lane should be for that row. */
static int room_for(const struct grid *grid, int lane, const struct wt_row *row)
{
	int from = lane_of(grid, row->from);
	int to = lane_of(grid, row->to);
	int len = (int)strlen(row->text);

	if (row->kind == WT_ROW_TEXT)
		return from == lane ? len + 2 * row->indent + 6 : 0;
	if (row->kind == WT_ROW_RULE || abs(from - to) != 1)
		return 0;
	return lane == (from < to ? from : to) ? len + 9 : 0;
}

/* Each lane gets what its rows need, from the left, as long as there is room. */
static void place_lanes(struct grid *grid, const struct wt_row *rows, size_t count)
{
	int left = grid->width - MARGIN - grid->lanes * LANE_MIN;

	grid->x_of[0] = MARGIN;
	for (int lane = 0; lane < grid->lanes; lane++) {
		int room = LANE_MIN;
		int more;

		for (size_t i = 0; i < count; i++) {
			int row_room = room_for(grid, lane, &rows[i]);

			room = row_room > room ? row_room : room;
		}
		more = (room < LANE_MAX ? room : LANE_MAX) - LANE_MIN;
		more = more < left ? more : left;
		left -= more;
		grid->x_of[lane + 1] = grid->x_of[lane] + LANE_MIN + more;
	}
}

static void draw_head(struct grid *grid)
{
	clear(grid);
	for (int lane = 0; lane < grid->lanes; lane++)
		put_text(grid, grid->x_of[lane], grid->x_of[lane + 1] - grid->x_of[lane] - 1,
			 grid->name_of[lane], WT_STYLE_PLAIN);
	print(grid);
}

static void draw_rows(struct grid *grid, const struct wt_row *rows, size_t count)
{
	uint64_t shown_ns = UINT64_MAX;

	for (size_t i = 0; i < count; i++) {
		clear(grid);
		if (!put_row(grid, &rows[i]))
			continue;
		if (rows[i].time_ns != shown_ns)
			put_time(grid, rows[i].time_ns);
		shown_ns = rows[i].time_ns;
		print(grid);
	}
}

void wt_lanes_draw(const struct wt_lanes *lanes, FILE *out, int width, int color)
{
	struct grid grid = {.out = out, .color = color != 0};
	size_t first, count;
	struct wt_row *all = wt_lanes_rows(lanes, &first, &count);
	const struct wt_row *rows = all + first;
	int without;

	if (!all)
		return;
	grid.width = width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : width;
	without = make_lanes(&grid, lanes, rows, count);
	place_lanes(&grid, rows, count);
	draw_head(&grid);
	if (lanes->dropped > 0 || first > 0)
		fprintf(out, "%*s... what was before is not shown\n", MARGIN, "");
	draw_rows(&grid, rows, count);
	if (without > 0)
		fprintf(out, "%*sno room here for %d more hosts or peers\n", MARGIN, "", without);
	free(all);
}
