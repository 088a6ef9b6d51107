/* SPDX-License-Identifier: MIT */
#include "wire/wire.h"

#include <errno.h>
#include <stddef.h>

#include "decisions/digest.h"

void wt_wire_init(struct wt_wire *wire)
{
	for (unsigned direction = 0; direction < 2; direction++) {
		wire->last_ns[direction] = wire->free_ns[direction] = 0;
		wire->last_offset[direction] = 0;
		wire->in_flight[direction] = 0;
		wire->held[direction] = NULL;
		wire->held_end[direction] = &wire->held[direction];
	}
	wire->spare = NULL;
}

/* NULL: no memory. */
static struct wt_flight *new_flight(struct wt_wire *wire, const struct wt_segment *segment,
				    bool stop, const bool *gate)
{
	struct wt_flight *flight = wire->spare;

	if (flight)
		wire->spare = flight->next;
	else
		flight = wt_arena_take(wire->arena, sizeof *flight);
	if (flight)
		*flight = (struct wt_flight){
			.wire = wire, .segment = *segment, .stop = stop, .gate = gate};
	return flight;
}

static void forget(struct wt_flight *flight)
{
	flight->next = flight->wire->spare;
	flight->wire->spare = flight;
}

static void deliver(struct wt_flight *flight)
{
	flight->wire->deliver(flight->wire, &flight->segment);
	forget(flight);
}

static void hold(struct wt_flight *flight)
{
	struct wt_wire *wire = flight->wire;
	unsigned direction = flight->segment.direction;

	flight->next = NULL;
	++*wire->holding;
	*wire->held_end[direction] = flight;
	wire->held_end[direction] = &flight->next;
}

static bool may_pass(bool stop, const bool *gate)
{
	return !stop && (!gate || *gate);
}

static struct wt_flight *flight_of(const struct wt_due *due)
{
	return (struct wt_flight *)((char *)(uintptr_t)due - offsetof(struct wt_flight, due));
}

static void fire(struct wt_due *due)
{
	struct wt_flight *flight = flight_of(due);
	unsigned direction = flight->segment.direction;

	flight->wire->in_flight[direction]--;
	if (!flight->wire->held[direction] && may_pass(flight->stop, flight->gate))
		deliver(flight);
	else
		hold(flight);
}

/* What tells a segment from the others of its kind. */
static uint64_t number_of(const struct wt_segment *segment)
{
	switch (segment->type) {
	case WT_SEGMENT_ACK:
	case WT_SEGMENT_PROBE:
		return segment->ack;
	case WT_SEGMENT_RST:
		return 0;
	default:
		return segment->start;
	}
}

/* Jitter is a function of the segment's name, so it is the same whatever else
 * happens in the run. */
static uint64_t link_delay(const struct wt_wire *wire, const struct wt_segment *segment)
{
	const struct wt_link *link = wire->link;
	uint64_t spread = link->delay_max_ns - link->delay_min_ns;
	uint64_t name;

	if (spread == 0)
		return link->delay_min_ns;
	name = wt_mix_text(wire->seed, wire->name);
	name = wt_mix(wt_mix(name, segment->direction * 8 + segment->type), number_of(segment));
	return link->delay_min_ns + name % (spread + 1);
}

/* When the last byte is on the wire, if the link has a rate. */
static uint64_t leaves_at(struct wt_wire *wire, const struct wt_segment *segment)
{
	uint64_t now = wire->clock->now_ns;
	uint64_t *free_ns = &wire->free_ns[segment->direction];

	if (wire->link->bytes_per_s == 0)
		return now;
	if (*free_ns < now)
		*free_ns = now;
	if (segment->type == WT_SEGMENT_DATA)
		*free_ns += (segment->end - segment->start) * WT_S / wire->link->bytes_per_s;
	return *free_ns;
}

/* An RST has no offset of its own, an acknowledgement that of the other stream:
 * at one instant they go behind what was sent before them all the same. */
static uint64_t rank_offset(struct wt_wire *wire, const struct wt_segment *segment)
{
	uint64_t *last = &wire->last_offset[segment->direction];

	if (segment->type == WT_SEGMENT_DATA && segment->start > *last)
		*last = segment->start;
	return *last;
}

static uint64_t arrives_at(struct wt_wire *wire, const struct wt_segment *segment,
			   uint64_t extra_ns)
{
	uint64_t *last_ns = &wire->last_ns[segment->direction];
	uint64_t at = leaves_at(wire, segment) + link_delay(wire, segment) + extra_ns;

	if (at > *last_ns)
		*last_ns = at;
	return *last_ns;
}

static int hand_over(struct wt_flight *flight)
{
	const struct wt_link *link = flight->wire->link;

	flight->due.fire = fire;
	flight->wire->in_flight[flight->segment.direction]++;
	link->mover->took(link->mover, &flight->due);
	return 0;
}

static int queue(struct wt_flight *flight, uint64_t at)
{
	struct wt_wire *wire = flight->wire;
	unsigned direction = flight->segment.direction;
	int rc;

	flight->due.time_ns = at;
	flight->due.rank = wire->name;
	flight->due.direction = direction;
	flight->due.offset = rank_offset(wire, &flight->segment);
	flight->due.fire = fire;
	rc = wt_queue_add(&wire->clock->queue, &flight->due);
	if (rc == 0)
		wire->in_flight[direction]++;
	return rc;
}

/* at: WT_NEVER where it is moved by hand. */
__attribute__((noinline)) static int keep(struct wt_wire *wire, const struct wt_segment *segment,
					  bool stop, const bool *gate, uint64_t at)
{
	struct wt_flight *flight = new_flight(wire, segment, stop, gate);

	if (!flight)
		return -ENOMEM;
	if (wire->link->mover)
		return hand_over(flight);
	if (at > wire->clock->now_ns || wire->in_flight[segment->direction] > 0)
		return queue(flight, at);
	hold(flight);
	return 0;
}

/* What arrives in the call that sends it was never in flight. */
static int launch(struct wt_wire *wire, const struct wt_segment *segment, bool stop,
		  const struct wt_segment_wish *wish)
{
	unsigned direction = segment->direction;
	uint64_t at = WT_NEVER;

	if (!wire->link->mover)
		at = arrives_at(wire, segment, wish->extra_ns);
	if (at > wire->clock->now_ns || wire->in_flight[direction] > 0 || wire->held[direction] ||
	    !may_pass(stop, wish->gate))
		return keep(wire, segment, stop, wish->gate, at);
	wire->deliver(wire, segment);
	return 0;
}

/* Only the bytes before `at` arrive; the rest is held. */
static int launch_cut(struct wt_wire *wire, const struct wt_segment *segment, uint64_t at,
		      const struct wt_segment_wish *wish)
{
	struct wt_segment part = *segment;
	int rc;

	part.end = at;
	rc = launch(wire, &part, false, wish);
	if (rc < 0)
		return rc;
	part.start = at;
	part.end = segment->end;
	return launch(wire, &part, true, wish);
}

/* With a wish, or over a link that is more than loopback. */
__attribute__((noinline)) static int put(struct wt_wire *wire, const struct wt_segment *segment,
					 const struct wt_segment_wish *wish)
{
	static const struct wt_segment_wish nothing;

	if (!wish)
		wish = &nothing;
	if (wish->lost || wire->link->state != WT_LINK_UP)
		return 0;
	if (wish->cut > 0 && wish->cut < segment->end - segment->start)
		return launch_cut(wire, segment, segment->start + wish->cut, wish);
	return launch(wire, segment, false, wish);
}

int wt_wire_put(struct wt_wire *wire, const struct wt_segment *segment,
		const struct wt_segment_wish *wish)
{
	if (wish || !wt_wire_is_clear(wire, segment->direction))
		return put(wire, segment, wish);
	wt_wire_passed(wire, segment->direction);
	wire->deliver(wire, segment);
	return 0;
}

bool wt_wire_release(struct wt_wire *wire, unsigned direction, bool enters_wait)
{
	struct wt_flight *flight;
	bool any = false;

	while ((flight = wire->held[direction]) &&
	       may_pass(flight->stop && !enters_wait, flight->gate)) {
		enters_wait &= !flight->stop;
		wire->held[direction] = flight->next;
		if (!flight->next)
			wire->held_end[direction] = &wire->held[direction];
		--*wire->holding;
		deliver(flight);
		any = true;
	}
	return any;
}

const struct wt_flight *wt_flight_of(const struct wt_due *due)
{
	return due->fire == fire ? flight_of(due) : NULL;
}

int wt_flight_repeat(const struct wt_due *due)
{
	const struct wt_flight *flight = flight_of(due);

	return launch(flight->wire, &flight->segment, flight->stop,
		      &(struct wt_segment_wish){.gate = flight->gate});
}

void wt_flight_drop(struct wt_due *due)
{
	struct wt_flight *flight = flight_of(due);

	flight->wire->in_flight[flight->segment.direction]--;
	forget(flight);
}

/* From the end of the heap: what takes the place of one taken out was looked at,
 * or comes from above and so to this place at the latest. */
void wt_wire_lose(struct wt_clock *clock, const struct wt_link *link)
{
	struct wt_queue *queue = &clock->queue;
	size_t slot = queue->count;

	while (slot >= 1) {
		struct wt_due *due = queue->heap[slot];

		if (due->fire == fire && flight_of(due)->wire->link == link) {
			wt_queue_remove(queue, due);
			wt_flight_drop(due);
			if (slot <= queue->count)
				continue;
		}
		slot--;
	}
}

/* What waits for a gate, or for a mover, is nowhere that could be said. */
void wt_digest_flight(struct wt_digest *digest, const struct wt_flight *flight)
{
	const struct wt_segment *segment = &flight->segment;
	const uint64_t words[] = {
		segment->type, segment->direction, segment->start, segment->end,
		segment->ack,  segment->edge,      flight->stop,   segment->birth,
	};

	wt_digest_bytes(digest, words, sizeof words);
	if (flight->gate)
		digest->unknown = true;
}

void wt_digest_wire(struct wt_digest *digest, const struct wt_wire *wire)
{
	if (wire->link && wire->link->mover)
		digest->unknown = true;
	for (unsigned direction = 0; direction < 2; direction++) {
		wt_digest_word(digest, wire->last_ns[direction]);
		wt_digest_word(digest, wire->free_ns[direction]);
		wt_digest_word(digest, wire->last_offset[direction]);
		wt_digest_word(digest, wire->in_flight[direction]);
		for (const struct wt_flight *held = wire->held[direction]; held; held = held->next)
			wt_digest_flight(digest, held);
	}
}
