/* SPDX-License-Identifier: MIT */
#include "raw.h"
#include "sanity.h"

#include <errno.h>

/* Gives back what it gets; how it ended. */
static long talk_with(const struct raw *raw, int fd)
{
	char buf[64];
	long n = 1;

	while (n > 0) {
		n = raw_wait(raw, fd, POLLIN);
		if (n >= 0)
			n = raw_recv(raw, fd, buf, sizeof buf);
		if (n > 0)
			n = raw_send(raw, fd, buf, (unsigned long)n);
	}
	return n;
}

/* One after the other.  Is it the end of the service when one of them breaks off? */
static int serve(struct ac_sys *sys, bool gives_up)
{
	struct raw raw = raw_open(sys);
	long result = 0;

	while (result != -ECANCELED && (result >= 0 || !gives_up)) {
		int fd = raw_accept(&raw);

		result = fd < 0 ? fd : talk_with(&raw, fd);
		if (fd >= 0)
			sys->ops->close(fd, sys);
	}
	return raw_close(&raw, -1);
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

/* Harm excuses that somebody waits in vain, but not that nobody is served any more. */
const struct sanity_campaign sanity_aborted = {
	.name = "stall, shut out by an aborted accept",
	.scenario = "scenario 1\n"
		    "host server runs culprit\n"
		    "kernel posix\n"
		    "peer alice\n"
		    "  connects server:7\n"
		    "  resets\n"
		    "peer bob\n"
		    "  waits until 10ms\n"
		    "  connects server:7\n"
		    "  sends \"hi\"\n"
		    "  waits 2 bytes\n"
		    "  closes\n"
		    "may server:7 accept fails ECONNABORTED\n",
	.kind = WT_PROBLEM_SOUND_FAILS,
	.broken = broken,
	.sound = sound,
};

/* Alice has no answer, and is excused; Bob has nothing to do with it. */
const struct sanity_campaign sanity_reset = {
	.name = "stall, shut out by another's reset",
	.scenario = "scenario 1\n"
		    "host server runs culprit\n"
		    "peer alice\n"
		    "  connects server:7\n"
		    "  sends \"hello\"\n"
		    "  waits 5 bytes\n"
		    "  closes\n"
		    "peer bob\n"
		    "  waits until 10ms\n"
		    "  connects server:7\n"
		    "  sends \"hi\"\n"
		    "  waits 2 bytes\n"
		    "  closes\n"
		    "may server:alice recv reset first\n",
	.kind = WT_PROBLEM_SOUND_FAILS,
	.broken = broken,
	.sound = sound,
};
