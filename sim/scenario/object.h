/* SPDX-License-Identifier: MIT
 *
 * object.h - objects, places and segments: read and written. */
#ifndef WT_SAID_OBJECT_H
#define WT_SAID_OBJECT_H

#include "scenario/reader.h"
#include "scenario/writer.h"

bool wt_read_object(struct wt_reader *, struct wt_said_object *);
/* The same, but also P.N: what a check can be about. */
bool wt_read_subject(struct wt_reader *, struct wt_said_object *);
void wt_write_object(struct wt_writer *, const struct wt_said_object *);

/* `@...` or `#K`; what a name in it means follows from r->ask. */
bool wt_read_place(struct wt_reader *, struct wt_said_place *);
void wt_write_place(struct wt_writer *, const struct wt_said_place *);

/* to|from OBJ PLACE|syn|fin|rst, a blank before PLACE; none before `#K`, where it
 * would begin a comment. */
bool wt_read_wire(struct wt_reader *, struct wt_said_wire *);
void wt_write_wire(struct wt_writer *, const struct wt_said_wire *);

/* Length of a.b.c.d or [v6] at the cursor, 0: there is none. */
size_t wt_address_len(const struct wt_reader *);
/* ADDRESS:PORT, with the address as long as that. */
bool wt_read_address(struct wt_reader *, size_t len, const char **ret);

#endif
