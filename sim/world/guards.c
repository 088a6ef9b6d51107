/* SPDX-License-Identifier: MIT */
#include "world/guards.h"

#include <stdbool.h>

#include "world/crash.h"
#include "world/watchdog.h"

/* Signals are the process's, and so is this. */
static struct {
	unsigned holders;
	bool up;
	unsigned patience_ms;
} guards;

static void take_down(void)
{
	if (!guards.up)
		return;
	wt_watchdog_stop();
	wt_crash_unguard();
	guards.up = false;
}

void wt_guards_raise(unsigned patience_ms)
{
	if (guards.up && guards.patience_ms == patience_ms)
		return;
	take_down();
	wt_crash_guard();
	wt_watchdog_start(patience_ms);
	guards.patience_ms = patience_ms;
	guards.up = true;
}

void wt_guards_lower(void)
{
	if (guards.holders == 0)
		take_down();
}

void wt_guards_renew(void)
{
	take_down();
	wt_guards_raise(guards.patience_ms);
}

void wt_guards_drop(void)
{
	guards.holders = 0;
	take_down();
}

void wt_guards_hold(void)
{
	guards.holders++;
}

void wt_guards_let_go(void)
{
	if (guards.holders > 0 && --guards.holders == 0)
		take_down();
}
