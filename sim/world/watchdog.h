/* SPDX-License-Identifier: MIT
 *
 * watchdog.h - a program that computes for ever without a call fails its run.
 *
 * Nothing in the simulated world can stop it, because nothing of it runs: so a
 * timer of processor time looks now and then whether the host that runs has come
 * by since.  The verdict depends on it only for a program that never returns;
 * what its text says is the same however late the timer came.  A debugger's
 * program is left alone. */
#ifndef WT_WATCHDOG_H
#define WT_WATCHDOG_H

#include <stdbool.h>
#include <stdint.h>

#define WT_WATCHDOG_S 10

struct wt_tank;
struct wt_host;

struct wt_watchdog {
	unsigned patience_s;
	bool hasty; /* a hundredth of it is enough: runs of what has hung before */
	bool bit;   /* in this run */
	/* what it saw when it last looked */
	const struct wt_host *host;
	uint64_t runs, calls;
	unsigned looks; /* since then */
	uintptr_t libc_begin, libc_end;
};

void wt_watchdog_init(struct wt_watchdog *);
/* By guards.h, around runs. */
void wt_watchdog_start(unsigned patience_ms);
void wt_watchdog_stop(void);
static inline unsigned wt_watchdog_patience_ms(const struct wt_watchdog *dog)
{
	return dog->patience_s * (dog->hasty ? 10 : 1000);
}

#endif
