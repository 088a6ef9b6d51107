/* SPDX-License-Identifier: MIT
 *
 * edges.h - what a call came to, and what it could have come to. */
#ifndef WT_JUDGE_EDGES_H
#define WT_JUDGE_EDGES_H

#include "trace/event.h"
#include "wt_coverage.h"

/* Of a call that wt_edges_possible knows. */
enum wt_edge wt_edge_of(const struct wt_event *);
/* A bit per enum wt_edge: what a kernel of the profile may answer this call with,
 * on this kind of socket.  0: a call with nothing to choose, which is no row. */
uint32_t wt_edges_possible(const struct wt_event *, bool posix);

#endif
