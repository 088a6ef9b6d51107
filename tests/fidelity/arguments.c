/* SPDX-License-Identifier: MIT
 *
 * Names, sizes, flags, options. */
#include "draft.h"

/* -- Names -------------------------------------------------------------- */

uint8_t draft_inet(unsigned host, unsigned port)
{
	return (uint8_t)(NAME_INET + host * NAME_PORTS + port);
}

static uint8_t some_inet(struct draft *draft)
{
	static const uint8_t hosts[] = {HOST_ONE, HOST_ONE, HOST_ONE, HOST_ONE,  HOST_TWO,
					HOST_TWO, HOST_ANY, HOST_ANY, HOST_THREE};
	unsigned ports = draft->theme == THEME_TCP_NAMES ? 3 : 4;
	unsigned host = hosts[draft_pick(draft, COUNT(hosts))], port = draft_pick(draft, ports);

	if (draft_chance(draft, 4))
		host = draft_pick(draft, NAME_HOSTS);
	if (draft_chance(draft, 6))
		port = NAME_DEAD;
	return draft_inet(host, port);
}

bool draft_is_local(enum file_kind kind)
{
	return kind == FILE_UNIX || kind == FILE_UNIX_DGRAM || kind == FILE_UNIX_PACKET;
}

bool draft_is_connection(enum file_kind kind)
{
	return kind == FILE_TCP || kind == FILE_UNIX || kind == FILE_UNIX_PACKET;
}

uint8_t draft_some_unix(struct draft *draft)
{
	if (draft_chance(draft, draft->theme == THEME_FILES ? 30 : 2))
		return (uint8_t)(NAME_UNIX + UNIX_NULL + draft_pick(draft, 2));
	return (uint8_t)(NAME_UNIX + draft_pick(draft, UNIX_NULL));
}

uint8_t draft_some_name(struct draft *draft, enum file_kind kind)
{
	if (draft_chance(draft, 3))
		return (uint8_t)(NAME_ODD + draft_pick(draft, ODD_NAMES));
	if (draft_chance(draft, 6))
		return (uint8_t)(NAME_SOCK_OF + draft_pick(draft, SLOTS));
	if (draft_chance(draft, 2))
		return (uint8_t)(NAME_PEER_OF + draft_pick(draft, SLOTS));
	if (draft_chance(draft, 1))
		kind = kind == FILE_TCP ? FILE_UNIX : FILE_TCP;
	if (draft_is_local(kind))
		return draft_some_unix(draft);
	return some_inet(draft);
}

uint8_t draft_name_to_reach(struct draft *draft, enum file_kind kind)
{
	unsigned slot = draft_is_connection(kind) ? draft_find_listener(draft, kind)
						  : draft_find(draft, kind);

	if (kind == FILE_TCP && draft_chance(draft, 12))
		return draft_inet(HOST_ONE, NAME_DEAD);
	if (kind == FILE_UDP && draft_chance(draft, 10))
		return draft_inet(HOST_ONE, NAME_DEAD);
	if (slot == SLOTS || draft->names[slot] == NAME_NONE || draft_chance(draft, 10))
		return draft_some_name(draft, kind);
	if (draft_chance(draft, 25))
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

uint8_t draft_some_size(struct draft *draft, enum file_kind kind, bool sends)
{
	unsigned limit;

	if (kind == FILE_TCP && sends) {
		uint8_t size = (uint8_t)(draft_chance(draft, 80) ? draft_pick(draft, 8)
								 : draft_pick(draft, 18));

		draft->bytes += op_sizes[size];
		return draft->bytes < 40000 ? size : 0;
	}
	if (draft_chance(draft, 60))
		return (uint8_t)draft_pick(draft, 9);
	if (draft_chance(draft, 20))
		return (uint8_t)(op_size_edges + draft_pick(draft, op_size_count - op_size_edges));
	limit = draft_chance(draft, 80) ? index_of_size(8192) : op_size_edges;
	return (uint8_t)draft_pick(draft, limit);
}

uint8_t draft_some_flags(struct draft *draft, enum file_kind kind, bool sends)
{
	unsigned count = sends ? op_flags_send_count : op_flags_recv_count;

	if (draft_chance(draft, kind == FILE_TCP ? 55 : 65))
		return 0;
	if (kind != FILE_TCP && !draft_chance(draft, 20))
		count = sends ? 3 : 6;
	return (uint8_t)draft_pick(draft, count);
}

uint8_t draft_some_option(struct draft *draft, enum file_kind kind)
{
	static const uint8_t sharing[] = {0, 1, OP_REUSEPORT,
					  OP_NO_REUSEPORT}; /* 0, 1: SO_REUSEADDR */
	unsigned buffers = op_option_count - op_option_buffers;

	if (draft->theme == THEME_TCP_NAMES && draft_chance(draft, 50))
		return sharing[draft_pick(draft, COUNT(sharing))];
	if (draft_chance(draft, 15))
		return 0; /* SO_REUSEADDR */
	if (kind != FILE_TCP && draft_chance(draft, draft->buffers ? 50 : 25))
		return (uint8_t)(op_option_buffers + draft_pick(draft, buffers));
	return (uint8_t)draft_pick(draft,
				   draft_chance(draft, 60) ? op_option_rare : op_option_buffers);
}

uint8_t draft_some_query(struct draft *draft)
{
	return (uint8_t)(draft_chance(draft, 55) ? GET_ERROR : draft_pick(draft, GET_WHATS));
}

uint8_t draft_some_room(struct draft *draft)
{
	return (uint8_t)(draft_chance(draft, 70) ? 0 : draft_pick(draft, ROOMS));
}

uint8_t draft_fill_size(struct draft *draft)
{
	static const uint32_t sizes[] = {1, 100, 197, 1000, 1000, 4096, 5000, 5000, 20000, 65536};

	if (draft_chance(draft, 20))
		return (uint8_t)(op_size_edges + draft_pick(draft, op_size_count - op_size_edges));
	return index_of_size(sizes[draft_pick(draft, COUNT(sizes))]);
}
