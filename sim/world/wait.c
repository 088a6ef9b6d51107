/* SPDX-License-Identifier: MIT
 *
 * A host's wait: what it finds, and how often it waits in vain. */
#include <errno.h>
#include <poll.h>

#include "kernel/epoll.h"
#include "kernel/tcp.h"
#include "world/epoll_wait.h"
#include "world/readiness.h"
#include "world/signals.h"
#include "world/starving.h"

/* -- What the wait finds ----------------------------------------------- */

static int look_at_list(struct wt_host *host)
{
	struct wt_interest *interest = host->interest, *end = interest + host->interest_count;
	int ready = 0;

	for (; interest < end; interest++) {
		if (interest->file)
			interest->revents =
				wt_host_file_bits(host, interest->file, interest->events);
		else
			interest->revents = interest->fd < 0 ? 0 : POLLNVAL;
		ready += interest->revents != 0;
	}
	return ready;
}

static void tell_of(const struct wt_host *host, struct wt_file *file, short bits)
{
	if (bits == 0) {
		wt_starving_served(file);
		return;
	}
	wt_host_told(host, file, bits);
	wt_starving_found(file, (unsigned short)bits);
}

static void tell_of_list(const struct wt_host *host)
{
	struct wt_interest *interest = host->interest, *end = interest + host->interest_count;

	for (; interest < end; interest++) {
		if (interest->file)
			tell_of(host, interest->file, interest->revents);
	}
}

static void tell_program(struct wt_host *host)
{
	if (host->epoll)
		wt_host_tell_epoll(host);
	else
		tell_of_list(host);
}

/* Interrupted or refused: nothing is reported. */
static void forget_found(struct wt_host *host)
{
	for (size_t i = 0; i < host->interest_count; i++)
		host->interest[i].revents = 0;
}

__attribute__((noinline)) static void wait_timed_out(struct wt_host *host)
{
	struct wt_tank *tank = host->tank;

	if (tank->net.clock.now_ns == host->entered_ns)
		return;
	host->timed_out = true;
	if (tank->net.changes == host->entered_changes)
		host->whole_changes = tank->net.changes;
	if (!tank->end && !wt_life_is_live(tank))
		wt_life_settle(tank);
}

/* In Stop a program may finish gracefully for a while, then is refused. */
static bool stop_refuses(struct wt_host *host)
{
	struct wt_tank *tank = host->tank;

	if (!tank->stopping)
		return false;
	if (!host->canceled)
		return true;
	return host->stop_passes >= WT_STOP_PASSES ||
	       tank->net.clock.now_ns >= tank->ended_ns + WT_STOP_NS;
}

/* A hot host sleeps for this instant, unless something happens to the world. */
static bool stays_hot(const struct wt_host *host)
{
	const struct wt_net *net = &host->tank->net;

	return host->hot && net->clock.now_ns == host->entered_ns &&
	       net->changes == host->entered_changes && !host->tank->stopping;
}

bool wt_host_wakes(struct wt_host *host)
{
	struct wt_net *net = &host->tank->net;
	int ready;

	if (stop_refuses(host)) {
		host->canceled = true;
		host->result = -ECANCELED;
		return true;
	}
	if (stays_hot(host))
		return false;
	if (host->withheld_until_ns <= net->clock.now_ns)
		wt_host_end_withholding(host);
	if (!host->evaluated || host->evaluated_changes != net->changes) {
		host->evaluated = true;
		host->result = 0;
		ready = host->epoll ? wt_host_look_at_epoll(host) : look_at_list(host);
		if (host->result == 0)
			host->result = ready;
		host->evaluated_changes = net->changes;
		if (host->result != 0)
			return true;
	}
	if (host->signals) {
		host->result = -EINTR;
		return true;
	}
	return !host->endless && net->clock.now_ns >= host->deadline_ns;
}

/* -- How often it waits ------------------------------------------------ */

static bool is_getting_hot(struct wt_host *host)
{
	const struct wt_net *net = &host->tank->net;

	if (net->changes != host->zero_changes)
		host->zero_waits = 0;
	if (net->hard_changes != host->zero_hard_changes)
		host->zero_waits_soft = 0;
	host->zero_changes = net->changes;
	host->zero_hard_changes = net->hard_changes;
	return host->zero_waits >= WT_HOT_AFTER || host->zero_waits_soft >= WT_HOT_AFTER_SOFT;
}

static void count_wait(struct wt_host *host)
{
	if (host->tank->net.clock.now_ns == host->entered_ns) {
		host->zero_waits++;
		host->zero_waits_soft++;
	} else {
		host->zero_waits = host->zero_waits_soft = 0;
		wt_life_woke(host);
	}
}

/* 100 000 waits at one instant: no time passes. */
__attribute__((noinline)) static void stand_still(struct wt_tank *tank)
{
	if (tank->end)
		return;
	wt_net_fact(&tank->net, NULL, NULL, WT_FACT_NO_TIME, WT_PASSES_MAX, 0,
		    "waits at one instant");
	wt_life_end(tank, "failed");
}

static void count_instant(struct wt_tank *tank)
{
	tank->waits++;
	if (tank->instant_ns != tank->net.clock.now_ns) {
		tank->instant_ns = tank->net.clock.now_ns;
		tank->waits_at_instant = 0;
	}
	if (++tank->waits_at_instant == WT_PASSES_MAX)
		stand_still(tank);
}

void wt_host_never_waits(struct wt_host *host)
{
	wt_net_fact(&host->tank->net, &host->kernel, NULL, WT_FACT_NO_TIME, WT_CALLS_MAX, 0,
		    "calls without a wait");
	siglongjmp(host->way_out, 1);
}

/* -- The wait ---------------------------------------------------------- */

static void enter(struct wt_host *host, struct wt_interest *interest, size_t count,
		  int64_t timeout_ns)
{
	struct wt_net *net = &host->tank->net;

	if (timeout_ns != 0)
		wt_kernel_pay_acks(&host->kernel);
	host->interest = interest;
	host->interest_count = count;
	host->entered_ns = net->clock.now_ns;
	host->endless = timeout_ns < 0;
	host->deadline_ns = host->endless ? WT_NEVER : net->clock.now_ns + (uint64_t)timeout_ns;
	host->evaluated = false;
	host->result = 0;
	host->hot = is_getting_hot(host);
	if (host->hot)
		wt_host_tell_hot(host);
	wt_host_end_withholding(host);
	wt_kernel_release_held(&host->kernel);
	host->entered_changes = net->changes;
	count_instant(host->tank);
}

/* Past the next thing on its way to this host, or for a time, or until a gate opens. */
static void be_late(struct wt_host *host)
{
	const struct wt_net *net = &host->tank->net;
	uint64_t until = net->clock.now_ns + net->late.number;

	host->gate = NULL;
	if (net->late.verb == WT_VERB_LATE_NEXT)
		until = wt_net_next_arrival(&host->kernel);
	if (net->late.verb == WT_VERB_LATE_UNTIL) {
		host->gate = &wt_decider_gates(net->decider)->at[net->late.number].open;
		until = WT_NEVER;
	}
	if (until == WT_NEVER && !host->gate)
		return;
	host->deadline_ns = until;
	host->state = WT_HOST_SLEEPS;
	wt_host_yield(host);
	host->state = WT_HOST_READY;
	host->gate = NULL;
}

/* A slow wake: the world moves on before the wait looks. */
static void wake_slowly(struct wt_host *host)
{
	uint64_t deadline_ns = host->deadline_ns;

	be_late(host);
	host->deadline_ns = deadline_ns;
	host->evaluated = false;
	host->state = WT_HOST_WAITS;
}

__attribute__((noinline)) static void fail(struct wt_host *host)
{
	forget_found(host);
	if (host->result == -ECANCELED && ++host->refusals > WT_STOP_REFUSALS)
		siglongjmp(host->way_out, 1);
}

static int leave(struct wt_host *host)
{
	struct wt_tank *tank = host->tank;

	host->state = WT_HOST_READY;
	host->calls_last = host->calls + WT_CALLS_MAX;
	count_wait(host);
	host->hot = false;
	if (host->result > 0)
		tell_program(host);
	else if (host->result == 0)
		wait_timed_out(host);
	else
		fail(host);
	if (tank->stopping && host->canceled)
		host->stop_passes++;
	return host->result;
}

int wt_host_wait(struct wt_host *host, struct wt_interest *interest, size_t count,
		 int64_t timeout_ns)
{
	enter(host, interest, count, timeout_ns);
	do {
		host->state = WT_HOST_WAITS;
		wt_host_yield(host);
		if (host->result == WT_LATE)
			wake_slowly(host);
	} while (!host->evaluated && host->result != -ECANCELED);
	return leave(host);
}

void wt_host_be_late(struct wt_host *host)
{
	be_late(host);
	wt_signals_run(host);
}
