/* SPDX-License-Identifier: MIT
 *
 * terminator.c - finding bytes in a stream, however it is cut.
 *
 * Knuth, Morris and Pratt's search: it keeps how much of the pattern the text ends
 * with, so bytes that come one by one are each looked at once (asynchat searches
 * all it has anew).  That number is find_prefix_at_end of what was seen.
 *
 * The border of a beginning of the pattern is the longest shorter beginning with
 * which it ends: where to go on when the next byte does not fit. */
#include <string.h>

#include "internal.h"
#include "terminator.h"

static size_t border(const struct ac_pattern *p, size_t len)
{
	return p->borders ? p->borders[len - 1] : p->small_borders[len - 1];
}

/* How much is matched when byte follows. */
static size_t step(const struct ac_pattern *p, size_t matched, unsigned char byte)
{
	while (matched > 0 && p->bytes[matched] != byte)
		matched = border(p, matched);
	return matched + (p->bytes[matched] == byte);
}

static void set_border(struct ac_pattern *p, size_t len, size_t value)
{
	if (p->borders)
		p->borders[len - 1] = (uint32_t)value;
	else
		p->small_borders[len - 1] = (unsigned char)value;
}

static void compute_borders(struct ac_pattern *p)
{
	size_t matched = 0;
	size_t i;

	set_border(p, 1, 0);
	for (i = 1; i < p->len; i++) {
		matched = step(p, matched, p->bytes[i]);
		set_border(p, i + 1, matched);
	}
}

void ac_pattern_reset(struct ac_loop *loop, struct ac_pattern *p)
{
	ac_free(loop, p->borders);
	p->borders = NULL;
	p->matched = 0;
}

void ac_pattern_set(struct ac_loop *loop, struct ac_pattern *p, const void *bytes, size_t len)
{
	assert(len > 0);
	ac_pattern_reset(loop, p);
	p->bytes = bytes;
	p->len = len;
	if (len <= AC_PATTERN_SMALL)
		compute_borders(p);
}

int ac_pattern_prepare(struct ac_loop *loop, struct ac_pattern *p)
{
	if (p->len <= AC_PATTERN_SMALL || p->borders)
		return 0;
	if (p->len > UINT32_MAX)
		return -ENOMEM;
	p->borders = ac_realloc(loop, NULL, p->len * sizeof *p->borders, "terminator");
	if (!p->borders)
		return -ENOMEM;
	compute_borders(p);
	return 0;
}

size_t ac_pattern_find(struct ac_pattern *p, const unsigned char *text, size_t len)
{
	size_t i = 0;

	while (i < len && p->matched < p->len) {
		if (p->matched == 0) {
			const unsigned char *first = memchr(text + i, p->bytes[0], len - i);

			if (!first)
				return len;
			i = (size_t)(first - text);
		}
		p->matched = step(p, p->matched, text[i++]);
	}
	return i;
}

size_t ac_find_prefix_at_end(const void *haystack, size_t haystack_len, const void *needle,
			     size_t needle_len)
{
	const unsigned char *end = (const unsigned char *)haystack + haystack_len;
	size_t len = needle_len > 0 ? needle_len - 1 : 0;

	if (len > haystack_len)
		len = haystack_len;
	while (len > 0 && memcmp(end - len, needle, len) != 0)
		len--;
	return len;
}
