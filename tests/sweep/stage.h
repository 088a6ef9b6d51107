/* SPDX-License-Identifier: MIT
 *
 * stage.h - the far ends of a program on the real kernel.
 *
 * A layer over the seam: when the program enters a wait, its clients or servers do
 * what they can of their scripts, over loopback, in the same thread.  When they have
 * nothing more to do, or when nothing moves any more, waits say "finish up". */
#ifndef WT_SWEEP_STAGE_H
#define WT_SWEEP_STAGE_H

#include "sweep.h"

#define RECEIVED_MAX 65536

struct peer {
	const struct step *step;
	int fd, listener;
	bool at_end;
	size_t len, seen; /* received; looked through by WANT */
	size_t sent;      /* of the SEND under way */
	char received[RECEIVED_MAX];
};

struct stage {
	struct ac_sys base;
	struct ac_sys *under;
	struct peer peers[PEERS_MAX];
	unsigned peer_count;
	unsigned port;              /* where the program listens; 0: not yet */
	unsigned idle, busy, waits; /* waits in a row: without anything ready, without progress */
	unsigned stops;             /* waits that were told to finish */
	bool hot, stalled, deaf, misused; /* what went wrong */
};

void stage_begin(struct stage *, struct ac_sys *under, const struct real_case *);
/* The port of the first peer that listens. */
unsigned stage_port(const struct stage *);
void stage_end(struct stage *);

#endif
