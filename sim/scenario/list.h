/* SPDX-License-Identifier: MIT
 *
 * list.h - fields that go on to the end of the line: arguments, values of
 * `for`, kinds, reasons.  Read and written. */
#ifndef WT_LIST_H
#define WT_LIST_H

#include "scenario/reader.h"
#include "scenario/writer.h"

bool wt_read_args(struct wt_reader *, struct wt_field *);
void wt_write_args(struct wt_writer *, const struct wt_field *);
bool wt_read_values(struct wt_reader *, struct wt_field *);
void wt_write_values(struct wt_writer *, const struct wt_field *);
void wt_write_value_of_for(struct wt_writer *, const struct wt_for_value *);
bool wt_read_kinds(struct wt_reader *, struct wt_field *);
void wt_write_kinds(struct wt_writer *, const struct wt_field *);
bool wt_read_reason(struct wt_reader *, struct wt_field *);

#endif
