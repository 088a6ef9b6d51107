/* SPDX-License-Identifier: MIT */
#include "trace/line.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "trace/errno_names.h"

void wt_line_init(struct wt_line *line, char *buf, size_t size)
{
	line->buf = buf;
	line->size = size;
	line->len = 0;
	if (size > 0)
		buf[0] = '\0';
}

static void put_char(struct wt_line *line, char c)
{
	if (line->len + 1 < line->size) {
		line->buf[line->len] = c;
		line->buf[line->len + 1] = '\0';
	}
	line->len++;
}

void wt_line_add(struct wt_line *line, const char *format, ...)
{
	size_t room = line->len < line->size ? line->size - line->len : 0;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(room > 0 ? line->buf + line->len : NULL, room, format, args);
	va_end(args);
	if (n > 0)
		line->len += (size_t)n;
}

static void put_escaped(struct wt_line *line, unsigned char c)
{
	switch (c) {
	case '\r':
		wt_line_add(line, "\\r");
		return;
	case '\n':
		wt_line_add(line, "\\n");
		return;
	case '\t':
		wt_line_add(line, "\\t");
		return;
	case '\\':
	case '"':
		put_char(line, '\\');
		put_char(line, (char)c);
		return;
	default:
		break;
	}
	if (c < 0x20 || c > 0x7e)
		wt_line_add(line, "\\x%02X", c);
	else
		put_char(line, (char)c);
}

void wt_line_quote(struct wt_line *line, const void *bytes, size_t len, size_t show_max)
{
	const unsigned char *p = bytes;
	size_t shown = len < show_max ? len : show_max;

	put_char(line, '"');
	for (size_t i = 0; i < shown; i++)
		put_escaped(line, p[i]);
	put_char(line, '"');
	if (shown < len)
		wt_line_add(line, "... (%zu bytes)", len);
}

void wt_line_errno(struct wt_line *line, int64_t number)
{
	const char *name = number > 0 && number <= INT32_MAX ? wt_errno_name((int)number) : NULL;

	if (name)
		wt_line_add(line, "%s", name);
	else
		wt_line_add(line, "%" PRId64, number);
}

void wt_line_result(struct wt_line *line, int64_t result)
{
	if (result >= 0) {
		wt_line_add(line, "%" PRId64, result);
		return;
	}
	put_char(line, '-');
	wt_line_errno(line, result == INT64_MIN ? INT64_MAX : -result);
}

void wt_line_duration(struct wt_line *line, uint64_t ns)
{
	static const struct {
		uint64_t ns;
		const char *name;
	} units[] = {
		{UINT64_C(3600000000000), "h"}, {UINT64_C(60000000000), "min"},
		{UINT64_C(1000000000), "s"},    {UINT64_C(1000000), "ms"},
		{UINT64_C(1000), "us"},
	};

	for (size_t i = 0; ns > 0 && i < sizeof(units) / sizeof(units[0]); i++) {
		if (ns % units[i].ns == 0) {
			wt_line_add(line, "%" PRIu64 "%s", ns / units[i].ns, units[i].name);
			return;
		}
	}
	wt_line_add(line, ns == 0 ? "%" PRIu64 : "%" PRIu64 "ns", ns);
}

void wt_line_pad(struct wt_line *line, size_t column)
{
	while (line->len < column)
		put_char(line, ' ');
}
