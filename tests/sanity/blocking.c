/* SPDX-License-Identifier: MIT */
#include "raw.h"
#include "sanity.h"

/* A console beside the server: whoever reads it must not wait for it. */
static int serve(struct ac_sys *sys, bool may_block)
{
	struct raw raw = raw_open(sys);
	int fd = raw_accept(&raw);
	char line[80];

	if (!may_block)
		sys->ops->set_nonblock(0, sys);
	sys->ops->read(0, line, sizeof line, sys);
	if (fd >= 0)
		raw_drain(&raw, fd);
	return raw_close(&raw, fd);
}

static int broken(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return serve(sys, true);
}

static int sound(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return serve(sys, false);
}

const struct sanity sanity_blocking = {
	.check = "blocking",
	.object = "server:\"stdin\"",
	.scenario = "scenario 1\n"
		    "host server runs culprit\n"
		    "peer alice\n"
		    "  connects server:7\n"
		    "  closes\n",
	.broken = broken,
	.sound = sound,
};
