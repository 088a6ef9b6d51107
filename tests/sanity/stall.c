/* SPDX-License-Identifier: MIT */
#include "answer.h"
#include "sanity.h"

static int broken(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return answer_with(sys, NULL);
}

static int sound(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return answer_with(sys, "pong");
}

const struct sanity sanity_stall = {
	.check = "stall",
	.object = "",
	.scenario = "scenario 1\n"
		    "host server runs culprit\n"
		    "peer alice\n"
		    "  connects server:7\n"
		    "  sends \"ping\"\n"
		    "  waits 4 bytes\n"
		    "  closes\n",
	.broken = broken,
	.sound = sound,
};
