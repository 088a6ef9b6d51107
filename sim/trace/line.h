/* SPDX-License-Identifier: MIT
 *
 * line.h - text put together piece by piece in a buffer of fixed size.
 *
 * As snprintf: what does not fit is cut, the buffer always ends in NUL (unless
 * size is 0), and `len` counts what the whole would have taken. */
#ifndef WT_LINE_H
#define WT_LINE_H

#include <stddef.h>
#include <stdint.h>

struct wt_line {
	char *buf;
	size_t size;
	size_t len;
};

void wt_line_init(struct wt_line *, char *buf, size_t size);
void wt_line_add(struct wt_line *, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* "quoted", with the escapes of the scenario language; of more than show_max
 * bytes the first ones, then `... (N bytes)`. */
void wt_line_quote(struct wt_line *, const void *bytes, size_t len, size_t show_max);
/* What a call returned: 5, or -EAGAIN. */
void wt_line_result(struct wt_line *, int64_t result);
/* EAGAIN for EAGAIN; number is positive. */
void wt_line_errno(struct wt_line *, int64_t number);
/* A duration as a scenario writes it: 10ms, 1500us, 3s. */
void wt_line_duration(struct wt_line *, uint64_t ns);
/* Blanks up to that column, counted from 0. */
void wt_line_pad(struct wt_line *, size_t column);

#endif
