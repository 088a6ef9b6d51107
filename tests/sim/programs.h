/* SPDX-License-Identifier: MIT
 *
 * programs.h - small programs for tests of the simulator, and how to run them. */
#ifndef WT_TEST_PROGRAMS_H
#define WT_TEST_PROGRAMS_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "wt_run.h"

/*
 *	echo [tick]	serves port 7; with `tick` a timer makes extra passes
 *	idle		notes "idle" after 60 s, behind loop time-outs of 30 s
 *	beat A [echo]	connects to the address it is given, port 9 or 7, and sends a line
 *			each second; drops what comes
 *	zero		sets a timer of no length again and again
 *	plain		a dispatcher that is always writable, asyncore's default
 *	busy		polls with a time-out of 0
 *	ping, pong	send each other a byte for ever
 *	stubborn	waits on although it was told to stop
 *	sleeper [POLLER] waits to be woken
 *	heeds [heeds | once | ignores] echoes, has a handler of SIGTERM that ends the loop, and
 *			this one of SIGUSR1; notes "handler" for each time one runs
 *	crash, leave	end by abort, by return 3
 *	deep		has 4 MiB on its stack
 *	twice		frees a block twice
 *	jump		jumps out of the run to `way_out`, if it is its first; leaves memory
 *			and words on stdout
 *	loops		computes for ever, after a second
 *	asks		calls for the time until it is later
 *	wants		asks for two states with ac_sometimes; one of them never is */
extern const struct wt_program programs[];
extern jmp_buf way_out;
extern int jumps;

struct wt_scenario *parse(const char *text);

struct outcome {
	struct wt_verdict verdict;
	struct wt_run_stats stats;
};

/* The sound program of the scenario. */
struct outcome run_seed(struct wt_scenario *, uint64_t seed);
struct outcome run_text(const char *text);

#endif
