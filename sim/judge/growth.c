/* SPDX-License-Identifier: MIT
 *
 * growth.c - memory and queues that grow without bound.
 *
 * A program that serves what comes keeps some multiple of one message and, for
 * each connection, a buffer or two.  The bound is generous, 64 times the largest
 * payload of the scenario and 1 MiB for each connection: what passes it has none. */
#include <inttypes.h>
#include <stdlib.h>

#include "judge/parts.h"

#define PAYLOADS       64
#define PER_CONNECTION ((uint64_t)1 << 20)

/* A payload is what a peer sends or waits for, and what is to be received. */
static void see_payload(struct wt_judge *j, uint64_t len)
{
	if (len > j->largest_payload)
		j->largest_payload = len;
}

static uint64_t size_of(const struct wt_payload *payload)
{
	void *bytes = NULL;
	size_t len = 0;

	if (payload->kind != WT_PAYLOAD_FILE)
		return wt_payload_size(payload);
	if (wt_payload_expand(payload, &bytes, &len) < 0)
		return 0;
	free(bytes);
	return len;
}

static void see_node(struct wt_judge *j, const struct wt_node *node)
{
	const struct wt_field *bytes = wt_node_field(node, WT_FIELD_BYTES, 0);
	const struct wt_field *size = wt_node_field(node, WT_FIELD_SIZE, 0);

	if (bytes)
		see_payload(j, size_of(bytes->as.bytes));
	if (size && node->id == WT_LINE_WAITS_SIZE)
		see_payload(j, size->as.number.value);
}

void wt_growth_read(struct wt_judge *j, const struct wt_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		see_node(j, &plan->nodes[i]);
	for (size_t i = 0; i < j->rule_count; i++)
		see_payload(j, j->rules[i].want_len);
}

static uint64_t bound(const struct wt_judge *j, const struct wt_house *house)
{
	uint64_t connections = house->sockets_most > 1 ? (uint64_t)house->sockets_most : 1;

	return PAYLOADS * j->largest_payload + PER_CONNECTION * connections;
}

static void convict(struct wt_judge *j, const struct wt_record *record,
		    const struct wt_house *house)
{
	struct wt_line *line = wt_convict_now(j, WT_CHECK_GROWTH, record, house->name);

	if (!line)
		return;
	wt_line_add(line, "%s ", house->name);
	if (record)
		wt_line_add(line, "has queued for %s", record->name);
	else
		wt_line_add(line, "holds memory of");
	wt_line_add(line,
		    " more than %" PRIu64 " bytes: 64 times the largest payload (%" PRIu64
		    ") and 1 MiB for each of %" PRId64 " sockets",
		    bound(j, house), j->largest_payload, house->sockets_most);
}

void wt_growth_held(struct wt_judge *j, const struct wt_event *event, const struct wt_house *house)
{
	if (house && (uint64_t)event->arg > bound(j, house))
		convict(j, NULL, house);
}

void wt_growth_queued(struct wt_judge *j, const struct wt_record *record,
		      const struct wt_house *house)
{
	/* No bound is lower, and it is asked for all that is queued. */
	if (record->queue.total <= PER_CONNECTION)
		return;
	if (house && record->queue.total > bound(j, house))
		convict(j, record, house);
}
