/* SPDX-License-Identifier: MIT
 *
 * Changes of inputs, line by line.  With fuzz_lines, fuzz_menu and fuzz_payload
 * this is all of a mutator: it knows no world. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/menu.h"
#include "fuzz/payload.h"
#include "wt_fuzz.h"

#define STACKED_MAX 4 /* changes of one mutation */
#define NEW_TEXT    64
#define OUT_MAX     ((size_t)1 << 19) /* bytes of an input */

struct mutation {
	const struct wt_menu *menu;
	struct wt_fuzz_lines lines;
	struct wt_fuzz_chance chance;
	wt_fuzz_mutate_bytes *bytes;
	/* what lines say anew */
	char text[STACKED_MAX][NEW_TEXT];
	size_t texts;
	uint8_t payload[WT_FUZZ_PAYLOAD_MAX], example[WT_FUZZ_PAYLOAD_MAX];
	char quoted[4 * WT_FUZZ_PAYLOAD_MAX + 8];
	bool payload_changed; /* one a mutation: there is one buffer */
	char out[OUT_MAX];
};

static size_t below(struct mutation *m, size_t n)
{
	return wt_fuzz_below(&m->chance, n);
}

/* -- Decisions ---------------------------------------------------------------- */

/* Rather an early name: the later ones come of decisions behind them. */
static const struct wt_menu_entry *choose_entry(struct mutation *m)
{
	size_t count = m->menu->count - m->menu->sends;
	uint64_t r = below(m, 1024);

	if (count == 0)
		return NULL;
	return &m->menu->at[m->menu->sends + (size_t)(count * r * r / (1024 * 1024))];
}

static void say(struct mutation *m, const struct wt_fuzz_line *line)
{
	struct wt_fuzz_line *old = wt_fuzz_lines_find(&m->lines, line);

	if (old)
		*old = *line;
	else if (m->lines.count < WT_FUZZ_LINES_MAX)
		m->lines.at[m->lines.count++] = *line;
}

static void put_in(struct mutation *m)
{
	const struct wt_menu_entry *entry = choose_entry(m);

	if (entry)
		say(m, &entry->values[below(m, entry->value_count)]);
}

static void drop_line(struct mutation *m)
{
	size_t at;

	if (m->lines.count == 0)
		return;
	at = below(m, m->lines.count);
	m->lines.count--;
	memmove(&m->lines.at[at], &m->lines.at[at + 1],
		(m->lines.count - at) * sizeof m->lines.at[0]);
}

/* Where the number in a value begins, or its length. */
static size_t number_in(const struct wt_fuzz_line *line)
{
	size_t at = 0;

	while (at < line->value_len && (line->value[at] < '0' || line->value[at] > '9'))
		at++;
	return at;
}

static uint64_t nudged(struct mutation *m, uint64_t number)
{
	switch (below(m, 6)) {
	case 0:
		return number * 2;
	case 1:
		return number / 2 + 1;
	case 2:
		return 1 + below(m, 64);
	case 3:
		return number > 1 ? number - 1 : 1;
	default:
		return number + 1;
	}
}

static struct wt_fuzz_line *choose_decision(struct mutation *m)
{
	size_t first = m->lines.count ? below(m, m->lines.count) : 0;

	for (size_t i = 0; i < m->lines.count; i++) {
		struct wt_fuzz_line *line = &m->lines.at[(first + i) % m->lines.count];

		if (!line->sends)
			return line;
	}
	return NULL;
}

/* Its number becomes another, or, where there is none, its whole value. */
static void nudge(struct mutation *m)
{
	struct wt_fuzz_line *line = choose_decision(m);
	char number[32] = "", *text = m->text[m->texts];
	size_t at, end;
	int len;

	if (!line) {
		put_in(m);
		return;
	}
	at = number_in(line);
	for (end = at; end < line->value_len && line->value[end] >= '0' && line->value[end] <= '9';)
		end++;
	if (end == at || end - at > 12 || line->value_len > NEW_TEXT - 24) {
		line->value = "late until next";
		line->value_len = strlen(line->value);
		return;
	}
	memcpy(number, line->value + at, end - at);
	len = 0;
	for (size_t i = 0; number[i]; i++)
		len = len * 10 > 100000000 ? len : len * 10 + (number[i] - '0');
	len = snprintf(text, NEW_TEXT, "%.*s%" PRIu64 "%.*s", (int)at, line->value,
		       nudged(m, (uint64_t)len), (int)(line->value_len - end), line->value + end);
	m->texts++;
	line->value = text;
	line->value_len = (size_t)len;
}

/* The same at another place, in the place of the old or besides. */
static void move(struct mutation *m)
{
	struct wt_fuzz_line *line = choose_decision(m);
	const struct wt_menu_entry *entry = choose_entry(m);
	struct wt_fuzz_line moved;

	if (!line || !entry) {
		put_in(m);
		return;
	}
	moved = entry->name;
	moved.value = line->value;
	moved.value_len = line->value_len;
	if (below(m, 2))
		say(m, &moved);
	else if (!wt_fuzz_lines_find(&m->lines, &moved))
		*line = moved;
}

static void exchange(struct mutation *m)
{
	struct wt_fuzz_line *a = choose_decision(m), *b = choose_decision(m), old;

	if (!a || !b || a == b) {
		nudge(m);
		return;
	}
	old = *a;
	a->value = b->value;
	a->value_len = b->value_len;
	b->value = old.value;
	b->value_len = old.value_len;
}

/* -- Payloads ------------------------------------------------------------------ */

static size_t read_text(const struct wt_fuzz_line *line, uint8_t *out)
{
	long len = wt_fuzz_text_read(line->value, line->value_len, out, WT_FUZZ_PAYLOAD_MAX);

	return len < 0 ? 0 : (size_t)len;
}

/* What to take pieces from: any example, its grammar that of this `sends`. */
static size_t take_example(struct mutation *m)
{
	return read_text(&m->menu->at[below(m, m->menu->sends)].values[0], m->example);
}

static void change_payload(struct mutation *m)
{
	const struct wt_menu_entry *entry;
	const struct wt_fuzz_line *said;
	struct wt_fuzz_form form;
	struct wt_fuzz_line line;
	size_t len, other, max;

	if (m->menu->sends == 0 || m->payload_changed)
		return;
	entry = &m->menu->at[below(m, m->menu->sends)];
	len = read_text(&entry->values[0], m->example);
	form = wt_fuzz_form_of(m->example, len);
	said = wt_fuzz_lines_find(&m->lines, &entry->name);
	len = read_text(said ? said : &entry->values[0], m->payload);
	max = len > m->menu->payload_max ? len : m->menu->payload_max;
	other = take_example(m);
	if (m->bytes && below(m, 3) == 0)
		len = m->bytes(m->payload, len, max);
	else
		len = wt_fuzz_change_payload(&form, m->payload, len, max, m->example, other,
					     &m->chance);
	line = entry->values[0];
	line.value = m->quoted;
	line.value_len = wt_fuzz_text_write(m->payload, len, m->quoted, sizeof m->quoted);
	m->payload_changed = true;
	say(m, &line);
}

/* -- Together -------------------------------------------------------------------- */

static void change(struct mutation *m)
{
	switch (below(m, 12)) {
	case 0:
	case 1:
	case 2:
	case 3:
		put_in(m);
		break;
	case 4:
	case 5:
		nudge(m);
		break;
	case 6:
		drop_line(m);
		break;
	case 7:
		move(m);
		break;
	case 8:
		exchange(m);
		break;
	default:
		change_payload(m);
		break;
	}
}

static void *need(void *pointer)
{
	if (!pointer)
		abort();
	return pointer;
}

/* Too large for a stack, and to be had anew each time. */
static struct mutation *scratch_of(struct wt_menu *menu)
{
	if (!menu->scratch)
		menu->scratch = need(malloc(sizeof(struct mutation)));
	return menu->scratch;
}

size_t wt_fuzz_mutate(struct wt_menu *menu, void *input, size_t len, size_t max, uint64_t seed,
		      wt_fuzz_mutate_bytes *bytes)
{
	struct mutation *m = scratch_of(menu);
	size_t changes;

	m->menu = menu;
	m->chance = (struct wt_fuzz_chance){seed, 0};
	m->bytes = bytes;
	m->texts = 0;
	m->payload_changed = false;
	wt_fuzz_lines_read(&m->lines, input, len);
	changes = 1 + below(m, 1 + below(m, STACKED_MAX));
	for (size_t i = 0; i < changes; i++)
		change(m);
	len = wt_fuzz_lines_write(&m->lines, m->out, max < OUT_MAX ? max : OUT_MAX);
	memcpy(input, m->out, len);
	return len;
}

size_t wt_fuzz_cross(const void *a, size_t a_len, const void *b, size_t b_len, void *out,
		     size_t max, uint64_t seed)
{
	struct wt_fuzz_lines *lines = need(malloc(3 * sizeof *lines));
	struct wt_fuzz_chance chance = {seed, 0};
	size_t most, len;

	lines[0].count = 0;
	wt_fuzz_lines_read(&lines[1], a, a_len);
	wt_fuzz_lines_read(&lines[2], b, b_len);
	most = lines[1].count > lines[2].count ? lines[1].count : lines[2].count;
	for (size_t i = 0; i < 2 * most; i++) {
		const struct wt_fuzz_lines *from = &lines[1 + i % 2];

		if (i / 2 < from->count && wt_fuzz_below(&chance, 3) != 0 &&
		    !wt_fuzz_lines_find(&lines[0], &from->at[i / 2]) &&
		    lines[0].count < WT_FUZZ_LINES_MAX)
			lines[0].at[lines[0].count++] = from->at[i / 2];
	}
	len = wt_fuzz_lines_write(&lines[0], out, max);
	free(lines);
	return len;
}
