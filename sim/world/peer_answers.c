/* SPDX-License-Identifier: MIT
 *
 * The standing answers of a peer. */
#include <errno.h>
#include <string.h>

#include "world/peer_steps.h"

struct answer {
	struct wt_due due;
	struct wt_socket *socket;
	const struct wt_step *step;
};

static void send_answer(struct wt_socket *socket, const struct wt_step *step)
{
	if (!socket->conn)
		return;
	socket->out->new_burst = true;
	wt_tcp_send(socket, step->bytes, step->len, 0);
}

static void answer_is_due(struct wt_due *due)
{
	struct answer *answer = (struct answer *)((char *)due - offsetof(struct answer, due));

	send_answer(answer->socket, answer->step);
}

static void answer_later(struct wt_peer *peer, struct wt_socket *socket, const struct wt_step *step)
{
	struct wt_net *net = wt_peer_net(peer);
	struct answer *answer = wt_arena_take(&net->arena, sizeof *answer);
	int rc = -ENOMEM;

	if (answer) {
		answer->socket = socket;
		answer->step = step;
		answer->due = (struct wt_due){.time_ns = net->clock.now_ns + step->number,
					      .rank = socket->file.object->name,
					      .offset = socket->in->read,
					      .fire = answer_is_due};
		rc = wt_queue_add(&net->clock.queue, &answer->due);
	}
	if (rc < 0)
		net->error = rc;
}

static bool apply_rule(struct wt_peer *peer, struct wt_peer_conn *conn, const struct wt_rule *rule,
		       uint64_t *cursor)
{
	const struct wt_step *step = rule->step;
	bool any = false;

	while (wt_peer_find_text(conn->socket->in, cursor, step->wanted, step->wanted_len)) {
		any = true;
		if (step->number)
			answer_later(peer, conn->socket, step);
		else
			send_answer(conn->socket, step);
	}
	return any;
}

static uint64_t *cursors_of(struct wt_peer *peer, struct wt_peer_conn *conn)
{
	uint64_t *cursors;

	if (conn->rules >= peer->rule_count)
		return conn->rule_cursors;
	cursors = wt_arena_take(&wt_peer_net(peer)->arena, peer->rule_count * sizeof *cursors);
	if (!cursors)
		return NULL;
	if (conn->rules)
		memcpy(cursors, conn->rule_cursors, conn->rules * sizeof *cursors);
	conn->rule_cursors = cursors;
	conn->rules = peer->rule_count;
	return cursors;
}

bool wt_peer_apply_rules(struct wt_peer *peer)
{
	bool any = false;

	for (struct wt_peer_conn *conn = peer->conns; conn; conn = conn->next) {
		uint64_t *cursors = conn->socket->conn ? cursors_of(peer, conn) : NULL;
		size_t i = 0;

		for (struct wt_rule *rule = peer->rules; rule && cursors; rule = rule->next)
			any |= apply_rule(peer, conn, rule, &cursors[i++]);
	}
	peer->tank->moves += any;
	return any;
}
