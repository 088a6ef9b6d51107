/* SPDX-License-Identifier: MIT
 *
 * once.h - what may be said only once. */
#ifndef WT_ONCE_H
#define WT_ONCE_H

#include "scenario/plan.h"

void wt_check_once(const struct wt_plan *, struct wt_diagnostics *);

#endif
