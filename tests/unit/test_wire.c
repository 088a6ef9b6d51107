/* SPDX-License-Identifier: MIT
 *
 * The wire.  A segment of which nothing is wished takes a short way over a clear
 * loopback, one with a wish that says nothing the long one: random histories must not
 * tell them apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "decisions/digest.h"
#include "wire/wire.h"

#define HISTORIES 2000
#define STEPS     40

struct ends {
	struct wt_wire wire; /* first: deliver finds the rest by it */
	struct wt_link link;
	struct wt_clock clock;
	struct wt_arena arena;
	size_t holding;
	bool gate;
	bool long_way;
	uint64_t sent[2];
	struct wt_digest heard; /* all that arrived, when, and the wire's state each time */
	unsigned arrived;
};

static int put(struct ends *ends, enum wt_segment_type type, unsigned direction, uint64_t len,
	       const struct wt_segment_wish *wish)
{
	static const struct wt_segment_wish nothing;
	const struct wt_segment segment = {
		.type = type,
		.direction = direction,
		.start = ends->sent[direction],
		.end = ends->sent[direction] + len,
		.ack = ends->sent[1 - direction],
		.edge = ends->sent[1 - direction] + 100,
	};

	ends->sent[direction] += len;
	if (!wish && ends->long_way)
		wish = &nothing;
	return wt_wire_put(&ends->wire, &segment, wish);
}

static void hear(struct ends *ends, const struct wt_segment *segment)
{
	wt_digest_word(&ends->heard, ends->clock.now_ns);
	wt_digest_word(&ends->heard, segment->type * 2u + segment->direction);
	wt_digest_word(&ends->heard, segment->start);
	wt_digest_word(&ends->heard, segment->end);
	wt_digest_word(&ends->heard, segment->ack);
	wt_digest_word(&ends->heard, segment->edge);
	wt_digest_wire(&ends->heard, &ends->wire);
	ends->arrived++;
}

/* Bytes are answered inside the call, as a kernel does. */
static void deliver(struct wt_wire *wire, const struct wt_segment *segment)
{
	struct ends *ends = (struct ends *)wire;

	hear(ends, segment);
	if (segment->type == WT_SEGMENT_DATA)
		put(ends, WT_SEGMENT_ACK, 1 - segment->direction, 0, NULL);
}

static void begin(struct ends *ends, const struct wt_link *link, bool long_way)
{
	memset(ends, 0, sizeof *ends);
	ends->link = *link;
	ends->long_way = long_way;
	wt_queue_init(&ends->clock.queue);
	wt_arena_init(&ends->arena);
	ends->wire = (struct wt_wire){
		.name = "b:a.1",
		.link = &ends->link,
		.clock = &ends->clock,
		.arena = &ends->arena,
		.holding = &ends->holding,
		.seed = 1,
		.deliver = deliver,
	};
	wt_wire_init(&ends->wire);
}

static void end(struct ends *ends)
{
	wt_queue_fini(&ends->clock.queue);
	wt_arena_fini(&ends->arena);
}

static void pass_time(struct ends *ends, uint64_t ns)
{
	uint64_t until = ends->clock.now_ns + ns;

	while (wt_clock_next(&ends->clock) <= until) {
		ends->clock.now_ns = wt_clock_next(&ends->clock);
		wt_clock_fire(&ends->clock);
	}
	ends->clock.now_ns = until;
}

static void cut_or_mend(struct ends *ends)
{
	ends->link.state = ends->link.state == WT_LINK_UP ? WT_LINK_SILENT : WT_LINK_UP;
	wt_wire_lose(&ends->clock, &ends->link);
}

/* One thing that may happen to a wire. */
static void step(struct ends *ends, uint64_t number)
{
	unsigned direction = number >> 8 & 1;
	uint64_t len = 1 + (number >> 16) % 9;

	switch (number % 12) {
	case 0:
		put(ends, WT_SEGMENT_DATA, direction, len,
		    &(struct wt_segment_wish){.cut = len / 2});
		break;
	case 1:
		put(ends, WT_SEGMENT_DATA, direction, len,
		    &(struct wt_segment_wish){.extra_ns = len * WT_MS});
		break;
	case 2:
		put(ends, WT_SEGMENT_DATA, direction, len,
		    &(struct wt_segment_wish){.gate = &ends->gate});
		break;
	case 3:
		ends->gate = !ends->gate;
		break;
	case 4:
		pass_time(ends, len * WT_MS);
		break;
	case 5:
	case 6:
		wt_wire_release(&ends->wire, direction, number >> 9 & 1);
		break;
	case 7:
		if (len > 7)
			cut_or_mend(ends);
		break;
	case 8:
		put(ends, WT_SEGMENT_RST, direction, 0, NULL);
		break;
	default:
		put(ends, WT_SEGMENT_DATA, direction, len, NULL);
	}
	wt_digest_wire(&ends->heard, &ends->wire);
	wt_digest_word(&ends->heard, ends->holding);
}

static unsigned compare(const struct wt_link *link, uint64_t seed)
{
	struct ends by_short, by_long;
	unsigned arrived;

	begin(&by_short, link, false);
	begin(&by_long, link, true);
	for (uint64_t i = 0; i < STEPS; i++) {
		step(&by_short, wt_mix(seed, i));
		step(&by_long, wt_mix(seed, i));
		assert_int_equal(by_short.arrived, by_long.arrived);
		assert_true(by_short.heard.hash == by_long.heard.hash);
	}
	arrived = by_short.arrived;
	end(&by_short);
	end(&by_long);
	return arrived;
}

static void the_short_way_over_a_clear_wire_is_the_long_one(void **state)
{
	static const struct wt_link links[] = {
		{0},
		{.bytes_per_s = 1000},
		{.delay_min_ns = WT_MS, .delay_max_ns = WT_MS},
		{.delay_max_ns = 3 * WT_MS},
	};
	(void)state;

	for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
		unsigned arrived = 0;

		for (uint64_t seed = 1; seed <= HISTORIES; seed++)
			arrived += compare(&links[i], seed);
		assert_true(arrived > HISTORIES);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_short_way_over_a_clear_wire_is_the_long_one),
	};

	return cmocka_run_group_tests_name("the wire", tests, NULL, NULL);
}
