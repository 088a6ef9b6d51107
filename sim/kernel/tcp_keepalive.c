/* SPDX-License-Identifier: MIT
 *
 * Probes of an idle connection (SO_KEEPALIVE).  One that is answered changes
 * nothing, so they are sent only where something may be lost.  N18 */
#include <errno.h>

#include "kernel/tcp.h"

static void fire(struct wt_due *due);

static uint64_t idle_ns(const struct wt_socket *socket)
{
	return (socket->options.keep_idle_s ? socket->options.keep_idle_s : WT_KEEP_IDLE_S) * WT_S;
}

static uint64_t interval_ns(const struct wt_socket *socket)
{
	return (socket->options.keep_interval_s ? socket->options.keep_interval_s
						: WT_KEEP_INTERVAL_S) *
	       WT_S;
}

static void arm(struct wt_socket *socket, uint64_t distance_ns)
{
	struct wt_net *net = socket->file.kernel->net;
	int rc;

	socket->keepalive = (struct wt_due){.time_ns = net->clock.now_ns + distance_ns,
					    .rank = socket->conn->name,
					    .direction = socket->side,
					    .fire = fire};
	rc = wt_queue_add(&net->clock.queue, &socket->keepalive);
	if (rc < 0)
		net->error = rc;
}

static bool has_something_under_way(const struct wt_socket *socket)
{
	const struct wt_stream *out = socket->out;

	return out->acked < out->written;
}

static bool is_given_up(const struct wt_socket *socket, uint64_t silent_ns)
{
	uint64_t user_ns = socket->options.user_timeout_ms * WT_MS;
	unsigned count = socket->options.keep_count ? socket->options.keep_count : WT_KEEP_COUNT;

	if (user_ns)
		return socket->probes > 0 && silent_ns >= user_ns;
	return socket->probes >= count;
}

static void fire(struct wt_due *due)
{
	struct wt_socket *socket =
		(struct wt_socket *)((char *)due - offsetof(struct wt_socket, keepalive));
	uint64_t silent = socket->file.kernel->net->clock.now_ns - socket->heard_ns;

	if (!socket->conn->lossy || !socket->options.keepalive)
		return;
	if (has_something_under_way(socket)) { /* then that is sent again */
		arm(socket, idle_ns(socket));
	} else if (silent < idle_ns(socket)) {
		arm(socket, idle_ns(socket) - silent);
	} else if (is_given_up(socket, silent)) {
		wt_tcp_say(socket, WT_SEGMENT_RST);
		wt_tcp_give_up(socket);
	} else {
		socket->probes++;
		wt_tcp_say(socket, WT_SEGMENT_PROBE);
		arm(socket, interval_ns(socket));
	}
}

static bool can_be_idle(const struct wt_socket *socket)
{
	return socket->state != WT_TCP_CLOSE && socket->state != WT_TCP_LISTEN &&
	       socket->state != WT_TCP_SYN_SENT && socket->state != WT_TCP_SYN_RECV;
}

void wt_tcp_watch_idle(struct wt_socket *socket)
{
	struct wt_queue *queue = &socket->file.kernel->net->clock.queue;
	uint64_t silent;

	if (!socket->conn || !socket->conn->lossy || !can_be_idle(socket))
		return;
	if (wt_due_is_queued(&socket->keepalive))
		wt_queue_remove(queue, &socket->keepalive);
	if (!socket->options.keepalive)
		return;
	silent = socket->file.kernel->net->clock.now_ns - socket->heard_ns;
	arm(socket, silent < idle_ns(socket) ? idle_ns(socket) - silent : 0);
}
