/* SPDX-License-Identifier: MIT
 *
 * crash.h - a program that dies ends its run, not the command.
 *
 * Signals carry no argument, so crash.c keeps the one piece of global state of
 * the simulator: which host is running.  It is NULL whenever none is. */
#ifndef WT_CRASH_H
#define WT_CRASH_H

#include <signal.h>
#include <stddef.h>

#include "trace/event.h"

struct wt_host;

#define WT_CRASH_SIGNALS 5

struct wt_crash_guard {
	struct sigaction before[WT_CRASH_SIGNALS];
	stack_t stack_before;
	unsigned char *stack; /* signals of an overflowing stack need another */
};

int wt_crash_init(struct wt_crash_guard *); /* -ENOMEM */
void wt_crash_fini(struct wt_crash_guard *);
/* Around a run. */
void wt_crash_guard(struct wt_crash_guard *);
void wt_crash_unguard(struct wt_crash_guard *);
/* From now on this host runs; NULL: none does. */
void wt_crash_running(struct wt_host *);

struct wt_host *wt_crash_host(void); /* that one */
/* Ends the run of the host that runs; the fact says of what. */
_Noreturn void wt_crash_die(struct wt_host *, enum wt_fact, const char *text);

/* What exit, abort and assert become in a program (tools/program-symbols). */
_Noreturn void wt_program_exit(int status);
_Noreturn void wt_program_exit_now(int status);     /* _exit */
_Noreturn void wt_program_exit_at_once(int status); /* _Exit */
_Noreturn void wt_program_abort(void);
_Noreturn void wt_program_assert_fail(const char *assertion, const char *file, unsigned line,
				      const char *function);

#endif
