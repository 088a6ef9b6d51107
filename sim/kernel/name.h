/* SPDX-License-Identifier: MIT
 *
 * name.h - socket names in and out of a program's memory. */
#ifndef WT_NAME_H
#define WT_NAME_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

/* An IPv4 name, or -EINVAL, -EAFNOSUPPORT (then *ret is filled in, too). */
int wt_name_in(const struct sockaddr *name, socklen_t len, struct sockaddr_in *ret);
/* As bind(2): old programs leave out the family where they mean any address. */
int wt_name_in_to_bind(const struct sockaddr *name, socklen_t len, struct sockaddr_in *ret);
/* Everybody, or a group: nobody sends from there. */
bool wt_is_for_many(uint32_t address);
/* To no address is to oneself: the one the socket has, else loopback. */
void wt_name_resolve_any(struct sockaddr_in *to, const struct sockaddr_in *own);
/* As much of it as there is room for; *len becomes its whole length.  Nothing
 * where nobody asks.  -EINVAL for a negative length: H03. */
int wt_name_out(const struct sockaddr_in *from, struct sockaddr *name, socklen_t *len);
/* The same for any family. */
int wt_name_give(const void *from, socklen_t size, struct sockaddr *name, socklen_t *len);

#endif
