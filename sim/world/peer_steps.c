/* SPDX-License-Identifier: MIT */
#include "world/peer_steps.h"

#include <errno.h>
#include <string.h>

#include "world/peer_udp.h"

/* -- Connections ------------------------------------------------------- */

static struct wt_peer_conn *add_conn(struct wt_peer *peer, struct wt_socket *socket)
{
	struct wt_net *net = wt_peer_net(peer);
	struct wt_peer_conn *conn = wt_arena_take(&net->arena, sizeof *conn);

	if (!conn) {
		net->error = -ENOMEM;
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

void wt_peer_meet_new_conns(struct wt_peer *peer)
{
	struct wt_socket *socket;

	for (socket = peer->kernel.sockets; socket; socket = socket->next) {
		if (socket->conn && socket->side == 1 && !find_conn(peer, socket))
			add_conn(peer, socket);
	}
	peer->met = peer->kernel.sockets;
}

/* -- Steps that act ---------------------------------------------------- */

static enum wt_step_outcome listens(struct wt_peer *peer, const struct wt_step *step)
{
	struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(step->port)};
	struct wt_socket *socket;

	if (step->udp)
		return wt_peer_listens_udp(peer, step) ? WT_STEP_DONE : WT_STEP_IMPOSSIBLE;
	socket = wt_socket_new(&peer->kernel);
	if (!socket) {
		wt_peer_net(peer)->error = -ENOMEM;
		return WT_STEP_DONE;
	}
	if (wt_tcp_bind(socket, &any) < 0 || wt_tcp_listen(socket, step->backlog) < 0)
		return WT_STEP_IMPOSSIBLE;
	socket->file.object->open = 0; /* a script is asked nothing */
	return WT_STEP_DONE;
}

static enum wt_step_outcome ignores(struct wt_peer *peer, const struct wt_step *step)
{
	if (wt_kernel_ignore(&peer->kernel, step->port) < 0)
		wt_peer_net(peer)->error = -ENOMEM;
	return WT_STEP_DONE;
}

static enum wt_step_outcome connects(struct wt_peer *peer, const struct wt_step *step)
{
	struct wt_socket *socket = wt_socket_new(&peer->kernel);
	struct sockaddr_in name = {.sin_family = AF_INET,
				   .sin_port = htons(step->port),
				   .sin_addr.s_addr = htonl(step->to->address)};
	struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons(step->from_port)};

	if (!socket) {
		wt_peer_net(peer)->error = -ENOMEM;
		return WT_STEP_DONE;
	}
	socket->options.reuse_addr = true;
	if (step->from_port && wt_tcp_bind(socket, &own) < 0)
		return WT_STEP_IMPOSSIBLE;
	peer->current = add_conn(peer, socket);
	wt_tcp_connect(socket, &name);
	return WT_STEP_DONE;
}

static enum wt_step_outcome accepts(struct wt_peer *peer, const struct wt_step *step)
{
	struct wt_socket *listener, *child;

	(void)step;
	for (listener = peer->kernel.sockets; listener; listener = listener->next) {
		if (listener->state != WT_TCP_LISTEN || wt_tcp_accept(listener, &child) < 0)
			continue;
		wt_peer_meet_new_conns(peer);
		peer->current = find_conn(peer, child);
		return WT_STEP_DONE;
	}
	return WT_STEP_NOT_YET;
}

static enum wt_step_outcome answers(struct wt_peer *peer, const struct wt_step *step)
{
	struct wt_rule *rule = wt_arena_take(&wt_peer_net(peer)->arena, sizeof *rule);

	if (!rule) {
		wt_peer_net(peer)->error = -ENOMEM;
		return WT_STEP_DONE;
	}
	rule->step = step;
	*peer->rules_end = rule;
	peer->rules_end = &rule->next;
	peer->rule_count++;
	return WT_STEP_DONE;
}

static enum wt_step_outcome sends(struct wt_peer *peer, const struct wt_step *step)
{
	struct wt_socket *socket = wt_peer_socket(peer);

	if (step->udp)
		return wt_peer_sends_udp(peer, step) ? WT_STEP_DONE : WT_STEP_IMPOSSIBLE;
	if (!socket)
		return WT_STEP_IMPOSSIBLE;
	wt_tcp_send(socket, step->bytes, step->len,
		    step->urgent ? MSG_OOB : 0); /* to a dead connection: lost */
	return WT_STEP_DONE;
}

static enum wt_step_outcome ends(struct wt_peer *peer, const struct wt_step *step)
{
	struct wt_socket *socket = wt_peer_socket(peer);

	if (!socket)
		return WT_STEP_IMPOSSIBLE;
	if (step->verb == WT_STEP_SHUTS)
		wt_tcp_shutdown(socket, WT_SHUT_WRITE);
	else if (step->verb == WT_STEP_CLOSES)
		wt_tcp_close(socket);
	else
		wt_tcp_reset(socket);
	return WT_STEP_DONE;
}

static void set_reading(struct wt_peer *peer, bool on)
{
	peer->reading = on;
	for (struct wt_peer_conn *conn = peer->conns; conn; conn = conn->next)
		wt_tcp_reads(conn->socket, on);
}

static enum wt_step_outcome stops_or_reads_on(struct wt_peer *peer, const struct wt_step *step)
{
	set_reading(peer, step->verb == WT_STEP_READS_ON);
	return WT_STEP_DONE;
}

/* What is read makes room, and more may come at once. */
static void read_some(struct wt_peer *peer, struct wt_socket *socket)
{
	struct wt_stream *in = socket->in;
	uint64_t unread = wt_stream_unread(in);
	uint64_t n = unread < peer->reads_left ? unread : peer->reads_left;

	if (n == 0)
		return;
	in->read += n;
	peer->reads_left -= n;
	wt_tcp_was_read(socket);
	peer->tank->moves++;
}

static enum wt_step_outcome reads(struct wt_peer *peer, const struct wt_step *step)
{
	struct wt_socket *socket = wt_peer_socket(peer);

	if (!socket || !socket->conn)
		return WT_STEP_IMPOSSIBLE;
	if (wt_peer_is_connecting(socket))
		return WT_STEP_NOT_YET;
	if (peer->reads_left == 0) {
		set_reading(peer, false);
		peer->reads_left = step->number;
	}
	read_some(peer, socket);
	if (peer->reads_left == 0)
		return WT_STEP_DONE;
	return wt_peer_has_ended(socket) ? WT_STEP_IMPOSSIBLE : WT_STEP_NOT_YET;
}

/* -- Steps that wait --------------------------------------------------- */

static enum wt_step_outcome waits_size(struct wt_peer *peer, const struct wt_step *step)
{
	struct wt_socket *socket = wt_peer_socket(peer);

	if (!socket || !socket->conn)
		return WT_STEP_IMPOSSIBLE;
	if (socket->in->read >= peer->current->cursor + step->number) {
		peer->current->cursor += step->number;
		return WT_STEP_DONE;
	}
	return wt_peer_has_ended(socket) ? WT_STEP_IMPOSSIBLE : WT_STEP_NOT_YET;
}

bool wt_peer_find_text(const struct wt_stream *in, uint64_t *cursor, const void *wanted, size_t len)
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

static enum wt_step_outcome waits_text(struct wt_peer *peer, const struct wt_step *step)
{
	struct wt_socket *socket = wt_peer_socket(peer);

	if (!socket || !socket->conn)
		return WT_STEP_IMPOSSIBLE;
	if (wt_peer_find_text(socket->in, &peer->current->cursor, step->wanted, step->wanted_len))
		return WT_STEP_DONE;
	return wt_peer_has_ended(socket) ? WT_STEP_IMPOSSIBLE : WT_STEP_NOT_YET;
}

static void ring(struct wt_due *due)
{
	struct wt_peer *peer = (struct wt_peer *)((char *)due - offsetof(struct wt_peer, alarm));

	peer->alarm_rang = true;
}

enum wt_step_outcome wt_peer_waits_for(struct wt_peer *peer, uint64_t time_ns)
{
	struct wt_net *net = wt_peer_net(peer);
	int rc;

	if (peer->alarm_rang || (!peer->alarm_set && time_ns <= net->clock.now_ns)) {
		peer->alarm_set = peer->alarm_rang = false;
		return WT_STEP_DONE;
	}
	if (peer->alarm_set)
		return WT_STEP_NOT_YET;
	peer->alarm = (struct wt_due){.time_ns = time_ns, .rank = peer->kernel.name, .fire = ring};
	rc = wt_queue_add(&net->clock.queue, &peer->alarm);
	if (rc < 0)
		net->error = rc;
	peer->alarm_set = true;
	return WT_STEP_NOT_YET;
}

static enum wt_step_outcome waits_time(struct wt_peer *peer, const struct wt_step *step)
{
	return wt_peer_waits_for(peer, wt_peer_net(peer)->clock.now_ns + step->number);
}

static enum wt_step_outcome waits_until(struct wt_peer *peer, const struct wt_step *step)
{
	return wt_peer_waits_for(peer, step->number);
}

static enum wt_step_outcome waits_end(struct wt_peer *peer, const struct wt_step *step)
{
	struct wt_socket *socket = wt_peer_socket(peer);

	if (!socket)
		return WT_STEP_IMPOSSIBLE;
	if (step->verb == WT_STEP_WAITS_FIN && socket->fin_seen)
		return WT_STEP_DONE;
	if (step->verb == WT_STEP_WAITS_RESET && socket->was_reset)
		return WT_STEP_DONE;
	if (step->verb == WT_STEP_WAITS_END && wt_peer_has_ended(socket))
		return WT_STEP_DONE;
	return socket->state == WT_TCP_CLOSE ? WT_STEP_IMPOSSIBLE : WT_STEP_NOT_YET;
}

static enum wt_step_outcome waits_check(struct wt_peer *peer, const struct wt_step *step)
{
	struct wt_referee *referee = peer->tank->referee;

	return referee->holds(referee, step->check) ? WT_STEP_DONE : WT_STEP_NOT_YET;
}

/* -- Blocks ------------------------------------------------------------ */

static enum wt_step_outcome repeats(struct wt_peer *peer, const struct wt_step *step)
{
	if (peer->depth == WT_NESTING_MAX)
		return WT_STEP_IMPOSSIBLE;
	if (step->block == 0 || step->number == 0) {
		peer->at += step->block;
		return WT_STEP_DONE;
	}
	peer->frames[peer->depth++] =
		(struct wt_loop_frame){peer->at + 1, peer->at + 1 + step->block, step->number};
	return WT_STEP_DONE;
}

const struct wt_step_kind wt_step_kinds[] = {
	[WT_STEP_LISTENS] = {.take = listens, .leads = true, .told_first = true},
	[WT_STEP_IGNORES] = {.take = ignores, .leads = true, .told_first = true},
	[WT_STEP_CONNECTS] = {.take = connects, .told_first = true},
	[WT_STEP_ACCEPTS] = {.take = accepts},
	[WT_STEP_ANSWERS] = {.take = answers, .told_first = true},
	[WT_STEP_SENDS] = {.take = sends, .told_first = true, .needs_handshake = true},
	[WT_STEP_WAITS_SIZE] = {.take = waits_size, .waits = true, .watches = true},
	[WT_STEP_WAITS_TEXT] = {.take = waits_text, .waits = true, .watches = true},
	[WT_STEP_WAITS_TIME] = {.take = waits_time, .waits = true},
	[WT_STEP_WAITS_UNTIL] = {.take = waits_until, .waits = true},
	[WT_STEP_WAITS_FIN] = {.take = waits_end, .waits = true, .watches = true},
	[WT_STEP_WAITS_RESET] = {.take = waits_end, .waits = true, .watches = true},
	[WT_STEP_WAITS_END] = {.take = waits_end, .waits = true, .watches = true},
	[WT_STEP_WAITS_CHECK] = {.take = waits_check, .waits = true},
	[WT_STEP_STOPS_READING] = {.take = stops_or_reads_on, .told_first = true},
	[WT_STEP_READS_ON] = {.take = stops_or_reads_on, .told_first = true},
	[WT_STEP_READS] = {.take = reads},
	[WT_STEP_SHUTS] = {.take = ends, .told_first = true, .needs_handshake = true},
	[WT_STEP_CLOSES] = {.take = ends, .told_first = true, .needs_handshake = true},
	[WT_STEP_RESETS] = {.take = ends, .told_first = true, .needs_handshake = true},
	[WT_STEP_REPEATS] = {.take = repeats, .told_first = true},
};
