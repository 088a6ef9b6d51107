/* SPDX-License-Identifier: MIT
 *
 * Draws programs.  The generator has a rough idea of what each slot holds, so that
 * most operations mean something; where it is wrong, or on purpose, they do not, and
 * that is tested, too. */
#include <string.h>

#include "name.h"
#include "player.h"
#include "program.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* -- Chance ------------------------------------------------------------- */

struct draft {
	struct program *program;
	uint64_t state;
	unsigned length;
	unsigned theme;       /* enum theme */
	uint8_t kinds[SLOTS]; /* enum file_kind, as far as known */
	uint8_t listens[SLOTS];
	uint8_t names[SLOTS]; /* a listener's or bound socket's; NAME_NONE */
	uint32_t bytes;       /* sent over TCP: not more than a window */
	bool buffers;
};

static uint64_t mix(uint64_t x)
{
	x ^= x >> 30;
	x *= UINT64_C(0xbf58476d1ce4e5b9);
	x ^= x >> 27;
	x *= UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

/* Below n. */
static unsigned pick(struct draft *draft, unsigned n)
{
	draft->state += UINT64_C(0x9e3779b97f4a7c15);
	return (unsigned)((mix(draft->state) >> 32) * n >> 32);
}

static bool chance(struct draft *draft, unsigned percent)
{
	return pick(draft, 100) < percent;
}

/* -- Themes ------------------------------------------------------------- */

enum theme {
	THEME_TCP,
	THEME_TCP_NAMES, /* bind, connect, listen; few bytes */
	THEME_UDP,
	THEME_UNIX,
	THEME_UNIX_DGRAM,
	THEME_PIPES,
	THEME_FILES, /* FIFOs, events, files */
	THEME_EPOLL,
	THEME_BUFFERS,
	THEME_MIXED,
	THEMES
};

static const uint8_t theme_weights[THEMES] = {
	[THEME_TCP] = 34,       [THEME_TCP_NAMES] = 10, [THEME_UDP] = 11,  [THEME_UNIX] = 11,
	[THEME_UNIX_DGRAM] = 7, [THEME_PIPES] = 5,      [THEME_EPOLL] = 6, [THEME_BUFFERS] = 4,
	[THEME_MIXED] = 12,     [THEME_FILES] = 5,
};

static unsigned weighted(struct draft *draft, const uint8_t *weights, unsigned count)
{
	unsigned total = 0, at;

	for (unsigned i = 0; i < count; i++)
		total += weights[i];
	at = pick(draft, total);
	for (unsigned i = 0; i < count; i++) {
		if (at < weights[i])
			return i;
		at -= weights[i];
	}
	return 0;
}

/* -- Operations --------------------------------------------------------- */

static bool is_over(const struct draft *draft)
{
	return draft->program->count >= draft->length;
}

static struct op *add(struct draft *draft, enum op_kind kind, unsigned slot)
{
	static struct op thrown_away;
	struct op *op =
		is_over(draft) ? &thrown_away : &draft->program->ops[draft->program->count++];

	*op = (struct op){.kind = (uint8_t)kind, .slot = (uint8_t)slot, .name = NAME_NONE};
	return op;
}

/* A slot of this kind, or SLOTS. */
static unsigned find(struct draft *draft, enum file_kind kind)
{
	unsigned from = pick(draft, SLOTS);

	for (unsigned i = 0; i < SLOTS; i++) {
		unsigned slot = (from + i) % SLOTS;

		if (draft->kinds[slot] == kind)
			return slot;
	}
	return SLOTS;
}

static unsigned find_listener(struct draft *draft, enum file_kind kind)
{
	unsigned from = pick(draft, SLOTS);

	for (unsigned i = 0; i < SLOTS; i++) {
		unsigned slot = (from + i) % SLOTS;

		if (draft->kinds[slot] == kind && draft->listens[slot])
			return slot;
	}
	return SLOTS;
}

static unsigned find_used(struct draft *draft)
{
	unsigned from = pick(draft, SLOTS);

	for (unsigned i = 0; i < SLOTS; i++) {
		unsigned slot = (from + i) % SLOTS;

		if (draft->kinds[slot] != FILE_NONE)
			return slot;
	}
	return SLOTS;
}

static void take(struct draft *draft, unsigned slot, enum file_kind kind)
{
	draft->kinds[slot] = (uint8_t)kind;
	draft->listens[slot] = 0;
	draft->names[slot] = NAME_NONE;
}

static unsigned what_of_kind(enum file_kind kind)
{
	return kind == FILE_TCP           ? SOCKET_TCP
	       : kind == FILE_UDP         ? SOCKET_UDP
	       : kind == FILE_UNIX        ? SOCKET_UNIX
	       : kind == FILE_UNIX_PACKET ? SOCKET_UNIX_PACKET
					  : SOCKET_UNIX_DGRAM;
}

static unsigned new_socket(struct draft *draft, enum file_kind kind)
{
	unsigned slot = find(draft, FILE_NONE);

	if (slot == SLOTS)
		return SLOTS;
	add(draft, OP_SOCKET, slot)->what =
		(uint8_t)(chance(draft, 2) ? pick(draft, SOCKET_WHATS) : what_of_kind(kind));
	take(draft, slot, kind);
	if (draft->theme == THEME_TCP_NAMES && chance(draft, 40))
		add(draft, OP_SETOPT, slot)->what = 0; /* SO_REUSEADDR */
	return slot;
}

/* -- Names -------------------------------------------------------------- */

static uint8_t inet(unsigned host, unsigned port)
{
	return (uint8_t)(NAME_INET + host * NAME_PORTS + port);
}

static uint8_t some_inet(struct draft *draft)
{
	static const uint8_t hosts[] = {HOST_ONE, HOST_ONE, HOST_ONE, HOST_ONE,  HOST_TWO,
					HOST_TWO, HOST_ANY, HOST_ANY, HOST_THREE};
	unsigned host = hosts[pick(draft, COUNT(hosts))], port = pick(draft, 4);

	if (chance(draft, 4))
		host = pick(draft, NAME_HOSTS);
	if (chance(draft, 6))
		port = NAME_DEAD;
	return inet(host, port);
}

static bool is_local(enum file_kind kind)
{
	return kind == FILE_UNIX || kind == FILE_UNIX_DGRAM || kind == FILE_UNIX_PACKET;
}

static bool is_connection(enum file_kind kind)
{
	return kind == FILE_TCP || kind == FILE_UNIX || kind == FILE_UNIX_PACKET;
}

static uint8_t some_unix(struct draft *draft)
{
	if (chance(draft, 2))
		return (uint8_t)(NAME_UNIX + UNIX_NULL + pick(draft, 2));
	return (uint8_t)(NAME_UNIX + pick(draft, UNIX_NULL));
}

static uint8_t some_name(struct draft *draft, enum file_kind kind)
{
	if (chance(draft, 3))
		return (uint8_t)(NAME_ODD + pick(draft, ODD_NAMES));
	if (chance(draft, 6))
		return (uint8_t)(NAME_SOCK_OF + pick(draft, SLOTS));
	if (chance(draft, 2))
		return (uint8_t)(NAME_PEER_OF + pick(draft, SLOTS));
	if (chance(draft, 1))
		kind = kind == FILE_TCP ? FILE_UNIX : FILE_TCP;
	if (is_local(kind))
		return some_unix(draft);
	return some_inet(draft);
}

/* Where somebody is, if anybody is. */
static uint8_t name_to_reach(struct draft *draft, enum file_kind kind)
{
	unsigned slot = is_connection(kind) ? find_listener(draft, kind) : find(draft, kind);

	if (kind == FILE_TCP && chance(draft, 12))
		return inet(HOST_ONE, NAME_DEAD);
	if (kind == FILE_UDP && chance(draft, 10))
		return inet(HOST_ONE, NAME_DEAD);
	if (slot == SLOTS || draft->names[slot] == NAME_NONE || chance(draft, 10))
		return some_name(draft, kind);
	if (chance(draft, 25))
		return (uint8_t)(NAME_SOCK_OF + slot);
	return draft->names[slot];
}

/* -- Arguments ---------------------------------------------------------- */

static uint8_t index_of_size(uint32_t size)
{
	unsigned i = 0;

	while (i + 1 < op_size_count && op_sizes[i] != size)
		i++;
	return (uint8_t)i;
}

static uint8_t some_size(struct draft *draft, enum file_kind kind, bool sends)
{
	unsigned limit;

	if (kind == FILE_TCP && sends) {
		uint8_t size = (uint8_t)(chance(draft, 80) ? pick(draft, 8) : pick(draft, 18));

		draft->bytes += op_sizes[size];
		return draft->bytes < 40000 ? size : 0;
	}
	if (chance(draft, 60))
		return (uint8_t)pick(draft, 9);
	limit = chance(draft, 80) ? index_of_size(8192) : op_size_count;
	return (uint8_t)pick(draft, limit);
}

static uint8_t some_flags(struct draft *draft, enum file_kind kind, bool sends)
{
	unsigned count = sends ? op_flags_send_count : op_flags_recv_count;

	if (chance(draft, 65))
		return 0;
	if (kind != FILE_TCP && !chance(draft, 20))
		count = sends ? 3 : 6;
	return (uint8_t)pick(draft, count);
}

static uint8_t some_option(struct draft *draft, enum file_kind kind)
{
	unsigned buffers = op_option_count - op_option_buffers;

	if (chance(draft, 15))
		return 0; /* SO_REUSEADDR */
	if (kind != FILE_TCP && chance(draft, draft->buffers ? 50 : 25))
		return (uint8_t)(op_option_buffers + pick(draft, buffers));
	return (uint8_t)pick(draft, chance(draft, 60) ? op_option_rare : op_option_buffers);
}

static uint8_t some_query(struct draft *draft)
{
	return (uint8_t)(chance(draft, 55) ? GET_ERROR : pick(draft, GET_WHATS));
}

static uint8_t some_room(struct draft *draft)
{
	return (uint8_t)(chance(draft, 70) ? 0 : pick(draft, ROOMS));
}

/* -- Whole situations --------------------------------------------------- */

static unsigned add_listener(struct draft *draft, enum file_kind kind)
{
	unsigned slot = new_socket(draft, kind);
	struct op *op;

	if (slot == SLOTS)
		return SLOTS;
	if (chance(draft, 15))
		add(draft, OP_SETOPT, slot)->what = some_option(draft, kind);
	if (is_local(kind) || chance(draft, 90)) {
		op = add(draft, OP_BIND, slot);
		op->name = is_local(kind) ? some_unix(draft)
					  : inet(pick(draft, 3), 1 + pick(draft, 3));
		draft->names[slot] = op->name;
	}
	add(draft, OP_LISTEN, slot)->what = (uint8_t)(pick(draft, 6));
	draft->listens[slot] = 1;
	return slot;
}

static void add_connect(struct draft *draft, unsigned slot)
{
	add(draft, OP_CONNECT, slot)->name = name_to_reach(draft, draft->kinds[slot]);
}

static void add_accept(struct draft *draft, unsigned listener)
{
	unsigned slot = find(draft, FILE_NONE);

	if (slot == SLOTS)
		slot = pick(draft, SLOTS);
	else
		take(draft, slot, draft->kinds[listener]);
	add(draft, OP_ACCEPT, listener)->other = (uint8_t)slot;
}

static void add_connection(struct draft *draft, enum file_kind kind)
{
	unsigned listener = find_listener(draft, kind), slot;

	if (listener == SLOTS)
		listener = add_listener(draft, kind);
	slot = new_socket(draft, kind);
	if (slot == SLOTS || listener == SLOTS)
		return;
	add(draft, OP_CONNECT, slot)->name =
		draft->names[listener] == NAME_NONE || chance(draft, 20)
			? (uint8_t)(NAME_SOCK_OF + listener)
			: draft->names[listener];
	if (chance(draft, 80))
		add_accept(draft, listener);
}

static void add_two(struct draft *draft, enum file_kind kind)
{
	unsigned a = find(draft, FILE_NONE), b;
	struct op *op;

	if (a == SLOTS)
		return;
	take(draft, a, kind == FILE_WRITER ? FILE_READER : kind);
	b = find(draft, FILE_NONE);
	if (b == SLOTS)
		return;
	take(draft, b, kind);
	op = add(draft, kind == FILE_WRITER ? OP_PIPE : OP_PAIR, a);
	op->other = (uint8_t)b;
	op->what = (uint8_t)(kind == FILE_WRITER ? 0 : what_of_kind(kind));
	if (chance(draft, 3))
		op->what = (uint8_t)pick(draft, SOCKET_PROPER);
}

static void add_datagram_socket(struct draft *draft, enum file_kind kind)
{
	unsigned slot = new_socket(draft, kind);
	struct op *op;

	if (slot == SLOTS)
		return;
	if (chance(draft, 75)) {
		op = add(draft, OP_BIND, slot);
		op->name =
			kind == FILE_UDP ? inet(pick(draft, 3), pick(draft, 4)) : some_unix(draft);
		draft->names[slot] = op->name;
	}
	if (chance(draft, 55))
		add_connect(draft, slot);
}

static void add_epoll(struct draft *draft)
{
	unsigned slot = find(draft, FILE_NONE);

	if (slot == SLOTS)
		return;
	add(draft, OP_EPOLL, slot);
	take(draft, slot, FILE_EPOLL);
}

static void add_event(struct draft *draft)
{
	unsigned slot = find(draft, FILE_NONE);

	if (slot == SLOTS)
		return;
	add(draft, OP_EVENT, slot)->what = (uint8_t)pick(draft, op_eventfds_count);
	take(draft, slot, FILE_EVENT);
}

static void add_open(struct draft *draft, uint8_t name)
{
	unsigned slot = find(draft, FILE_NONE);
	struct op *op;

	if (slot == SLOTS)
		return;
	op = add(draft, OP_OPEN, slot);
	op->name = name;
	op->what = (uint8_t)pick(draft, op_opens_count);
	/* A FIFO, as far as the generator cares; where it is none, that is tested. */
	take(draft, slot, chance(draft, 50) ? FILE_READER : FILE_WRITER);
}

static uint8_t some_path(struct draft *draft)
{
	if (chance(draft, 10))
		return (uint8_t)(NAME_UNIX + UNIX_NULL + pick(draft, 2));
	return (uint8_t)(NAME_UNIX +
			 (chance(draft, 8) ? UNIX_MISSING : pick(draft, UNIX_ABSTRACT_0)));
}

static void add_fifo(struct draft *draft)
{
	uint8_t name = some_path(draft);

	if (chance(draft, 60))
		add(draft, OP_MKFIFO, 0)->name = name;
	for (unsigned i = pick(draft, 3); i > 0; i--)
		add_open(draft, chance(draft, 90) ? name : some_path(draft));
}

static enum file_kind some_kind(struct draft *draft)
{
	static const uint8_t all[] = {FILE_TCP,    FILE_TCP,   FILE_TCP,
				      FILE_UDP,    FILE_UNIX,  FILE_UNIX_DGRAM,
				      FILE_WRITER, FILE_EPOLL, FILE_EVENT};
	static const uint8_t files[] = {FILE_EVENT, FILE_PLAIN, FILE_PLAIN, FILE_PLAIN};
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

	if (draft->theme == THEME_FILES && chance(draft, 85))
		return files[pick(draft, COUNT(files))];
	if (kind == FILE_UNIX && chance(draft, 20))
		return FILE_UNIX_PACKET;
	if (kind == FILE_NONE || chance(draft, 4))
		return all[pick(draft, COUNT(all))];
	return kind;
}

/* Something new, brought as far as it makes sense. */
static void add_situation(struct draft *draft)
{
	enum file_kind kind = some_kind(draft);

	switch (kind) {
	case FILE_TCP:
		if (draft->theme == THEME_TCP_NAMES || chance(draft, 12))
			add_listener(draft, kind);
		else
			add_connection(draft, kind);
		break;
	case FILE_UNIX:
	case FILE_UNIX_PACKET:
		if (chance(draft, 40))
			add_two(draft, kind);
		else
			add_connection(draft, kind);
		break;
	case FILE_UNIX_DGRAM:
		if (chance(draft, 25))
			add_two(draft, kind);
		else
			add_datagram_socket(draft, kind);
		break;
	case FILE_UDP:
		add_datagram_socket(draft, kind);
		break;
	case FILE_EPOLL:
		add_epoll(draft);
		break;
	case FILE_EVENT:
		add_event(draft);
		break;
	case FILE_PLAIN:
		add_fifo(draft);
		break;
	default:
		add_two(draft, FILE_WRITER);
		break;
	}
}

/* -- One operation ------------------------------------------------------ */

static const uint8_t stream_weights[OP_COUNT] = {
	[OP_SEND] = 22,     [OP_RECV] = 24,    [OP_WRITE] = 3,    [OP_READ] = 3,
	[OP_SENDTO] = 1,    [OP_RECVFROM] = 2, [OP_SHUTDOWN] = 9, [OP_CLOSE] = 9,
	[OP_ABORT] = 3,     [OP_CONNECT] = 8,  [OP_GETOPT] = 8,   [OP_SETOPT] = 5,
	[OP_SOCKNAME] = 3,  [OP_PEERNAME] = 5, [OP_DUP] = 2,      [OP_BIND] = 3,
	[OP_LISTEN] = 2,    [OP_ACCEPT] = 1,   [OP_WATCH] = 4,    [OP_WATCH_MOD] = 1,
	[OP_WATCH_DEL] = 1, [OP_ONCE] = 3,     [OP_ONCE_MOD] = 3, [OP_ONCE_DEL] = 1,
};

static const uint8_t names_weights[OP_COUNT] = {
	[OP_SEND] = 4,     [OP_RECV] = 5,     [OP_SHUTDOWN] = 8, [OP_CLOSE] = 9,
	[OP_ABORT] = 3,    [OP_CONNECT] = 22, [OP_GETOPT] = 8,   [OP_SETOPT] = 10,
	[OP_SOCKNAME] = 6, [OP_PEERNAME] = 5, [OP_BIND] = 20,    [OP_LISTEN] = 10,
	[OP_ACCEPT] = 6,   [OP_WATCH] = 3,    [OP_ONCE] = 2,     [OP_DUP] = 2,
};

static const uint8_t listener_weights[OP_COUNT] = {
	[OP_ACCEPT] = 50,  [OP_CLOSE] = 7, [OP_SHUTDOWN] = 6, [OP_LISTEN] = 6, [OP_CONNECT] = 3,
	[OP_SEND] = 2,     [OP_RECV] = 2,  [OP_GETOPT] = 4,   [OP_SETOPT] = 4, [OP_SOCKNAME] = 2,
	[OP_PEERNAME] = 2, [OP_BIND] = 3,  [OP_WATCH] = 4,    [OP_ONCE] = 3,   [OP_ONCE_MOD] = 2,
	[OP_DUP] = 1,      [OP_ABORT] = 1,
};

static const uint8_t datagram_weights[OP_COUNT] = {
	[OP_FILL] = 1,      [OP_FCNTL] = 1,     [OP_SEND] = 18,    [OP_SENDTO] = 16,
	[OP_RECV] = 14,     [OP_RECVFROM] = 12, [OP_WRITE] = 3,    [OP_READ] = 3,
	[OP_SHUTDOWN] = 5,  [OP_CLOSE] = 6,     [OP_CONNECT] = 14, [OP_GETOPT] = 8,
	[OP_SETOPT] = 4,    [OP_SOCKNAME] = 4,  [OP_PEERNAME] = 4, [OP_DUP] = 2,
	[OP_BIND] = 6,      [OP_LISTEN] = 1,    [OP_ACCEPT] = 1,   [OP_WATCH] = 4,
	[OP_WATCH_MOD] = 1, [OP_WATCH_DEL] = 1, [OP_ONCE] = 3,     [OP_ONCE_MOD] = 2,
	[OP_ABORT] = 1,
};

static const uint8_t pipe_weights[OP_COUNT] = {
	[OP_WRITE] = 40,   [OP_READ] = 40,    [OP_CLOSE] = 6,  [OP_DUP] = 4,    [OP_SEND] = 1,
	[OP_RECV] = 1,     [OP_FILL] = 3,     [OP_DRAIN] = 1,  [OP_WATCH] = 5,  [OP_WATCH_MOD] = 1,
	[OP_ONCE] = 4,     [OP_ONCE_MOD] = 3, [OP_GETOPT] = 1, [OP_BIND] = 1,   [OP_CONNECT] = 1,
	[OP_SHUTDOWN] = 1, [OP_SOCKNAME] = 1, [OP_LISTEN] = 1, [OP_ACCEPT] = 1, [OP_SETOPT] = 1,
	[OP_FCNTL] = 6,
};

static const uint8_t event_weights[OP_COUNT] = {
	[OP_WRITE] = 40,   [OP_READ] = 30, [OP_CLOSE] = 4,  [OP_DUP] = 3,
	[OP_SEND] = 1,     [OP_RECV] = 1,  [OP_WATCH] = 8,  [OP_ONCE] = 6,
	[OP_ONCE_MOD] = 5, [OP_FCNTL] = 2, [OP_GETOPT] = 1, [OP_WATCH_MOD] = 1,
};

static const uint8_t epoll_weights[OP_COUNT] = {
	[OP_CTL_ADD] = 34, [OP_CTL_MOD] = 14, [OP_CTL_DEL] = 7, [OP_WAIT] = 40,
	[OP_CLOSE] = 3,    [OP_DUP] = 2,      [OP_READ] = 1,    [OP_WATCH] = 3,
};

static const uint8_t buffer_weights[OP_COUNT] = {
	[OP_FILL] = 24,  [OP_DRAIN] = 14, [OP_RECV] = 12,    [OP_SEND] = 6,   [OP_SHUTDOWN] = 10,
	[OP_CLOSE] = 10, [OP_ABORT] = 4,  [OP_GETOPT] = 6,   [OP_SETOPT] = 4, [OP_PEERNAME] = 2,
	[OP_WATCH] = 8,  [OP_ONCE] = 4,   [OP_ONCE_MOD] = 4,
};

static const uint8_t *weights_for(const struct draft *draft, unsigned slot)
{
	switch (draft->kinds[slot]) {
	case FILE_UDP:
	case FILE_UNIX_DGRAM:
		return draft->theme == THEME_BUFFERS ? buffer_weights : datagram_weights;
	case FILE_READER:
	case FILE_WRITER:
		return pipe_weights;
	case FILE_EPOLL:
		return epoll_weights;
	case FILE_EVENT:
		return event_weights;
	default:
		if (draft->listens[slot])
			return listener_weights;
		if (draft->theme == THEME_TCP_NAMES)
			return names_weights;
		return draft->theme == THEME_BUFFERS ? buffer_weights : stream_weights;
	}
}

static uint8_t fill_size(struct draft *draft)
{
	static const uint32_t sizes[] = {1, 100, 500, 1000, 1000, 4096, 5000, 5000, 20000, 65536};

	return index_of_size(sizes[pick(draft, COUNT(sizes))]);
}

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
		op->size = some_size(draft, kind, is_sent(op->kind));
		op->flags = some_flags(draft, kind, is_sent(op->kind));
	}
	switch (op->kind) {
	case OP_SENDTO:
	case OP_CONNECT:
		op->name = name_to_reach(draft, kind);
		if (chance(draft, 8))
			op->name = NAME_ODD + ODD_UNSPEC;
		break;
	case OP_BIND:
		op->name = some_name(draft, kind);
		break;
	case OP_LISTEN:
		op->what = (uint8_t)pick(draft, 6);
		break;
	case OP_SHUTDOWN:
		op->what = (uint8_t)(chance(draft, 2) ? 3 : pick(draft, 3));
		break;
	case OP_SETOPT:
		op->what = some_option(draft, kind);
		break;
	case OP_GETOPT:
		op->what = some_query(draft);
		op->other = some_room(draft);
		break;
	case OP_SOCKNAME:
	case OP_PEERNAME:
	case OP_RECVFROM:
		op->other = some_room(draft);
		break;
	case OP_FCNTL:
		op->what = (uint8_t)pick(draft, op_fcntls_count);
		break;
	case OP_FILL:
		op->size = fill_size(draft);
		if ((kind == FILE_UDP || kind == FILE_UNIX_DGRAM) && chance(draft, 60))
			op->name = name_to_reach(draft, kind);
		break;
	case OP_WAIT:
		op->what = (uint8_t)pick(draft, 8);
		break;
	default:
		op->what = (uint8_t)pick(draft, op_events_count);
		break;
	}
}

/* What it does to the slots, as far as the generator cares. */
static void follow(struct draft *draft, const struct op *op)
{
	switch (op->kind) {
	case OP_CLOSE:
	case OP_ABORT:
		take(draft, op->slot, FILE_NONE);
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

static void add_on(struct draft *draft, unsigned slot)
{
	unsigned kind = weighted(draft, weights_for(draft, slot), OP_COUNT), other;
	struct op *op;

	if (kind == OP_ACCEPT) {
		add_accept(draft, slot);
		return;
	}
	op = add(draft, kind, slot);
	fill_in(draft, op);
	follow(draft, op);
	if (kind == OP_DUP) {
		other = find(draft, FILE_NONE);
		op->other = (uint8_t)(other == SLOTS ? 0 : other);
		if (other != SLOTS)
			take(draft, other, draft->kinds[slot]);
	}
	if (kind == OP_CTL_ADD || kind == OP_CTL_MOD || kind == OP_CTL_DEL) {
		other = find_used(draft);
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
	unsigned slot = find_used(draft);
	struct op *op;

	if (chance(draft, 15)) {
		add(draft, OP_NOBODY, 0)->what = (uint8_t)pick(draft, op_nobodies_count);
		return;
	}
	if (slot == SLOTS)
		return;
	op = add(draft, kinds[pick(draft, COUNT(kinds))], slot);
	op->other = (uint8_t)pick(draft, SLOTS);
	fill_in(draft, op);
	if (op->kind == OP_LISTEN || op->kind == OP_BIND)
		follow(draft, op);
}

static void add_limit(struct draft *draft)
{
	add(draft, OP_LIMIT, 0)->what = (uint8_t)(chance(draft, 50) ? pick(draft, 3) : 7);
}

void program_draw(struct program *ret, uint64_t seed, uint64_t index)
{
	struct draft draft = {.program = ret, .state = mix(mix(seed) + index)};

	*ret = (struct program){.seed = seed, .index = index};
	draft.length = 10 + pick(&draft, OPS_MAX - 10 + 1);
	draft.theme = weighted(&draft, theme_weights, THEMES);
	draft.buffers = draft.theme == THEME_BUFFERS;
	memset(draft.names, NAME_NONE, sizeof draft.names);
	if (draft.buffers && chance(&draft, 90))
		add(&draft, OP_BUFFERS, 0)->what = (uint8_t)pick(&draft, op_buffers_count);
	for (unsigned i = 1 + pick(&draft, 3); i > 0; i--)
		add_situation(&draft);
	while (!is_over(&draft)) {
		unsigned slot = find_used(&draft);

		if (slot == SLOTS || chance(&draft, 9))
			add_situation(&draft);
		else if (chance(&draft, 1) && draft.theme != THEME_BUFFERS)
			add_limit(&draft);
		else if (chance(&draft, 3))
			add_nonsense(&draft);
		else
			add_on(&draft, slot);
	}
}
