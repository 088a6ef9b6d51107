/* SPDX-License-Identifier: MIT
 *
 * tank.c - the loop of a test, from its beginning to its end. */
#include "tank.h"

#include <stdlib.h>
#include <string.h>

int tank_new(void **state)
{
	struct tank *t = malloc(sizeof *t);

	if (!t)
		return -1;
	memset(t, 0, offsetof(struct tank, fault));
	t->is = *state;
	*state = t;
	return 0;
}

static void begin(struct tank *t, struct ac_sys *sys)
{
	t->sys = sys;
	fault_init(&t->fault, sys);
	t->fault.wanted = AC_NOTES_ALL;
	t->fault.backwards = t->is->backwards;
	assert_int_equal(ac_loop_init(&t->loop, &t->fault.base, t->is->poller), 0);
	t->under_way = true;
	t->loop_fds = t->fault.open_fds;
	t->loop.ask_all = t->is->ask_all;
}

static void end(struct tank *t)
{
	ac_loop_fini(&t->loop);
	t->under_way = false;
	assert_int_equal(t->fault.open_fds, 0);
	assert_int_equal(t->fault.blocks, 0);
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_CHANNEL_OPENED),
			 fault_noted(&t->fault, AC_NOTE_CHANNEL_CLOSED));
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_HANDLER_ENTERED),
			 fault_noted(&t->fault, AC_NOTE_HANDLER_LEFT));
	assert_false(tank_took_sigpipe(t));
}

void tank_play_on(struct tank *t, struct ac_sys *sys)
{
	void *state = t;

	begin(t, sys);
	t->is->test(&state);
	end(t);
}

void tank_play(void **state)
{
	struct tank *t = *state;

	if (t->is->kernel == TANK_SIM)
		tank_play_sim(t);
	else
		tank_play_posix(t);
}

int tank_free(void **state)
{
	struct tank *t = *state;

	if (t->is->kernel == TANK_SIM)
		tank_leave_sim(t);
	else
		tank_leave_posix(t);
	free(t);
	return 0;
}

/* ---- The tank ---- */

int tank_open_fds(const struct tank *t)
{
	return t->fault.open_fds - t->loop_fds;
}

int tank_passes(struct tank *t, int n)
{
	return ac_loop(&t->loop, 5 * AC_MS, n);
}

static void keep_clock(struct tank *t, struct fault *fault)
{
	fault->keeps_clock = t->is->kernel == TANK_POSIX;
	fault->sleeps = t->is->kernel == TANK_SIM;
}

void tank_keep_clock(struct tank *t)
{
	keep_clock(t, &t->fault);
}

void tank_fault_init(struct tank *t, struct fault *fault)
{
	fault_init(fault, t->sys);
	fault->backwards = t->is->backwards;
	keep_clock(t, fault);
}

uint64_t tank_now(struct tank *t)
{
	return ac_now_ns(&t->loop);
}

void tank_let_pass(struct tank *t, int64_t ns)
{
	fault_let_pass(&t->fault, ns);
}
