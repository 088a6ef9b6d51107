/* SPDX-License-Identifier: MIT
 *
 * What both kinds of gate have in common. */
#include "gate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Rounds of a pump: beyond it two machines answer each other for ever. */
#define ROUNDS_MAX 10000

void gate_name(const struct gate_packet *packet, char *text, size_t size)
{
	static const char *const names[] = {
		[GATE_SYN] = "SYN", [GATE_SYN_ACK] = "SYN+ACK", [GATE_ACK] = "ACK",
		[GATE_FIN] = "FIN", [GATE_RST] = "RST",
	};

	switch (packet->kind) {
	case GATE_DATA:
		snprintf(text, size, "DATA%u%s", packet->len, packet->fin ? "+FIN" : "");
		break;
	case GATE_UDP:
		snprintf(text, size, "UDP%u", packet->len);
		break;
	case GATE_ICMP:
		snprintf(text, size, "ICMP%u/%u", packet->type, packet->code);
		break;
	default:
		snprintf(text, size, "%s", names[packet->kind]);
		break;
	}
}

bool gate_find(struct gate *gate, enum gate_machine from, const char *name, size_t *ret_nth)
{
	struct gate_packet packet;
	char text[32];
	int others = -1;

	for (size_t nth = 0; gate->ops->look(gate, from, nth, &packet); nth++) {
		gate_name(&packet, text, sizeof text);
		others += packet.kind != GATE_ACK;
		if (*name == '#' ? packet.kind == GATE_ACK || others != atoi(name + 1)
				 : strcmp(text, name) != 0)
			continue;
		*ret_nth = nth;
		return true;
	}
	return false;
}

void gate_pump(struct gate *gate)
{
	struct gate_packet packet;
	bool any = true;

	for (int round = 0; any && round < ROUNDS_MAX; round++) {
		any = false;
		for (enum gate_machine from = GATE_A; from <= GATE_B; from++) {
			if (!gate->ops->look(gate, from, 0, &packet))
				continue;
			gate->ops->deliver(gate, from, 0, false);
			any = true;
		}
	}
}

void gate_describe(struct gate *gate, char *text, size_t size)
{
	static const char *const ways[] = {"A>B", "B>A"};
	struct gate_packet packet;
	char name[32];
	size_t used = 0;

	snprintf(text, size, "-");
	for (enum gate_machine from = GATE_A; from <= GATE_B; from++) {
		for (size_t nth = 0; gate->ops->look(gate, from, nth, &packet); nth++) {
			gate_name(&packet, name, sizeof name);
			if (used < size)
				used += (size_t)snprintf(text + used, size - used, "%s%s %s",
							 used ? ", " : "", ways[from], name);
		}
	}
}
