/* SPDX-License-Identifier: MIT
 *
 * Building a tank, and one run from its first instant to its last. */
#include "world/tank.h"

#include <errno.h>
#include <string.h>

#include "decisions/mix.h"
#include "kernel/syscall.h"
#include "kernel/tcp.h"
#include "time/heap.h"
#include "world/checker.h"
#include "world/guards.h"
#include "world/process.h"

static const struct wt_link loopback = {0};

static struct wt_tank *tank_of(struct wt_net *net)
{
	return (struct wt_tank *)((char *)net - offsetof(struct wt_tank, net));
}

struct wt_link *wt_tank_find_link(const struct wt_tank *tank, const struct wt_kernel *a,
				  const struct wt_kernel *b)
{
	for (size_t i = 0; i < tank->link_count; i++) {
		struct wt_tank_link *link = &tank->links[i];

		if ((link->a == a && link->b == b) || (link->a == b && link->b == a))
			return &link->link;
	}
	return NULL;
}

static const struct wt_link *find_link(struct wt_net *net, const struct wt_kernel *a,
				       const struct wt_kernel *b)
{
	const struct wt_link *said = wt_tank_find_link(tank_of(net), a, b);

	return said ? said : &loopback;
}

static bool program_runs(void)
{
	return wt_crash_host() != NULL;
}

struct wt_tank *wt_tank_new(struct wt_decider *decider, size_t hosts, size_t peers)
{
	struct wt_tank *tank = wt_heap_take_zeroed(1, sizeof *tank);

	if (!tank || hosts > WT_HOSTS_MAX || peers > WT_PEERS_MAX) {
		wt_heap_give(tank);
		return NULL;
	}
	wt_net_init(&tank->net);
	tank->net.decider = decider;
	tank->net.link = find_link;
	tank->net.kernels = wt_heap_take_zeroed(hosts + peers + 1, sizeof *tank->net.kernels);
	tank->hosts = wt_heap_take_zeroed(hosts + 1, sizeof *tank->hosts);
	tank->peers = wt_heap_take_zeroed(peers + 1, sizeof *tank->peers);
	tank->limit_ns = WT_LIMIT_NS;
	tank->ends_ns = WT_NEVER;
	wt_watchdog_init(&tank->watchdog);
	wt_checker_init(program_runs);
	tank->checker = wt_checker_name();
	wt_sys_check(&wt_sys_sim_ops, &tank->checked);
	if (!tank->net.kernels || !tank->hosts || !tank->peers ||
	    wt_state_take(&tank->pristine) < 0) {
		wt_tank_free(tank);
		return NULL;
	}
	return tank;
}

/* The program of a lone host was left by a longjmp past us, as an assertion of a
 * test leaves it: what it was lent is taken back. */
static void abandon(struct wt_tank *tank)
{
	tank->net.sink = NULL; /* it stood on the stack that is gone */
	if (tank->running)
		wt_tank_switch_to(tank, NULL);
	wt_guards_drop();
	for (size_t i = 0; i < tank->host_count; i++)
		wt_host_free_memory(&tank->hosts[i]);
	wt_state_put(&tank->pristine);
	tank->under_way = false;
}

static void free_host(struct wt_host *host)
{
	wt_host_close_output(host);
	wt_host_free_memory(host);
	wt_coroutine_free(host->coroutine);
	wt_state_drop(&host->globals);
	wt_heap_give(host->timers);
	wt_heap_give(host->channels);
	wt_kernel_fini(&host->kernel);
}

void wt_tank_free(struct wt_tank *tank)
{
	if (!tank)
		return;
	if (tank->under_way)
		abandon(tank);
	for (size_t i = 0; i < tank->host_count; i++)
		free_host(&tank->hosts[i]);
	for (size_t i = 0; i < tank->peer_count; i++)
		wt_kernel_fini(&tank->peers[i].kernel);
	while (tank->ats) {
		struct wt_at *next = tank->ats->next;

		wt_heap_give(tank->ats);
		tank->ats = next;
	}
	wt_heap_give(tank->hosts);
	wt_heap_give(tank->peers);
	wt_heap_give(tank->links);
	wt_state_drop(&tank->pristine);
	wt_net_fini(&tank->net);
	wt_heap_give(tank);
}

uint32_t wt_tank_address(const char *name)
{
	uint32_t hash = (uint32_t)wt_mix_text(UINT64_C(0x61646472), name);
	uint32_t low = hash & 0xffffff;

	if (low == 0 || low == 0xffffff)
		low = 1;
	return UINT32_C(10) << 24 | low;
}

static void add_kernel(struct wt_tank *tank, struct wt_kernel *kernel, const char *name)
{
	struct wt_net *net = &tank->net;

	wt_kernel_init(kernel, net, name, (int16_t)net->kernel_count);
	kernel->address = wt_tank_address(name);
	net->kernels[net->kernel_count++] = kernel;
}

static void describe(struct wt_host *host)
{
	char *text = host->command;
	size_t used = 0, size = sizeof host->command;

	text[0] = '\0';
	for (int i = 0; i < host->argc && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%s", i ? " " : "",
					 host->argv[i]);
}

struct wt_host *wt_tank_add_host(struct wt_tank *tank, const char *name, wt_program_main *program,
				 int argc, char **argv)
{
	struct wt_host *host = &tank->hosts[tank->host_count++];

	host->below = &wt_sys_sim_ops;
	host->sys.ops = tank->checker ? &tank->checked : host->below;
	host->tank = tank;
	host->program = program;
	host->argc = argc;
	host->argv = argv;
	describe(host);
	add_kernel(tank, &host->kernel, name);
	return wt_host_open_output(host) < 0 ? NULL : host;
}

struct wt_peer *wt_tank_add_peer(struct wt_tank *tank, const char *name)
{
	struct wt_peer *peer = &tank->peers[tank->peer_count++];

	peer->tank = tank;
	add_kernel(tank, &peer->kernel, name);
	peer->kernel.scripted = true;
	return peer;
}

int wt_tank_link(struct wt_tank *tank, const struct wt_kernel *a, const struct wt_kernel *b,
		 const struct wt_link *link)
{
	struct wt_tank_link *links =
		wt_heap_resize(tank->links, (tank->link_count + 1) * sizeof *tank->links);

	if (!links)
		return -ENOMEM;
	tank->links = links;
	links[tank->link_count++] = (struct wt_tank_link){a, b, *link};
	return 0;
}

/* -- A run ------------------------------------------------------------- */

static void begin_host(struct wt_host *host)
{
	host->state = WT_HOST_NOT_STARTED;
	host->deaths = 0;
	host->wall_shift_ns = 0;
	host->wait_list = NULL;
	host->wait_capacity = 0;
	host->random_taken = 0;
	host->calls = 0;
	host->told = 0;
	wt_host_begin_memory(host);
	wt_process_begin(host);
}

static void begin(struct wt_tank *tank, uint64_t seed, bool calm, struct wt_sink *sink)
{
	tank->net.sink = sink;
	tank->net.seed = seed;
	tank->turn = tank->host_count ? tank->host_count - 1 : 0;
	tank->woken = tank->peers_begun = tank->settling = tank->stopping = false;
	tank->end = NULL;
	tank->waits = tank->waits_at_instant = tank->instant_ns = tank->ended_ns = 0;
	tank->round = tank->moved_in_round = tank->moves = tank->broken_off = 0;
	tank->errors = wt_checker_errors();
	wt_decider_begin(tank->net.decider, seed, calm, sink);
	wt_net_reset(&tank->net);
	for (size_t i = 0; i < tank->host_count; i++)
		begin_host(&tank->hosts[i]);
	for (size_t i = 0; i < tank->peer_count; i++)
		wt_peer_begin(&tank->peers[i]);
	wt_tank_schedule_ats(tank);
	for (size_t i = 0; i < tank->peer_count; i++)
		wt_peer_lead(&tank->peers[i]);
}

static void run_alone(struct wt_tank *tank)
{
	struct wt_host *host;

	while ((host = wt_tank_next(tank))) {
		wt_tank_switch_to(tank, host);
		wt_process_run_alone(host);
		if (tank->running)
			wt_tank_switch_to(tank, NULL);
		wt_state_put(&tank->pristine);
	}
}

static int prepare_coroutines(struct wt_tank *tank)
{
	for (size_t i = 0; i < tank->host_count; i++) {
		struct wt_host *host = &tank->hosts[i];

		if (!host->coroutine)
			host->coroutine = wt_coroutine_new();
		if (!host->coroutine || wt_state_take(&host->globals) < 0)
			return -ENOMEM;
		wt_coroutine_start(host->coroutine, &tank->scheduler, wt_process_run, host);
	}
	return 0;
}

static void run_together(struct wt_tank *tank)
{
	struct wt_host *host;

	while ((host = wt_tank_next(tank))) {
		wt_state_put(&host->globals);
		wt_tank_switch_to(tank, host);
		wt_coroutine_resume(host->coroutine);
		wt_tank_switch_to(tank, NULL);
		if (wt_state_take(&host->globals) < 0)
			tank->net.error = -ENOMEM;
	}
	wt_state_put(&tank->pristine);
}

static int run_hosts(struct wt_tank *tank)
{
	int rc = 0;

	tank->watchdog.bit = false;
	wt_guards_raise(wt_watchdog_patience_ms(&tank->watchdog));
	tank->under_way = true;
	if (tank->host_count == 0) {
		wt_tank_next(tank);
	} else if (tank->host_count == 1) {
		run_alone(tank);
	} else {
		rc = prepare_coroutines(tank);
		if (rc == 0)
			run_together(tank);
	}
	tank->under_way = false;
	wt_guards_lower();
	return rc;
}

int wt_tank_run(struct wt_tank *tank, uint64_t seed, bool calm, struct wt_sink *sink)
{
	int rc;

	if (tank->under_way)
		abandon(tank);
	tank->runs++;
	begin(tank, seed, calm, sink);
	rc = run_hosts(tank);
	if (rc < 0)
		return rc;
	tank->soils = false;
	wt_life_emit(tank, WT_LIFE_OVER, NULL, NULL, 0);
	for (size_t i = 0; i < tank->host_count; i++)
		wt_host_free_memory(&tank->hosts[i]);
	return tank->net.error;
}
