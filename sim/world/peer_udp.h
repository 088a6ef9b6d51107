/* SPDX-License-Identifier: MIT
 *
 * peer_udp.h - datagrams of a scripted far end. */
#ifndef WT_PEER_UDP_H
#define WT_PEER_UDP_H

#include "world/peer.h"

/* Both: false when it can not be. */
bool wt_peer_listens_udp(struct wt_peer *, const struct wt_step *);
bool wt_peer_sends_udp(struct wt_peer *, const struct wt_step *);

#endif
