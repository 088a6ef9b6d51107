/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "judge/parts.h"

#define CONTEXT_BEFORE 16
#define CONTEXT_MAX    48

static size_t first_difference(const unsigned char *a, size_t a_len, const unsigned char *b,
			       size_t b_len)
{
	size_t len = a_len < b_len ? a_len : b_len;
	size_t i = 0;

	if (len > 0 && memcmp(a, b, len) == 0)
		return len;
	while (i < len && a[i] == b[i])
		i++;
	return i;
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

/* One line: name, then the bytes from a little before the difference. */
static void show(struct wt_line *line, const char *name, const unsigned char *bytes, size_t len,
		 size_t difference)
{
	size_t from = difference > CONTEXT_BEFORE ? difference - CONTEXT_BEFORE : 0;

	wt_line_add(line, "\n  %s: ", name);
	if (from > 0)
		wt_line_add(line, "...");
	wt_line_quote(line, bytes ? bytes + from : NULL, len - from, CONTEXT_MAX);
}

void wt_explain_bytes(struct wt_line *line, const void *want, size_t want_len, const void *got,
		      size_t got_len, const char *want_name, const char *got_name)
{
	const unsigned char *w = want;
	const unsigned char *g = got;
	size_t at = first_difference(w, want_len, g, got_len);

	wt_line_add(line, "\n  %s: %zu byte%s; %s: %zu byte%s; ", want_name, want_len,
		    plural(want_len), got_name, got_len, plural(got_len));
	if (at == got_len && at < want_len) {
		wt_line_add(line, "the %zu byte%s ", want_len - at, plural(want_len - at));
		wt_line_quote(line, w + at, want_len - at, CONTEXT_MAX);
		wt_line_add(line, " at offset %zu %s missing", at,
			    want_len - at == 1 ? "is" : "are");
	} else if (at == want_len && at < got_len) {
		wt_line_add(line, "the %zu byte%s ", got_len - at, plural(got_len - at));
		wt_line_quote(line, g + at, got_len - at, CONTEXT_MAX);
		wt_line_add(line, " at offset %zu %s too many", at,
			    got_len - at == 1 ? "is" : "are");
	} else {
		wt_line_add(line, "they differ from offset %zu", at);
	}
	show(line, want_name, w, want_len, at);
	show(line, got_name, g, got_len, at);
}
