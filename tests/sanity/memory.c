/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "raw.h"
#include "sanity.h"

/* The name of who came is kept in a block, and changed once more at the end. */
static int serve(struct ac_sys *sys, bool frees_first)
{
	struct raw raw = raw_open(sys);
	int fd = raw_accept(&raw);
	char *name = sys->ops->realloc(NULL, 16, "name", sys);

	if (fd < 0 || !name)
		return 1;
	raw_drain(&raw, fd);
	if (frees_first)
		sys->ops->realloc(name, 0, "name", sys);
	strcpy(name, "gone");
	if (!frees_first)
		sys->ops->realloc(name, 0, "name", sys);
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

const struct sanity sanity_memory = {
	.check = "memory",
	.object = "server",
	.scenario = "scenario 1\n"
		    "host server runs culprit\n"
		    "peer alice\n"
		    "  connects server:7\n"
		    "  closes\n",
	.broken = broken,
	.sound = sound,
};
