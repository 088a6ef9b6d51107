/* SPDX-License-Identifier: MIT
 *
 * chat_incoming.c - async_chat._collect_incoming_data and _get_data: the pieces of a
 * line, joined.
 *
 * The program is handed the memory itself.  It stays as it is until the read event is
 * over, or the next bytes are collected. */
#include <string.h>

#include "chat_internal.h"

#define CAPACITY_MIN 64u
#define KEPT_MAX     256u /* an idle chat keeps no more */

void ac_chat_discard_incoming(struct ac_chat *chat)
{
	ac_free(chat->base.loop, chat->incoming);
	chat->incoming = NULL;
	chat->incoming_len = 0;
	chat->incoming_capacity = 0;
}

void ac_chat_trim_incoming(struct ac_chat *chat)
{
	if (chat->incoming_len == 0 && chat->incoming_capacity > KEPT_MAX)
		ac_chat_discard_incoming(chat);
}

static int grow(struct ac_chat *chat, size_t needed)
{
	size_t capacity = chat->incoming_capacity ? chat->incoming_capacity : CAPACITY_MIN;
	char *incoming;

	while (capacity < needed) {
		if (capacity > SIZE_MAX / 2)
			return -ENOMEM;
		capacity *= 2;
	}
	if (capacity == chat->incoming_capacity)
		return 0;
	incoming = ac_realloc(chat->base.loop, chat->incoming, capacity, "incoming data");
	if (!incoming)
		return -ENOMEM;
	chat->incoming = incoming;
	chat->incoming_capacity = capacity;
	return 0;
}

int ac_chat_collect(struct ac_chat *chat, const void *bytes, size_t len)
{
	struct ac_dispatcher *d = &chat->base;
	size_t before = chat->incoming_len;
	int rc;

	if (d->fd < 0)
		return ac_misused(d, AC_OP_MEMORY, "collect");
	if (chat->incoming_max > 0 &&
	    (before > chat->incoming_max || len > chat->incoming_max - before))
		return ac_fail(d, -EMSGSIZE, "more came than incoming_max");
	if (len > SIZE_MAX / 2 - before)
		return ac_failed_for_good(d, AC_OP_MEMORY, -ENOMEM);
	rc = grow(chat, before + len + 1);
	if (rc < 0)
		return ac_failed_for_good(d, AC_OP_MEMORY, rc);
	if (len > 0)
		memcpy(chat->incoming + before, bytes, len);
	chat->incoming_len = before + len;
	return 0;
}

const char *ac_chat_get_data(struct ac_chat *chat, size_t *ret_len)
{
	*ret_len = chat->incoming_len;
	if (!chat->incoming)
		return "";
	chat->incoming[chat->incoming_len] = 0;
	chat->incoming_len = 0;
	return chat->incoming;
}
