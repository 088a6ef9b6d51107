/* SPDX-License-Identifier: MIT
 *
 * quantity.h - numbers, times and sizes: read and written. */
#ifndef WT_QUANTITY_H
#define WT_QUANTITY_H

#include "scenario/reader.h"
#include "scenario/writer.h"

bool wt_read_number(struct wt_reader *, struct wt_quantity *);
bool wt_read_port(struct wt_reader *, struct wt_quantity *);
bool wt_read_time(struct wt_reader *, struct wt_quantity *);
bool wt_read_size(struct wt_reader *, struct wt_quantity *);
/* A value of `for`: a number, time or size, whichever it is. */
bool wt_read_any_quantity(struct wt_reader *, struct wt_for_value *);
void wt_write_quantity(struct wt_writer *, const struct wt_quantity *);

/* From C: the unit is the greatest that divides it.  false: a time that is not
 * whole microseconds, or more than WT_LIMIT_NUMBER. */
struct wt_quantity wt_quantity_number(uint64_t value);
bool wt_quantity_time(uint64_t ns, struct wt_quantity *ret);
bool wt_quantity_size(uint64_t bytes, struct wt_quantity *ret);
/* count units; false beyond WT_LIMIT_NUMBER. */
bool wt_quantity_set(struct wt_quantity *, uint64_t count, enum wt_unit);

/* Takes `$NAME` whose values are of that kind. */
bool wt_read_variable(struct wt_reader *, enum wt_for_kind, const char **ret);
/* Is `$NAME` of this kind at the cursor, or of an unknown one? */
bool wt_sees_variable(const struct wt_reader *, enum wt_for_kind);

#endif
