/* SPDX-License-Identifier: MIT */
#include "world/peer.h"

#include <errno.h>
#include <string.h>

#include "kernel/tcp.h"
#include "world/peer_udp.h"
#include "world/tank.h"

enum outcome { DONE, WAITS, IMPOSSIBLE };

void wt_peer_begin(struct wt_peer *peer)
{
	peer->at = 0;
	peer->depth = 0;
	peer->conns = peer->current = NULL;
	peer->conns_end = &peer->conns;
	peer->rules = NULL;
	peer->rules_end = &peer->rules;
	peer->rule_count = 0;
	peer->reading = true;
	peer->impossible = false;
	peer->alarm = (struct wt_due){0};
	peer->alarm_set = peer->alarm_rang = false;
	peer->reads_left = 0;
	peer->asleep = peer->delay_ns > 0;
	peer->udp = NULL;
}

static struct wt_net *net_of(struct wt_peer *peer)
{
	return &peer->tank->net;
}

/* -- Connections ------------------------------------------------------- */

static struct wt_peer_conn *add_conn(struct wt_peer *peer, struct wt_socket *socket)
{
	struct wt_peer_conn *conn = wt_arena_take(&net_of(peer)->arena, sizeof *conn);

	if (!conn) {
		net_of(peer)->error = -ENOMEM;
		return NULL;
	}
	conn->socket = socket;
	socket->reads = peer->reading;
	*peer->conns_end = conn;
	peer->conns_end = &conn->next;
	return conn;
}

static struct wt_peer_conn *find_conn(struct wt_peer *peer, const struct wt_socket *socket)
{
	struct wt_peer_conn *conn = peer->conns;

	while (conn && conn->socket != socket)
		conn = conn->next;
	return conn;
}

/* Connections that came to our listeners since we last looked. */
static void meet_new_conns(struct wt_peer *peer)
{
	struct wt_socket *socket;

	for (socket = peer->kernel.sockets; socket; socket = socket->next) {
		if (socket->conn && socket->side == 1 && !find_conn(peer, socket))
			add_conn(peer, socket);
	}
}

static struct wt_socket *socket_of(const struct wt_peer *peer)
{
	return peer->current ? peer->current->socket : NULL;
}

static bool is_connecting(const struct wt_socket *socket)
{
	return socket->state == WT_TCP_SYN_SENT || socket->state == WT_TCP_SYN_RECV;
}

static bool has_ended(const struct wt_socket *socket)
{
	return socket->fin_seen || socket->state == WT_TCP_CLOSE;
}

/* -- Steps that act ---------------------------------------------------- */

static enum outcome listens(struct wt_peer *peer, const struct wt_step *step)
{
	struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(step->port)};
	struct wt_socket *socket;

	if (step->udp)
		return wt_peer_listens_udp(peer, step) ? DONE : IMPOSSIBLE;
	socket = wt_socket_new(&peer->kernel);
	if (!socket) {
		net_of(peer)->error = -ENOMEM;
		return DONE;
	}
	if (wt_tcp_bind(socket, &any) < 0 || wt_tcp_listen(socket, step->backlog) < 0)
		return IMPOSSIBLE;
	socket->file.object->open = 0; /* a script is asked nothing */
	return DONE;
}

static enum outcome ignores(struct wt_peer *peer, const struct wt_step *step)
{
	if (wt_kernel_ignore(&peer->kernel, step->port) < 0)
		net_of(peer)->error = -ENOMEM;
	return DONE;
}

static enum outcome connects(struct wt_peer *peer, const struct wt_step *step)
{
	struct wt_socket *socket = wt_socket_new(&peer->kernel);
	struct sockaddr_in name = {.sin_family = AF_INET,
				   .sin_port = htons(step->port),
				   .sin_addr.s_addr = htonl(step->to->address)};
	struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons(step->from_port)};

	if (!socket) {
		net_of(peer)->error = -ENOMEM;
		return DONE;
	}
	socket->options.reuse_addr = true;
	if (step->from_port && wt_tcp_bind(socket, &own) < 0)
		return IMPOSSIBLE;
	peer->current = add_conn(peer, socket);
	wt_tcp_connect(socket, &name);
	return DONE;
}

static enum outcome accepts(struct wt_peer *peer)
{
	struct wt_socket *listener, *child;

	for (listener = peer->kernel.sockets; listener; listener = listener->next) {
		if (listener->state != WT_TCP_LISTEN || wt_tcp_accept(listener, &child) < 0)
			continue;
		meet_new_conns(peer);
		peer->current = find_conn(peer, child);
		return DONE;
	}
	return WAITS;
}

static enum outcome answers(struct wt_peer *peer, const struct wt_step *step)
{
	struct wt_rule *rule = wt_arena_take(&net_of(peer)->arena, sizeof *rule);

	if (!rule) {
		net_of(peer)->error = -ENOMEM;
		return DONE;
	}
	rule->step = step;
	*peer->rules_end = rule;
	peer->rules_end = &rule->next;
	peer->rule_count++;
	return DONE;
}

static enum outcome sends(struct wt_peer *peer, const struct wt_step *step)
{
	struct wt_socket *socket = socket_of(peer);

	if (step->udp)
		return wt_peer_sends_udp(peer, step) ? DONE : IMPOSSIBLE;
	if (!socket)
		return IMPOSSIBLE;
	wt_tcp_send(socket, step->bytes, step->len,
		    step->urgent ? MSG_OOB : 0); /* to a dead connection: lost */
	return DONE;
}

static enum outcome ends(struct wt_peer *peer, enum wt_step_verb how)
{
	struct wt_socket *socket = socket_of(peer);

	if (!socket)
		return IMPOSSIBLE;
	if (how == WT_STEP_SHUTS)
		wt_tcp_shutdown(socket, WT_SHUT_WRITE);
	else if (how == WT_STEP_CLOSES)
		wt_tcp_close(socket);
	else
		wt_tcp_reset(socket);
	return DONE;
}

static enum outcome reads(struct wt_peer *peer, bool on)
{
	peer->reading = on;
	for (struct wt_peer_conn *conn = peer->conns; conn; conn = conn->next)
		wt_tcp_reads(conn->socket, on);
	return DONE;
}

static enum outcome reads_some(struct wt_peer *peer, const struct wt_step *step)
{
	struct wt_socket *socket = socket_of(peer);
	struct wt_stream *in;
	uint64_t n;

	if (!socket)
		return IMPOSSIBLE;
	if (is_connecting(socket))
		return WAITS;
	if (peer->reads_left == 0) {
		reads(peer, false);
		peer->reads_left = step->number;
	}
	in = socket->in;
	n = wt_stream_unread(in) < peer->reads_left ? wt_stream_unread(in) : peer->reads_left;
	in->read += n;
	peer->reads_left -= n;
	if (n > 0)
		wt_tcp_was_read(socket);
	if (peer->reads_left == 0)
		return DONE;
	return has_ended(socket) ? IMPOSSIBLE : WAITS;
}

/* -- Steps that wait --------------------------------------------------- */

static enum outcome waits_size(struct wt_peer *peer, const struct wt_step *step)
{
	struct wt_socket *socket = socket_of(peer);

	if (!socket || !socket->conn)
		return IMPOSSIBLE;
	if (socket->in->read >= peer->current->cursor + step->number) {
		peer->current->cursor += step->number;
		return DONE;
	}
	return has_ended(socket) ? IMPOSSIBLE : WAITS;
}

/* Where wanted stands in the stream at or behind *cursor; moves it past. */
static bool find_text(const struct wt_stream *in, uint64_t *cursor, const void *wanted, size_t len)
{
	const unsigned char *found;

	if (in->read - *cursor < len)
		return false;
	found = memmem(in->bytes + *cursor, (size_t)(in->read - *cursor), wanted, len);
	if (!found)
		return false;
	*cursor = (uint64_t)(found - in->bytes) + len;
	return true;
}

static enum outcome waits_text(struct wt_peer *peer, const struct wt_step *step)
{
	struct wt_socket *socket = socket_of(peer);

	if (!socket || !socket->conn)
		return IMPOSSIBLE;
	if (find_text(socket->in, &peer->current->cursor, step->wanted, step->wanted_len))
		return DONE;
	return has_ended(socket) ? IMPOSSIBLE : WAITS;
}

static void ring(struct wt_due *due)
{
	struct wt_peer *peer = (struct wt_peer *)((char *)due - offsetof(struct wt_peer, alarm));

	peer->alarm_rang = true;
}

static enum outcome waits_for(struct wt_peer *peer, uint64_t time_ns)
{
	struct wt_net *net = net_of(peer);
	int rc;

	if (peer->alarm_rang || (!peer->alarm_set && time_ns <= net->clock.now_ns)) {
		peer->alarm_set = peer->alarm_rang = false;
		return DONE;
	}
	if (peer->alarm_set)
		return WAITS;
	peer->alarm = (struct wt_due){.time_ns = time_ns, .rank = peer->kernel.name, .fire = ring};
	rc = wt_queue_add(&net->clock.queue, &peer->alarm);
	if (rc < 0)
		net->error = rc;
	peer->alarm_set = true;
	return WAITS;
}

static enum outcome waits_end(struct wt_peer *peer, enum wt_step_verb what)
{
	struct wt_socket *socket = socket_of(peer);

	if (!socket)
		return IMPOSSIBLE;
	if (what == WT_STEP_WAITS_FIN && socket->fin_seen)
		return DONE;
	if (what == WT_STEP_WAITS_RESET && socket->was_reset)
		return DONE;
	if (what == WT_STEP_WAITS_END && has_ended(socket))
		return DONE;
	return socket->state == WT_TCP_CLOSE ? IMPOSSIBLE : WAITS;
}

static enum outcome waits_check(struct wt_peer *peer, const struct wt_step *step)
{
	struct wt_referee *referee = peer->tank->referee;

	return referee->holds(referee, step->check) ? DONE : WAITS;
}

/* -- The script -------------------------------------------------------- */

static enum outcome begins_block(struct wt_peer *peer, const struct wt_step *step)
{
	if (peer->depth == WT_NESTING_MAX)
		return IMPOSSIBLE;
	if (step->block == 0 || step->number == 0) {
		peer->at += step->block;
		return DONE;
	}
	peer->frames[peer->depth++] =
		(struct wt_loop_frame){peer->at + 1, peer->at + 1 + step->block, step->number};
	return DONE;
}

static enum outcome do_step(struct wt_peer *peer, const struct wt_step *step)
{
	switch (step->verb) {
	case WT_STEP_LISTENS:
		return listens(peer, step);
	case WT_STEP_IGNORES:
		return ignores(peer, step);
	case WT_STEP_CONNECTS:
		return connects(peer, step);
	case WT_STEP_ACCEPTS:
		return accepts(peer);
	case WT_STEP_ANSWERS:
		return answers(peer, step);
	case WT_STEP_SENDS:
		return sends(peer, step);
	case WT_STEP_WAITS_SIZE:
		return waits_size(peer, step);
	case WT_STEP_WAITS_TEXT:
		return waits_text(peer, step);
	case WT_STEP_WAITS_TIME:
		return waits_for(peer, net_of(peer)->clock.now_ns + step->number);
	case WT_STEP_WAITS_UNTIL:
		return waits_for(peer, step->number);
	case WT_STEP_WAITS_FIN:
	case WT_STEP_WAITS_RESET:
	case WT_STEP_WAITS_END:
		return waits_end(peer, step->verb);
	case WT_STEP_WAITS_CHECK:
		return waits_check(peer, step);
	case WT_STEP_STOPS_READING:
		return reads(peer, false);
	case WT_STEP_READS_ON:
		return reads(peer, true);
	case WT_STEP_READS:
		return reads_some(peer, step);
	case WT_STEP_SHUTS:
	case WT_STEP_CLOSES:
	case WT_STEP_RESETS:
		return ends(peer, step->verb);
	case WT_STEP_REPEATS:
		return begins_block(peer, step);
	}
	return IMPOSSIBLE;
}

static bool is_wait(enum wt_step_verb verb)
{
	return verb >= WT_STEP_WAITS_SIZE && verb <= WT_STEP_WAITS_CHECK;
}

/* Back to the start of a block, or out of it. */
static void leave_finished_blocks(struct wt_peer *peer)
{
	while (peer->depth > 0) {
		struct wt_loop_frame *frame = &peer->frames[peer->depth - 1];

		if (peer->at < frame->end)
			return;
		if (frame->left > 1) {
			frame->left--;
			peer->at = frame->first;
			return;
		}
		peer->depth--;
	}
}

static void tell_step(struct wt_peer *peer, const struct wt_step *step)
{
	struct wt_event event = {
		.kind = WT_EV_STEP,
		.host = peer->kernel.index,
		.actor = peer->kernel.name,
		.object = socket_of(peer) ? socket_of(peer)->file.object : NULL,
		.arg = step->line,
		.text = step->text,
	};

	wt_net_emit(net_of(peer), &event);
}

static void finish_step(struct wt_peer *peer, const struct wt_step *step)
{
	if (is_wait(step->verb) && socket_of(peer) && socket_of(peer)->conn)
		socket_of(peer)->out->new_burst = true;
	wt_net_changed(net_of(peer));
	wt_life_moved(peer->tank);
	peer->at++;
	leave_finished_blocks(peer);
}

static bool is_leading(const struct wt_step *step)
{
	return step->verb == WT_STEP_LISTENS || step->verb == WT_STEP_IGNORES;
}

void wt_peer_lead(struct wt_peer *peer)
{
	while (peer->at < peer->step_count && is_leading(&peer->steps[peer->at])) {
		const struct wt_step *step = &peer->steps[peer->at];

		tell_step(peer, step);
		do_step(peer, step);
		finish_step(peer, step);
	}
}

/* -- Standing answers -------------------------------------------------- */

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
	struct wt_net *net = net_of(peer);
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

	while (find_text(conn->socket->in, cursor, step->wanted, step->wanted_len)) {
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
	cursors = wt_arena_take(&net_of(peer)->arena, peer->rule_count * sizeof *cursors);
	if (!cursors)
		return NULL;
	if (conn->rules)
		memcpy(cursors, conn->rule_cursors, conn->rules * sizeof *cursors);
	conn->rule_cursors = cursors;
	conn->rules = peer->rule_count;
	return cursors;
}

static bool answer_all(struct wt_peer *peer)
{
	bool any = false;

	for (struct wt_peer_conn *conn = peer->conns; conn && peer->rules; conn = conn->next) {
		uint64_t *cursors = conn->socket->conn ? cursors_of(peer, conn) : NULL;
		size_t i = 0;

		for (struct wt_rule *rule = peer->rules; rule && cursors; rule = rule->next)
			any |= apply_rule(peer, conn, rule, &cursors[i++]);
	}
	return any;
}

/* -- The turn of a peer ------------------------------------------------ */

bool wt_peer_is_done(const struct wt_peer *peer)
{
	return peer->impossible || peer->at >= peer->step_count;
}

const struct wt_step *wt_peer_waits_in(const struct wt_peer *peer)
{
	return peer->at < peer->step_count ? &peer->steps[peer->at] : NULL;
}

/* What acts is told before it acts, so that a trace reads in order; what waits
 * is told when it has come. */
static bool acts(enum wt_step_verb verb)
{
	return !is_wait(verb) && verb != WT_STEP_ACCEPTS && verb != WT_STEP_READS;
}

static bool waits_for_handshake(struct wt_peer *peer, const struct wt_step *step)
{
	const struct wt_socket *socket = socket_of(peer);
	bool needs_it = step->verb == WT_STEP_SENDS || step->verb == WT_STEP_SHUTS ||
			step->verb == WT_STEP_CLOSES || step->verb == WT_STEP_RESETS;

	return needs_it && socket && is_connecting(socket);
}

/* What stands for the whole run is said at once; the rest of the script may begin
 * later than that of others. */
static bool sleeps_on(struct wt_peer *peer, const struct wt_step *step)
{
	if (!peer->asleep || is_leading(step) || step->verb == WT_STEP_ANSWERS)
		return false;
	peer->asleep = waits_for(peer, net_of(peer)->clock.now_ns + peer->delay_ns) == WAITS;
	return peer->asleep;
}

static bool do_next_step(struct wt_peer *peer)
{
	const struct wt_step *step = &peer->steps[peer->at];
	enum outcome outcome;

	if (sleeps_on(peer, step))
		return false;
	if (waits_for_handshake(peer, step))
		return false;
	if (acts(step->verb))
		tell_step(peer, step);
	outcome = do_step(peer, step);
	peer->impossible = outcome == IMPOSSIBLE;
	if (outcome != DONE)
		return false;
	if (!acts(step->verb))
		tell_step(peer, step);
	finish_step(peer, step);
	return true;
}

bool wt_peer_step(struct wt_peer *peer)
{
	bool any = false;

	if (peer->kernel.sockets)
		meet_new_conns(peer);
	while (!wt_peer_is_done(peer) && do_next_step(peer))
		any = true;
	return answer_all(peer) || any;
}
