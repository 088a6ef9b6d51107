/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "raw.h"
#include "sanity.h"

/* Whoever says "boom" takes the server down. */
static int serve(struct ac_sys *sys, void (*meet_boom)(void))
{
	struct raw raw = raw_open(sys);
	int fd = raw_accept(&raw);
	char buf[16];
	long n;

	if (raw_wait(&raw, fd, POLLIN) < 0)
		return raw_close(&raw, fd);
	n = raw_recv(&raw, fd, buf, sizeof buf);
	if (n == 4 && memcmp(buf, "boom", 4) == 0)
		meet_boom();
	raw_drain(&raw, fd);
	return raw_close(&raw, fd);
}

static void bear_it(void)
{
}

static int broken(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return serve(sys, abort);
}

static int sound(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return serve(sys, bear_it);
}

const struct sanity sanity_crash = {
	.check = "crash",
	.object = "server",
	.scenario = "scenario 1\n"
		    "host server runs culprit\n"
		    "peer alice\n"
		    "  connects server:7\n"
		    "  sends \"boom\"\n"
		    "  closes\n",
	.broken = broken,
	.sound = sound,
};
