/* SPDX-License-Identifier: MIT */
#include "world/process.h"

#include <alloca.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "decisions/mix.h"
#include "kernel/stdio.h"
#include "world/soil.h"

static void forget_wait(struct wt_host *host)
{
	host->interest = NULL;
	host->interest_count = 0;
	host->epoll = NULL;
	host->gate = NULL;
	host->evaluated = host->hot = false;
	host->withheld_until_ns = WT_NEVER;
	host->entered_ns = host->deadline_ns = 0;
	host->endless = host->selects = false;
	host->result = 0;
	host->evaluated_changes = host->entered_changes = UINT64_MAX;
}

void wt_process_begin(struct wt_host *host)
{
	struct wt_kernel *kernel = &host->kernel;

	forget_wait(host);
	host->zero_changes = host->zero_hard_changes = UINT64_MAX;
	host->zero_waits = host->zero_waits_soft = 0;
	host->whole_changes = UINT64_MAX;
	host->rounds = 0;
	host->woke_in_round = host->tank->round;
	host->canceled = host->taken_apart = host->timed_out = false;
	host->stop_passes = host->refusals = 0;
	host->signal_actions = NULL;
	host->signals = 0;
	host->calls_last = host->calls + WT_CALLS_MAX;
	if (kernel->fd_capacity)
		memset(kernel->fd_was_open, 0, kernel->fd_capacity);
	if (wt_stdio_open(kernel) < 0)
		host->tank->net.error = -ENOMEM;
	wt_host_forget_notes(host);
}

/* Those the process left open; tells: as a fact of each but what it was born with. */
static void close_descriptors(struct wt_host *host, bool tells)
{
	struct wt_kernel *kernel = &host->kernel;

	for (size_t fd = 0; fd < kernel->fd_capacity; fd++) {
		struct wt_file *file = kernel->fds[fd];

		if (fd > STDERR_FILENO && kernel->sockets_open == 0)
			return;
		if (!file)
			continue;
		if (tells && fd > STDERR_FILENO)
			wt_net_fact(kernel->net, kernel, file->object, WT_FACT_OPEN, (int)fd, 0,
				    NULL);
		if (wt_fd_remove(kernel, (int)fd))
			wt_file_close(file);
	}
}

static void go(struct wt_host *host)
{
	wt_host_forget_notes(host);
	host->state = WT_HOST_GONE;
	wt_net_changed(&host->tank->net);
}

static void end(struct wt_host *host, int returned)
{
	struct wt_net *net = &host->tank->net;

	wt_host_tell_errors(host);
	if (host->taken_apart)
		wt_net_fact(net, &host->kernel, NULL, WT_FACT_TAKEN_APART, 0, 0, NULL);
	else
		wt_net_fact(net, &host->kernel, NULL, WT_FACT_RETURNED, returned, 0, NULL);
	close_descriptors(host, !host->taken_apart);
	if (!host->taken_apart)
		wt_host_tell_memory(host);
	go(host);
	wt_life_moved(host->tank);
}

void wt_process_run(void *argument)
{
	struct wt_host *host = argument;
	const volatile unsigned deaths = host->deaths;
	volatile int returned = 0;

	wt_life_emit(host->tank, WT_LIFE_STARTED, &host->kernel, host->command, 0);
	if (host->tank->soils)
		wt_soil_stack(host->memory.runs);
	/* No handler of ours has a mask: there is none to be saved. */
	if (sigsetjmp(host->way_out, 0) == 0)
		returned = host->program(&host->sys, host->argc, host->argv);
	else if (host->deaths != deaths)
		return;
	else
		host->taken_apart = true;
	end(host, returned);
}

/* On the main stack, but at another address than in the run before: see memory.c. */
void wt_process_run_alone(struct wt_host *host)
{
	volatile char *room = alloca((host->memory.runs % 7 + 1) * 64);

	room[0] = 0;
	wt_process_run(host);
}

void wt_process_leave(struct wt_host *host)
{
	siglongjmp(host->way_out, 1);
}

/* -- From outside -------------------------------------------------------- */

bool wt_process_is_there(const struct wt_host *host)
{
	return host->state != WT_HOST_NOT_STARTED && host->state != WT_HOST_GONE;
}

/* What is held back from it has reached its kernel by now.  Nobody was to free its
 * memory; but whoever wrote where nothing was any more did so before. */
bool wt_process_kill(struct wt_host *host, const char *signal)
{
	if (!wt_process_is_there(host))
		return false;
	wt_host_tell_errors(host);
	wt_life_emit(host->tank, WT_LIFE_KILLED, &host->kernel, signal,
		     wt_life_breaks_off(host->tank));
	wt_kernel_release_held(&host->kernel);
	host->deaths++;
	close_descriptors(host, false);
	wt_host_tell_poison(host);
	wt_host_lose_memory(host);
	forget_wait(host);
	if (host->coroutine)
		wt_coroutine_abandon(host->coroutine);
	go(host);
	return true;
}

/* Who is alone gets its globals where its program has returned (tank.c).  What the one
 * before was told is no part of what this one knows; that it was so is a part of the
 * history. */
static void bear(struct wt_host *host)
{
	wt_host_lose_memory(host);
	wt_state_become(&host->globals, &host->tank->pristine);
	wt_process_begin(host);
	if (host->coroutine)
		wt_coroutine_start(host->coroutine, &host->tank->scheduler, wt_process_run, host);
	host->told = wt_mix(host->told, host->deaths);
}

bool wt_process_restart(struct wt_host *host)
{
	wt_process_kill(host, "SIGKILL");
	if (host->state == WT_HOST_GONE)
		bear(host);
	host->state = WT_HOST_READY;
	wt_net_changed(&host->tank->net);
	return true;
}
