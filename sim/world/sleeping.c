/* SPDX-License-Identifier: MIT */
#include "world/sleeping.h"

#include "world/tank.h"

static void sleep_for(const char *call, uint64_t ns)
{
	struct wt_host *host = wt_crash_host();

	if (!host)
		return;
	wt_net_fact(&host->tank->net, &host->kernel, NULL, WT_FACT_BLOCKS, 0, 0, call);
	host->gate = NULL;
	host->deadline_ns = host->tank->net.clock.now_ns + ns;
	host->state = WT_HOST_SLEEPS;
	wt_host_yield(host);
	host->state = WT_HOST_READY;
}

unsigned wt_program_sleep(unsigned seconds)
{
	sleep_for("sleep", seconds * WT_S);
	return 0;
}

int wt_program_usleep(unsigned microseconds)
{
	sleep_for("usleep", microseconds * UINT64_C(1000));
	return 0;
}

int wt_program_nanosleep(const struct timespec *time, struct timespec *left)
{
	sleep_for("nanosleep", (uint64_t)time->tv_sec * WT_S + (uint64_t)time->tv_nsec);
	if (left)
		*left = (struct timespec){0};
	return 0;
}
