/* SPDX-License-Identifier: MIT */
#include "raw.h"
#include "sanity.h"

#define EACH 65536

/* For each message it takes a block, and forgets the last ones or does not; all of
 * it is given back at the end, so it is no leak. */
static int serve(struct ac_sys *sys, unsigned keeps)
{
	struct raw raw = raw_open(sys);
	int fd = raw_accept(&raw);
	void *kept[256] = {0};
	unsigned count = 0;
	char byte;

	while (fd >= 0 && count < 256 && raw_wait(&raw, fd, POLLIN) >= 0 &&
	       raw_recv(&raw, fd, &byte, 1) > 0) {
		kept[count++] = sys->ops->realloc(NULL, EACH, "message", sys);
		if (count < keeps)
			continue;
		sys->ops->realloc(kept[count - keeps], 0, "message", sys);
		kept[count - keeps] = NULL;
	}
	for (unsigned i = 0; i < count; i++)
		sys->ops->realloc(kept[i], 0, "message", sys);
	return raw_close(&raw, fd);
}

static int broken(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return serve(sys, 256);
}

static int sound(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return serve(sys, 4);
}

const struct sanity sanity_growth = {
	.check = "growth",
	.object = "server",
	.scenario = "scenario 1\n"
		    "host server runs culprit\n"
		    "peer alice\n"
		    "  connects server:7\n"
		    "  sends 200 bytes of pattern 1\n"
		    "  shuts\n",
	.broken = broken,
	.sound = sound,
};
