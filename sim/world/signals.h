/* SPDX-License-Identifier: MIT
 *
 * signals.h - signals that a host's process gets from outside (signal(7)).
 *
 * signal and sigaction of a program are these (tools/program-symbols), so the world knows
 * its handlers.  One runs on the program's stack: behind a wait, which then ended with
 * -EINTR, unless something was ready, and is never begun again; where a call is made late,
 * before the call.  Masks are not modelled: handlers run one after the other. */
#ifndef WT_SIGNALS_H
#define WT_SIGNALS_H

#include <signal.h>

#include "world/tank.h"

/* One signal of the process: what it said of it. */
struct wt_signal_action {
	int number;
	struct sigaction said;
	struct wt_signal_action *next;
};

/* Its default may be to end the process (wt_process_kill), or nothing.  False: there is no
 * process. */
bool wt_signal_send(struct wt_host *, int number, const char *name);
/* Runs the handlers of those that have come; by the host. */
void wt_signals_run(struct wt_host *);

typedef void wt_signal_handler(int);
wt_signal_handler *wt_program_signal(int number, wt_signal_handler *);
int wt_program_sigaction(int number, const struct sigaction *, struct sigaction *ret_old);

#endif
