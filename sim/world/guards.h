/* SPDX-License-Identifier: MIT
 *
 * guards.h - the process's signals while simulated programs run: crashes
 * (crash.h) and the watchdog's timer (watchdog.h).
 *
 * To set them up and take them back costs some twenty system calls, as much time
 * as a small run.  Who makes many runs holds them: then they stay up between
 * runs.  A signal that comes while no program runs goes where it would have gone. */
#ifndef WT_GUARDS_H
#define WT_GUARDS_H

/* Around each run; patience_ms as of wt_watchdog_patience_ms. */
void wt_guards_raise(unsigned patience_ms);
void wt_guards_lower(void); /* they stay where somebody holds them */
/* In a process that was just forked while they were up: it has no timer yet. */
void wt_guards_renew(void);
/* A program was left by a longjmp, and maybe its holder too: nobody holds them. */
void wt_guards_drop(void);

/* From now on they stay up between runs.  Each hold is let go of once. */
void wt_guards_hold(void);
void wt_guards_let_go(void);

#endif
