/* SPDX-License-Identifier: MIT */
#include "kernel/datagram.h"

#include <string.h>

#include "kernel/name.h"

void wt_mail_init(struct wt_mail *mail)
{
	*mail = (struct wt_mail){.number = 1};
	mail->end = &mail->first;
}

#define LINE      64  /* bytes that are one in a cache */
#define SHARED    320 /* what stands behind the bytes of every buffer */
#define HEAD      256 /* of a buffer: struct sk_buff */
#define SMALL     576 /* skbuff_small_head: no power of two, so that it is told apart */
#define PIECE_MAX (4 * 4096 - SHARED)
#define HEADERS   28 /* IP, UDP */
#define HEADROOM  31 /* link header, alignment */
#define PAGE      4096
#define FRAGS_MAX 17

static size_t round_up(size_t n, size_t to)
{
	return (n + to - 1) / to * to;
}

size_t wt_buffer_cost(size_t linear, size_t paged)
{
	size_t size = 512;

	while (size < round_up(linear, LINE) + SHARED)
		size *= 2;
	return size + HEAD + paged;
}

/* The small buffers of a network come from a store of their own. */
static size_t network_cost(size_t linear, size_t paged)
{
	if (round_up(linear, LINE) + SHARED <= SMALL)
		return SMALL + HEAD + paged;
	return wt_buffer_cost(linear, paged);
}

/* One that does not fit into one piece has all its payload in pages. */
size_t wt_datagram_cost(size_t len)
{
	size_t whole = len + HEADERS + HEADROOM;

	return whole < PIECE_MAX ? network_cost(whole, 0) : network_cost(HEADERS + HEADROOM, len);
}

/* Here only what is too much is. */
size_t wt_local_datagram_cost(size_t len)
{
	size_t paged = len > PIECE_MAX ? len - PIECE_MAX : 0;

	if (paged > FRAGS_MAX * PAGE)
		paged = FRAGS_MAX * PAGE;
	paged = round_up(paged, PAGE);
	return wt_buffer_cost(len - paged, paged);
}

struct wt_message *wt_message_new(struct wt_net *net, const void *bytes, size_t len, size_t cost)
{
	struct wt_message *message = wt_arena_take(&net->arena, sizeof *message + len);

	if (!message)
		return NULL;
	message->len = len;
	message->cost = cost;
	if (len > 0)
		memcpy(message->bytes, bytes, len);
	return message;
}

unsigned wt_mail_count(const struct wt_mail *mail)
{
	unsigned count = 0;

	for (const struct wt_message *message = mail->first; message; message = message->next)
		count++;
	return count;
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
