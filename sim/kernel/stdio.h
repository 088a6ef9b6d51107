/* SPDX-License-Identifier: MIT
 *
 * stdio.h - the descriptors a process is born with: 0, a terminal at which nobody
 * types, and 1 and 2, which take everything.  They block, until somebody makes
 * them non-blocking; nothing else a program can get does. */
#ifndef WT_STDIO_H
#define WT_STDIO_H

#include "kernel/net.h"

int wt_stdio_open(struct wt_kernel *); /* 0 or -ENOMEM */

#endif
