/* SPDX-License-Identifier: MIT
 *
 * readiness.h - what a wait is told of each file, after the world had its say. */
#ifndef WT_READINESS_H
#define WT_READINESS_H

#include "world/tank.h"

/* Of the poll bits asked those to report now.  A decision may leave the wait's
 * result in host->result, or in host->before whom the file goes before. */
short wt_host_file_bits(struct wt_host *, struct wt_file *, short events);
/* The program was told these bits. */
void wt_host_told(const struct wt_host *, struct wt_file *, short bits);
/* What was withheld from the wait before comes now. */
void wt_host_end_withholding(struct wt_host *);

#endif
