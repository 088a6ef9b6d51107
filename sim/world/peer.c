/* SPDX-License-Identifier: MIT
 *
 * A peer's script, and its turn. */
#include "world/peer.h"

#include "world/peer_steps.h"

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
	peer->met = NULL;
	peer->watched = NULL;
	peer->rests_since = UINT64_MAX;
}

/* -- The script -------------------------------------------------------- */

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
	const struct wt_socket *socket = wt_peer_socket(peer);
	struct wt_event event = {
		.kind = WT_EV_STEP,
		.host = peer->kernel.index,
		.actor = peer->kernel.name,
		.object = socket ? socket->file.object : NULL,
		.arg = step->line,
		.bytes = step->text,
		.len = step->text_len,
	};

	wt_net_emit(wt_peer_net(peer), &event);
}

static void finish_step(struct wt_peer *peer, bool waited)
{
	const struct wt_socket *socket = wt_peer_socket(peer);

	if (waited && socket && socket->conn)
		socket->out->new_burst = true;
	wt_net_changed(wt_peer_net(peer));
	wt_life_moved(peer->tank);
	peer->tank->moves++;
	peer->at++;
	leave_finished_blocks(peer);
}

void wt_peer_lead(struct wt_peer *peer)
{
	for (; peer->at < peer->step_count; finish_step(peer, false)) {
		const struct wt_step *step = &peer->steps[peer->at];

		if (!wt_step_kinds[step->verb].leads)
			return;
		tell_step(peer, step);
		wt_step_kinds[step->verb].take(peer, step);
	}
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

static bool waits_for_handshake(const struct wt_peer *peer)
{
	const struct wt_socket *socket = wt_peer_socket(peer);

	return socket && wt_peer_is_connecting(socket);
}

/* What stands for the whole run is said at once; the rest of the script may begin
 * later than that of others. */
static bool sleeps_on(struct wt_peer *peer, const struct wt_step *step)
{
	uint64_t begins_ns = wt_peer_net(peer)->clock.now_ns + peer->delay_ns;

	if (wt_step_kinds[step->verb].leads || step->verb == WT_STEP_ANSWERS)
		return false;
	peer->asleep = wt_peer_waits_for(peer, begins_ns) == WT_STEP_NOT_YET;
	return peer->asleep;
}

static void watch(struct wt_peer *peer)
{
	const struct wt_socket *socket = wt_peer_socket(peer);

	if (!socket->conn)
		return;
	peer->watched = socket;
	peer->seen = socket->in->read;
}

static bool do_next_step(struct wt_peer *peer)
{
	const struct wt_step *step = &peer->steps[peer->at];
	const struct wt_step_kind *kind = &wt_step_kinds[step->verb];
	enum wt_step_outcome outcome;

	if (peer->asleep && sleeps_on(peer, step))
		return false;
	if (kind->needs_handshake && waits_for_handshake(peer))
		return false;
	if (kind->told_first)
		tell_step(peer, step);
	outcome = kind->take(peer, step);
	if (outcome != WT_STEP_DONE) {
		peer->impossible = outcome == WT_STEP_IMPOSSIBLE;
		if (kind->watches && !peer->impossible)
			watch(peer);
		return false;
	}
	if (!kind->told_first)
		tell_step(peer, step);
	finish_step(peer, kind->waits);
	return true;
}

bool wt_peer_step(struct wt_peer *peer)
{
	bool any = false;

	peer->watched = NULL;
	if (peer->met != peer->kernel.sockets)
		wt_peer_meet_new_conns(peer);
	for (;;) {
		peer->rests_since = peer->tank->moves;
		if (wt_peer_is_done(peer) || !do_next_step(peer))
			break;
		any = true;
	}
	if (peer->rules)
		any |= wt_peer_apply_rules(peer);
	if (peer->met != peer->kernel.sockets)
		peer->rests_since = UINT64_MAX;
	return any;
}
