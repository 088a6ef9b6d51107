/* SPDX-License-Identifier: MIT
 *
 * claim.h - CHECK, what expect, never and waits until claim: read and written. */
#ifndef WT_CLAIM_H
#define WT_CLAIM_H

#include "scenario/reader.h"
#include "scenario/writer.h"

bool wt_read_check(struct wt_reader *, struct wt_said_check *);
void wt_write_check(struct wt_writer *, const struct wt_said_check *);

#endif
