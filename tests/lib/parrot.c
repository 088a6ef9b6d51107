/* SPDX-License-Identifier: MIT
 *
 * parrot.c - a chat that writes down what happens to it, and producers for it. */
#include "parrot.h"

#include <stdio.h>
#include <string.h>

static struct parrot *of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct parrot, chat.base);
}

static struct parrot *of_chat(struct ac_chat *chat)
{
	return ac_container_of(chat, struct parrot, chat);
}

static void saw(struct parrot *p, const char *word)
{
	size_t len = strlen(p->seen);

	snprintf(p->seen + len, sizeof p->seen - len, "%s", word);
}

struct ac_chat *parrot_lines(struct parrot *p, struct tank *t, int *ret_peer)
{
	struct ac_chat *chat = parrot_pair(p, t, ret_peer);

	ac_chat_set_terminator_bytes(chat, "\n", 1);
	return chat;
}

void parrot_forget(struct parrot *p)
{
	p->seen[0] = '\0';
}

static int parrot_collect(struct ac_chat *chat, const void *bytes, size_t len)
{
	struct parrot *p = of_chat(chat);

	assert_true(len > 0);
	snprintf(p->got, sizeof p->got, "%.*s", (int)len, (const char *)bytes);
	saw(p, "collect(");
	saw(p, p->got);
	saw(p, ") ");
	if (p->keeps) {
		int rc = ac_chat_collect(chat, bytes, len);

		if (rc < 0)
			return rc;
	}
	if (!p->on[AC_HANDLER_collect_incoming_data])
		return 0;
	return p->on[AC_HANDLER_collect_incoming_data](p);
}

static int parrot_found(struct ac_chat *chat)
{
	struct parrot *p = of_chat(chat);

	saw(p, "found ");
	return p->on[AC_HANDLER_found_terminator] ? p->on[AC_HANDLER_found_terminator](p) : 0;
}

static int parrot_connect(struct ac_dispatcher *d)
{
	struct parrot *p = of(d);

	saw(p, "connect ");
	return p->on[AC_HANDLER_handle_connect] ? p->on[AC_HANDLER_handle_connect](p) : 0;
}

static int parrot_eof(struct ac_dispatcher *d)
{
	struct parrot *p = of(d);

	if (!p->on[AC_HANDLER_handle_eof])
		return ac_chat_ops.super->handle_eof(d);
	saw(p, "eof ");
	return p->on[AC_HANDLER_handle_eof](p);
}

static int parrot_close(struct ac_dispatcher *d)
{
	struct parrot *p = of(d);

	saw(p, "close ");
	if (p->on[AC_HANDLER_handle_close])
		return p->on[AC_HANDLER_handle_close](p);
	return ac_chat_ops.handle_close(d);
}

static int parrot_error(struct ac_dispatcher *d, const struct ac_error *error)
{
	struct parrot *p = of(d);

	saw(p, "error ");
	p->error = *error;
	if (p->on[AC_HANDLER_handle_error])
		return p->on[AC_HANDLER_handle_error](p);
	ac_close(d);
	return 0;
}

static void parrot_released(struct ac_dispatcher *d)
{
	of(d)->released++;
}

const struct ac_ops parrot_ops = {
	.super = &ac_chat_ops,
	.name = "parrot",
	.handle_connect = parrot_connect,
	.handle_eof = parrot_eof,
	.handle_close = parrot_close,
	.handle_error = parrot_error,
	.released = parrot_released,
	.collect_incoming_data = parrot_collect,
	.found_terminator = parrot_found,
};

void parrot_init(struct parrot *p, struct tank *t)
{
	memset(p, 0, sizeof *p);
	p->tank = t;
	assert_int_equal(ac_chat_init(&p->chat, &t->loop, &parrot_ops), 0);
}

void parrot_open(struct parrot *p, struct tank *t, int fd)
{
	parrot_init(p, t);
	assert_int_equal(ac_set_accepted(&p->chat.base, fd, NULL, 0), 0);
}

struct ac_chat *parrot_pair(struct parrot *p, struct tank *t, int *ret_peer)
{
	parrot_open(p, t, tank_unix_pair(t, ret_peer));
	return &p->chat;
}

void parrot_hears(struct parrot *p, int peer, const char *text)
{
	assert_int_equal(tank_write(p->tank, peer, text, strlen(text)), strlen(text));
	assert_int_equal(ac_poll(&p->tank->loop, 0), 0);
}

void assert_received(struct tank *t, int peer, const char *text)
{
	char in[4096];
	size_t len = 0;
	ssize_t n;

	while ((n = tank_read_now(t, peer, in + len, sizeof in - 1 - len)) > 0)
		len += (size_t)n;
	in[len] = '\0';
	assert_string_equal(in, text);
}

/* ---- The baker ---- */

static ssize_t baker_more(struct ac_producer *producer, void *buf, size_t size)
{
	struct baker *b = ac_container_of(producer, struct baker, base);
	unsigned turn = b->asked++;
	size_t len;
	int rc;

	if (b->on_more) {
		rc = b->on_more(b);
		if (rc < 0)
			return rc;
	}
	if (turn >= 8 || !b->texts[turn])
		return turn >= 8 ? 0 : b->errors[turn];
	len = strlen(b->texts[turn]);
	assert_true(len <= size);
	memcpy(buf, b->texts[turn], len);
	return (ssize_t)len;
}

static void baker_done(struct ac_producer *producer)
{
	ac_container_of(producer, struct baker, base)->done++;
}

static const struct ac_producer_ops baker_ops = {
	.more = baker_more,
	.done = baker_done,
};

void baker_init(struct baker *b, struct parrot *p)
{
	*b = (struct baker){.base.ops = &baker_ops, .parrot = p};
}

int parrot_goes_on(struct parrot *p)
{
	(void)p;
	return 0;
}

int parrot_leaves(struct parrot *p)
{
	(void)p;
	return AC_EXIT;
}
