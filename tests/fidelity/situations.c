/* SPDX-License-Identifier: MIT
 *
 * Several operations that bring something about. */
#include "draft.h"

static unsigned what_of_kind(enum file_kind kind)
{
	return kind == FILE_TCP           ? SOCKET_TCP
	       : kind == FILE_UDP         ? SOCKET_UDP
	       : kind == FILE_UNIX        ? SOCKET_UNIX
	       : kind == FILE_UNIX_PACKET ? SOCKET_UNIX_PACKET
					  : SOCKET_UNIX_DGRAM;
}

unsigned draft_new_socket(struct draft *draft, enum file_kind kind)
{
	unsigned slot = draft_find(draft, FILE_NONE);

	if (slot == SLOTS)
		return SLOTS;
	draft_add(draft, OP_SOCKET, slot)->what =
		(uint8_t)(draft_chance(draft, 2) ? draft_pick(draft, SOCKET_WHATS)
						 : what_of_kind(kind));
	draft_take(draft, slot, kind);
	if (draft->theme == THEME_TCP_NAMES && draft_chance(draft, 40))
		draft_add(draft, OP_SETOPT, slot)->what = 0; /* SO_REUSEADDR */
	if (draft->theme == THEME_TCP_NAMES && draft_chance(draft, 25))
		draft_add(draft, OP_SETOPT, slot)->what = OP_REUSEPORT;
	return slot;
}

/* What is shut before there is a connection may stay so. */
static void shut_early(struct draft *draft, unsigned slot)
{
	if (draft_chance(draft, 5))
		draft_add(draft, OP_SHUTDOWN, slot)->what = (uint8_t)draft_pick(draft, 3);
}

static unsigned add_listener(struct draft *draft, enum file_kind kind)
{
	unsigned slot = draft_new_socket(draft, kind);
	struct op *op;

	if (slot == SLOTS)
		return SLOTS;
	if (draft_chance(draft, 15))
		draft_add(draft, OP_SETOPT, slot)->what = draft_some_option(draft, kind);
	if (draft_is_local(kind) || draft_chance(draft, 90)) {
		op = draft_add(draft, OP_BIND, slot);
		op->name = draft_is_local(kind)
				   ? draft_some_unix(draft)
				   : draft_inet(draft_pick(draft, 3), 1 + draft_pick(draft, 3));
		draft->names[slot] = op->name;
	}
	shut_early(draft, slot);
	draft_add(draft, OP_LISTEN, slot)->what = (uint8_t)(draft_pick(draft, 6));
	draft->listens[slot] = 1;
	return slot;
}

static void add_connect(struct draft *draft, unsigned slot)
{
	draft_add(draft, OP_CONNECT, slot)->name = draft_name_to_reach(draft, draft->kinds[slot]);
}

void draft_add_accept(struct draft *draft, unsigned listener)
{
	unsigned slot = draft_find(draft, FILE_NONE);

	if (slot == SLOTS)
		slot = draft_pick(draft, SLOTS);
	else
		draft_take(draft, slot, draft->kinds[listener]);
	draft_add(draft, OP_ACCEPT, listener)->other = (uint8_t)slot;
}

/* An urgent byte, and somebody who asks for it. */
static void add_urgent(struct draft *draft, unsigned from, unsigned to)
{
	struct op *op;

	if (draft_chance(draft, 25))
		draft_add(draft, OP_SETOPT, to)->what = OP_OOBINLINE;
	op = draft_add(draft, OP_SEND, from);
	op->size = (uint8_t)draft_pick(draft, 5);
	op->flags = OP_SENDS_URGENT;
	op = draft_add(draft, OP_RECV, to);
	op->size = (uint8_t)draft_pick(draft, 5);
	op->flags = (uint8_t)(OP_TAKES_URGENT + draft_pick(draft, 2));
}

static void add_connection(struct draft *draft, enum file_kind kind)
{
	unsigned listener = draft_find_listener(draft, kind), slot;

	if (listener == SLOTS)
		listener = add_listener(draft, kind);
	slot = draft_new_socket(draft, kind);
	if (slot == SLOTS || listener == SLOTS)
		return;
	shut_early(draft, slot);
	draft_add(draft, OP_CONNECT, slot)->name =
		draft->names[listener] == NAME_NONE || draft_chance(draft, 20)
			? (uint8_t)(NAME_SOCK_OF + listener)
			: draft->names[listener];
	if (!draft_chance(draft, 80))
		return;
	draft_add_accept(draft, listener);
	if (kind == FILE_TCP && !draft->buffers && draft_chance(draft, 18))
		add_urgent(draft, slot, draft->program->ops[draft->program->count - 1].other);
}

/* Who may share a port when what they have for it changes. */
static void add_shares(struct draft *draft)
{
	unsigned port = 1 + draft_pick(draft, 3);

	for (unsigned i = 2 + draft_pick(draft, 3); i > 0; i--) {
		unsigned slot = draft_new_socket(draft, FILE_TCP);

		if (slot == SLOTS)
			return;
		draft_add(draft, OP_SETOPT, slot)->what =
			(uint8_t)(draft_chance(draft, 85) ? OP_REUSEPORT : 0);
		draft->names[slot] = draft_inet(draft_pick(draft, 3), port);
		draft_add(draft, OP_BIND, slot)->name = draft->names[slot];
		if (draft_chance(draft, 45))
			draft_add(draft, OP_SETOPT, slot)->what = OP_NO_REUSEPORT;
		if (draft_chance(draft, 20))
			draft_add(draft, OP_LISTEN, slot)->what = (uint8_t)draft_pick(draft, 4);
		if (draft_chance(draft, 10))
			draft_add(draft, OP_CLOSE, slot);
	}
}

/* Two sockets that share a name want to be connected to the same one. */
static void add_twins(struct draft *draft)
{
	uint8_t own = draft_inet(draft_pick(draft, 3), 1 + draft_pick(draft, 2));
	unsigned listener = draft_find_listener(draft, FILE_TCP);

	if (listener == SLOTS)
		listener = add_listener(draft, FILE_TCP);
	if (listener == SLOTS)
		return;
	for (unsigned i = 0; i < 2; i++) {
		unsigned slot = draft_new_socket(draft, FILE_TCP);

		if (slot == SLOTS)
			return;
		draft_add(draft, OP_SETOPT, slot)->what = 0; /* SO_REUSEADDR */
		draft_add(draft, OP_BIND, slot)->name = own;
		draft_add(draft, OP_CONNECT, slot)->name = (uint8_t)(NAME_SOCK_OF + listener);
	}
}

/* A listener that stops and begins anew, and who comes then. */
void draft_listen_again(struct draft *draft, unsigned listener)
{
	enum file_kind kind = draft->kinds[listener];

	draft_add(draft, OP_LISTEN, listener)->what = (uint8_t)draft_pick(draft, 4);
	for (unsigned i = draft_pick(draft, 4); i > 0; i--) {
		unsigned slot = draft_new_socket(draft, kind);

		if (slot == SLOTS)
			return;
		draft_add(draft, OP_CONNECT, slot)->name = (uint8_t)(NAME_SOCK_OF + listener);
	}
}

unsigned draft_add_two(struct draft *draft, enum file_kind kind, unsigned *ret_other)
{
	unsigned a = draft_find(draft, FILE_NONE), b;
	struct op *op;

	if (a == SLOTS)
		return SLOTS;
	draft_take(draft, a, kind == FILE_WRITER ? FILE_READER : kind);
	b = draft_find(draft, FILE_NONE);
	if (b == SLOTS)
		return SLOTS;
	draft_take(draft, b, kind);
	op = draft_add(draft, kind == FILE_WRITER ? OP_PIPE : OP_PAIR, a);
	op->other = (uint8_t)b;
	op->what = (uint8_t)(kind == FILE_WRITER ? 0 : what_of_kind(kind));
	if (draft_chance(draft, 3))
		op->what = (uint8_t)draft_pick(draft, SOCKET_PROPER);
	*ret_other = b;
	return a;
}

static void add_two(struct draft *draft, enum file_kind kind)
{
	unsigned other;

	draft_add_two(draft, kind, &other);
}

/* Whoever is connected has no room there from then on, and waits to hear of some. */
static void fill_a_queue(struct draft *draft, unsigned slot)
{
	draft_add(draft, OP_WATCH, slot)->what = (uint8_t)draft_pick(draft, op_events_count);
	draft_add(draft, OP_FILL, slot)->size = (uint8_t)draft_pick(draft, 9);
}

static void add_datagram_socket(struct draft *draft, enum file_kind kind)
{
	unsigned slot = draft_new_socket(draft, kind);
	struct op *op;

	if (slot == SLOTS)
		return;
	if (draft_chance(draft, 75)) {
		op = draft_add(draft, OP_BIND, slot);
		op->name = kind == FILE_UDP ? draft_inet(draft_pick(draft, 3), draft_pick(draft, 4))
					    : draft_some_unix(draft);
		draft->names[slot] = op->name;
	}
	if (draft_chance(draft, 55))
		add_connect(draft, slot);
	if (kind == FILE_UNIX_DGRAM && draft_chance(draft, 20))
		fill_a_queue(draft, slot);
}

/* Who is bound to all or to a group sends to where somebody is, or to anywhere. */
static void add_odd_sender(struct draft *draft)
{
	static const uint8_t odd[] = {HOST_ALL, HOST_GROUP, HOST_ANY, HOST_ONE};
	unsigned to = draft_new_socket(draft, FILE_UDP), from, port = 1 + draft_pick(draft, 3);
	struct op *op;

	from = to == SLOTS ? SLOTS : draft_new_socket(draft, FILE_UDP);
	if (from == SLOTS)
		return;
	draft->names[to] = draft_inet(draft_pick(draft, 3), port);
	draft_add(draft, OP_BIND, to)->name = draft->names[to];
	draft_add(draft, OP_BIND, from)->name =
		draft_inet(odd[draft_pick(draft, COUNT(odd))], draft_pick(draft, 3));
	if (draft_chance(draft, 40))
		draft_add(draft, OP_CONNECT, from)->name =
			draft_inet(draft_pick(draft, NAME_HOSTS), draft_pick(draft, 4));
	for (unsigned i = 1 + draft_pick(draft, 3); i > 0; i--) {
		op = draft_add(draft, OP_SENDTO, from);
		op->size = (uint8_t)draft_pick(draft, 5);
		op->name = draft_inet(odd[draft_pick(draft, COUNT(odd))], port);
	}
	draft_add(draft, OP_SOCKNAME, from);
	draft_add(draft, OP_RECVFROM, to)->size = 4;
}

static enum file_kind some_kind(struct draft *draft)
{
	static const uint8_t all[] = {FILE_TCP,    FILE_TCP,   FILE_TCP,
				      FILE_UDP,    FILE_UNIX,  FILE_UNIX_DGRAM,
				      FILE_WRITER, FILE_EPOLL, FILE_EVENT};
	static const uint8_t files[] = {FILE_EVENT, FILE_PLAIN, FILE_PLAIN,
					FILE_PLAIN, FILE_UNIX,  FILE_UNIX_DGRAM};
	static const uint8_t of_theme[THEMES] = {
		[THEME_TCP] = FILE_TCP,
		[THEME_TCP_NAMES] = FILE_TCP,
		[THEME_UDP] = FILE_UDP,
		[THEME_UNIX] = FILE_UNIX,
		[THEME_UNIX_DGRAM] = FILE_UNIX_DGRAM,
		[THEME_PIPES] = FILE_WRITER,
		[THEME_EPOLL] = FILE_NONE,
		[THEME_BUFFERS] = FILE_NONE,
		[THEME_MIXED] = FILE_NONE,
	};
	enum file_kind kind = of_theme[draft->theme];

	if (draft->theme == THEME_FILES && draft_chance(draft, 85))
		return files[draft_pick(draft, COUNT(files))];
	if (kind == FILE_UNIX && draft_chance(draft, 20))
		return FILE_UNIX_PACKET;
	if (kind == FILE_NONE || draft_chance(draft, 4))
		return all[draft_pick(draft, COUNT(all))];
	return kind;
}

void draft_add_situation(struct draft *draft)
{
	enum file_kind kind = some_kind(draft);

	switch (kind) {
	case FILE_TCP:
		if (draft->theme == THEME_TCP_NAMES && draft_chance(draft, 15))
			add_twins(draft);
		else if (draft->theme == THEME_TCP_NAMES && draft_chance(draft, 12))
			add_shares(draft);
		else if (draft->theme == THEME_TCP_NAMES || draft_chance(draft, 12))
			add_listener(draft, kind);
		else
			add_connection(draft, kind);
		break;
	case FILE_UNIX:
	case FILE_UNIX_PACKET:
		if (draft_chance(draft, 10))
			draft_add_tight_queue(draft, kind);
		else if (draft_chance(draft, 10))
			draft_add_broken_pair(draft, kind);
		else if (draft_chance(draft, 40))
			add_two(draft, kind);
		else
			add_connection(draft, kind);
		break;
	case FILE_UNIX_DGRAM:
		if (draft_chance(draft, 10))
			draft_add_tight_queue(draft, kind);
		else if (draft_chance(draft, 12))
			draft_add_waiter(draft);
		else if (draft_chance(draft, 8))
			draft_add_mutual(draft);
		else if (draft_chance(draft, 25))
			add_two(draft, kind);
		else
			add_datagram_socket(draft, kind);
		break;
	case FILE_UDP:
		if (draft_chance(draft, 15))
			draft_add_tight_queue(draft, kind);
		else if (draft_chance(draft, 8))
			add_odd_sender(draft);
		else
			add_datagram_socket(draft, kind);
		break;
	case FILE_EPOLL:
		if (draft_chance(draft, 6))
			draft_add_tower(draft);
		else
			draft_add_epoll(draft);
		break;
	case FILE_EVENT:
		draft_add_event(draft);
		break;
	case FILE_PLAIN:
		draft_add_fifo(draft);
		break;
	default:
		add_two(draft, FILE_WRITER);
		break;
	}
}
