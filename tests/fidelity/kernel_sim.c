/* SPDX-License-Identifier: MIT
 *
 * The simulated kernel: one host of a tank without a judge, which would end a program
 * that does wrong on purpose. */
#include <stdlib.h>

#include "decisions/decide.h"
#include "kernels.h"
#include "world/sys_sim.h"
#include "world/tank.h"

struct sim {
	struct kernel kernel; /* first */
	struct wt_sink sink;
	struct wt_referee referee;
	struct wt_decider *decider;
	struct wt_tank *tank;
	char *argv[3];
	unsigned sigpipes;

	const struct program *program;
	struct seen *seen;
	unsigned played;
};

static struct sim *sim_of(struct kernel *kernel)
{
	return (struct sim *)(void *)kernel;
}

static unsigned take_sigpipes(struct kernel *kernel)
{
	unsigned taken = sim_of(kernel)->sigpipes;

	sim_of(kernel)->sigpipes = 0;
	return taken;
}

static void limit(struct kernel *kernel, int free_numbers)
{
	struct wt_kernel *host = &wt_sim_host(kernel->sys)->kernel;

	host->socket_limit = free_numbers < 0 ? 0 : host->sockets_open + (size_t)free_numbers;
}

/* Who looks as often as this is hot, and time would pass. */
static void looks(struct kernel *kernel)
{
	struct wt_host *host = wt_sim_host(kernel->sys);

	host->zero_waits = host->zero_waits_soft = 0;
}

/* Nothing outlives the run. */
static void forget_path(struct kernel *kernel, const char *path)
{
	(void)kernel;
	(void)path;
}

static const struct kernel_ops ops = {
	.limit = limit,
	.take_sigpipes = take_sigpipes,
	.looks = looks,
	.forget_path = forget_path,
};

/* The host's program: its second argument is the order to play. */
static int play_main(struct ac_sys *sys, int argc, char **argv)
{
	struct sim *sim = (struct sim *)(void *)argv[argc];
	struct player player;

	sim->kernel.sys = sys;
	player_begin(&player, &sim->kernel);
	for (; sim->played < sim->program->count; sim->played++)
		player_step(&player, &sim->program->ops[sim->played], &sim->seen[sim->played]);
	player_end(&player);
	return 0;
}

static void hear(struct wt_sink *sink, const struct wt_event *event)
{
	struct sim *sim = (struct sim *)((char *)sink - offsetof(struct sim, sink));

	if (event->kind == WT_EV_FACT && event->what == WT_FACT_SIGPIPE)
		sim->sigpipes++;
}

static bool holds(struct wt_referee *referee, const void *check)
{
	(void)referee;
	(void)check;
	return false;
}

static bool is_over(struct wt_referee *referee)
{
	(void)referee;
	return false;
}

struct sim *sim_new(void)
{
	static char name[] = "play";
	struct sim *sim = calloc(1, sizeof *sim);

	if (!sim)
		return NULL;
	sim->kernel = (struct kernel){.ops = &ops, .first_port = 5000};
	sim->sink.event = hear;
	sim->referee = (struct wt_referee){holds, is_over};
	sim->argv[0] = name;
	sim->argv[1] = (char *)sim;
	sim->decider = wt_decider_new();
	sim->tank = sim->decider ? wt_tank_new(sim->decider, 1, 0) : NULL;
	if (!sim->tank || !wt_tank_add_host(sim->tank, "h", play_main, 1, sim->argv)) {
		sim_free(sim);
		return NULL;
	}
	sim->tank->referee = &sim->referee;
	return sim;
}

void sim_free(struct sim *sim)
{
	if (!sim)
		return;
	wt_tank_free(sim->tank);
	wt_decider_free(sim->decider);
	free(sim);
}

unsigned sim_play(struct sim *sim, const struct program *program, struct seen *ret)
{
	sim->program = program;
	sim->seen = ret;
	sim->played = 0;
	sim->sigpipes = 0;
	wt_tank_run(sim->tank, 1, true, &sim->sink);
	return sim->played;
}
