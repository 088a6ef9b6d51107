/* SPDX-License-Identifier: MIT
 *
 * parse.h - the part of the parser that others inside the room need. */
#ifndef WT_PARSE_H
#define WT_PARSE_H

#include <stdbool.h>

#include "scenario/plan.h"

/* Appends what the `include` statement in that node names.  false after messages. */
bool wt_parse_included(struct wt_plan *, struct wt_diagnostics *, int node);

#endif
