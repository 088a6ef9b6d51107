/* SPDX-License-Identifier: MIT
 *
 * What is sent again when nobody has acknowledged it, and when an end gives up.
 * The times are Linux's (tcp_timer.c; measured: N15 to N17, N23).
 *
 * A timer runs only where something may have been lost. */
#include <errno.h>

#include "kernel/tcp.h"

#define RTO_MIN (200 * WT_MS)
#define RTO_MAX (120 * WT_S)
#define SYN_RTO (1 * WT_S)

#define SYN_LINEAR     4  /* tcp_syn_linear_timeouts */
#define SYNACK_RETRIES 5  /* tcp_synack_retries */
#define RETRIES        15 /* tcp_retries2 */
#define ORPHAN_RETRIES 8  /* tcp_orphan_retries */

static uint64_t now_of(const struct wt_socket *socket)
{
	return socket->file.kernel->net->clock.now_ns;
}

static void fire(struct wt_due *due);

static void arm(struct wt_socket *socket, uint64_t at_ns)
{
	struct wt_net *net = socket->file.kernel->net;
	int rc;

	socket->retry = (struct wt_due){.time_ns = at_ns,
					.rank = socket->conn->name,
					.direction = socket->side,
					.fire = fire};
	rc = wt_queue_add(&net->clock.queue, &socket->retry);
	if (rc < 0)
		net->error = rc;
}

static void disarm(struct wt_socket *socket)
{
	if (wt_due_is_queued(&socket->retry))
		wt_queue_remove(&socket->file.kernel->net->clock.queue, &socket->retry);
}

/* How long so many retransmissions take if each distance is twice the one before,
 * up to the longest: Linux counts time, not attempts. */
static uint64_t patience(uint64_t retries, uint64_t first_ns)
{
	uint64_t distance = first_ns, sum = first_ns;

	for (uint64_t i = 0; i < retries; i++) {
		distance = distance * 2 < RTO_MAX ? distance * 2 : RTO_MAX;
		sum += distance;
	}
	return sum;
}

/* TCP_USER_TIMEOUT, or so many retransmissions. */
static uint64_t limit_of(const struct wt_socket *socket, uint64_t retries, uint64_t first_ns)
{
	uint64_t user_ns = socket->options.user_timeout_ms * WT_MS;

	return user_ns ? user_ns : patience(retries, first_ns);
}

static bool is_spent(const struct wt_socket *socket, uint64_t limit_ns)
{
	return socket->retries > 0 && now_of(socket) - socket->since_ns >= limit_ns;
}

/* So long from now, but no longer than the program wants to wait at all. */
static void arm_within_patience(struct wt_socket *socket, uint64_t distance_ns)
{
	uint64_t user_ns = socket->options.user_timeout_ms * WT_MS;
	uint64_t at = now_of(socket) + distance_ns;

	if (user_ns && socket->retries > 0 && at > socket->since_ns + user_ns)
		at = socket->since_ns + user_ns;
	arm(socket, at);
}

void wt_tcp_give_up(struct wt_socket *socket)
{
	int error = socket->soft_error ? socket->soft_error : ETIMEDOUT;

	socket->soft_error = 0;
	if (socket->state == WT_TCP_SYN_SENT || socket->state == WT_TCP_SYN_RECV) {
		wt_tcp_connect_failed(socket, error);
		return;
	}
	socket->error = error;
	wt_tcp_end(socket);
	wt_net_progressed(socket->file.kernel->net);
	wt_tcp_end_fact(socket, WT_ENDING_TIMEOUT);
	wt_file_wake(&socket->file, 0);
}

/* -- A SYN and its answer ------------------------------------------------ */

/* From the first SYN to the one after so many: at 1, 2, 3, 4, 5, 7, 11, 19 s ... */
static uint64_t syn_distance(unsigned retries)
{
	unsigned doubled = retries > SYN_LINEAR ? retries - SYN_LINEAR : 0;
	uint64_t distance = doubled > 7 ? RTO_MAX : SYN_RTO << doubled;

	return distance < RTO_MAX ? distance : RTO_MAX;
}

static uint64_t syn_time(const struct wt_socket *socket)
{
	uint64_t at = socket->since_ns;

	for (unsigned i = 0; i <= socket->retries; i++)
		at += syn_distance(i);
	return at;
}

static void watch_syn(struct wt_socket *socket)
{
	uint64_t now = now_of(socket), at = syn_time(socket);

	arm_within_patience(socket, at > now ? at - now : 0);
}

static void syn_again(struct wt_socket *socket)
{
	unsigned retries = socket->options.syn_count ? socket->options.syn_count : WT_SYN_COUNT;

	if (is_spent(socket, limit_of(socket, retries, SYN_RTO))) {
		wt_tcp_give_up(socket);
		return;
	}
	socket->retries++;
	wt_tcp_say(socket, WT_SEGMENT_SYN);
	if (socket->conn->lossy && socket->state == WT_TCP_SYN_SENT)
		wt_tcp_watch(socket);
}

static void syn_ack_again(struct wt_socket *socket)
{
	if (socket->retries++ < SYNACK_RETRIES) {
		wt_tcp_say(socket, WT_SEGMENT_SYN_ACK);
		arm(socket, now_of(socket) + (SYN_RTO << socket->retries));
	} else if (socket->listener) {
		wt_tcp_vanish(socket);
	} else {
		wt_tcp_give_up(socket);
	}
}

/* -- Bytes and ends ------------------------------------------------------ */

uint64_t wt_tcp_first_distance(const struct wt_socket *socket)
{
	return RTO_MIN + 2 * socket->conn->wire.link->delay_max_ns;
}

static bool is_fin_missing(const struct wt_socket *socket)
{
	return socket->fin_sent &&
	       (socket->state == WT_TCP_FIN_WAIT1 || socket->state == WT_TCP_CLOSING ||
		socket->state == WT_TCP_LAST_ACK);
}

static bool is_missing(const struct wt_socket *socket)
{
	const struct wt_stream *out = socket->out;

	return out->acked < out->sent || is_fin_missing(socket);
}

/* There is something to send, and no window for it. */
static bool is_stuck(const struct wt_socket *socket)
{
	const struct wt_stream *out = socket->out;

	return out->sent < out->written && out->sent >= out->edge;
}

/* The first that is missing, up to what the other end has already. */
static void send_first_missing(struct wt_socket *socket)
{
	const struct wt_stream *out = socket->out;
	uint64_t max = socket->conn->wire.link->segment_max, end = out->sent;

	if (out->acked == out->sent) {
		wt_tcp_put_again(socket, WT_SEGMENT_FIN, out->sent, out->sent);
		return;
	}
	if (max == 0)
		max = WT_SEGMENT_MAX;
	if (out->ahead_count > 0 && out->ahead[0].start > out->acked)
		end = out->ahead[0].start;
	if (end - out->acked > max)
		end = out->acked + max;
	wt_tcp_put_again(socket, WT_SEGMENT_DATA, out->acked, end);
}

static void send_again(struct wt_socket *socket)
{
	if (!socket->tried_early) {
		socket->tried_early = true;
	} else {
		if (socket->retries++ == 0)
			socket->since_ns = now_of(socket);
		socket->rto_ns = socket->rto_ns * 2 < RTO_MAX ? socket->rto_ns * 2 : RTO_MAX;
	}
	socket->resend_to = wt_tcp_next_out(socket);
	send_first_missing(socket);
}

/* Is there room by now?  An answer means somebody is there. */
static void ask_for_room(struct wt_socket *socket)
{
	socket->probes++;
	socket->rto_ns = socket->rto_ns * 2 < RTO_MAX ? socket->rto_ns * 2 : RTO_MAX;
	wt_tcp_say(socket, WT_SEGMENT_PROBE);
}

static unsigned retries_of(const struct wt_socket *socket)
{
	bool orphan = socket->file.refs == 0 && !socket->file.kernel->scripted;
	unsigned retries = socket->file.kernel->retries ? socket->file.kernel->retries : RETRIES;

	return orphan && retries > ORPHAN_RETRIES ? ORPHAN_RETRIES : retries;
}

static void bytes_again(struct wt_socket *socket)
{
	unsigned retries = retries_of(socket);

	if (is_spent(socket, limit_of(socket, retries, RTO_MIN)) || socket->probes > retries) {
		wt_tcp_give_up(socket);
		return;
	}
	if (is_missing(socket))
		send_again(socket);
	else if (is_stuck(socket))
		ask_for_room(socket);
	else
		return;
	if (!wt_due_is_queued(&socket->retry) && socket->state != WT_TCP_CLOSE)
		arm_within_patience(socket, socket->rto_ns);
}

static void fire(struct wt_due *due)
{
	struct wt_socket *socket =
		(struct wt_socket *)((char *)due - offsetof(struct wt_socket, retry));

	switch (socket->state) {
	case WT_TCP_CLOSE:
	case WT_TCP_LISTEN:
		return;
	case WT_TCP_SYN_SENT:
		syn_again(socket);
		return;
	case WT_TCP_SYN_RECV:
		syn_ack_again(socket);
		return;
	default:
		bytes_again(socket);
		return;
	}
}

/* -- When to begin, and when to stop ------------------------------------- */

void wt_tcp_watch(struct wt_socket *socket)
{
	if (wt_due_is_queued(&socket->retry))
		return;
	switch (socket->state) {
	case WT_TCP_CLOSE:
	case WT_TCP_LISTEN:
		return;
	case WT_TCP_SYN_SENT:
		watch_syn(socket);
		return;
	case WT_TCP_SYN_RECV:
		if (!socket->forgotten)
			arm(socket, now_of(socket) + SYN_RTO);
		return;
	default:
		break;
	}
	if (!is_missing(socket) && !is_stuck(socket))
		return;
	socket->rto_ns = wt_tcp_first_distance(socket);
	arm(socket, now_of(socket) + socket->rto_ns);
}

void wt_tcp_got_further(struct wt_socket *socket)
{
	struct wt_conn *conn = socket->conn;

	if (!conn->lossy || socket->state == WT_TCP_CLOSE)
		return;
	disarm(socket);
	socket->retries = 0;
	socket->tried_early = false;
	if (is_missing(socket) && socket->out->acked < socket->resend_to)
		send_first_missing(socket);
	wt_tcp_watch(socket);
	wt_tcp_relax(conn);
}

void wt_tcp_forget_timers(struct wt_socket *socket)
{
	struct wt_queue *queue = &socket->file.kernel->net->clock.queue;

	disarm(socket);
	if (wt_due_is_queued(&socket->keepalive))
		wt_queue_remove(queue, &socket->keepalive);
	socket->retries = 0;
	socket->tried_early = false;
}
