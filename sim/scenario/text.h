/* SPDX-License-Identifier: MIT
 *
 * text.h - "texts" and the bytes that are sent: read and written. */
#ifndef WT_TEXT_H
#define WT_TEXT_H

#include "scenario/reader.h"
#include "scenario/writer.h"

/* "text" or $NAME. */
bool wt_read_text(struct wt_reader *, struct wt_text *);
/* "text" alone, the cursor at its first quote. */
bool wt_read_quoted(struct wt_reader *, struct wt_text *);
void wt_write_text(struct wt_writer *, const struct wt_text *);

bool wt_read_payload(struct wt_reader *, struct wt_payload *);
void wt_write_payload(struct wt_writer *, const struct wt_payload *);

/* Length of the UTF-8 character at data, 0 if there is none; one that a person
 * can see and that is no ASCII. */
size_t wt_utf8_len(const char *data, size_t len);

#endif
