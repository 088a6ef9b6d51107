/* SPDX-License-Identifier: MIT
 *
 * writer.h - a string that grows. */
#ifndef WT_WRITER_H
#define WT_WRITER_H

#include <stddef.h>

struct wt_writer {
	char *data; /* ended by a 0; free() it */
	size_t len;
	size_t capacity;
};

void wt_put(struct wt_writer *, const char *string);
void wt_put_bytes(struct wt_writer *, const char *data, size_t len);
void wt_putf(struct wt_writer *, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The string; never NULL.  The writer is empty afterwards. */
char *wt_writer_done(struct wt_writer *);

#endif
