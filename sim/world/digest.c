/* SPDX-License-Identifier: MIT */
#include "world/digest.h"

#include "kernel/digest.h"
#include "kernel/tcp.h"

/* -- Hosts ------------------------------------------------------------------- */

/* Changes are counted from the beginning of the run; what matters is whether there
 * were any since. */
static uint64_t is_now(uint64_t then, uint64_t changes)
{
	return then == changes;
}

static void digest_wait(struct wt_digest *digest, const struct wt_host *host)
{
	const uint64_t words[] = {
		host->entered_ns,
		host->deadline_ns,
		host->withheld_until_ns,
		(uint64_t)(int64_t)host->result,
		host->endless * 4u + host->hot * 2u + host->evaluated,
		is_now(host->evaluated_changes, host->tank->net.changes),
		is_now(host->entered_changes, host->tank->net.changes),
		host->selects,
	};

	wt_digest_bytes(digest, words, sizeof words);
}

static void digest_habits(struct wt_digest *digest, const struct wt_host *host)
{
	const struct wt_net *net = &host->tank->net;
	const uint64_t words[] = {
		host->zero_waits,
		host->zero_waits_soft,
		is_now(host->zero_changes, net->changes),
		is_now(host->zero_hard_changes, net->hard_changes),
		is_now(host->whole_changes, net->changes),
		host->rounds,
		host->tank->round - host->woke_in_round,
		host->timed_out * 4u + host->canceled * 2u + host->taken_apart,
		host->stop_passes,
		host->refusals,
	};

	wt_digest_bytes(digest, words, sizeof words);
}

/* Who is late is in the middle of a call. */
static void digest_host(struct wt_digest *digest, const struct wt_host *host)
{
	if (host->state == WT_HOST_SLEEPS)
		digest->unknown = true;
	wt_digest_word(digest, host->told);
	wt_digest_word(digest, (uint64_t)host->deaths << 8 | host->state);
	wt_digest_word(digest, host->signals);
	wt_digest_word(digest, host->random_taken);
	wt_digest_word(digest, host->calls);
	wt_digest_word(digest, (uint64_t)host->wall_shift_ns);
	digest_wait(digest, host);
	digest_habits(digest, host);
}

/* -- Peers ------------------------------------------------------------------- */

static const struct wt_object *object_of(const struct wt_peer_conn *conn)
{
	return conn ? conn->socket->file.object : NULL;
}

static void digest_peer_conn(struct wt_digest *digest, const struct wt_peer_conn *conn)
{
	wt_digest_object(digest, object_of(conn));
	wt_digest_word(digest, conn->cursor);
	for (size_t i = 0; i < conn->rules; i++)
		wt_digest_word(digest, conn->rule_cursors[i]);
}

static void digest_peer(struct wt_digest *digest, const struct wt_peer *peer)
{
	wt_digest_word(digest, peer->at);
	wt_digest_word(digest, peer->asleep * 16u + peer->reading * 8u + peer->impossible * 4u +
				       peer->alarm_set * 2u + peer->alarm_rang);
	wt_digest_word(digest, peer->reads_left);
	wt_digest_word(digest, peer->depth);
	for (size_t i = 0; i < peer->depth; i++) {
		wt_digest_word(digest, peer->frames[i].first);
		wt_digest_word(digest, peer->frames[i].end);
		wt_digest_word(digest, peer->frames[i].left);
	}
	for (const struct wt_rule *rule = peer->rules; rule; rule = rule->next)
		wt_digest_word(digest, (uint64_t)(rule->step - peer->steps));
	wt_digest_object(digest, object_of(peer->current));
	for (const struct wt_peer_conn *conn = peer->conns; conn; conn = conn->next)
		digest_peer_conn(digest, conn);
}

/* -- All ---------------------------------------------------------------------- */

static void digest_life(struct wt_digest *digest, const struct wt_tank *tank)
{
	const uint64_t words[] = {
		tank->turn,
		tank->peers_begun * 8u + tank->settling * 4u + tank->stopping * 2u + !!tank->end,
		tank->ended_ns,
		tank->waits,
		tank->waits_at_instant,
		tank->instant_ns,
		tank->round - tank->moved_in_round,
		tank->broken_off,
	};

	wt_digest_bytes(digest, words, sizeof words);
	for (size_t i = 0; i < tank->link_count; i++)
		wt_digest_word(digest, tank->links[i].link.state);
}

uint64_t wt_tank_digest(const struct wt_tank *tank)
{
	struct wt_digest digest = {0};

	wt_decider_digest(&digest, tank->net.decider);
	digest_life(&digest, tank);
	for (size_t i = 0; i < tank->host_count; i++)
		digest_host(&digest, &tank->hosts[i]);
	for (size_t i = 0; i < tank->peer_count; i++)
		digest_peer(&digest, &tank->peers[i]);
	wt_digest_net(&digest, &tank->net);
	if (digest.unknown)
		return 0;
	return digest.hash ? digest.hash : 1;
}
