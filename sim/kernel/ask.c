/* SPDX-License-Identifier: MIT
 *
 * What kernel calls have in common when they ask a decision. */
#include <poll.h>

#include "kernel/tcp.h"
#include "kernel/udp.h"

/* Being late is benign while it moves the host past no timer of its own.  `late
 * until next` is always legal, and without effect where nothing is on its way:
 * whether other connections have something in flight must not change what this
 * one is answered. */
void wt_ask_with_arrivals(const struct wt_kernel *kernel, struct wt_question *question)
{
	uint64_t next = wt_net_next_arrival(kernel);

	if (next == WT_NEVER)
		return;
	question->given |= WT_GIVEN_COMING;
	if (next >= kernel->next_timer_ns)
		question->given |= WT_GIVEN_TIMER;
}

int wt_ask_result(struct wt_file *file, struct wt_spot *spot, unsigned given)
{
	struct wt_net *net = file->kernel->net;
	struct wt_question question = {.spot = spot, .given = given};
	struct wt_value value;

	if (!wt_ask_at(net->decider, spot))
		return 0;
	wt_ask_late(file->kernel, &question);
	value = wt_decide(net->decider, &question, net->clock.now_ns);
	if (value.verb == WT_VERB_FAILS)
		return -(int)value.number;
	return value.verb == WT_VERB_DEFAULT ? 0 : wt_be_late(net, value);
}

int wt_be_late(struct wt_net *net, struct wt_value value)
{
	net->late = value;
	return WT_LATE;
}

const struct wt_kernel *wt_net_receiver(const struct wt_due *due)
{
	const struct wt_flight *flight = wt_flight_of(due);
	const struct wt_conn *conn;
	const struct wt_socket *end;

	if (!flight)
		return wt_udp_receiver(due);
	conn = wt_conn_of(flight->wire);
	end = conn->end[1 - flight->segment.direction];
	return end ? end->file.kernel : conn->to;
}

uint64_t wt_net_find_arrival(const struct wt_kernel *kernel)
{
	const struct wt_queue *queue = &kernel->net->clock.queue;
	uint64_t next = WT_NEVER;

	for (size_t slot = 1; slot <= queue->count; slot++) {
		const struct wt_due *due = queue->heap[slot];

		if (due->time_ns < next && wt_net_receiver(due) == kernel)
			next = due->time_ns;
	}
	return next;
}

/* The direction of what comes to it. */
static unsigned incoming(const struct wt_socket *socket)
{
	return socket->conn->to_itself ? 0 : 1 - socket->side;
}

void wt_file_hold_room(struct wt_file *file)
{
	file->kernel->net->holding += !file->room_held;
	file->room_held = true;
}

bool wt_kernel_release_held(struct wt_kernel *kernel)
{
	bool any = false;

	if (kernel->net->holding == 0)
		return false;
	for (struct wt_file *file = kernel->files; file; file = file->next) {
		if (!file->room_held)
			continue;
		any = true;
		file->room_held = false;
		kernel->net->holding--;
		wt_file_wake(file, WT_WAKE_WRITE);
	}
	for (struct wt_socket *socket = kernel->sockets; socket; socket = socket->next) {
		if (socket->conn)
			any |= wt_wire_release(&socket->conn->wire, incoming(socket), true);
	}
	if (any)
		wt_net_changed(kernel->net);
	return any;
}

bool wt_kernel_is_holding(const struct wt_kernel *kernel)
{
	if (kernel->net->holding == 0)
		return false;
	for (const struct wt_file *file = kernel->files; file; file = file->next) {
		if (file->room_held)
			return true;
	}
	for (const struct wt_socket *socket = kernel->sockets; socket; socket = socket->next) {
		if (socket->conn && wt_wire_is_holding(&socket->conn->wire, incoming(socket)))
			return true;
	}
	return false;
}

/* Gates opened: what they held back goes on. */
void wt_net_release_gated(struct wt_net *net)
{
	if (net->holding == 0)
		return;
	for (struct wt_conn *conn = net->conns; conn; conn = conn->next) {
		bool any = wt_wire_release(&conn->wire, 0, false);

		if (wt_wire_release(&conn->wire, 1, false) || any)
			wt_net_changed(net);
	}
}
