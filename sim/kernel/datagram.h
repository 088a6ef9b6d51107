/* SPDX-License-Identifier: MIT
 *
 * datagram.h - messages that wait to be read, for UDP and AF_UNIX alike. */
#ifndef WT_DATAGRAM_H
#define WT_DATAGRAM_H

#include "kernel/net.h"

#define WT_DATAGRAM_MAX 65507 /* payload of UDP over IPv4: L05 */

struct wt_message {
	struct sockaddr_storage from;
	socklen_t from_len;
	void *sender; /* the family's own */
	size_t len, cost;
	uint64_t number, offset; /* among those that came: count, and bytes before it */
	struct wt_message *next;
	unsigned char bytes[];
};

struct wt_mail {
	struct wt_message *first, **end;
	size_t cost;             /* of all that wait */
	uint64_t number, offset; /* of the next that comes */
};

void wt_mail_init(struct wt_mail *);
/* What Linux charges for a buffer with so many bytes in one piece, the paged ones
 * beside it (J14, J17). */
size_t wt_buffer_cost(size_t linear, size_t paged);
/* The same for a datagram with its headers (L06), and for one of AF_UNIX. */
size_t wt_datagram_cost(size_t len);
size_t wt_local_datagram_cost(size_t len);
/* A message in the run's own memory, bytes copied.  NULL: no memory. */
struct wt_message *wt_message_new(struct wt_net *, const void *bytes, size_t len, size_t cost);
unsigned wt_mail_count(const struct wt_mail *);
void wt_mail_add(struct wt_mail *, struct wt_message *);
/* The first one, into io; what does not fit is lost.  Returns its length as
 * recv(2) does (MSG_TRUNC), and takes it out unless it is only looked at. */
ssize_t wt_mail_take(struct wt_mail *, struct wt_io *);
/* Where a datagram stands: each is a burst of its own. */
struct wt_place wt_place_of_message(uint64_t number, uint64_t offset);

#endif
