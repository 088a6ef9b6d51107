/* SPDX-License-Identifier: MIT
 *
 * Operations are left out one by one as long as any can be; then sizes and flags go
 * down.  Operations are total, so what is left is always a program. */
#include "shrink.h"

#define SETTLE_HASTILY_MS 15

static bool is_same(const struct difference *a, const struct difference *b)
{
	return a->part == b->part && a->op.kind == b->op.kind && a->real.kind == b->real.kind;
}

struct attempt {
	struct duel *duel;
	struct program *program;
	struct difference *difference;
	unsigned plays;
};

/* Keeps what is smaller, if it still differs. */
static bool try(struct attempt *attempt, const struct program *smaller)
{
	struct difference found;

	attempt->plays++;
	if (!duel_play(attempt->duel, smaller, &found) || !is_same(&found, attempt->difference))
		return false;
	*attempt->program = *smaller;
	attempt->program->count = found.step + 1;
	*attempt->difference = found;
	return true;
}

static bool leave_out(struct attempt *attempt, unsigned at, unsigned count)
{
	struct program smaller = *attempt->program;

	for (unsigned i = at; i + count < smaller.count; i++)
		smaller.ops[i] = smaller.ops[i + count];
	smaller.count -= count;
	return try(attempt, &smaller);
}

/* From the end, so that what depends on others goes first. */
static bool leave_out_any(struct attempt *attempt, unsigned count)
{
	bool any = false;

	for (unsigned i = attempt->program->count; i-- > 0;)
		if (i + count <= attempt->program->count)
			any |= leave_out(attempt, i, count);
	return any;
}

static bool set(struct attempt *attempt, unsigned at, struct op op)
{
	struct program smaller = *attempt->program;

	smaller.ops[at] = op;
	return try(attempt, &smaller);
}

static void lower(struct attempt *attempt, unsigned at)
{
	struct op op = attempt->program->ops[at];

	for (uint8_t size = 0; size < op.size; size++) {
		struct op smaller = op;

		smaller.size = size;
		if (set(attempt, at, smaller))
			break;
	}
	if (at >= attempt->program->count)
		return;
	op = attempt->program->ops[at];
	if (op.flags > 0) {
		op.flags = 0;
		set(attempt, at, op);
	}
}

unsigned shrink(struct duel *duel, struct program *program, struct difference *difference)
{
	struct attempt attempt = {duel, program, difference, 0};
	unsigned settle_ms = duel->settle_ms;
	bool any = true;

	duel->settle_ms = SETTLE_HASTILY_MS;
	program->count = difference->step + 1;
	while (any) {
		any = leave_out_any(&attempt, 1);
		any |= leave_out_any(&attempt, 2);
	}
	for (unsigned i = 0; i < program->count; i++)
		lower(&attempt, i);
	leave_out_any(&attempt, 1);
	duel->settle_ms = settle_ms;
	duel_play(duel, program, difference);
	return attempt.plays;
}
