/* SPDX-License-Identifier: MIT
 *
 * calibrate.h - calm runs of one staged program in which its peers begin at other
 * times: what differs then depends on who comes first, not on the kernel. */
#ifndef WT_SEARCH_CALIBRATE_H
#define WT_SEARCH_CALIBRATE_H

#include "search/file.h"

/* Fills staged->calibration; the calm run has been made.  0 or -errno. */
int wt_staged_calibrate(struct wt_staged *);

#endif
