/* SPDX-License-Identifier: MIT
 *
 * wt_program.h - a program, as the simulator sees it: a name and one function
 * that runs for real and simulated. */
#ifndef WT_PROGRAM_H
#define WT_PROGRAM_H

#include "ac_sys.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Lists of programs end with a NULL name. */
struct wt_program {
	const char *name; /* as `host H runs NAME` writes it */
	int (*main)(struct ac_sys *sys, int argc, char **argv);
};

#ifdef __cplusplus
}
#endif
#endif
