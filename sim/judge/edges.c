/* SPDX-License-Identifier: MIT */
#include "judge/edges.h"

#include <errno.h>

#define BIT(edge) (UINT32_C(1) << WT_EDGE_##edge)

/* Which transfers go on where a part of them was done. */
static bool is_stream(const struct wt_event *event)
{
	return !event->object || event->object->kind != WT_OBJECT_DATAGRAM;
}

/* -- What it came to ---------------------------------------------------- */

static enum wt_edge edge_of_error(int error)
{
	static const int errors[] = {
#define ERROR(name, number) number,
		WT_EDGES(ERROR)
#undef ERROR
	};

	for (unsigned edge = 0; edge < WT_EDGE_COUNT; edge++) {
		if (errors[edge] == error)
			return (enum wt_edge)edge;
	}
	return WT_EDGE_other;
}

static enum wt_edge edge_of_transfer(const struct wt_event *event, bool reads)
{
	if (!is_stream(event))
		return WT_EDGE_full;
	if (reads && event->result == 0 && event->arg > 0)
		return WT_EDGE_end;
	return event->result < event->arg ? WT_EDGE_short : WT_EDGE_full;
}

enum wt_edge wt_edge_of(const struct wt_event *event)
{
	if (event->result < 0)
		return edge_of_error((int)-event->result);
	switch (event->what) {
	case WT_CALL_recv:
	case WT_CALL_recvfrom:
	case WT_CALL_read:
		return edge_of_transfer(event, true);
	case WT_CALL_send:
	case WT_CALL_sendto:
	case WT_CALL_write:
		return edge_of_transfer(event, false);
	case WT_CALL_poll:
	case WT_CALL_select:
	case WT_CALL_epoll_wait:
		return event->result == 0 ? WT_EDGE_timeout : WT_EDGE_full;
	default:
		return WT_EDGE_full;
	}
}

/* -- What it could have come to ----------------------------------------- */

static bool is_connection(const struct wt_object *object)
{
	return object && (object->kind == WT_OBJECT_ACCEPTED || object->kind == WT_OBJECT_OPENED);
}

static uint32_t of_reading(const struct wt_object *object)
{
	uint32_t edges = BIT(full) | BIT(short) | BIT(EAGAIN) | BIT(end);

	if (object && object->kind == WT_OBJECT_DATAGRAM)
		return BIT(full) | BIT(EAGAIN);
	if (is_connection(object) || (object && object->kind == WT_OBJECT_PAIR))
		edges |= BIT(ECONNRESET);
	return edges;
}

static uint32_t of_writing(const struct wt_object *object)
{
	uint32_t edges = BIT(full) | BIT(short) | BIT(EAGAIN) | BIT(EPIPE);

	if (object && object->kind == WT_OBJECT_DATAGRAM)
		return BIT(full) | BIT(EAGAIN);
	if (is_connection(object))
		edges |= BIT(ECONNRESET) | BIT(ENOBUFS);
	return edges;
}

/* A wait without limit never times out. */
static uint32_t of_waiting(const struct wt_event *event)
{
	return BIT(full) | BIT(EINTR) | (event->arg >= 0 ? BIT(timeout) : 0);
}

/* Over AF_UNIX and UDP a connect is done at once. */
static uint32_t of_connecting(const struct wt_event *event)
{
	if (event->object && event->object->kind == WT_OBJECT_DATAGRAM)
		return BIT(full);
	if (event->result == 0)
		return BIT(full) | BIT(ECONNREFUSED) | BIT(EAGAIN);
	return BIT(EINPROGRESS) | BIT(ENETUNREACH) | BIT(EADDRNOTAVAIL) | BIT(ENOBUFS);
}

uint32_t wt_edges_possible(const struct wt_event *event, bool posix)
{
	const uint32_t exhausted = BIT(EMFILE) | BIT(ENFILE) | BIT(ENOBUFS) | BIT(ENOMEM);

	switch (event->what) {
	case WT_CALL_recv:
	case WT_CALL_recvfrom:
	case WT_CALL_read:
		return of_reading(event->object);
	case WT_CALL_send:
	case WT_CALL_sendto:
	case WT_CALL_write:
		return of_writing(event->object);
	case WT_CALL_accept:
		return BIT(full) | BIT(EAGAIN) | exhausted | (posix ? BIT(ECONNABORTED) : 0);
	case WT_CALL_connect:
		return of_connecting(event);
	case WT_CALL_socket:
		return BIT(full) | exhausted;
	case WT_CALL_shutdown:
	case WT_CALL_getpeername:
		return BIT(full) | BIT(ENOTCONN);
	case WT_CALL_poll:
	case WT_CALL_select:
	case WT_CALL_epoll_wait:
		return of_waiting(event);
	default:
		return 0;
	}
}
