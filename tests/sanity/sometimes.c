/* SPDX-License-Identifier: MIT */
#include "ac.h"
#include "sanity.h"

static int ask(struct ac_sys *sys, bool reaches)
{
	struct ac_loop loop;

	if (ac_loop_init(&loop, sys, AC_POLLER_POLL) < 0)
		return 1;
	ac_sometimes_if(&loop, false, "a full queue");
	if (reaches)
		ac_sometimes(&loop, "a full queue");
	ac_loop_fini(&loop);
	return 0;
}

static int broken(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return ask(sys, false);
}

static int sound(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return ask(sys, true);
}

const struct sanity_campaign sanity_sometimes = {
	.name = "sometimes",
	.scenario = "scenario 1\n"
		    "host server runs culprit\n"
		    "may any\n",
	.kind = WT_PROBLEM_NEVER_HAPPENED,
	.broken = broken,
	.sound = sound,
};
