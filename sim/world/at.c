/* SPDX-License-Identifier: MIT
 *
 * What the scenario does at a time: to a host's clock or process, or to a link. */
#include <errno.h>

#include "kernel/tcp.h"
#include "time/heap.h"
#include "world/bell.h"
#include "world/process.h"
#include "world/signals.h"

static struct wt_at *add_at(struct wt_tank *tank, uint64_t time_ns, struct wt_host *host, int line,
			    bool (*happens)(struct wt_at *))
{
	struct wt_at *at = wt_heap_take_zeroed(1, sizeof *at), **end = &tank->ats;

	if (!at)
		return NULL;
	at->due.time_ns = time_ns;
	at->tank = tank;
	at->happens = happens;
	at->host = host;
	at->line = line;
	while (*end)
		end = &(*end)->next;
	*end = at;
	return at;
}

/* -- What happens -------------------------------------------------------- */

static bool wall_clock_jumps(struct wt_at *at)
{
	at->host->wall_shift_ns += at->wall_shift_ns;
	wt_net_changed(&at->tank->net);
	return true;
}

static bool link_changes(struct wt_at *at)
{
	struct wt_link *link = wt_tank_find_link(at->tank, at->a, at->b);

	link->state = at->state;
	wt_tcp_link_changed(&at->tank->net, link);
	return true;
}

static bool is_killed(struct wt_at *at)
{
	return wt_process_kill(at->host, "SIGKILL");
}

static bool restarts(struct wt_at *at)
{
	return wt_process_restart(at->host);
}

static bool gets_signal(struct wt_at *at)
{
	return wt_signal_send(at->host, at->signal, at->signal_name);
}

static bool is_woken(struct wt_at *at)
{
	return wt_bell_ring(at->host);
}

/* A process of the program itself is judged for what it leaves behind: once the run has
 * ended, nobody takes it away. */
static void happen(struct wt_due *due)
{
	struct wt_at *at = (struct wt_at *)((char *)due - offsetof(struct wt_at, due));

	if (at->line && at->tank->stopping)
		return;
	at->reached = at->happens(at);
	if (at->reached)
		wt_life_moved(at->tank);
}

/* -- Staging it ---------------------------------------------------------- */

int wt_tank_at_wall_clock(struct wt_tank *tank, uint64_t time_ns, struct wt_host *host,
			  int64_t shift_ns)
{
	struct wt_at *at = add_at(tank, time_ns, host, 0, wall_clock_jumps);

	if (!at)
		return -ENOMEM;
	at->wall_shift_ns = shift_ns;
	return 0;
}

int wt_tank_at_link(struct wt_tank *tank, uint64_t time_ns, const struct wt_kernel *a,
		    const struct wt_kernel *b, enum wt_link_state state)
{
	struct wt_at *at = add_at(tank, time_ns, NULL, 0, link_changes);

	if (!at)
		return -ENOMEM;
	at->a = a;
	at->b = b;
	at->state = state;
	return 0;
}

int wt_tank_at_killed(struct wt_tank *tank, uint64_t time_ns, struct wt_host *host, int line)
{
	return add_at(tank, time_ns, host, line, is_killed) ? 0 : -ENOMEM;
}

int wt_tank_at_restart(struct wt_tank *tank, uint64_t time_ns, struct wt_host *host, int line)
{
	return add_at(tank, time_ns, host, line, restarts) ? 0 : -ENOMEM;
}

int wt_tank_at_woken(struct wt_tank *tank, uint64_t time_ns, struct wt_host *host, int line)
{
	return add_at(tank, time_ns, host, line, is_woken) ? 0 : -ENOMEM;
}

int wt_tank_at_signal(struct wt_tank *tank, uint64_t time_ns, struct wt_host *host, int line,
		      int number, const char *name)
{
	struct wt_at *at = add_at(tank, time_ns, host, line, gets_signal);

	if (!at)
		return -ENOMEM;
	at->signal = number;
	at->signal_name = name;
	return 0;
}

/* -- In a run ------------------------------------------------------------ */

/* Every link is whole when a run begins.  Two without one of their own get it when
 * something is to happen to it. */
static int prepare_links(struct wt_tank *tank)
{
	static const struct wt_link loopback = {0};
	int rc = 0;

	for (const struct wt_at *at = tank->ats; at && rc == 0; at = at->next) {
		if (!at->host && !wt_tank_find_link(tank, at->a, at->b))
			rc = wt_tank_link(tank, at->a, at->b, &loopback);
	}
	for (size_t i = 0; i < tank->link_count; i++)
		tank->links[i].link.state = WT_LINK_UP;
	return rc;
}

void wt_tank_schedule_ats(struct wt_tank *tank)
{
	int rc = prepare_links(tank);

	for (struct wt_at *at = tank->ats; at && rc == 0; at = at->next) {
		at->reached = false;
		at->due.rank = at->host ? at->host->kernel.name : at->a->name;
		at->due.fire = happen;
		rc = wt_queue_add(&tank->net.clock.queue, &at->due);
	}
	if (rc < 0)
		tank->net.error = rc;
}
