/* SPDX-License-Identifier: MIT */
#include "kernel/datagram.h"

#include <string.h>

#include "kernel/name.h"

void wt_mail_init(struct wt_mail *mail)
{
	*mail = (struct wt_mail){.number = 1};
	mail->end = &mail->first;
}

/* Header and payload in a power of two, and the head of the buffer. */
size_t wt_datagram_cost(size_t len)
{
	size_t size = 512;

	while (size < len + 384)
		size *= 2;
	return size + 256;
}

struct wt_message *wt_message_new(struct wt_net *net, const void *bytes, size_t len)
{
	struct wt_message *message = wt_arena_take(&net->arena, sizeof *message + len);

	if (!message)
		return NULL;
	message->len = len;
	message->cost = wt_datagram_cost(len);
	if (len > 0)
		memcpy(message->bytes, bytes, len);
	return message;
}

void wt_mail_add(struct wt_mail *mail, struct wt_message *message)
{
	message->number = mail->number++;
	message->offset = mail->offset;
	mail->offset += message->len;
	mail->cost += message->cost;
	message->next = NULL;
	*mail->end = message;
	mail->end = &message->next;
}

static void remove_first(struct wt_mail *mail)
{
	struct wt_message *message = mail->first;

	mail->first = message->next;
	if (!mail->first)
		mail->end = &mail->first;
	mail->cost -= message->cost;
}

ssize_t wt_mail_take(struct wt_mail *mail, struct wt_io *io)
{
	struct wt_message *message = mail->first;
	size_t len = message->len < io->len ? message->len : io->len;
	int rc = wt_name_give(&message->from, message->from_len, io->name_into, io->name_len);

	if (rc < 0)
		return rc;
	if (io->into && len > 0)
		memcpy(io->into, message->bytes, len);
	io->moved = message->bytes;
	io->moved_len = len;
	if (!(io->flags & MSG_PEEK))
		remove_first(mail);
	return (ssize_t)(io->flags & MSG_TRUNC ? message->len : len);
}

struct wt_place wt_place_of_message(uint64_t number, uint64_t offset)
{
	return (struct wt_place){WT_PLACE_STREAM, (uint32_t)number, 0, offset, NULL};
}
