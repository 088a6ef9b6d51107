/* SPDX-License-Identifier: MIT
 *
 * icmp.h - what the network's news mean to a socket. */
#ifndef WT_ICMP_H
#define WT_ICMP_H

#include <stdbool.h>

#define WT_ICMP_HOST_UNREACHABLE     1u
#define WT_ICMP_PORT_UNREACHABLE     3u
#define WT_ICMP_FRAGMENTATION_NEEDED 4u

/* The errno of a destination unreachable of this code, positive; 0: it is no news for
 * a socket.  *ret_final: it will not pass.  Source: icmp_err_convert, net/ipv4/icmp.c;
 * RFC 792, RFC 1812. */
int wt_icmp_error(unsigned code, bool *ret_final);

#endif
