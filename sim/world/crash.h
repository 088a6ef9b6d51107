/* SPDX-License-Identifier: MIT
 *
 * crash.h - a program that dies ends its run, not the command.
 *
 * Signals carry no argument, so crash.c keeps which host is running.  It is NULL
 * whenever none is. */
#ifndef WT_CRASH_H
#define WT_CRASH_H

#include "trace/event.h"

struct wt_host;

/* By guards.h, around runs. */
void wt_crash_guard(void);
void wt_crash_unguard(void);
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
