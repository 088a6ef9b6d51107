/* SPDX-License-Identifier: MIT
 *
 * value.h - what a decision decides, and errnos: read and written. */
#ifndef WT_SAID_VALUE_H
#define WT_SAID_VALUE_H

#include "scenario/reader.h"
#include "scenario/writer.h"

/* One of values.def that has a meaning for r->ask. */
bool wt_read_value(struct wt_reader *, struct wt_said_value *);
void wt_write_value(struct wt_writer *, const struct wt_said_value *);

bool wt_read_errno(struct wt_reader *, int *ret);
/* ERRNO|N, N may be negative. */
bool wt_read_result(struct wt_reader *, struct wt_said_result *);
void wt_write_result(struct wt_writer *, const struct wt_said_result *);

/* The words of a row of values.def. */
const char *wt_value_words(enum wt_said_verb);
/* With what follows them: "take NUMBER"; and where it has a meaning. */
const char *wt_value_usage(enum wt_said_verb);
unsigned wt_value_asks(enum wt_said_verb);

#endif
