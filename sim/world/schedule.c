/* SPDX-License-Identifier: MIT
 *
 * Who runs next: wire events, then peers, then hosts; then time passes. */
#include <stdio_ext.h>

#include "world/peer_steps.h"
#include "world/process.h"

static bool apply_events(struct wt_tank *tank)
{
	bool any = false;

	while (wt_clock_fire(&tank->net.clock))
		any = true;
	tank->moves += any;
	return any;
}

static bool step_peers(struct wt_tank *tank)
{
	bool any = false;

	if (!tank->peers_begun || tank->stopping)
		return false;
	for (size_t i = 0; i < tank->peer_count; i++) {
		struct wt_peer *peer = &tank->peers[i];

		/* What it could not do then it can not do until something has moved. */
		if (peer->rests_since != tank->moves && !wt_peer_still_waits(peer))
			any |= wt_peer_step(peer);
	}
	return any;
}

/* Peers begin when every host that starts at once is in its first wait. */
static bool begin_peers(struct wt_tank *tank)
{
	if (tank->peers_begun)
		return false;
	for (size_t i = 0; i < tank->host_count; i++) {
		const struct wt_host *host = &tank->hosts[i];

		if (host->starts_ns == 0 &&
		    (host->state == WT_HOST_NOT_STARTED || host->state == WT_HOST_READY))
			return false;
	}
	tank->peers_begun = true;
	return true;
}

static bool can_run(struct wt_host *host)
{
	uint64_t now = host->tank->net.clock.now_ns;

	switch (host->state) {
	case WT_HOST_NOT_STARTED:
		if (now < host->starts_ns || host->tank->stopping)
			return false;
		host->state = WT_HOST_READY;
		return true;
	case WT_HOST_READY:
		return true;
	case WT_HOST_WAITS:
		return wt_host_wakes(host);
	case WT_HOST_SLEEPS:
		if (host->gate && *host->gate)
			return true;
		return now >= host->deadline_ns || host->tank->stopping;
	case WT_HOST_GONE:
		return false;
	}
	return false;
}

/* In turns, so that a host that never sleeps can not starve the others. */
static struct wt_host *choose_host(struct wt_tank *tank)
{
	for (size_t i = 1; i <= tank->host_count; i++) {
		size_t index = (tank->turn + i) % tank->host_count;

		if (can_run(&tank->hosts[index])) {
			tank->turn = index;
			return &tank->hosts[index];
		}
	}
	return NULL;
}

static void earlier(uint64_t *next, uint64_t candidate, uint64_t now)
{
	if (candidate > now && candidate < *next)
		*next = candidate;
}

/* The earliest instant later than now at which anything can happen. */
static uint64_t next_instant(const struct wt_tank *tank)
{
	uint64_t now = tank->net.clock.now_ns, next = wt_clock_next(&tank->net.clock);

	for (size_t i = 0; i < tank->host_count; i++) {
		const struct wt_host *host = &tank->hosts[i];

		if (host->state == WT_HOST_NOT_STARTED && !tank->stopping)
			earlier(&next, host->starts_ns, now);
		if (host->state != WT_HOST_WAITS && host->state != WT_HOST_SLEEPS)
			continue;
		if (!host->endless || host->state == WT_HOST_SLEEPS)
			earlier(&next, host->deadline_ns, now);
		earlier(&next, host->withheld_until_ns, now);
		if (host->hot)
			earlier(&next, host->kernel.next_timer_ns, now);
	}
	if (!tank->end) {
		earlier(&next, tank->ends_ns, now);
		earlier(&next, tank->limit_ns, now);
	} else {
		earlier(&next, tank->ended_ns + WT_STOP_NS, now);
	}
	return next;
}

static bool all_gone(const struct wt_tank *tank)
{
	for (size_t i = 0; i < tank->host_count; i++) {
		const struct wt_host *host = &tank->hosts[i];

		if (host->state == WT_HOST_NOT_STARTED && tank->stopping)
			continue;
		if (host->state != WT_HOST_GONE)
			return false;
	}
	return true;
}

static void pass_time(struct wt_tank *tank)
{
	uint64_t next = next_instant(tank);

	wt_life_emit(tank, WT_LIFE_INSTANT, NULL, NULL, next);
	tank->net.clock.now_ns = next;
}

/* No host can run at this instant.  False: none ever will again. */
static bool go_on(struct wt_tank *tank)
{
	if (begin_peers(tank) || wt_life_lets_go(tank))
		return true;
	if (tank->stopping && all_gone(tank))
		return false;
	if (wt_life_goes_on(tank))
		pass_time(tank);
	return true;
}

struct wt_host *wt_tank_next(struct wt_tank *tank)
{
	struct wt_host *host;

	for (;;) {
		if (apply_events(tank) || step_peers(tank))
			continue;
		if (!tank->end && (tank->net.error || tank->referee->is_over(tank->referee)))
			wt_life_end(tank, "failed");
		host = tank->host_count ? choose_host(tank) : NULL;
		tank->moves++; /* now it runs, or time passes */
		if (host)
			return host;
		if (!go_on(tank))
			return NULL;
	}
}

/* Alone, a host's wait runs the world on its own stack. */
void wt_host_yield(struct wt_host *host)
{
	struct wt_tank *tank = host->tank;
	unsigned deaths = host->deaths;

	if (tank->host_count > 1) {
		wt_coroutine_pause(host->coroutine);
		return;
	}
	wt_tank_switch_to(tank, NULL);
	wt_tank_next(tank);
	if (host->deaths != deaths)
		wt_process_leave(host);
	wt_tank_switch_to(tank, host);
}

/* While a host runs, stdout and stderr are its own. */
void wt_tank_switch_to(struct wt_tank *tank, struct wt_host *host)
{
	wt_crash_running(host);
	tank->running = host != NULL;
	if (host) {
		tank->real_output[0] = stdout;
		tank->real_output[1] = stderr;
		stdout = host->output[0];
		stderr = host->output[1];
		return;
	}
	if (__fpending(stdout) > 0)
		fflush(stdout);
	if (__fpending(stderr) > 0)
		fflush(stderr);
	stdout = tank->real_output[0];
	stderr = tank->real_output[1];
}
