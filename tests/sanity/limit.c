/* SPDX-License-Identifier: MIT */
#include "raw.h"
#include "sanity.h"

/* A ball that is given back each time, or at most three times. */
static int serve(struct ac_sys *sys, unsigned times)
{
	struct raw raw = raw_open(sys);
	int fd = raw_accept(&raw);
	char byte;

	for (unsigned i = 0; fd >= 0 && i < times && raw_wait(&raw, fd, POLLIN) >= 0; i++) {
		if (raw_recv(&raw, fd, &byte, 1) > 0)
			raw_send(&raw, fd, &byte, 1);
	}
	raw_drain(&raw, fd);
	return raw_close(&raw, fd);
}

static int broken(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return serve(sys, 1000000);
}

static int sound(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return serve(sys, 3);
}

const struct sanity sanity_limit = {
	.check = "limit",
	.object = "", /* the run as a whole */
	.scenario = "scenario 1\n"
		    "host server runs culprit\n"
		    "link alice server delay 10ms\n"
		    "peer alice\n"
		    "  answers \"x\" with \"x\"\n"
		    "  connects server:7\n"
		    "  sends \"x\"\n"
		    "limit 5s\n",
	.broken = broken,
	.sound = sound,
};
