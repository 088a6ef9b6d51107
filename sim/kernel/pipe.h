/* SPDX-License-Identifier: MIT
 *
 * pipe.h - pipes and their ends: any number of either kind, as a FIFO has them. */
#ifndef WT_PIPE_H
#define WT_PIPE_H

#include "kernel/net.h"

struct wt_pipe;

/* Without ends; NULL: no memory. */
struct wt_pipe *wt_pipe_new(struct wt_kernel *);
/* One more end: O_RDONLY, O_WRONLY, O_RDWR.  It has no name yet.  NULL: no memory. */
struct wt_file *wt_pipe_open(struct wt_kernel *, struct wt_pipe *, int access);
bool wt_pipe_is_open(const struct wt_pipe *); /* has it any end? */
bool wt_pipe_has_reader(const struct wt_pipe *);

#endif
