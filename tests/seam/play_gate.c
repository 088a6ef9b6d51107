/* SPDX-License-Identifier: MIT
 *
 * A row of the wire. */
#include "play.h"

const char *play_at_real_gate(const struct row *row, struct transcript *ret)
{
	const char *why = NULL;
	struct gate *gate = gate_open_real(&why);

	if (!gate)
		return why;
	play_behind(row, &gate->sys, gate, ret);
	gate->ops->close(gate);
	return NULL;
}

void play_at_simulated_gate(const struct row *row, struct transcript *ret)
{
	struct gate *gate = gate_open_sim();

	play_behind(row, &gate->sys, gate, ret);
	gate->ops->close(gate);
}
