/* SPDX-License-Identifier: MIT */
#include "scenario/writer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "scenario/store.h"

static void make_room(struct wt_writer *out, size_t len)
{
	if (out->capacity - out->len > len)
		return;
	out->capacity = (out->len + len + 1) * 2;
	out->data = wt_need(out->data, out->capacity);
}

void wt_put_bytes(struct wt_writer *out, const char *data, size_t len)
{
	make_room(out, len);
	memcpy(out->data + out->len, data, len);
	out->len += len;
	out->data[out->len] = '\0';
}

void wt_put(struct wt_writer *out, const char *string)
{
	wt_put_bytes(out, string, strlen(string));
}

void wt_putf(struct wt_writer *out, const char *format, ...)
{
	va_list args, again;
	int len;

	va_start(args, format);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len > 0) {
		make_room(out, (size_t)len);
		vsnprintf(out->data + out->len, (size_t)len + 1, format, again);
		out->len += (size_t)len;
	}
	va_end(again);
}

char *wt_writer_done(struct wt_writer *out)
{
	char *data;

	wt_put(out, "");
	data = out->data;
	*out = (struct wt_writer){0};
	return data;
}
