/* SPDX-License-Identifier: MIT
 *
 * duel.h - one program on both kernels.
 *
 * The simulated one plays first, from beginning to end.  The real one follows step by
 * step; where it sees something else, it gets time: what loopback delivers inside the
 * call comes a little later where a softirq was put off.  Only what still differs
 * after that is a difference. */
#ifndef FIDELITY_DUEL_H
#define FIDELITY_DUEL_H

#include "compare.h"
#include "kernels.h"

#define SETTLE_MS    500 /* longer than a retransmission takes */
#define DRAIN_FACTOR 10  /* and than probes of a window that was full */

struct duel {
	struct sim *sim;
	struct kernel real;
	unsigned settle_ms, played, ports_used;
	unsigned long settled; /* differences that went away with time */

	/* of the last program */
	unsigned steps; /* both agree on so many */
	struct seen simulated[OPS_MAX], seen[OPS_MAX];
};

/* Enters a namespace; NULL, or why not. */
const char *duel_begin(struct duel *);
void duel_end(struct duel *);
/* A network in which nobody has been. */
void duel_renew(struct duel *);
/* Do they differ?  Then *ret says where. */
bool duel_play(struct duel *, const struct program *, struct difference *ret);

#endif
