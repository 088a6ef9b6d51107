/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include "raw.h"
#include "sanity.h"

static int serve(struct ac_sys *sys, unsigned (*choose)(const void *block))
{
	struct raw raw = raw_open(sys);
	int fd = raw_accept(&raw);
	void *block = sys->ops->realloc(NULL, 64, "block", sys);
	unsigned times = choose(block);

	for (unsigned i = 0; i < times && fd >= 0; i++)
		raw_send(&raw, fd, "x", 1);
	sys->ops->realloc(block, 0, "block", sys);
	if (fd >= 0)
		raw_drain(&raw, fd);
	return raw_close(&raw, fd);
}

/* Memory is not where it was in the run before: who orders by address decides
 * otherwise the next time. */
static unsigned by_address(const void *block)
{
	return (unsigned)((uintptr_t)block / 16 % 8);
}

/* Nor is in it what was in it before. */
static unsigned by_what_nobody_wrote(const void *block)
{
	return *(const unsigned char *)block % 4;
}

static unsigned by_nothing(const void *block)
{
	(void)block;
	return 4;
}

static int broken_by_address(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return serve(sys, by_address);
}

static int broken_by_filling(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return serve(sys, by_what_nobody_wrote);
}

static int sound(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return serve(sys, by_nothing);
}

#define SCENARIO                     \
	"scenario 1\n"               \
	"host server runs culprit\n" \
	"peer alice\n"               \
	"  connects server:7\n"      \
	"  shuts\n"

const struct sanity_campaign sanity_address = {
	.name = "nondeterminism, by address",
	.scenario = SCENARIO,
	.kind = WT_PROBLEM_NONDETERMINISM,
	.broken = broken_by_address,
	.sound = sound,
};

const struct sanity_campaign sanity_filling = {
	.name = "nondeterminism, by memory nobody wrote",
	.scenario = SCENARIO,
	.kind = WT_PROBLEM_NONDETERMINISM,
	.broken = broken_by_filling,
	.sound = sound,
};
