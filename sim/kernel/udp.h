/* SPDX-License-Identifier: MIT
 *
 * udp.h - UDP sockets and the datagrams between them.
 *
 * udp.c       sockets, names, what a program sees
 * udp_wire.c  the way of a datagram: loss, duplicates, delay, port unreachable */
#ifndef WT_UDP_H
#define WT_UDP_H

#include <netinet/in.h>

#include "kernel/datagram.h"
#include "kernel/options.h"

struct wt_udp {
	struct wt_file file;
	struct sockaddr_in local, remote;
	bool bound, named_address, named_port, connected, dead;
	bool has_source; /* connect chose an address to send from: bind to a group did not */
	unsigned shut;
	int error; /* of a connected one: nobody was there */
	struct wt_mail mail;
	size_t at_hand;    /* messages that the reader has moved to a queue of his own */
	size_t taken_cost; /* of those taken from there, still charged */
	struct wt_options options;
	uint64_t sent, sent_bytes; /* datagrams; numbers them, and their bytes */
	uint64_t due;              /* datagrams sent to it: places */
	uint64_t due_bytes;
	struct wt_udp *next; /* of this kernel, newest first */
};

extern const struct wt_file_ops wt_udp_ops;

struct wt_udp *wt_udp_new(struct wt_kernel *); /* NULL: no memory */
int wt_udp_bind(struct wt_udp *, const struct sockaddr_in *);
void wt_udp_close(struct wt_udp *);
/* Is there a way there?  0, -ENETUNREACH, -EACCES: it is a broadcast. */
int wt_udp_route(const struct wt_udp *, uint32_t address);
/* A datagram leaves.  0, -ENETUNREACH, -ENOMEM. */
int wt_udp_launch(struct wt_udp *, const struct sockaddr_in *to, const void *bytes, size_t len);
/* Who would get it there; NULL: nobody. */
struct wt_udp *wt_udp_find(const struct wt_kernel *, const struct sockaddr_in *to,
			   const struct sockaddr_in *from);
/* Its own port, chosen now if it had none.  -EADDRINUSE. */
int wt_udp_autobind(struct wt_udp *);
/* Of which kernel a due datagram is to arrive at; NULL: the event is none. */
const struct wt_kernel *wt_udp_receiver(const struct wt_due *);
/* The datagram it is; NULL: it is what comes back where nobody was. */
const struct wt_message *wt_udp_message(const struct wt_due *);
/* The network says to its sender that a datagram could not be delivered (RFC 792); it
 * may still be on its way. */
void wt_udp_unreachable(const struct wt_due *, unsigned code);
/* The link was cut: every datagram on it is lost. */
void wt_udp_lose(struct wt_net *, const struct wt_link *);

#endif
