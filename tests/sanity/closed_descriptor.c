/* SPDX-License-Identifier: MIT */
#include "raw.h"
#include "sanity.h"

static int serve(struct ac_sys *sys, bool looks_again)
{
	struct raw raw = raw_open(sys);
	int fd = raw_accept(&raw);
	char buf[16];

	if (fd < 0)
		return raw_close(&raw, -1);
	raw_drain(&raw, fd);
	raw_close(&raw, fd);
	if (looks_again)
		raw_recv(&raw, fd, buf, sizeof buf);
	return 0;
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

const struct sanity sanity_closed_descriptor = {
	.check = "closed-descriptor",
	.object = "server",
	.scenario = "scenario 1\n"
		    "host server runs culprit\n"
		    "peer alice\n"
		    "  connects server:7\n"
		    "  closes\n",
	.broken = broken,
	.sound = sound,
};
