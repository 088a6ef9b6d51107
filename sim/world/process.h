/* SPDX-License-Identifier: MIT
 *
 * process.h - a host's process, from its beginning to its end.
 *
 * It ends because the program returns, died, or did not heed Stop; or the scenario ends
 * it from outside.  Then nothing of the program runs any more: the kernel closes its
 * descriptors and takes its memory back, and the stack it was on is never gone back to.
 * Where a host is alone that stack is the caller's, and the world goes on above it; so it
 * is left where the wait would return (wt_host_yield). */
#ifndef WT_PROCESS_H
#define WT_PROCESS_H

#include "world/tank.h"

/* What every process begins with. */
void wt_process_begin(struct wt_host *);
/* The program, from its first line to its last; argument: the host. */
void wt_process_run(void *argument);
/* On the caller's stack. */
void wt_process_run_alone(struct wt_host *);
/* The rest of a stack whose process is gone. */
_Noreturn void wt_process_leave(struct wt_host *);

bool wt_process_is_there(const struct wt_host *);
/* Ends it as that signal does, which is a fact of the world and no failure of the
 * program.  False: there is none.  While no program runs. */
bool wt_process_kill(struct wt_host *, const char *signal);
/* The program begins anew, or before its time; a process that is there is killed first.
 * The host goes on: its ports and paths, its numbers of connections, its clock.  True. */
bool wt_process_restart(struct wt_host *);

#endif
