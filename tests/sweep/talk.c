/* SPDX-License-Identifier: MIT
 *
 * talk.c - a chat that uses everything a chat has: a terminator too long for its own
 * place, a text in pieces, a producer, an end.
 *
 *	sweep_talk [--port N] [--poller epoll|select|poll] */
#include "talk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ac_chat.h"

#define TERMINATOR "and that was the question"
#define ANSWER     "an answer that is longer than one piece of it. "
#define MORE       "There is more to be said, by a producer, and then no more."

struct talk {
	struct ac_chat chat;
	struct ac_simple_producer more;
};

static struct talk *talk_of(struct ac_chat *chat)
{
	return ac_container_of(chat, struct talk, chat);
}

static bool is_open(const struct ac_chat *chat)
{
	return chat->base.fd >= 0;
}

static int talk_found(struct ac_chat *chat)
{
	struct talk *talk = talk_of(chat);
	size_t len;
	const char *question = ac_chat_get_data(chat, &len);
	int rc = ac_chat_push(chat, question, len);

	if (rc == 0 && is_open(chat))
		rc = ac_chat_push(chat, ANSWER, sizeof ANSWER - 1);
	ac_simple_producer_init(&talk->more, MORE, sizeof MORE - 1, 7);
	if (rc == 0 && is_open(chat))
		rc = ac_chat_push_with_producer(chat, &talk->more.base);
	if (rc == 0 && is_open(chat))
		rc = ac_chat_close_when_done(chat);
	return rc;
}

/* What was asked is answered, though the asker says no more. */
static int talk_eof(struct ac_dispatcher *d)
{
	return ac_chat_close_when_done(ac_container_of(d, struct ac_chat, base));
}

static void talk_released(struct ac_dispatcher *d)
{
	ac_free(d->loop, talk_of(ac_container_of(d, struct ac_chat, base)));
}

static const struct ac_ops talk_ops = {
	.super = &ac_chat_ops,
	.name = "talk",
	.handle_eof = talk_eof,
	.released = talk_released,
	.collect_incoming_data = ac_chat_collect,
	.found_terminator = talk_found,
};

static int talk_open(struct talk *talk, struct ac_loop *loop, int fd, const struct sockaddr *addr,
		     socklen_t len)
{
	int rc = ac_chat_init_accepted(&talk->chat, loop, &talk_ops, fd, addr, len);

	if (rc < 0)
		return rc;
	talk->chat.in_buffer_size = 20;
	talk->chat.out_buffer_size = 16;
	ac_chat_set_terminator_bytes(&talk->chat, TERMINATOR, sizeof TERMINATOR - 1);
	return 0;
}

static int server_accepted(struct ac_dispatcher *d, int fd, const struct sockaddr *addr,
			   socklen_t len)
{
	struct talk *talk = ac_realloc(d->loop, NULL, sizeof *talk, "talk");
	int rc = talk ? talk_open(talk, d->loop, fd, addr, len) : -ENOMEM;

	if (rc == 0)
		return 0;
	ac_free(d->loop, talk);
	ac_close_fd(d->loop, fd);
	ac_err_clear(d);
	return 0;
}

static const struct ac_ops server_ops = {
	.super = &ac_dispatcher_ops,
	.name = "server",
	.handle_accepted = server_accepted,
};

static const char *option(int argc, char **argv, const char *name)
{
	for (int i = 1; i + 1 < argc; i++)
		if (strcmp(argv[i], name) == 0)
			return argv[i + 1];
	return "";
}

static enum ac_poller poller_named(const char *name)
{
	if (strcmp(name, "epoll") == 0)
		return AC_POLLER_EPOLL;
	return strcmp(name, "select") == 0 ? AC_POLLER_SELECT : AC_POLLER_POLL;
}

static int listen_at(struct ac_dispatcher *d, struct ac_loop *loop, const char *port)
{
	struct sockaddr_in addr;
	int rc = ac_ipv4(&addr, "0.0.0.0", (uint16_t)strtol(port, NULL, 10));

	if (rc == 0)
		rc = ac_init(d, loop, &server_ops);
	if (rc == 0)
		rc = ac_create_socket(d, AF_INET, SOCK_STREAM);
	if (rc == 0)
		rc = ac_bind(d, (const struct sockaddr *)&addr, sizeof addr);
	return rc < 0 ? rc : ac_listen(d, 5);
}

int sweep_talk_main(struct ac_sys *sys, int argc, char **argv)
{
	struct ac_dispatcher server;
	struct ac_loop loop;
	int rc = ac_loop_init(&loop, sys, poller_named(option(argc, argv, "--poller")));

	if (rc < 0)
		return 1;
	rc = listen_at(&server, &loop, option(argc, argv, "--port"));
	if (rc == 0)
		rc = ac_loop(&loop, 30 * AC_SECOND, -1);
	ac_loop_fini(&loop);
	return rc == 0 || rc == -ECANCELED ? 0 : 1;
}
