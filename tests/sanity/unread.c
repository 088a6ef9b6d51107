/* SPDX-License-Identifier: MIT */
#include "raw.h"
#include "sanity.h"

/* Once the far end has said all it ever will: is it read, or thrown away, and the
 * answer with it? */
static int serve(struct ac_sys *sys, bool reads)
{
	struct raw raw = raw_open(sys);
	int fd = raw_accept(&raw);

	if (fd >= 0) {
		raw_wait(&raw, fd, POLLRDHUP);
		raw_send(&raw, fd, "hello", 5);
	}
	if (fd >= 0 && reads)
		raw_drain(&raw, fd);
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

const struct sanity sanity_unread = {
	.check = "unread",
	.object = "server:alice",
	.scenario = "scenario 1\n"
		    "host server runs culprit\n"
		    "peer alice\n"
		    "  connects server:7\n"
		    "  sends \"last words\"\n"
		    "  shuts\n",
	.broken = broken,
	.sound = sound,
};
