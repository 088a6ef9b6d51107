/* SPDX-License-Identifier: MIT */
#include "raw.h"
#include "sanity.h"

/* Reads what comes; the end is readable for ever. */
static int serve(struct ac_sys *sys, bool heeds_end)
{
	struct raw raw = raw_open(sys);
	int fd = raw_accept(&raw);
	char buf[64];

	while (fd >= 0 && raw_wait(&raw, fd, POLLIN) >= 0) {
		if (raw_recv(&raw, fd, buf, sizeof buf) == 0 && heeds_end)
			break;
	}
	return raw_close(&raw, fd);
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

const struct sanity sanity_spin = {
	.check = "spin",
	.object = "server:alice",
	.scenario = "scenario 1\n"
		    "host server runs culprit\n"
		    "peer alice\n"
		    "  connects server:7\n"
		    "  sends \"hello\"\n"
		    "  closes\n",
	.broken = broken,
	.sound = sound,
};
