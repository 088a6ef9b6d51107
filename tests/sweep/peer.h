/* SPDX-License-Identifier: MIT
 *
 * peer.h - a scripted far end on a non-blocking socket. */
#ifndef WT_SWEEP_PEER_H
#define WT_SWEEP_PEER_H

#include "stage.h"

void peer_begin(struct peer *, const struct step *);
/* Does what it can; port is the program's.  Returns whether anything was done. */
bool peer_play(struct peer *, unsigned port);
bool peer_is_done(const struct peer *);
void peer_end(struct peer *);

#endif
