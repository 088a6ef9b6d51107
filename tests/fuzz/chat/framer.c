/* SPDX-License-Identifier: MIT
 *
 * framer.c - a chat that is told its next terminator by each message, and at the end
 * of its input does all of it again in the simplest way there is. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ac_chat.h"

#define INPUT_MAX ((size_t)1 << 16)

int framer_main(struct ac_sys *sys, int argc, char **argv);

struct framer {
	struct ac_chat chat;
	char raw[INPUT_MAX], heard[2 * INPUT_MAX]; /* what came; messages, each with a mark */
	size_t raw_len, heard_len, message;        /* message: where the last begins */
};

/* -- What follows a message ------------------------------------------------------ */

static const char *const terminators[] = {"\n", "\r\n", "\r\n\r\n", "abab", "aab", "\n\n\r\n\n"};
#define TERMINATORS (sizeof terminators / sizeof terminators[0])

/* A pattern, a number of bytes, or nothing any more. */
struct next {
	const char *bytes; /* or: */
	size_t count;      /* both none: everything that comes */
};

static struct next next_of(const char *message, size_t len)
{
	unsigned sum = (unsigned)len;

	for (size_t i = 0; i < len; i++)
		sum = sum * 31 + (unsigned char)message[i];
	if (sum % 16 == 15)
		return (struct next){NULL, 0};
	if (sum % 3 == 0)
		return (struct next){NULL, 1 + sum / 16 % 9};
	return (struct next){terminators[sum / 16 % TERMINATORS], 0};
}

/* -- The chat ----------------------------------------------------------------------- */

static struct framer *framer_of(struct ac_chat *chat)
{
	return ac_container_of(chat, struct framer, chat);
}

static ssize_t framer_recv(struct ac_dispatcher *d, void *buf, size_t len)
{
	struct framer *self = framer_of(ac_container_of(d, struct ac_chat, base));
	ssize_t n = ac_recv(d, buf, len);

	if (n > 0) {
		assert((size_t)n <= INPUT_MAX - self->raw_len);
		memcpy(self->raw + self->raw_len, buf, (size_t)n);
		self->raw_len += (size_t)n;
	}
	return n;
}

static int framer_collect(struct ac_chat *chat, const void *bytes, size_t len)
{
	struct framer *self = framer_of(chat);

	assert(len > 0 && len <= sizeof self->heard - self->heard_len);
	memcpy(self->heard + self->heard_len, bytes, len);
	self->heard_len += len;
	return 0;
}

static void set_next(struct ac_chat *chat, struct next next)
{
	if (next.bytes)
		ac_chat_set_terminator_bytes(chat, next.bytes, strlen(next.bytes));
	else if (next.count)
		ac_chat_set_terminator_count(chat, next.count);
	else
		ac_chat_set_terminator_none(chat);
}

static int framer_found(struct ac_chat *chat)
{
	struct framer *self = framer_of(chat);
	size_t len = self->heard_len - self->message;

	set_next(chat, next_of(self->heard + self->message, len));
	self->heard[self->heard_len++] = '|';
	self->message = self->heard_len;
	return 0;
}

/* -- The model ----------------------------------------------------------------------- */

/* Where the terminator begins at or behind `at`; raw_len: nowhere. */
static size_t find(const struct framer *self, size_t at, const char *bytes)
{
	size_t len = strlen(bytes);

	for (; at + len <= self->raw_len; at++) {
		if (memcmp(self->raw + at, bytes, len) == 0)
			return at;
	}
	return self->raw_len;
}

/* What of the rest is certain not to begin a terminator. */
static size_t without_beginning(const struct framer *self, size_t at, const char *bytes)
{
	size_t len = strlen(bytes), end = self->raw_len;

	for (size_t n = len - 1; n > 0; n--) {
		if (n <= end - at && memcmp(self->raw + end - n, bytes, n) == 0)
			return end - n;
	}
	return end;
}

static size_t model(const struct framer *self, char *out)
{
	struct next next = {"\n", 0};
	size_t at = 0, len = 0, end, skip;

	while (at < self->raw_len) {
		if (next.bytes) {
			end = find(self, at, next.bytes);
			skip = end < self->raw_len ? strlen(next.bytes) : 0;
			if (skip == 0)
				end = without_beginning(self, at, next.bytes);
		} else {
			end = next.count && next.count <= self->raw_len - at ? at + next.count
									     : self->raw_len;
			skip = 0;
		}
		memcpy(out + len, self->raw + at, end - at);
		len += end - at;
		if (next.bytes ? skip == 0 : next.count == 0 || end - at < next.count)
			return len;
		next = next_of(self->raw + at, end - at);
		out[len++] = '|';
		at = end + skip;
	}
	return len;
}

static int framer_eof(struct ac_dispatcher *d)
{
	struct framer *self = framer_of(ac_container_of(d, struct ac_chat, base));
	char *want = malloc(2 * INPUT_MAX);
	size_t len;

	assert(want);
	len = model(self, want);
	assert(len == self->heard_len && memcmp(want, self->heard, len) == 0);
	free(want);
	ac_close(d);
	return 0;
}

/* -- The server ------------------------------------------------------------------------ */

static void framer_released(struct ac_dispatcher *d)
{
	ac_free(d->loop, framer_of(ac_container_of(d, struct ac_chat, base)));
}

static const struct ac_ops framer_ops = {
	.super = &ac_chat_ops,
	.name = "framer",
	.recv = framer_recv,
	.collect_incoming_data = framer_collect,
	.found_terminator = framer_found,
	.handle_eof = framer_eof,
	.released = framer_released,
};

static int accepted(struct ac_dispatcher *d, int fd, const struct sockaddr *addr, socklen_t len)
{
	struct framer *self = ac_realloc(d->loop, NULL, sizeof *self, "framer");

	assert(self && len > 0);
	self->raw_len = self->heard_len = self->message = 0;
	assert(ac_chat_init_accepted(&self->chat, d->loop, &framer_ops, fd, addr, len) == 0);
	self->chat.in_buffer_size = 7;
	set_next(&self->chat, (struct next){"\n", 0});
	return 0;
}

static const struct ac_ops listener_ops = {
	.super = &ac_dispatcher_ops,
	.name = "listener",
	.handle_accepted = accepted,
};

int framer_main(struct ac_sys *sys, int argc, char **argv)
{
	struct ac_dispatcher listener;
	struct sockaddr_in addr;
	struct ac_loop loop;

	(void)argc;
	(void)argv;
	assert(ac_loop_init(&loop, sys, AC_POLLER_POLL) == 0);
	assert(ac_init(&listener, &loop, &listener_ops) == 0);
	assert(ac_ipv4(&addr, "0.0.0.0", 7) == 0);
	assert(ac_create_socket(&listener, AF_INET, SOCK_STREAM) == 0);
	assert(ac_bind(&listener, (const struct sockaddr *)&addr, sizeof addr) == 0);
	assert(ac_listen(&listener, 5) == 0);
	ac_loop(&loop, AC_TIMEOUT, -1);
	ac_loop_fini(&loop);
	return 0;
}
