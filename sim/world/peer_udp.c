/* SPDX-License-Identifier: MIT
 *
 * A peer sends from the port it last listened at, else from one of its own. */
#include "world/peer_udp.h"

#include <string.h>

#include "kernel/udp.h"

static bool open_at(struct wt_peer *peer, uint16_t port)
{
	struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(port)};

	peer->udp = wt_udp_new(&peer->kernel);
	return peer->udp && wt_udp_bind(peer->udp, &any) == 0;
}

bool wt_peer_listens_udp(struct wt_peer *peer, const struct wt_step *step)
{
	return open_at(peer, step->port);
}

/* The socket of that name, bound or connected. */
static const struct wt_udp *find_named(const struct wt_kernel *kernel, const char *name)
{
	const struct wt_udp *sock = kernel->udps;

	while (sock && (sock->dead || strcmp(sock->file.object->name, name) != 0))
		sock = sock->next;
	return sock;
}

bool wt_peer_sends_udp(struct wt_peer *peer, const struct wt_step *step)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
				 .sin_port = htons(step->port),
				 .sin_addr.s_addr = htonl(step->to->address)};
	const struct wt_udp *named = find_named(step->to, step->to_object);

	if (named)
		to.sin_port = named->local.sin_port;
	if (to.sin_port == 0 || (!peer->udp && !open_at(peer, 0)))
		return false;
	return wt_udp_launch(peer->udp, &to, step->bytes, step->len) == 0;
}
