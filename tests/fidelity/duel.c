/* SPDX-License-Identifier: MIT */
#include "duel.h"

#include <sched.h>
#include <string.h>

#define MS_NS          UINT64_C(1000000)
#define FIRST_PORT     1100
#define LAST_PORT      31000 /* below those the kernel chooses */
#define PORTS          (NAME_PORTS - 1)
#define NAMESPACE_USES 400 /* programs; then what they left behind goes, too */

const char *duel_begin(struct duel *duel)
{
	duel->settle_ms = SETTLE_MS;
	kernel_posix_init(&duel->real);
	duel->sim = sim_new();
	return duel->sim ? namespace_enter() : "no memory";
}

void duel_end(struct duel *duel)
{
	sim_free(duel->sim);
}

void duel_renew(struct duel *duel)
{
	namespace_renew();
	duel->ports_used = 0;
	duel->played = 0;
}

/* Ports nobody has used in this network. */
static void prepare(struct duel *duel)
{
	if (++duel->played == NAMESPACE_USES)
		duel_renew(duel);
	duel->real.first_port = (uint16_t)(FIRST_PORT + duel->ports_used);
	duel->ports_used += PORTS;
}

static enum part settle(struct duel *duel, struct player *player, const struct op *op,
			struct seen *real, const struct seen *simulated, unsigned *slot)
{
	struct ac_sys *sys = duel->real.sys;
	unsigned factor = op->kind == OP_DRAIN ? DRAIN_FACTOR : 1;
	uint64_t until = sys->ops->now_ns(sys) + factor * duel->settle_ms * MS_NS;
	enum part part = seen_differ(real, simulated, slot);

	if (part == PART_NONE)
		return PART_NONE;
	while (part != PART_NONE && sys->ops->now_ns(sys) < until) {
		sched_yield();
		player_again(player, op, part == PART_RESULT, real);
		part = seen_differ(real, simulated, slot);
	}
	duel->settled += part == PART_NONE;
	return part;
}

static void describe(const struct duel *duel, const struct player *player,
		     const struct program *program, unsigned step, struct difference *ret)
{
	const struct op *op = &program->ops[step];

	ret->op = *op;
	ret->step = step;
	ret->real = duel->seen[step];
	ret->simulated = duel->simulated[step];
	ret->state = step > 0 ? duel->seen[step - 1].ready[LOOK_POLL][op->slot] : 0;
	ret->slot_kind = ret->slot < SLOTS ? player->files[ret->slot].kind : FILE_NONE;
	ret->slot_state = step > 0 && ret->slot < SLOTS
				  ? duel->seen[step - 1].ready[LOOK_POLL][ret->slot]
				  : 0;
}

bool duel_play(struct duel *duel, const struct program *program, struct difference *ret)
{
	unsigned played = sim_play(duel->sim, program, duel->simulated);
	struct player player;
	bool differs = false;

	prepare(duel);
	player_begin(&player, &duel->real);
	memset(ret, 0, sizeof *ret);
	for (duel->steps = 0; duel->steps < program->count && !differs; duel->steps++) {
		unsigned i = duel->steps;

		player_step(&player, &program->ops[i], &duel->seen[i]);
		if (i >= played) {
			memset(&duel->simulated[i], 0, sizeof duel->simulated[i]);
			ret->part = PART_DIED;
		} else {
			ret->part = settle(duel, &player, &program->ops[i], &duel->seen[i],
					   &duel->simulated[i], &ret->slot);
		}
		differs = ret->part != PART_NONE;
		if (differs)
			describe(duel, &player, program, i, ret);
	}
	if (differs)
		duel->steps--;
	player_end(&player);
	return differs;
}
