/* SPDX-License-Identifier: MIT
 *
 * digest.h - the state of all kernels and of what is between them. */
#ifndef WT_KERNEL_DIGEST_H
#define WT_KERNEL_DIGEST_H

#include "decisions/digest.h"
#include "kernel/net.h"

/* Descriptors, sockets, connections, segments, and the time. */
void wt_digest_net(struct wt_digest *, const struct wt_net *);

/* Which it is: the how-manieth of the run.  NULL is none. */
void wt_digest_object(struct wt_digest *, const struct wt_object *);
/* What is known to every family; the rest is said by its `digest`. */
void wt_digest_file(struct wt_digest *, const struct wt_file *);
/* Its bytes from the first unread one: who wrote the others knows them, and who
 * read them was told. */
void wt_digest_stream(struct wt_digest *, const struct wt_stream *);

#endif
