/* SPDX-License-Identifier: MIT */
#include "kernel/digest.h"
#include "kernel/tcp.h"

/* When it is due; which kind it is says where it stands. */
static void forget_due(struct wt_due *due)
{
	uint64_t time_ns = due->slot ? due->time_ns : WT_NEVER;

	memset(due, 0, sizeof *due);
	due->time_ns = time_ns;
}

static void forget_addresses(struct wt_socket *plain)
{
	memset(&plain->file, 0, sizeof plain->file);
	memset(&plain->claim, 0, sizeof plain->claim);
	forget_due(&plain->retry);
	forget_due(&plain->keepalive);
	plain->conn = NULL;
	plain->in = plain->out = NULL;
	plain->queue = NULL;
	plain->queue_end = NULL;
	plain->queue_next = NULL;
	plain->listener = NULL;
	plain->next_listener = NULL;
	plain->next_owing = NULL;
	plain->owing_link = NULL;
	plain->next = NULL;
}

void wt_tcp_digest(struct wt_digest *digest, const struct wt_file *file)
{
	const struct wt_socket *socket = wt_socket_of(file), *child;
	struct wt_socket plain;

	memcpy(&plain, socket, sizeof plain);
	forget_addresses(&plain);
	wt_digest_bytes(digest, &plain, sizeof plain);
	wt_digest_word(digest, socket->conn != NULL);
	wt_digest_object(digest, socket->listener ? socket->listener->file.object : NULL);
	for (child = socket->queue; child; child = child->queue_next)
		wt_digest_object(digest, child->file.object);
}

static void digest_conn(struct wt_digest *digest, const struct wt_conn *conn)
{
	wt_digest_text(digest, conn->name);
	wt_digest_word(digest, conn->number);
	wt_digest_word(digest, conn->births);
	wt_digest_word(digest, conn->to_itself * 2u + conn->lossy);
	wt_digest_text(digest, conn->met ? conn->met->name : NULL);
	wt_digest_wire(digest, &conn->wire);
	for (unsigned side = 0; side < 2; side++) {
		wt_digest_object(digest, conn->end[side] ? conn->end[side]->file.object : NULL);
		wt_digest_stream(digest, &conn->stream[side]);
	}
}

void wt_digest_conns(struct wt_digest *digest, const struct wt_net *net)
{
	for (const struct wt_conn *conn = net->conns; conn; conn = conn->next)
		digest_conn(digest, conn);
}
