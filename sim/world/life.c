/* SPDX-License-Identifier: MIT
 *
 * The life of a run: live, settling, end, stop.  DESIGN.md §6 defines the words. */
#include <poll.h>
#include <stdio.h>

#include "decisions/mix.h"
#include "kernel/tcp.h"
#include "world/told.h"

void wt_life_emit(struct wt_tank *tank, enum wt_life what, const struct wt_kernel *kernel,
		  const char *text, uint64_t arg)
{
	struct wt_event event = {
		.kind = WT_EV_LIFE,
		.what = (uint8_t)what,
		.host = kernel ? kernel->index : (int16_t)-1,
		.actor = kernel ? kernel->name : "",
		.arg = (int64_t)arg,
		.text = text,
	};

	wt_net_emit(&tank->net, &event);
}

/* A round begins when nothing is on its way: only a host's own time-out can move
 * the world then, and whatever moves until it comes to rest again, other hosts
 * and answers of peers too, moves because of it. */
void wt_life_woke(struct wt_host *host)
{
	if (host->woke_in_round == host->tank->round)
		return;
	host->woke_in_round = host->tank->round;
	host->rounds++;
	host->tank->woken = true;
}

void wt_life_forget_rounds(struct wt_tank *tank)
{
	tank->woken = false;
	for (size_t i = 0; i < tank->host_count; i++)
		tank->hosts[i].rounds = 0;
}

static bool is_holding(const struct wt_tank *tank)
{
	for (size_t i = 0; i < tank->host_count; i++) {
		const struct wt_host *host = &tank->hosts[i];

		if (host->state == WT_HOST_GONE)
			continue;
		if (host->withheld_until_ns != WT_NEVER || wt_kernel_is_holding(&host->kernel))
			return true;
	}
	return false;
}

/* Something is going to happen by itself. */
static bool is_under_way(const struct wt_tank *tank)
{
	if (tank->net.clock.queue.count > 0 || !tank->peers_begun)
		return true;
	for (size_t i = 0; i < tank->host_count; i++) {
		if (tank->hosts[i].state == WT_HOST_NOT_STARTED)
			return true;
	}
	return false;
}

static bool is_pending(const struct wt_tank *tank)
{
	return is_under_way(tank) || is_holding(tank);
}

static bool scripts_are_done(const struct wt_tank *tank)
{
	for (size_t i = 0; i < tank->peer_count; i++) {
		if (!wt_peer_is_done(&tank->peers[i]))
			return false;
	}
	return true;
}

static bool has_unread(const struct wt_kernel *kernel)
{
	for (const struct wt_file *file = kernel->files; file; file = file->next) {
		if (file->refs > 0 && wt_file_unread(file) > 0)
			return true;
	}
	return false;
}

/* Decisions stay open while a script merely waits, or a host has yet to read. */
bool wt_life_is_live(const struct wt_tank *tank)
{
	if (is_pending(tank) || !scripts_are_done(tank))
		return true;
	for (size_t i = 0; i < tank->host_count; i++) {
		if (has_unread(&tank->hosts[i].kernel))
			return true;
	}
	return false;
}

void wt_life_settle(struct wt_tank *tank)
{
	if (tank->settling)
		return;
	tank->settling = true;
	wt_decider_settle(tank->net.decider);
	wt_life_emit(tank, WT_LIFE_SETTLING, NULL, NULL, 0);
}

static bool has_timer(const struct wt_host *host)
{
	return host->kernel.next_timer_ns != WT_NEVER;
}

static bool waits_at_gate(const struct wt_host *host)
{
	return host->state == WT_HOST_SLEEPS && host->gate;
}

/* Nothing will ever happen to this host again, as far as it can tell. */
static bool is_quiet(const struct wt_host *host)
{
	if (host->state == WT_HOST_GONE || waits_at_gate(host))
		return true;
	if (host->state != WT_HOST_WAITS || has_timer(host))
		return false;
	if (host->endless)
		return true;
	return host->hot ? host->entered_changes == host->tank->net.changes
			 : host->whole_changes == host->tank->net.changes;
}

static bool all_quiet(const struct wt_tank *tank)
{
	for (size_t i = 0; i < tank->host_count; i++) {
		if (!is_quiet(&tank->hosts[i]))
			return false;
	}
	return true;
}

/* Nothing but a time-out would wake it, and none has, or the last one changed nothing. */
static bool rests(const struct wt_host *host)
{
	const uint64_t changes = host->tank->net.changes;

	if (host->state == WT_HOST_GONE)
		return true;
	if (host->state != WT_HOST_WAITS || host->hot || has_timer(host))
		return false;
	if (!host->evaluated || host->evaluated_changes != changes)
		return false;
	return host->endless || !host->timed_out || host->whole_changes == changes;
}

static size_t count_ats(const struct wt_tank *tank)
{
	size_t count = 0;

	for (const struct wt_at *at = tank->ats; at; at = at->next)
		count += wt_due_is_queued(&at->due);
	return count;
}

static bool is_at_rest(const struct wt_tank *tank)
{
	if (!tank->peers_begun || is_holding(tank) ||
	    tank->net.clock.queue.count != count_ats(tank))
		return false;
	for (size_t i = 0; i < tank->host_count; i++) {
		if (!rests(&tank->hosts[i]))
			return false;
	}
	return true;
}

bool wt_life_breaks_off(struct wt_tank *tank)
{
	bool rest = is_at_rest(tank);

	if (tank->broken_off == 0)
		tank->broken_off = wt_mix(wt_tank_told(tank), rest) | 1;
	return rest;
}

/* Every host that still wakes up did so in three rounds of timers alone. */
static bool timers_alone(const struct wt_tank *tank)
{
	for (size_t i = 0; i < tank->host_count; i++) {
		const struct wt_host *host = &tank->hosts[i];

		if (host->state == WT_HOST_GONE || waits_at_gate(host))
			continue;
		if (host->state != WT_HOST_WAITS)
			return false;
		if (host->endless && !host->hot)
			continue;
		if (host->rounds < WT_STEADY_TIMEOUTS)
			return false;
	}
	return true;
}

/* A gate whose segment will not come, the rest of a cut segment whose host sleeps
 * on: what never comes must not stop the world. */
bool wt_life_lets_go(struct wt_tank *tank)
{
	struct wt_gates *gates = wt_decider_gates(tank->net.decider);
	bool any = gates->shut > 0;

	if (is_under_way(tank))
		return false;
	if (!tank->stopping && !all_quiet(tank) && !timers_alone(tank))
		return false;
	wt_gates_open_all(gates);
	wt_net_release_gated(&tank->net);
	for (size_t i = 0; i < tank->host_count; i++)
		any |= wt_kernel_release_held(&tank->hosts[i].kernel);
	return any;
}

static const char *why_end(const struct wt_tank *tank)
{
	uint64_t now = tank->net.clock.now_ns;

	if (tank->ends_ns != WT_NEVER)
		return now >= tank->ends_ns ? "ends" : NULL;
	if (is_pending(tank))
		return NULL;
	if (all_quiet(tank))
		return "quiet";
	if (scripts_are_done(tank) && tank->last_by_ns <= now && timers_alone(tank))
		return "steady";
	if (!scripts_are_done(tank) && tank->round - tank->moved_in_round >= WT_STALL_TIMEOUTS &&
	    timers_alone(tank))
		return "stall";
	return NULL;
}

static void tell_limit(struct wt_tank *tank, const char *which)
{
	char text[200];
	const char *awake = "the network";

	for (size_t i = 0; i < tank->host_count; i++) {
		const struct wt_host *host = &tank->hosts[i];

		if (host->state != WT_HOST_GONE && !is_quiet(host))
			awake = host->kernel.name;
	}
	snprintf(text, sizeof text, "%s; %s kept it awake", which, awake);
	wt_net_fact(&tank->net, NULL, NULL, WT_FACT_LIMIT, (int64_t)tank->waits, 0, text);
}

static bool is_over_limit(struct wt_tank *tank)
{
	if (tank->net.clock.now_ns >= tank->limit_ns) {
		tell_limit(tank, "the limit of virtual time");
		return true;
	}
	if (tank->waits >= WT_PASSES_MAX) {
		tell_limit(tank, "100 000 passes");
		return true;
	}
	return false;
}

static void tell_file(struct wt_tank *tank, struct wt_file *file)
{
	uint64_t unread = wt_file_unread(file);

	if (file->refs == 0)
		return;
	if (unread > 0)
		wt_net_fact(&tank->net, file->kernel, file->object, WT_FACT_UNREAD, (int64_t)unread,
			    0, NULL);
	if (file->ops->room && wt_file_ready(file) & POLLOUT)
		wt_net_fact(&tank->net, file->kernel, file->object, WT_FACT_ROOM,
			    (int64_t)file->ops->room(file), 0, NULL);
}

static void tell_peer(struct wt_tank *tank, const struct wt_peer *peer)
{
	const struct wt_step *step = wt_peer_waits_in(peer);

	if (step)
		wt_net_fact(&tank->net, &peer->kernel,
			    peer->current ? peer->current->socket->file.object : NULL,
			    WT_FACT_WAITING_STEP, step->line, 0, step->text);
}

/* What the end finds: the judge freezes its observations here. */
static void tell_state(struct wt_tank *tank)
{
	for (size_t i = 0; i < tank->peer_count; i++)
		tell_peer(tank, &tank->peers[i]);
	for (size_t i = 0; i < tank->host_count; i++) {
		struct wt_file *file = tank->hosts[i].kernel.files;

		for (; file; file = file->next)
			tell_file(tank, file);
	}
}

void wt_life_end(struct wt_tank *tank, const char *why)
{
	if (tank->end)
		return;
	wt_life_settle(tank);
	tank->end = why;
	tank->ended_ns = tank->net.clock.now_ns;
	wt_life_emit(tank, WT_LIFE_INSTANT, NULL, NULL, tank->ended_ns);
	wt_life_emit(tank, WT_LIFE_ENDED, NULL, why, 0);
	tell_state(tank);
	tank->stopping = true;
	wt_life_emit(tank, WT_LIFE_STOPPING, NULL, NULL, 0);
}

static bool all_returned(const struct wt_tank *tank)
{
	for (size_t i = 0; i < tank->host_count; i++) {
		if (tank->hosts[i].state != WT_HOST_GONE || tank->hosts[i].deaths > 0)
			return false;
	}
	return tank->host_count > 0;
}

/* Nothing can run at this instant.  True: let time pass.  False: the run has
 * just ended, look again. */
bool wt_life_goes_on(struct wt_tank *tank)
{
	const char *why;

	if (tank->end)
		return true;
	why = why_end(tank);
	if (why && all_returned(tank))
		why = "returned";
	if (!why && is_over_limit(tank))
		why = "limit";
	if (!why) {
		tank->round += !is_pending(tank);
		return true;
	}
	wt_life_end(tank, why);
	return false;
}
