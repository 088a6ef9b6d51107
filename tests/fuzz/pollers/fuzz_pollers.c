/* SPDX-License-Identifier: MIT
 *
 * One input for a server that waits with poll, with select and with epoll: on each
 * connection the same calls in the same order, with the same results, and the same
 * verdict.  An input is that of a target of programs (sim/wt_fuzz.h). */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ac_sys.h"
#include "trace/event.h"
#include "trace/object.h"
#include "wt_fuzz.h"
#include "wt_run.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int lines_main(struct ac_sys *sys, int argc, char **argv);

#define POLLERS     3
#define OBJECTS_MAX 16

static const struct wt_program programs[] = {{"lines", lines_main}, {NULL, NULL}};

/* Only epoll has an order to choose, and what a wait tells besides the truth, or not
 * yet, meets whoever asks first: these differ by right. */
#define SCENARIO(poller)                                        \
	"scenario 1\n"                                          \
	"host server runs lines --port 7 --poller " poller "\n" \
	"peer alice\n"                                          \
	"  connects server:7\n"                                 \
	"  sends \"one\\r\\ntwo\\r\\n\"\n"                      \
	"  waits 1ms\n"                                         \
	"  sends \"three\\r\\n\"\n"                             \
	"  shuts\n"                                             \
	"peer bob\n"                                            \
	"  connects server:7\n"                                 \
	"  sends \"four\\r\\n\"\n"                              \
	"  waits 2ms\n"                                         \
	"  resets\n"                                            \
	"may any harmful except readiness, resources\n"

static const struct wt_fuzz_target targets[POLLERS] = {
	{.programs = programs, .scenario = SCENARIO("poll")},
	{.programs = programs, .scenario = SCENARIO("select")},
	{.programs = programs, .scenario = SCENARIO("epoll")},
};

/* What a connection lived through. */
struct life {
	char name[96];
	uint64_t hash;
	unsigned calls;
};

struct witness {
	struct wt_sink sink;
	struct life lives[OBJECTS_MAX];
	size_t count;
	struct wt_fuzz *fuzz;
};

static uint64_t add(uint64_t hash, const void *bytes, size_t len)
{
	const unsigned char *byte = bytes;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ byte[i]) * UINT64_C(0x100000001B3);
	return hash;
}

static struct life *life_of(struct witness *witness, const struct wt_object *object)
{
	struct life *life;

	for (size_t i = 0; i < witness->count; i++) {
		if (strcmp(witness->lives[i].name, object->name) == 0)
			return &witness->lives[i];
	}
	if (witness->count == OBJECTS_MAX)
		return NULL;
	life = &witness->lives[witness->count++];
	*life = (struct life){.hash = 1};
	snprintf(life->name, sizeof life->name, "%s", object->name);
	return life;
}

static void see(struct wt_sink *sink, const struct wt_event *event)
{
	struct witness *witness = (struct witness *)(void *)sink;
	struct life *life;

	if (event->kind != WT_EV_CALL || !event->object ||
	    (event->what != WT_CALL_recv && event->what != WT_CALL_send &&
	     event->what != WT_CALL_close) ||
	    strstr(event->object->name, ":epoll"))
		return;
	life = life_of(witness, event->object);
	if (!life)
		return;
	life->calls++;
	life->hash = add(life->hash, &event->what, sizeof event->what);
	life->hash = add(life->hash, &event->result, sizeof event->result);
	life->hash = add(life->hash, event->bytes, event->bytes ? event->len : 0);
}

static void compare(const struct witness *a, const struct witness *b)
{
	for (size_t i = 0; i < a->count; i++) {
		const struct life *one = &a->lives[i], *other = NULL;

		for (size_t j = 0; j < b->count; j++) {
			if (strcmp(one->name, b->lives[j].name) == 0)
				other = &b->lives[j];
		}
		if (other && one->hash == other->hash)
			continue;
		fprintf(stderr,
			"fuzz_pollers: %s: %u calls with one poller, %u or others with another\n",
			one->name, one->calls, other ? other->calls : 0);
		abort();
	}
}

static bool is_same(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct witness witnesses[POLLERS];
	struct wt_verdict verdicts[POLLERS];

	for (size_t i = 0; i < POLLERS; i++) {
		struct witness *witness = &witnesses[i];

		if (!witness->fuzz) {
			witness->sink.event = see;
			witness->fuzz = wt_fuzz_new(&targets[i], NULL, stderr);
			if (!witness->fuzz)
				abort();
			wt_fuzz_hear(witness->fuzz, &witness->sink);
		}
		witness->count = 0;
		if (wt_fuzz_run(witness->fuzz, data, size, &verdicts[i], NULL) < 0)
			abort();
		if (i == 0)
			continue;
		compare(&witnesses[0], witness);
		compare(witness, &witnesses[0]);
		if (!is_same(verdicts[0].check, verdicts[i].check)) {
			fprintf(stderr, "fuzz_pollers: %s and %s\n",
				verdicts[0].check ? verdicts[0].check : "all held",
				verdicts[i].check ? verdicts[i].check : "all held");
			abort();
		}
	}
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);

/* The names of decisions are the same for all three. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	static struct wt_fuzz *fuzz;
	struct wt_verdict verdict;

	if (!fuzz)
		fuzz = wt_fuzz_new(&targets[0], NULL, stderr);
	if (!fuzz || wt_fuzz_run(fuzz, data, size, &verdict, NULL) < 0)
		abort();
	return wt_fuzz_mutate(wt_fuzz_menu(fuzz), data, size, max, seed, NULL);
}
