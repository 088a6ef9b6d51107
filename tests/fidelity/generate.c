/* SPDX-License-Identifier: MIT
 *
 * Draws programs: operations on what there is, and now and then something new. */
#include <netinet/in.h>
#include <string.h>

#include "draft.h"

static const uint8_t theme_weights[THEMES] = {
	[THEME_TCP] = 31,       [THEME_TCP_NAMES] = 10, [THEME_UDP] = 11,  [THEME_UNIX] = 11,
	[THEME_UNIX_DGRAM] = 7, [THEME_PIPES] = 5,      [THEME_EPOLL] = 6, [THEME_BUFFERS] = 4,
	[THEME_MIXED] = 12,     [THEME_FILES] = 8,
};

static bool is_sent(unsigned kind)
{
	return kind == OP_SEND || kind == OP_SENDTO || kind == OP_WRITE;
}

static bool is_received(unsigned kind)
{
	return kind == OP_RECV || kind == OP_RECVFROM || kind == OP_READ;
}

static void fill_in(struct draft *draft, struct op *op)
{
	enum file_kind kind = draft->kinds[op->slot];

	if (is_sent(op->kind) || is_received(op->kind)) {
		op->size = draft_some_size(draft, kind, is_sent(op->kind));
		op->flags = draft_some_flags(draft, kind, is_sent(op->kind));
	}
	switch (op->kind) {
	case OP_SENDTO:
	case OP_CONNECT:
		op->name = draft_name_to_reach(draft, kind);
		if (draft_chance(draft, 8))
			op->name = NAME_ODD +
				   (draft_chance(draft, 25) ? ODD_UNSPEC_BRIEF : ODD_UNSPEC);
		break;
	case OP_BIND:
		op->name = draft_some_name(draft, kind);
		break;
	case OP_LISTEN:
		op->what = (uint8_t)draft_pick(draft, 6);
		break;
	case OP_SHUTDOWN:
		op->what = (uint8_t)(draft_chance(draft, 2) ? 3 : draft_pick(draft, 3));
		break;
	case OP_SETOPT:
		op->what = draft_some_option(draft, kind);
		break;
	case OP_GETOPT:
		op->what = draft_some_query(draft);
		op->other = draft_some_room(draft);
		break;
	case OP_SOCKNAME:
	case OP_PEERNAME:
	case OP_RECVFROM:
		op->other = draft_some_room(draft);
		break;
	case OP_FCNTL:
		op->what = (uint8_t)draft_pick(draft, op_fcntls_count);
		break;
	case OP_FILL:
		op->size = draft_fill_size(draft);
		if ((kind == FILE_UDP || kind == FILE_UNIX_DGRAM) && draft_chance(draft, 60))
			op->name = draft_name_to_reach(draft, kind);
		break;
	case OP_WAIT:
		op->what = (uint8_t)draft_pick(draft, 8);
		break;
	default:
		op->what = (uint8_t)draft_pick(draft, op_events_count);
		break;
	}
}

/* What it does to the slots, as far as the generator cares. */
static void follow(struct draft *draft, const struct op *op)
{
	switch (op->kind) {
	case OP_CLOSE:
	case OP_ABORT:
		draft_take(draft, op->slot, FILE_NONE);
		break;
	case OP_BIND:
		if (draft->names[op->slot] == NAME_NONE)
			draft->names[op->slot] = op->name;
		break;
	case OP_LISTEN:
		draft->listens[op->slot] = 1;
		break;
	default:
		break;
	}
}

/* The option that was set, or another one of its level. */
static void ask_what_was_set(struct draft *draft, unsigned slot, unsigned option)
{
	unsigned from = draft_pick(draft, GET_WHATS), what = from;
	bool just_this = draft_chance(draft, 50);
	struct op *op;

	for (unsigned i = 0; i < GET_WHATS; i++) {
		what = (from + i) % GET_WHATS;
		if (op_queries[what].level == op_options[option].level &&
		    (!just_this || op_queries[what].name == op_options[option].name))
			break;
	}
	if (op_options[option].level == IPPROTO_IP && op_options[option].name == IP_TOS &&
	    draft_chance(draft, 30))
		what = GET_PRIORITY; /* it goes with the type of service */
	op = draft_add(draft, OP_GETOPT, slot);
	op->what = (uint8_t)what;
	op->other = draft_some_room(draft);
}

static void add_on(struct draft *draft, unsigned slot)
{
	unsigned kind = draft_weighted(draft, draft_weights_for(draft, slot), OP_COUNT), other;
	struct op *op;

	if (kind == OP_ACCEPT) {
		draft_add_accept(draft, slot);
		return;
	}
	if (kind == OP_SETOPT && draft_chance(draft, 25)) /* does anybody hear of it? */
		draft_add(draft, OP_WATCH, slot)->what =
			(uint8_t)draft_pick(draft, op_events_count);
	op = draft_add(draft, kind, slot);
	fill_in(draft, op);
	follow(draft, op);
	if (kind == OP_SETOPT && draft_chance(draft, 35))
		ask_what_was_set(draft, slot, op->what);
	if (kind == OP_BIND && draft_chance(draft, 15))
		draft_add(draft, OP_SOCKNAME, slot);
	if (kind == OP_SHUTDOWN && draft->listens[slot] && draft_chance(draft, 40))
		draft_listen_again(draft, slot);
	if (kind == OP_DUP) {
		other = draft_find(draft, FILE_NONE);
		op->other = (uint8_t)(other == SLOTS ? 0 : other);
		if (other != SLOTS)
			draft_take(draft, other, draft->kinds[slot]);
	}
	if (kind == OP_CTL_ADD || kind == OP_CTL_MOD || kind == OP_CTL_DEL) {
		other = draft_find_used(draft);
		op->other = (uint8_t)(other == SLOTS ? 0 : other);
	}
}

/* Any call on anything. */
static void add_nonsense(struct draft *draft)
{
	static const uint8_t kinds[] = {OP_SEND,     OP_RECV,   OP_SENDTO, OP_RECVFROM, OP_READ,
					OP_WRITE,    OP_BIND,   OP_LISTEN, OP_CONNECT,  OP_ACCEPT,
					OP_SHUTDOWN, OP_GETOPT, OP_SETOPT, OP_SOCKNAME, OP_PEERNAME,
					OP_CTL_ADD,  OP_WAIT,   OP_FCNTL};
	unsigned slot = draft_find_used(draft);
	struct op *op;

	if (draft_chance(draft, 15)) {
		op = draft_add(draft, OP_NOBODY, 0);
		op->what = (uint8_t)draft_pick(draft, op_nobodies_count);
		op->other = (uint8_t)draft_pick(draft, NUMBERS);
		return;
	}
	if (slot == SLOTS)
		return;
	op = draft_add(draft, kinds[draft_pick(draft, COUNT(kinds))], slot);
	op->other = (uint8_t)draft_pick(draft, SLOTS);
	fill_in(draft, op);
	if (op->kind == OP_LISTEN || op->kind == OP_BIND)
		follow(draft, op);
}

static void add_limit(struct draft *draft)
{
	draft_add(draft, OP_LIMIT, 0)->what =
		(uint8_t)(draft_chance(draft, 50) ? draft_pick(draft, 3) : 7);
}

void program_draw(struct program *ret, uint64_t seed, uint64_t index)
{
	struct draft draft = {.program = ret, .state = draft_mix(draft_mix(seed) + index)};

	*ret = (struct program){.seed = seed, .index = index};
	draft.length = 10 + draft_pick(&draft, OPS_MAX - 10 + 1);
	draft.theme = draft_weighted(&draft, theme_weights, THEMES);
	draft.buffers = draft.theme == THEME_BUFFERS;
	memset(draft.names, NAME_NONE, sizeof draft.names);
	if (draft.buffers && draft_chance(&draft, 90))
		draft_add(&draft, OP_BUFFERS, 0)->what =
			(uint8_t)draft_pick(&draft, op_buffers_count);
	for (unsigned i = 1 + draft_pick(&draft, 3); i > 0; i--)
		draft_add_situation(&draft);
	while (!draft_is_over(&draft)) {
		unsigned slot = draft_find_used(&draft);

		if (slot == SLOTS || draft_chance(&draft, 9))
			draft_add_situation(&draft);
		else if (draft_chance(&draft, 1) && draft.theme != THEME_BUFFERS)
			add_limit(&draft);
		else if (draft_chance(&draft, 3))
			add_nonsense(&draft);
		else
			add_on(&draft, slot);
	}
}
