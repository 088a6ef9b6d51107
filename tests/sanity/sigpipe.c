/* SPDX-License-Identifier: MIT */
#include <sys/socket.h>

#include "raw.h"
#include "sanity.h"

/* Says goodbye to a connection that is gone, as its error has told. */
static int serve(struct ac_sys *sys, int flags)
{
	struct raw raw = raw_open(sys);
	int fd = raw_accept(&raw);

	if (fd < 0)
		return raw_close(&raw, -1);
	raw_drain(&raw, fd);
	sys->ops->send(fd, "bye", 3, flags, sys);
	return raw_close(&raw, fd);
}

static int broken(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return serve(sys, 0);
}

static int sound(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return serve(sys, MSG_NOSIGNAL);
}

const struct sanity sanity_sigpipe = {
	.check = "sigpipe",
	.object = "server:alice",
	.scenario = "scenario 1\n"
		    "host server runs culprit\n"
		    "peer alice\n"
		    "  connects server:7\n"
		    "  waits 1ms\n"
		    "  resets\n",
	.broken = broken,
	.sound = sound,
};
