/* SPDX-License-Identifier: MIT
 *
 * Payloads made shorter, and times, sizes and numbers smaller. */
#include <string.h>

#include "scenario/quantity.h"
#include "scenario/store.h"
#include "search/reduce.h"
#include "time/clock.h"

#define PIECES_MAX 64 /* a text is cut into so many at most */

/* -- Payloads -------------------------------------------------------------- */

/* Who waits for these bytes waits for fewer: the first such step behind them. */
static void wait_for_less(struct wt_plan *plan, size_t index, uint64_t less)
{
	int block = plan->nodes[index].parent;

	for (int i = (int)index; (i = wt_plan_next(plan, block, i)) >= 0;) {
		struct wt_quantity *size;

		if (plan->nodes[i].id != WT_LINE_WAITS_SIZE)
			continue;
		size = &wt_node_own_fields(plan, (size_t)i)->as.number;
		if (size->value > less)
			wt_quantity_size(size->value - less, size);
		return;
	}
}

static bool try_payload(struct wt_reduction *reduction, size_t index, size_t field,
			const struct wt_payload *payload)
{
	const struct wt_plan *plan = reduction->plan;
	uint64_t less = wt_payload_size(plan->nodes[index].fields[field].as.bytes) -
			wt_payload_size(payload);

	for (int waits = 1; waits >= 0; waits--) {
		struct wt_plan *candidate = wt_plan_copy(plan);

		*wt_node_own_fields(candidate, index)[field].as.bytes = *payload;
		if (waits)
			wait_for_less(candidate, index, less);
		if (wt_reduce_to(reduction, candidate, true))
			return true;
	}
	return false;
}

static struct wt_text without_bytes(struct wt_plan *plan, const struct wt_text *text, size_t begin,
				    size_t end)
{
	char *data = wt_store_string(plan->store, text->data, text->len);

	memmove(data + begin, data + end, text->len - end + 1);
	return (struct wt_text){.data = data, .len = text->len - (end - begin)};
}

static bool cut_text(struct wt_reduction *reduction, size_t index, size_t field)
{
	const struct wt_payload *payload = reduction->plan->nodes[index].fields[field].as.bytes;
	size_t least = payload->text.len / PIECES_MAX + 1;
	bool any = false;

	for (size_t length = payload->text.len / 2 + 1; length >= least; length /= 2) {
		for (size_t end = payload->text.len; end > 0;) {
			size_t begin = end > length ? end - length : 0;
			struct wt_payload shorter = *payload;

			shorter.text = without_bytes(reduction->plan, &payload->text, begin, end);
			if (shorter.text.len > 0 &&
			    try_payload(reduction, index, field, &shorter)) {
				payload = reduction->plan->nodes[index].fields[field].as.bytes;
				any = true;
			}
			end = begin < payload->text.len ? begin : payload->text.len;
		}
	}
	return any;
}

static void set_amount(struct wt_payload *payload, uint64_t amount)
{
	if (payload->kind == WT_PAYLOAD_PATTERN)
		wt_quantity_size(amount, &payload->amount);
	else
		payload->amount = wt_quantity_number(amount);
}

static bool lower_amount(struct wt_reduction *reduction, size_t index, size_t field)
{
	const struct wt_payload *payload = reduction->plan->nodes[index].fields[field].as.bytes;
	bool any = false;

	for (uint64_t less = payload->amount.value - 1; less > 0; less /= 2) {
		struct wt_payload shorter = *payload;

		if (less >= payload->amount.value)
			continue;
		set_amount(&shorter, payload->amount.value - less);
		any |= try_payload(reduction, index, field, &shorter);
		payload = reduction->plan->nodes[index].fields[field].as.bytes;
	}
	return any;
}

static bool reduce_payload(struct wt_reduction *reduction, size_t index, size_t field)
{
	switch (reduction->plan->nodes[index].fields[field].as.bytes->kind) {
	case WT_PAYLOAD_TEXT:
		return cut_text(reduction, index, field);
	case WT_PAYLOAD_PATTERN:
	case WT_PAYLOAD_REPEATED:
		return lower_amount(reduction, index, field);
	case WT_PAYLOAD_FILE:
		break;
	}
	return false;
}

/* -- Numbers ----------------------------------------------------------------- */

static bool try_number(struct wt_reduction *reduction, size_t index, size_t field,
		       const struct wt_quantity *number)
{
	struct wt_plan *candidate = wt_plan_copy(reduction->plan);

	wt_node_own_fields(candidate, index)[field].as.number = *number;
	return wt_reduce_to(reduction, candidate, true);
}

static bool lower_number(struct wt_reduction *reduction, size_t index, size_t field)
{
	const struct wt_quantity *now = &reduction->plan->nodes[index].fields[field].as.number;
	bool is_size = reduction->plan->nodes[index].fields[field].kind == WT_FIELD_SIZE;
	bool any = false;

	for (uint64_t less = now->value ? now->value - 1 : 0; less > 0; less /= 2) {
		struct wt_quantity lower = {0};

		if (less >= now->value)
			continue;
		if (is_size)
			wt_quantity_size(now->value - less, &lower);
		else
			lower = wt_quantity_number(now->value - less);
		any |= try_number(reduction, index, field, &lower);
		now = &reduction->plan->nodes[index].fields[field].as.number;
	}
	return any;
}

/* Times that people write, the shortest first. */
static const uint64_t plain_ns[] = {WT_MS, 10 * WT_MS, 100 * WT_MS, WT_S, 10 * WT_S, 60 * WT_S};

static bool lower_time(struct wt_reduction *reduction, size_t index, size_t field)
{
	const struct wt_quantity *now = &reduction->plan->nodes[index].fields[field].as.number;

	for (size_t i = 0; i < sizeof plain_ns / sizeof plain_ns[0]; i++) {
		struct wt_quantity lower = {0};

		if (plain_ns[i] >= now->value)
			break;
		wt_quantity_time(plain_ns[i], &lower);
		if (try_number(reduction, index, field, &lower))
			return true;
	}
	return false;
}

static bool try_range(struct wt_reduction *reduction, size_t index, size_t field, uint64_t low_ns,
		      uint64_t high_ns)
{
	struct wt_plan *candidate = wt_plan_copy(reduction->plan);
	struct wt_field *range = &wt_node_own_fields(candidate, index)[field];

	wt_quantity_time(low_ns, &range->as.range.low);
	wt_quantity_time(high_ns, &range->as.range.high);
	return wt_reduce_to(reduction, candidate, true);
}

static bool lower_range(struct wt_reduction *reduction, size_t index, size_t field)
{
	const struct wt_field *now = &reduction->plan->nodes[index].fields[field];

	for (size_t i = 0; i < sizeof plain_ns / sizeof plain_ns[0]; i++) {
		if (plain_ns[i] > now->as.range.low.value)
			break;
		if (try_range(reduction, index, field, plain_ns[i], plain_ns[i]))
			return true;
	}
	return try_range(reduction, index, field, now->as.range.low.value, now->as.range.low.value);
}

/* What would only be another number, no simpler one, stays. */
static bool reduce_field(struct wt_reduction *reduction, size_t index, size_t field)
{
	const struct wt_node *node = &reduction->plan->nodes[index];

	if (!node->fields[field].said)
		return false;
	switch (node->fields[field].kind) {
	case WT_FIELD_BYTES:
		return reduce_payload(reduction, index, field);
	case WT_FIELD_SIZE:
		return (node->id == WT_LINE_WAITS_SIZE || node->id == WT_LINE_READS) &&
		       lower_number(reduction, index, field);
	case WT_FIELD_NUMBER:
		return node->id == WT_LINE_REPEATS && lower_number(reduction, index, field);
	case WT_FIELD_TIME:
		return node->id != WT_LINE_LIMIT && lower_time(reduction, index, field);
	case WT_FIELD_TIMES:
		return lower_range(reduction, index, field);
	default:
		return false;
	}
}

bool wt_reduce_values(struct wt_reduction *reduction)
{
	bool any = false;

	for (size_t i = reduction->plan->count; i-- > 0;) {
		for (size_t f = 0; f < reduction->plan->nodes[i].field_count; f++)
			any |= reduce_field(reduction, i, f);
	}
	return any;
}
