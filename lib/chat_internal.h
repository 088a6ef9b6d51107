/* SPDX-License-Identifier: MIT
 *
 * chat_internal.h - what the files of chats share.
 *
 * chat.c (the class) > chat_input.c, chat_output.c > chunk.c, terminator.c. */
#ifndef AC_CHAT_INTERNAL_H
#define AC_CHAT_INTERNAL_H

#include "ac_chat.h"
#include "internal.h"

static inline struct ac_chat *ac_chat_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct ac_chat, base);
}

/* ---- chat_input.c ---- */

int ac_chat_handle_read(struct ac_dispatcher *d);
void ac_chat_discard_input(struct ac_chat *);

/* ---- chat_incoming.c ---- */

/* Between two reads. */
void ac_chat_trim_incoming(struct ac_chat *);
void ac_chat_discard_incoming(struct ac_chat *);

/* ---- chat_output.c ---- */

int ac_chat_send_some(struct ac_dispatcher *d);
bool ac_chat_has_output(const struct ac_chat *);
void ac_chat_discard_output(struct ac_chat *);

/* ---- call.c ---- */

int ac_call_collect(struct ac_chat *, const void *bytes, size_t len);
int ac_call_found(struct ac_chat *);

#endif
