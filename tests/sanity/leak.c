/* SPDX-License-Identifier: MIT */
#include "raw.h"
#include "sanity.h"

/* Who is gone has a descriptor no more, or for ever. */
static int serve(struct ac_sys *sys, bool gives_back)
{
	struct raw raw = raw_open(sys);
	int fd = raw_accept(&raw);

	if (fd >= 0)
		raw_drain(&raw, fd);
	return raw_close(&raw, gives_back ? fd : -1);
}

static int broken(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return serve(sys, false);
}

static int sound(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return serve(sys, true);
}

const struct sanity sanity_leak = {
	.check = "leak",
	.object = "server:alice",
	.scenario = "scenario 1\n"
		    "host server runs culprit\n"
		    "peer alice\n"
		    "  connects server:7\n"
		    "  closes\n",
	.broken = broken,
	.sound = sound,
};
