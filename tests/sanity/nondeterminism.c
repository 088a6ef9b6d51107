/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include "raw.h"
#include "sanity.h"

/* Memory is not where it was in the run before: who orders by address decides
 * otherwise the next time. */
static int serve(struct ac_sys *sys, bool by_address)
{
	struct raw raw = raw_open(sys);
	int fd = raw_accept(&raw);
	void *block = sys->ops->realloc(NULL, 64, "block", sys);
	unsigned times = by_address ? (unsigned)((uintptr_t)block / 16 % 8) : 4;

	for (unsigned i = 0; i < times && fd >= 0; i++)
		raw_send(&raw, fd, "x", 1);
	sys->ops->realloc(block, 0, "block", sys);
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

const struct sanity_campaign sanity_nondeterminism = {
	.name = "nondeterminism",
	.scenario = "scenario 1\n"
		    "host server runs culprit\n"
		    "peer alice\n"
		    "  connects server:7\n"
		    "  shuts\n",
	.kind = WT_PROBLEM_NONDETERMINISM,
	.broken = broken,
	.sound = sound,
};
