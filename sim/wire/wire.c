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

static struct wt_segment *new_segment(struct wt_wire *wire)
{
	struct wt_segment *segment = wire->spare;

	if (segment) {
		wire->spare = segment->next;
		*segment = (struct wt_segment){0};
		return segment;
	}
	return wt_arena_take(wire->arena, sizeof *segment);
}

static void forget(struct wt_wire *wire, struct wt_segment *segment)
{
	segment->next = wire->spare;
	wire->spare = segment;
}

static void deliver(struct wt_wire *wire, struct wt_segment *segment)
{
	wire->deliver(wire, segment);
	forget(wire, segment);
}

static void hold(struct wt_wire *wire, struct wt_segment *segment)
{
	segment->next = NULL;
	++*wire->holding;
	*wire->held_end[segment->direction] = segment;
	wire->held_end[segment->direction] = &segment->next;
}

static bool may_pass(const struct wt_segment *segment, bool enters_wait)
{
	return (!segment->stop || enters_wait) && (!segment->gate || *segment->gate);
}

static void arrive(struct wt_wire *wire, struct wt_segment *segment)
{
	if (!may_pass(segment, false) || wire->held[segment->direction])
		hold(wire, segment);
	else
		deliver(wire, segment);
}

static struct wt_segment *segment_of(const struct wt_due *due)
{
	return (struct wt_segment *)((char *)(uintptr_t)due - offsetof(struct wt_segment, due));
}

static void fire(struct wt_due *due)
{
	struct wt_segment *segment = segment_of(due);

	segment->wire->in_flight[segment->direction]--;
	arrive(segment->wire, segment);
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
	uint64_t bytes = segment->type == WT_SEGMENT_DATA ? segment->end - segment->start : 0;

	if (wire->link->bytes_per_s == 0)
		return now;
	if (*free_ns < now)
		*free_ns = now;
	*free_ns += bytes * WT_S / wire->link->bytes_per_s;
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

static int hand_over(struct wt_wire *wire, struct wt_segment *segment)
{
	segment->due.fire = fire;
	wire->in_flight[segment->direction]++;
	wire->link->mover->took(wire->link->mover, &segment->due);
	return 0;
}

static int launch(struct wt_wire *wire, struct wt_segment *segment, uint64_t extra_ns)
{
	uint64_t *last_ns = &wire->last_ns[segment->direction];
	uint64_t at = leaves_at(wire, segment) + link_delay(wire, segment) + extra_ns;
	int rc;

	if (wire->link->mover)
		return hand_over(wire, segment);
	if (at < *last_ns)
		at = *last_ns;
	*last_ns = at;
	if (at <= wire->clock->now_ns && wire->in_flight[segment->direction] == 0) {
		arrive(wire, segment);
		return 0;
	}
	segment->due.time_ns = at;
	segment->due.rank = wire->name;
	segment->due.direction = segment->direction;
	segment->due.offset = rank_offset(wire, segment);
	segment->due.fire = fire;
	rc = wt_queue_add(&wire->clock->queue, &segment->due);
	if (rc == 0)
		wire->in_flight[segment->direction]++;
	return rc;
}

/* Its bytes from start to end; stop: behind a cut. */
static int put_part(struct wt_wire *wire, const struct wt_segment_form *form, uint64_t start,
		    uint64_t end, bool stop, struct wt_segment_wish wish)
{
	struct wt_segment *segment = new_segment(wire);

	if (!segment)
		return -ENOMEM;
	segment->wire = wire;
	segment->type = form->type;
	segment->direction = form->direction;
	segment->start = start;
	segment->end = end;
	segment->ack = form->ack;
	segment->edge = form->edge;
	segment->birth = form->birth;
	segment->stop = stop;
	segment->gate = wish.gate;
	return launch(wire, segment, wish.extra_ns);
}

int wt_wire_put(struct wt_wire *wire, const struct wt_segment_form *form,
		struct wt_segment_wish wish)
{
	uint64_t cut = form->start + wish.cut;
	int rc;

	if (wish.lost || wire->link->state != WT_LINK_UP)
		return 0;
	if (wish.cut == 0 || wish.cut >= form->end - form->start)
		return put_part(wire, form, form->start, form->end, false, wish);
	rc = put_part(wire, form, form->start, cut, false, wish);
	return rc < 0 ? rc : put_part(wire, form, cut, form->end, true, wish);
}

bool wt_wire_release(struct wt_wire *wire, unsigned direction, bool enters_wait)
{
	bool any = false;

	while (wire->held[direction] && may_pass(wire->held[direction], enters_wait)) {
		struct wt_segment *segment = wire->held[direction];

		enters_wait &= !segment->stop;
		wire->held[direction] = segment->next;
		if (!segment->next)
			wire->held_end[direction] = &wire->held[direction];
		--*wire->holding;
		deliver(wire, segment);
		any = true;
	}
	return any;
}

const struct wt_segment *wt_segment_of(const struct wt_due *due)
{
	return due->fire == fire ? segment_of(due) : NULL;
}

int wt_segment_repeat(const struct wt_due *due)
{
	const struct wt_segment *segment = segment_of(due);
	const struct wt_segment_form form = {
		.type = segment->type,
		.direction = segment->direction,
		.ack = segment->ack,
		.edge = segment->edge,
		.birth = segment->birth,
	};

	return put_part(segment->wire, &form, segment->start, segment->end, segment->stop,
			(struct wt_segment_wish){.gate = segment->gate});
}

void wt_segment_drop(struct wt_due *due)
{
	struct wt_segment *segment = segment_of(due);

	segment->wire->in_flight[segment->direction]--;
	forget(segment->wire, segment);
}

/* From the end of the heap: what takes the place of one taken out was looked at,
 * or comes from above and so to this place at the latest. */
void wt_wire_lose(struct wt_clock *clock, const struct wt_link *link)
{
	struct wt_queue *queue = &clock->queue;
	size_t slot = queue->count;

	while (slot >= 1) {
		struct wt_due *due = queue->heap[slot];

		if (due->fire == fire && segment_of(due)->wire->link == link) {
			wt_queue_remove(queue, due);
			wt_segment_drop(due);
			if (slot <= queue->count)
				continue;
		}
		slot--;
	}
}

/* What waits for a gate, or for a mover, is nowhere that could be said. */
void wt_digest_segment(struct wt_digest *digest, const struct wt_segment *segment)
{
	const uint64_t words[] = {
		segment->type, segment->direction, segment->start, segment->end,
		segment->ack,  segment->edge,      segment->stop,  segment->birth,
	};

	wt_digest_bytes(digest, words, sizeof words);
	if (segment->gate)
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
		for (const struct wt_segment *held = wire->held[direction]; held; held = held->next)
			wt_digest_segment(digest, held);
	}
}
