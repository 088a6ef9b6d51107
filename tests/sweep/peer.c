/* SPDX-License-Identifier: MIT */
#include "peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int new_socket(void)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		abort();
	return fd;
}

static struct sockaddr_in loopback(unsigned port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
}

/* Peers that accept listen from the start. */
void peer_begin(struct peer *peer, const struct step *step)
{
	const struct sockaddr_in any = loopback(0);

	memset(peer, 0, sizeof *peer);
	peer->step = step;
	peer->fd = peer->listener = -1;
	if (step->kind != STEP_ACCEPT)
		return;
	peer->listener = new_socket();
	if (bind(peer->listener, (const struct sockaddr *)&any, sizeof any) < 0 ||
	    listen(peer->listener, 4) < 0)
		abort();
}

void peer_end(struct peer *peer)
{
	if (peer->fd >= 0)
		close(peer->fd);
	if (peer->listener >= 0)
		close(peer->listener);
}

bool peer_is_done(const struct peer *peer)
{
	return peer->step->kind == STEP_DONE;
}

/* Everything that has come, at any time. */
static bool receive(struct peer *peer)
{
	bool any = false;

	while (peer->fd >= 0 && !peer->at_end && peer->len < RECEIVED_MAX) {
		ssize_t n = recv(peer->fd, peer->received + peer->len, RECEIVED_MAX - peer->len, 0);

		if (n < 0 && errno == EAGAIN)
			break;
		any = true;
		if (n <= 0)
			peer->at_end = true;
		else
			peer->len += (size_t)n;
	}
	return any;
}

static bool connect_to(struct peer *peer, unsigned port)
{
	const struct sockaddr_in addr = loopback(port);

	if (port == 0)
		return false;
	peer->fd = new_socket();
	if (connect(peer->fd, (const struct sockaddr *)&addr, sizeof addr) < 0 &&
	    errno != EINPROGRESS)
		peer->at_end = true;
	return true;
}

static bool accept_one(struct peer *peer)
{
	peer->fd = accept4(peer->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	return peer->fd >= 0;
}

/* True when all of it is sent, or will never be. */
static bool send_text(struct peer *peer)
{
	const char *text = peer->step->text + peer->sent;
	size_t len = strlen(text);
	ssize_t n = send(peer->fd, text, len, MSG_NOSIGNAL);

	if (n < 0 && (errno == EAGAIN || errno == ENOTCONN) && !peer->at_end)
		return false;
	peer->sent += n > 0 ? (size_t)n : 0;
	if (n >= 0 && (size_t)n < len)
		return false;
	peer->sent = 0;
	return true;
}

static bool has_come(struct peer *peer)
{
	const char *text = peer->step->text;
	const char *at =
		memmem(peer->received + peer->seen, peer->len - peer->seen, text, strlen(text));

	if (at)
		peer->seen = (size_t)(at - peer->received) + strlen(text);
	return at || peer->at_end;
}

static bool do_step(struct peer *peer, unsigned port)
{
	switch (peer->step->kind) {
	case STEP_CONNECT:
		return connect_to(peer, port);
	case STEP_ACCEPT:
		return accept_one(peer);
	case STEP_SEND:
		return send_text(peer);
	case STEP_WANT:
		return has_come(peer);
	case STEP_SHUT:
		shutdown(peer->fd, SHUT_WR);
		return true;
	case STEP_END:
		return peer->at_end;
	case STEP_DONE:
	default:
		return false;
	}
}

bool peer_play(struct peer *peer, unsigned port)
{
	bool any = false;

	for (;;) {
		bool moved = receive(peer);

		if (do_step(peer, port)) {
			peer->step++;
			moved = true;
			if (peer_is_done(peer) && peer->fd >= 0) {
				close(peer->fd);
				peer->fd = -1;
			}
		}
		if (!moved)
			return any;
		any = true;
	}
}
