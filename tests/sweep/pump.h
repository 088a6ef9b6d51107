/* SPDX-License-Identifier: MIT
 *
 * pump.h - the pipe program, with the omissions it may be given. */
#ifndef WT_SWEEP_PUMP_H
#define WT_SWEEP_PUMP_H

#include "ac.h"

struct pump_ways {
	bool leaks_pipe;    /* descriptors not closed on the failing path */
	bool leaks_copy;    /* memory not freed there */
	bool trusts_memory; /* NULL not looked at */
	bool eagain_is_end; /* nothing there yet counts as broken */
	bool waits_itself;  /* and does not try again after EINTR */
};

int pump_run(struct ac_sys *, int argc, char **argv, const struct pump_ways *);
int sweep_pump_main(struct ac_sys *, int argc, char **argv);

#endif
