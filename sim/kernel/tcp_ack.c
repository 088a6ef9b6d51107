/* SPDX-License-Identifier: MIT
 *
 * Acknowledgements, and how the window moves. */
#include <poll.h>

#include "kernel/tcp.h"

static bool is_loopback(const struct wt_conn *conn)
{
	return conn->wire.link->delay_max_ns == 0;
}

/* Somebody waits for what it has learnt, or a timer runs. */
__attribute__((noinline)) static void learns_more(struct wt_socket *sender, bool further)
{
	if (sender->no_space && wt_tcp_is_writable(sender)) {
		sender->no_space = false;
		wt_file_wake(&sender->file, WT_WAKE_WRITE);
	}
	if (further)
		wt_tcp_got_further(sender);
	wt_tcp_push(sender);
}

static inline void sender_learns(struct wt_socket *sender, uint64_t acked, uint64_t edge)
{
	const struct wt_stream *out = sender->out;
	bool further = acked > out->acked;

	wt_tcp_learn(sender, acked, edge);
	if (sender->no_space || sender->conn->lossy)
		learns_more(sender, further);
	else if (out->sent < out->written || sender->fin_wanted)
		wt_tcp_push(sender);
}

/* Does it matter to the sender when it learns this?  Only then is an ACK worth
 * an event of its own; else it learns at once, and nobody can tell. */
static bool matters(const struct wt_socket *sender)
{
	const struct wt_stream *out = sender->out;

	if (out->written > out->sent)
		return true;
	return out->written - out->acked > sender->options.sndbuf / 3;
}

void wt_tcp_acknowledge(struct wt_socket *receiver)
{
	struct wt_stream *in = receiver->in;
	struct wt_socket *sender = wt_socket_far(receiver);

	in->told = in->read + receiver->options.rcvbuf;
	if (receiver->conn->lossy || (!is_loopback(receiver->conn) && matters(sender)))
		wt_tcp_say(receiver, WT_SEGMENT_ACK);
	else
		sender_learns(sender, in->arrived, in->told);
}

void wt_tcp_was_read(struct wt_socket *receiver)
{
	struct wt_stream *in = receiver->in;
	uint64_t edge = in->read + receiver->options.rcvbuf;
	bool at_once = is_loopback(receiver->conn) && !receiver->conn->lossy;

	if (receiver->state == WT_TCP_CLOSE || !wt_socket_far(receiver))
		return;
	if (at_once || edge - in->told >= receiver->options.rcvbuf / 2 || in->written > in->edge)
		wt_tcp_acknowledge(receiver);
}

void wt_tcp_owe_ack(struct wt_socket *socket)
{
	struct wt_kernel *kernel = socket->file.kernel;

	socket->next_owing = kernel->owing;
	socket->owing_link = &kernel->owing;
	if (socket->next_owing)
		socket->next_owing->owing_link = &socket->next_owing;
	kernel->owing = socket;
}

static bool has_end_to_acknowledge(const struct wt_socket *socket)
{
	return socket->state == WT_TCP_CLOSE_WAIT || socket->state == WT_TCP_LAST_ACK;
}

void wt_tcp_pay_ack(struct wt_socket *socket, enum wt_segment_type before)
{
	if (!socket->owing_link)
		return;
	*socket->owing_link = socket->next_owing;
	if (socket->next_owing)
		socket->next_owing->owing_link = socket->owing_link;
	socket->owing_link = NULL;
	if (before != WT_SEGMENT_RST && before != WT_SEGMENT_ACK && has_end_to_acknowledge(socket))
		wt_tcp_say(socket, WT_SEGMENT_ACK);
}

void wt_kernel_pay_acks(struct wt_kernel *kernel)
{
	while (kernel->owing)
		wt_tcp_pay_ack(kernel->owing, WT_SEGMENT_DATA);
}

static void fin_was_acknowledged(struct wt_socket *socket)
{
	if (socket->state == WT_TCP_FIN_WAIT1) {
		socket->state = WT_TCP_FIN_WAIT2;
	} else if (socket->state == WT_TCP_CLOSING) {
		wt_tcp_begin_time_wait(socket);
	} else if (socket->state == WT_TCP_LAST_ACK) {
		wt_tcp_end(socket);
	} else {
		return;
	}
	wt_file_wake(&socket->file, 0);
	if (socket->conn->lossy)
		wt_tcp_got_further(socket);
}

/* The next bytes, as expected, of which Linux does not look at what they acknowledge
 * if that is nothing new: tcp_rcv_established. */
static bool is_predicted(const struct wt_socket *socket, const struct wt_segment *segment)
{
	const struct wt_stream *in = socket->in;

	return segment->type == WT_SEGMENT_DATA && segment->start == in->arrived &&
	       in->ahead_count == 0 && socket->state == WT_TCP_ESTABLISHED;
}

/* What every segment but a SYN says.  Where nothing is lost, only a segment that
 * says nothing else does: the rest was told before. */
void wt_tcp_got_ack(struct wt_socket *socket, const struct wt_segment *segment)
{
	const struct wt_stream *out = socket->out;
	bool bare = segment->type == WT_SEGMENT_ACK;
	bool all = socket->fin_sent && segment->ack > out->sent;

	if (segment->ack > out->acked ||
	    (segment->ack == out->acked && !is_predicted(socket, segment)))
		socket->soft_error = 0; /* something worked: tcp_ack */
	if (!bare && !socket->conn->lossy)
		return;
	socket->probes = 0;
	if (!all || out->acked < out->sent)
		sender_learns(socket, segment->ack - all, segment->edge);
	if (all)
		fin_was_acknowledged(socket);
}
