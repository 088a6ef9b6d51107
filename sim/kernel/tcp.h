/* SPDX-License-Identifier: MIT
 *
 * tcp.h - TCP endpoints: the transition table of docs/kernel.md as functions.
 *
 * tcp_open.c    bind, listen, connect, accept
 * tcp_wire.c    what arrives and what is sent
 * tcp_io.c      recv, send
 * tcp_close.c   shutdown, close, reset
 *
 * These act on sockets; syscall.c puts descriptors in front of them. */
#ifndef WT_TCP_H
#define WT_TCP_H

#include <sys/types.h>

#include "kernel/net.h"

int wt_tcp_bind(struct wt_socket *, const struct sockaddr_in *);
int wt_tcp_listen(struct wt_socket *, int backlog);
/* -EINPROGRESS when it has begun, even on loopback. */
int wt_tcp_connect(struct wt_socket *, const struct sockaddr_in *to);
/* The head of the queue: 0 and *ret, or -errno.  */
int wt_tcp_accept(struct wt_socket *listener, struct wt_socket **ret);
ssize_t wt_tcp_recv(struct wt_socket *, void *buf, size_t len, int flags);
ssize_t wt_tcp_send(struct wt_socket *, const void *buf, size_t len);
int wt_tcp_shutdown(struct wt_socket *, unsigned how);
void wt_tcp_close(struct wt_socket *);
int wt_tcp_take_error(struct wt_socket *); /* SO_ERROR: positive, cleared */

/* The peer resets: RST instead of FIN, what was not sent is lost. */
void wt_tcp_reset(struct wt_socket *);
/* A reset out of nowhere, seen by both ends now (`reset first`). */
void wt_tcp_reset_both(struct wt_socket *);

/* Readiness as poll(2) reports it: POLL bits. */
unsigned wt_tcp_ready(const struct wt_socket *);
/* From now on SYNs to this port vanish.  -ENOMEM. */
int wt_kernel_ignore(struct wt_kernel *, uint16_t port);
/* Does a peer take what arrives?  Turning it on reads what has come. */
void wt_tcp_reads(struct wt_socket *, bool reads);

/* -- between the files of this family ----------------------------------- */

void wt_tcp_push(struct wt_socket *);     /* send what the window allows */
void wt_tcp_was_read(struct wt_socket *); /* the reader moved on: open the window */
void wt_tcp_put(struct wt_socket *, enum wt_segment_type, uint64_t start, uint64_t end);
void wt_tcp_deliver(struct wt_wire *, struct wt_segment *);
void wt_tcp_got_rst(struct wt_socket *);
void wt_tcp_got_syn(struct wt_conn *);
void wt_tcp_tell_syn(struct wt_conn *, const struct wt_object *reached);
void wt_tcp_got_syn_ack(struct wt_socket *opener);
void wt_tcp_is_established(struct wt_socket *child);
void wt_tcp_refused(struct wt_socket *opener);
/* A connect has come to nothing: the address it chose is no longer the socket's. */
void wt_tcp_forget_address(struct wt_socket *);
/* Who opened the connection this end accepted: `alice`, `alice.2`. */
const char *wt_tcp_who(const struct wt_socket *child);
uint64_t wt_tcp_room(const struct wt_socket *);

/* When the next segment on its way to this kernel arrives; WT_NEVER: none. */
uint64_t wt_net_next_arrival(const struct wt_kernel *);
/* Everything held back from a host comes now: it enters a wait.  True if there
 * was anything. */
bool wt_kernel_release_held(struct wt_kernel *);
bool wt_kernel_is_holding(const struct wt_kernel *);
void wt_net_release_gated(struct wt_net *);
void wt_tcp_syn_lost(struct wt_socket *opener);
void wt_tcp_forget_retry(struct wt_socket *opener); /* it no longer tries */

/* Places and questions (ask.c). */
struct wt_place wt_place_in(const struct wt_stream *, uint64_t offset);
struct wt_place wt_place_send(const struct wt_socket *);
/* Adds `late` to a question, where something is on its way to the host. */
void wt_ask_late(const struct wt_socket *, struct wt_question *);
/* Remembers a `late` answer for the world. */
int wt_be_late(struct wt_net *, struct wt_value);

#endif
