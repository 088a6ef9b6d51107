/* SPDX-License-Identifier: MIT
 *
 * Time, chance, memory and descriptor numbers. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "verb.h"

/* A timer of the kernel's own counts in ticks, and may have begun within one. */
#define TICK_NS UINT64_C(10000000)

/* Where time is virtual a wait takes exactly as long as it was asked to; a real
 * one may be late, never early. */
static bool is_in_time(struct ac_sys *sys, uint64_t elapsed, int64_t asked)
{
	if (strcmp(sys->ops->name, "posix") == 0)
		return elapsed >= (uint64_t)asked;
	return elapsed == (uint64_t)asked;
}

static int wait_by_poll(const struct call *call, int64_t ns)
{
	struct ac_sys *sys = call->stage->sys;
	struct pollfd one = {.events = POLLIN};

	if (!*call->args[2])
		return sys->ops->poll(NULL, 0, ns, sys);
	one.fd = call_socket(call, 2)->fd;
	return sys->ops->poll(&one, 1, ns, sys);
}

static int wait_by_select(const struct call *call, int64_t ns)
{
	struct ac_sys *sys = call->stage->sys;
	fd_set r;
	int fd;

	if (!*call->args[2])
		return sys->ops->select(0, NULL, NULL, NULL, ns, sys);
	fd = call_socket(call, 2)->fd;
	FD_ZERO(&r);
	FD_SET(fd, &r);
	return sys->ops->select(fd + 1, &r, NULL, NULL, ns, sys);
}

/* wait(poll,1500000), wait(select,1,c)→0 in time: in ns, until c is readable. */
static void do_wait(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	int64_t ns = call_number(call, 1);
	uint64_t start = sys->ops->now_ns(sys), elapsed;
	int rc = strcmp(call->args[0], "poll") == 0 ? wait_by_poll(call, ns)
						    : wait_by_select(call, ns);

	elapsed = sys->ops->now_ns(sys) - start;
	if (rc > 0)
		answer_text(answer, "%d", rc);
	else if (rc < 0)
		answer_result(answer, rc);
	else if (is_in_time(sys, elapsed, ns))
		answer_text(answer, "0 in time");
	else
		answer_text(answer, "0 after %" PRIu64 " ns", elapsed);
}

/* await(b,OUT,1000000000)→OUT in time: ready so long after the last connect, and not
 * before. */
static void do_await(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	struct pollfd one = {.fd = call_socket(call, 0)->fd, .events = events_read(call->args[1])};
	int64_t ns = call_number(call, 2);
	int rc = sys->ops->poll(&one, 1, 5 * ns, sys);
	uint64_t elapsed = sys->ops->now_ns(sys) - call->stage->connect_ns;
	char text[64];

	if (strcmp(sys->ops->name, "posix") == 0)
		elapsed += TICK_NS;
	events_write(text, one.revents);
	if (rc <= 0)
		answer_result(answer, rc);
	else if (is_in_time(sys, elapsed, ns))
		answer_text(answer, "%s in time", text);
	else
		answer_text(answer, "%s after %" PRIu64 " ns", text, elapsed);
}

/* now()→never back */
static void do_now(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	uint64_t last = sys->ops->now_ns(sys);

	answer_text(answer, "never back");
	for (int i = 0; i < 1000; i++) {
		uint64_t now = sys->ops->now_ns(sys);

		if (now < last)
			answer_text(answer, "back by %" PRIu64 " ns", last - now);
		last = now;
	}
}

/* wall()→after 1999 */
static void do_wall(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	uint64_t s = sys->ops->wall_ns(sys) / 1000000000;

	answer_text(answer, "%s", s >= 946684800 ? "after 1999" : "long ago");
}

/* random(16)→fresh: never the same bytes, and none but those asked for. */
static void do_random(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	unsigned char first[32] = {0}, second[32] = {0};
	size_t len = (size_t)call_number(call, 0);

	sys->ops->random(first, len, sys);
	sys->ops->random(second, len, sys);
	if (memcmp(first + len, second + len, sizeof first - len) != 0)
		answer_text(answer, "too many");
	else
		answer_text(answer, "%s", memcmp(first, second, len) ? "fresh" : "the same");
}

/* memory()→kept, freed */
static void do_memory(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	char *block = sys->ops->realloc(NULL, 4, "contract", sys);
	char *larger;
	bool kept;

	if (!block)
		return;
	memcpy(block, "abc", 4);
	larger = sys->ops->realloc(block, 100000, "contract", sys);
	if (!larger)
		return;
	kept = strcmp(larger, "abc") == 0;
	block = sys->ops->realloc(larger, 0, "contract", sys);
	answer_text(answer, "%s, %s", kept ? "kept" : "lost", block ? "not freed" : "freed");
}

/* same(d,b)→yes: is it the number b has, or had? */
static void do_same(const struct call *call, struct answer *answer)
{
	answer_text(answer, "%s",
		    call_socket(call, 0)->fd == call_socket(call, 1)->fd ? "yes" : "no");
}

/* notes()→none kept: the call upward may be made with anything that is wanted. */
static void do_note(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	const struct ac_note note = {.kind = AC_NOTE_USER, .name = "contract"};

	if (sys->ops->notes_wanted(sys) & ~(uint32_t)AC_NOTES_ALL) {
		answer_text(answer, "unknown kinds wanted");
		return;
	}
	sys->ops->note(&note, sys);
	answer_text(answer, "told");
}

const struct verb verbs_seam[] = {
	{"await", do_await}, {"wait", do_wait},     {"now", do_now},
	{"wall", do_wall},   {"random", do_random}, {"memory", do_memory},
	{"same", do_same},   {"note", do_note},     {NULL, NULL},
};
