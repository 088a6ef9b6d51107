/* SPDX-License-Identifier: MIT
 *
 * What the network says of a segment it could not deliver.  It ends a connect; once
 * connected it is kept, as the reason of a time-out should one come.  N20, N21 */
#include <errno.h>

#include "kernel/tcp.h"

/* Destination unreachable, by code: RFC 792, RFC 1812; Linux's icmp_err_convert. */
static const int errors[] = {
	ENETUNREACH,  EHOSTUNREACH, ENOPROTOOPT,  ECONNREFUSED, EMSGSIZE,     EOPNOTSUPP,
	ENETUNREACH,  EHOSTDOWN,    ENONET,       ENETUNREACH,  EHOSTUNREACH, ENETUNREACH,
	EHOSTUNREACH, EHOSTUNREACH, EHOSTUNREACH, EHOSTUNREACH,
};

#define FRAGMENTATION_NEEDED 4

void wt_tcp_unreachable(struct wt_socket *socket, unsigned code)
{
	if (code >= sizeof errors / sizeof errors[0] || code == FRAGMENTATION_NEEDED)
		return;
	if (socket->state == WT_TCP_CLOSE || socket->state == WT_TCP_LISTEN)
		return;
	if (socket->state == WT_TCP_SYN_SENT)
		wt_tcp_connect_failed(socket, errors[code]);
	else
		socket->soft_error = errors[code];
	wt_net_changed(socket->file.kernel->net);
}
