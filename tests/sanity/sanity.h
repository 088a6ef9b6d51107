/* SPDX-License-Identifier: MIT
 *
 * sanity.h - does each check really catch its bug, and nothing else?
 *
 * A file for each check: a program with the bug, its twin without, a scenario in
 * which only that check tells them apart.  sanity.c runs both, and the broken one
 * once more with each `allow` there is: its own must silence it, no other may. */
#ifndef SANITY_H
#define SANITY_H

#include "wt_run.h"

typedef int program_main(struct ac_sys *, int argc, char **argv);

struct sanity {
	const char *check;    /* CHECKNAME */
	const char *object;   /* what the broken program fails it on, as `allow ... for` says it */
	const char *scenario; /* runs `culprit` */
	program_main *broken, *sound;
};

extern const struct sanity sanity_crash, sanity_memory, sanity_after_close,
	sanity_closed_descriptor, sanity_blocking, sanity_sigpipe, sanity_spin, sanity_stream,
	sanity_expect, sanity_never, sanity_stall, sanity_unread, sanity_leak, sanity_growth,
	sanity_starvation, sanity_dropped_error, sanity_limit;

/* Beyond one run: harm that was drawn, two histories of one case, a state that never came
 * about. */
struct sanity_campaign {
	const char *name;
	const char *scenario;
	enum wt_problem_kind kind; /* what the broken program makes of the file */
	program_main *broken, *sound;
};

extern const struct sanity_campaign sanity_aborted, sanity_reset, sanity_address, sanity_filling,
	sanity_sometimes;

#endif
