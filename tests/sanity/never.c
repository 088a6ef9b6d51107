/* SPDX-License-Identifier: MIT */
#include "answer.h"
#include "sanity.h"

static int broken(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return answer_with(sys, "pong pong");
}

static int sound(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return answer_with(sys, "pong");
}

const struct sanity sanity_never = {
	.check = "never",
	.object = "",
	.scenario = "scenario 1\n"
		    "host server runs culprit\n"
		    "peer alice\n"
		    "  connects server:7\n"
		    "  sends \"ping\"\n"
		    "  shuts\n"
		    "never alice bytes > 4\n",
	.broken = broken,
	.sound = sound,
};
